"""All registers filled, the largest with a hundred thousand entries: lists, a chapter's month, an import, pages.

The month is held against one statement a register, written by hand, that gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from time import perf_counter
from typing import Any
from urllib.parse import quote

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import override_settings
from openpyxl import Workbook
from simple_history.utils import bulk_create_with_history

from employment.models import TrainingClass
from employment.models.training import TrainingType
from targets.imports import life
from targets.imports.entries.examination import EntriesExamination, receive
from targets.imports.uploads import Upload
from targets.models import Membership, ReportingUnit, Role
from targets.periods import Month
from targets.registers.counting import count_all
from targets.registers.list_page import ROWS_PER_PAGE
from targets.registers.registry import registry
from tools.benchmarks import views
from tools.benchmarks.data import LAST_YEAR, count_rows
from tools.benchmarks.imports import thrown_away
from tools.benchmarks.pages import Browser
from tools.benchmarks.register_entries import check_filled, fill_registers
from tools.benchmarks.registers_raw import FOUND, VALID, Statement, month_of_employment, page_of_classes
from tools.benchmarks.timing import Pair, by_turns, seconds_of

IMPORTED = 20_000
KEEPER = "keeper"
MONTH = Month(LAST_YEAR, 6)
WORDS = "工种42"
LIST = "/registers/employment/training-classes/"


class Registers:
    """All registers, filled, and what is done with those of employment."""

    def __init__(self) -> None:
        fill_registers()
        check_filled()
        count_rows()
        self.city = ReportingUnit.objects.get(parent__isnull=True)
        self.keeper = get_user_model().objects.create(username=KEEPER)
        Membership.objects.create(user=self.keeper, role=Role.REPORTER, unit=self.city)
        self.registers = registry.of_app("employment")
        self.classes = registry.named("employment.trainingclass")
        self.content = self._workbook()

    # ---- The list -----------------------------------------------------------------------------------------

    @property
    def lists(self) -> dict[str, tuple[str, list[Statement]]]:
        """An address, and the statements written by hand that give the same page."""
        last = -(-TrainingClass.objects.count() // ROWS_PER_PAGE)
        return {
            "register's first page": (LIST, page_of_classes(VALID)),
            "register's last page": (f"{LIST}?state=all&page={last}", page_of_classes("TRUE", page=last)),
            "register searched": (f"{LIST}?q={quote(WORDS)}", page_of_classes(f"{VALID} AND {FOUND}", WORDS)),
        }

    def list_page(self, address: str, by_hand: list[Statement]) -> Pair:
        """The page against a view that runs SQL written by hand; both name the same classes, or the bench fails."""
        browser = Browser()
        views.statements[:] = by_hand
        self._compare_page(browser.get(address).decode(), *by_hand[-1])
        return by_turns(lambda: browser.fresh(address), browser.sql_only, rounds=9, turns=3)

    def _compare_page(self, page: str, sql: str, values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows = cursor.fetchall()
        missing = [row for row in rows if f">{row[1]}</a>" not in page]
        if missing or not rows or page.count('<th scope="row">') < len(rows):
            raise AssertionError(f"The list does not show {missing[:3]} of {len(rows)} rows.")

    # ---- Pages on which registers are shown ---------------------------------------------------------------

    def page(self, address: str) -> Pair:
        """The page made anew, against a view that runs its queries alone."""
        browser = Browser()
        browser.record_queries(address)
        return by_turns(lambda: browser.fresh(address), browser.queries_only, rounds=9, turns=3)

    # ---- The month ----------------------------------------------------------------------------------------

    def ours(self) -> dict[tuple[str, str, str], tuple[Decimal, Decimal]]:
        """Every figure of every register of the chapter, by reporting unit."""
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
        with thrown_away(), override_settings(TODAY=date(LAST_YEAR + 1, 1, 2)):
            batch = receive(self.classes, Upload("班级.xlsx", self.content), by=self.keeper)
            found = life.store(batch, lambda one: EntriesExamination.of(self.classes, one, by=self.keeper))
            if found.counts["new"] != IMPORTED:
                raise AssertionError(found.counts)

    def stored_in_bulk(self) -> float:
        with thrown_away():
            rows = [TrainingClass(unit=self.city, **fields) for fields in self._imported()]
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
