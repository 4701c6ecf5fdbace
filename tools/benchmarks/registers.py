"""A register of a hundred thousand entries: its list, its chapter's month, and an import of twenty thousand.

The month is held against one statement a register, written by hand, that gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from time import perf_counter
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import override_settings
from openpyxl import Workbook
from simple_history.utils import bulk_create_with_history

from employment.models import PlacementStatement, TrainingClass, ZeroEmploymentHousehold
from employment.models.training import TrainingType
from targets.models import Membership, ReportingUnit, Role
from targets.periods import Month
from targets.registers.counting import count_all
from targets.registers.importing import storing
from targets.registers.registry import registry
from tools.benchmarks.data import LAST_YEAR, batched
from tools.benchmarks.imports import _thrown_away
from tools.benchmarks.pages import Browser
from tools.benchmarks.registers_raw import month_of_employment
from tools.benchmarks.timing import Pair, by_turns, seconds_of

ENTRIES, SMALLER, IMPORTED = 100_000, 5_000, 20_000
YEARS = 5
KEEPER = "keeper"
MONTH = Month(LAST_YEAR, 6)
LIST = "/registers/employment/training-classes/"


class Registers:
    """The registers of employment, filled, and what is done with them."""

    def __init__(self) -> None:
        self.units = list(ReportingUnit.objects.all())
        self.keeper = get_user_model().objects.create(username=KEEPER)
        Membership.objects.create(user=self.keeper, role=Role.REPORTER, unit=self.units[0])
        for model, rows in (
            (TrainingClass, self._classes()),
            (ZeroEmploymentHousehold, self._households()),
            (PlacementStatement, self._placements()),
        ):
            for batch in batched(rows):
                model.objects.bulk_create(batch)
        self.registers = registry.of_app("employment")
        self.classes = registry.named("employment.trainingclass")
        self.content = self._workbook()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    # ---- What stands there --------------------------------------------------------------------------------

    def _classes(self) -> Iterator[TrainingClass]:
        kinds = TrainingType.values
        for number in range(ENTRIES):
            begun = date(LAST_YEAR - YEARS + 1, 1, 1) + timedelta(days=number * 365 * YEARS // ENTRIES)
            trained = 20 + number % 40
            yield TrainingClass(
                unit=self.units[number % len(self.units)],
                class_no=f"{number:06d}",
                training_type=kinds[number % len(kinds)],
                provider=f"培训中心{number % 50}",
                trade=f"工种{number % 97}",
                started_on=begun,
                ended_on=begun + timedelta(days=30) if number % 11 else None,
                trained=trained,
                examined=trained - 1,
                passed=trained - 2,
            )

    def _households(self) -> Iterator[ZeroEmploymentHousehold]:
        for number in range(SMALLER):
            found = date(LAST_YEAR - 1, 1, 1) + timedelta(days=number % 500)
            helped = found + timedelta(days=60) if number % 3 else None
            yield ZeroEmploymentHousehold(
                unit=self.units[number % len(self.units)],
                household_no=f"{number:06d}",
                head="某某",
                identity_number=f"2305991970010{number:05d}",
                working_age=2,
                unemployed=2,
                recognised_on=found,
                due_on=found + timedelta(days=90),
                exited_on=helped,
                first_job_on=helped,
                exit_reason="employed" if helped else "",
            )

    def _placements(self) -> Iterator[PlacementStatement]:
        for number in range(SMALLER):
            month = Month(LAST_YEAR, 1).plus(-(number // 500))
            yield PlacementStatement(
                unit=self.units[number % len(self.units)],
                agency=f"中心{number}",
                month=month.first_day,
                introductions=10 + number % 7,
                placed=number % 7,
            )

    # ---- The list -----------------------------------------------------------------------------------------

    @property
    def lists(self) -> dict[str, str]:
        last = ENTRIES // 50
        return {
            "register's first page": LIST,
            "register's last page": f"{LIST}?state=all&page={last}",
            "register searched": f"{LIST}?q=%E5%B7%A5%E7%A7%8D42",
        }

    def list_page(self, address: str) -> Pair:
        """The page against a view that runs its queries alone."""
        browser = Browser()
        browser.record_queries(address)
        return by_turns(lambda: browser.fresh(address), browser.queries_only, rounds=5, turns=3)

    # ---- The month ----------------------------------------------------------------------------------------

    def ours(self) -> dict[tuple[str, str, str], tuple[Decimal, Decimal]]:
        """Every figure of every register of the chapter, by filing unit."""
        counts = count_all(self.registers, [MONTH])
        return {
            (name, path, key): (
                (number.value if number.value is not None else number.numerator) or Decimal(0),
                number.denominator or Decimal(0),
            )
            for (name, path, _month, key), number in counts.numbers.items()
        }

    def theirs(self) -> dict[tuple[str, str, str], tuple[Decimal, Decimal]]:
        return month_of_employment(MONTH)

    def compare(self) -> None:
        """Raise where the two do not give the same numbers."""
        ours, theirs = self.ours(), self.theirs()
        wrong = {key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)}
        if wrong:
            key = min(wrong)
            raise AssertionError(f"{len(wrong)} differ, such as {key}: {ours.get(key)} and {theirs.get(key)}")

    # ---- The import ---------------------------------------------------------------------------------------

    def importing(self) -> Pair:
        """From the file to stored entries, against bulk_create of the same with their history; the faster of two."""
        found = []
        for _round in range(2):
            found.append((seconds_of(self.stored_by_portal), self.stored_in_bulk()))
        ours, theirs = (min(pair[side] for pair in found) for side in range(2))
        return Pair((ours, theirs), ours / theirs)

    def stored_by_portal(self) -> None:
        with _thrown_away(), override_settings(TODAY=date(LAST_YEAR + 1, 1, 2)):
            batch = storing.receive(self.classes, "班级.xlsx", self.content, by=self.keeper)
            found = storing.store(self.classes, batch, by=self.keeper)
            if found.counts["new"] != IMPORTED:
                raise AssertionError(found.counts)

    def stored_in_bulk(self) -> float:
        with _thrown_away():
            rows = [TrainingClass(unit=self.units[0], **fields) for fields in self._imported()]
            begun = perf_counter()
            bulk_create_with_history(rows, TrainingClass, batch_size=1000)
            return perf_counter() - begun

    def _imported(self) -> Iterator[dict[str, Any]]:
        for number in range(IMPORTED):
            begun = date(LAST_YEAR, 1, 1) + timedelta(days=number % 300)
            yield {
                "class_no": f"N{number:06d}",
                "training_type": "unemployed",
                "provider": f"培训中心{number % 50}",
                "trade": f"工种{number % 97}",
                "started_on": begun,
                "ended_on": begun + timedelta(days=30),
                "trained": 40,
                "examined": 38,
                "passed": 36,
            }

    def _workbook(self) -> bytes:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("培训班")
        rows = self._imported()
        first = next(rows)
        sheet.append([self.classes.label(name) for name in first])
        labels = dict(TrainingType.choices)
        for row in (first, *rows):
            sheet.append([str(labels[value]) if name == "training_type" else value for name, value in row.items()])
        buffer = BytesIO()
        book.save(buffer)
        return buffer.getvalue()
