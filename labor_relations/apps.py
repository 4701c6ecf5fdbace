from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LaborRelationsConfig(AppConfig):
    name = "labor_relations"
    verbose_name = _("Labour relations")
