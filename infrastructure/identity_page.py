"""The page of the batch tool, for a file whose numbers were counted: counts, doubtful numbers, and a new entry."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from infrastructure import identity_upgrade
from infrastructure.identity_upgrade import Place
from infrastructure.identity_workbook import count_lines, reason_text, write
from infrastructure.models import UpgradeStatement
from infrastructure.registers import UpgradeStatements
from targets import access, clock
from targets.formatting import number_text
from targets.registers import registry
from targets.registers.fields import IdentityNumberField
from targets.registers.forms import form_of
from targets.registers.rows import url_of
from targets.tables import Column, Table

SHOWN = 100
COUNTS_OF_ENTRY = ("old_form", "upgraded", "failed_check", "duplicates", "to_verify")


class DoubtTable(Table):
    """Doubtful numbers, masked."""

    title = gettext_lazy("Doubtful")

    row = Column(gettext_lazy("Row"), heading=True)
    number = Column(gettext_lazy("Number"))
    reason = Column(gettext_lazy("Reason"))


class UpgradedFile:
    """A file's identity numbers, upgraded once for this response."""

    def __init__(self, place: Place, user: Any):
        self.place, self.user = place, user
        self.lines = identity_upgrade.upgrade(place, today=clock.today())
        self.counts = identity_upgrade.count(self.lines)

    def workbook(self) -> bytes:
        return write(self.place, self.lines, self.counts)

    @property
    def numbers(self) -> list[tuple[str, str]]:
        return [(label, number_text(Decimal(number))) for label, number in count_lines(self.counts)]

    @property
    def doubtful(self) -> DoubtTable:
        """The first doubtful numbers, masked; the workbook has them whole."""
        mask = IdentityNumberField().mask
        doubts = [(line, doubt) for line in self.lines for doubt in line.doubts][:SHOWN]
        return DoubtTable(
            {"row": str(line.row), "number": mask(line.old), "reason": reason_text(doubt, line)}
            for line, doubt in doubts
        )

    @property
    def more_text(self) -> str:
        more = sum(len(line.doubts) for line in self.lines) - SHOWN
        if more <= 0:
            return ""
        return ngettext("and %(count)s more in the workbook", "and %(count)s more in the workbook", more) % {
            "count": number_text(Decimal(more))
        }

    @property
    def entry_form(self) -> Any:
        """A new statement of progress with these counts; it is checked and stored as any other entry."""
        register = registry.named(UpgradeStatements.model._meta.label_lower)
        counts = {name: number for name, number in asdict(self.counts).items() if name in COUNTS_OF_ENTRY}
        units = access.kept_units(self.user, register)
        entry = UpgradeStatement(**counts, unit=units.order_by("path").first(), as_of=clock.today())
        return form_of(register, units, instance=entry)

    @property
    def entry_url(self) -> str:
        return url_of(registry.named(UpgradeStatements.model._meta.label_lower), "entry_new")
