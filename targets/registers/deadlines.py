"""Deadlines from the law that registers of several chapters share."""

from django.utils.translation import gettext_lazy as _

from targets.registers.declaration import Deadline

# Inquiries of labour inspection end within 60 working days of the filing of the case (劳动保障监察条例, 2004, art. 17);
# another 30 may be granted. Twelve weeks have 60 working days where no public holiday falls among them, so that the
# day worked out is never later than the law's; the officer sets a later one where holidays or an extension move it.
LABOUR_INSPECTION = Deadline(84, _("60 working days: Regulations on Labour Inspection (2004), article 17"))
