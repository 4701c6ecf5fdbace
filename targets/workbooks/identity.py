"""The hidden mark of the portal's own workbook: its unit, its months, and the plan from which it was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from targets.arithmetic import Kind
from targets.models import Indicator, ReportingUnit, WorkPlan
from targets.periods import Month, NotAMonth

SALT = "targets.spreadsheets.identity"
PARTS, VERSION_LENGTH = 4, 12
# The fields that give a figure its meaning: where one differs, the same code asks for another figure.
MEANING = (
    "code",
    "kind",
    "unit_of_measure_zh_hans",
    "decimals",
    "parts_decimals",
    "numerator_kind",
    "denominator_kind",
)


class IdentityBroken(ValueError):
    """This portal did not make the mark; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a workbook was made for; `plan_version` tells whether the plan's indicators have changed since."""

    plan_year: int
    plan_version: str
    unit_code: str
    months: tuple[Month, ...]

    @classmethod
    def of(cls, unit: ReportingUnit, months: Sequence[Month], plan: WorkPlan) -> Identity:
        return cls(plan.year, plan_version(plan), unit.code, tuple(months))

    def text(self) -> str:
        """The mark with its signature, which only the holder of the portal's SECRET_KEY can make."""
        months = ",".join(map(str, self.months))
        return _signer().sign(f"{self.plan_year}/{self.plan_version}/{self.unit_code}/{months}")

    @classmethod
    def parse(cls, text: str) -> Identity:
        """Read a mark back. Raises IdentityBroken for one that was changed or made by another portal."""
        try:
            parts = _signer().unsign(text.strip()).split("/")
            if len(parts) != PARTS:
                raise IdentityBroken(_broken())
            months = tuple(Month.parse(month) for month in parts[3].split(","))
            return cls(int(parts[0]), parts[1], parts[2], months)
        except (BadSignature, NotAMonth, ValueError) as error:
            raise IdentityBroken(_broken()) from error


def plan_version(plan: WorkPlan) -> str:
    """A digest of what the plan's figures mean: codes, kinds, units of measure, decimals. One query."""
    return version_of(Indicator.objects.filter(plan=plan))


def version_of(indicators: Iterable[Indicator]) -> str:
    """The digest of a plan's version, from indicators that are read already."""
    rows = sorted([getattr(one, name) for name in MEANING] for one in indicators if one.kind != Kind.MILESTONES)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=True).encode()).hexdigest()[:VERSION_LENGTH]


def _signer() -> Signer:
    return Signer(salt=SALT)


def _broken() -> str:
    return _("The workbook's hidden mark was changed, or another portal made it. Download the workbook again.")
