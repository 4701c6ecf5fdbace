"""Boards kept while others write: how many requests find a kept page, and what raising the version costs writers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from decimal import Decimal
from functools import partial
from statistics import median
from unittest.mock import patch

from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpRequest

from targets.frame import kept
from targets.frame.pieces import Piece
from targets.models import Figure, Membership, MonthlyReport, ReportingUnit, Role, State, versions
from targets.reports import verbs
from targets.reports.changes import Changes
from targets.reports.sheets import Cell
from tools.benchmarks.data import LAST_YEAR
from tools.benchmarks.pages import DASHBOARD, Browser, WrongAnswer, forget_pages
from tools.benchmarks.timing import Pair, seconds_of

READERS = 8
SECONDS = 30
WRITERS = 32
# Reports of each writer: a month each.
EACH = 4
ROUNDS = 5


class Boards:
    """Readers of the dashboard and writers of reports."""

    def __init__(self) -> None:
        self.by = get_user_model().objects.create(username="writer")
        root = ReportingUnit.objects.get(parent__isnull=True)
        Membership.objects.create(user=self.by, role=Role.REVIEWER, unit=root)
        units = ReportingUnit.objects.filter(parent=root, reports__isnull=False).distinct()[:WRITERS]
        self.reports = [self._reports_of(unit) for unit in units]

    def _reports_of(self, unit: ReportingUnit) -> list[MonthlyReport]:
        chosen = MonthlyReport.objects.filter(unit=unit, chapter__app="employment", month__year=LAST_YEAR)
        return list(chosen.select_related("unit", "chapter").order_by("month")[:EACH])

    # ---- Readers ------------------------------------------------------------------------------------------

    def hit_rate(self, browser: Browser) -> float:
        """Of the requests of eight readers, one a second each, how many find the page kept while a draft is saved.

        Raises WrongAnswer where the page is not the one that would be made now.
        """
        self._put(State.DRAFT)
        draft = self.reports[0][0]
        made: list[bytes] = []
        parted = kept._parted

        def remember(page: bytes) -> list[Piece]:
            made.append(page)
            return parted(page)

        browser.get(DASHBOARD)
        with patch.object(kept, "_parted", remember):
            for second in range(SECONDS):
                self._save(draft, second)
                for _reader in range(READERS):
                    browser.get(DASHBOARD)
            rate = 1 - len(made) / (SECONDS * READERS)
            self._compare(browser, made)
            self._put(State.SUBMITTED)
            verbs.approve(self.reports[0][0], by=self.by)
            self._compare(browser, made)
        return rate

    def _compare(self, browser: Browser, made: list[bytes]) -> None:
        """What the dashboard shows is what it would show if nothing were kept."""
        browser.get(DASHBOARD)
        made.clear()
        browser.get(DASHBOARD)
        if made:
            raise WrongAnswer("a page was made though nothing had changed")
        before = self._kept_part(browser)
        forget_pages()
        if self._kept_part(browser) != before:
            raise WrongAnswer("the kept dashboard is older than what is stored")

    def _kept_part(self, browser: Browser) -> bytes:
        found: list[bytes] = []
        framed = kept._framed

        def remember(request: HttpRequest, stamp: str, page: list[Piece]) -> list[Piece]:
            found.append(b"".join(one.plain for one in page))
            return framed(request, stamp, page)

        with patch.object(kept, "_framed", remember):
            browser.get(DASHBOARD)
        return found[0]

    # ---- Writers ------------------------------------------------------------------------------------------

    def writers(self, state: str, action: Callable[[MonthlyReport, int], object]) -> Pair:
        """All writers at once, each with reports of its own unit: as it is, and without raising the version."""
        found: list[tuple[float, float]] = []
        for number in range(ROUNDS):
            taken = {}
            for raises in (True, False) if number % 2 == 0 else (False, True):
                self._put(state)
                before = versions.data_version()
                with nullcontext() if raises else patch.object(versions, "_insert", lambda: None):
                    taken[raises] = seconds_of(partial(self._all, action, number))
                self._check(state, raises=raises, rose=versions.data_version() > before)
            found.append((taken[True], taken[False]))
        ratio = median(one / other for one, other in found)
        return Pair((median(one for one, _ in found), median(other for _, other in found)), ratio)

    def autosaves(self) -> Pair:
        return self.writers(State.DRAFT, self._save)

    def approvals(self) -> Pair:
        return self.writers(State.SUBMITTED, lambda report, _number: verbs.approve(report, by=self.by))

    def _save(self, report: MonthlyReport, number: int) -> None:
        figure = Figure.objects.filter(report=report, indicator__code="T01-1").get()
        changes = Changes(figures={figure.indicator_id: Cell(value=(figure.value or Decimal(0)) + number + 1)})
        current = MonthlyReport.objects.get(pk=report.pk)
        verbs.save(current, changes, by=self.by, version=current.version)

    def _all(self, action: Callable[[MonthlyReport, int], object], number: int) -> None:
        def write(reports: list[MonthlyReport]) -> None:
            try:
                for report in reports:
                    action(report, number)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(self.reports)) as pool:
            list(pool.map(write, self.reports))

    def _put(self, state: str) -> None:
        """All these reports in that state again."""
        keys = [report.pk for reports in self.reports for report in reports]
        MonthlyReport.objects.filter(pk__in=keys).update(state=state, is_correction=False)

    def _check(self, state: str, *, raises: bool, rose: bool) -> None:
        keys = [report.pk for reports in self.reports for report in reports]
        expected = State.DRAFT if state == State.DRAFT else State.APPROVED
        if set(MonthlyReport.objects.filter(pk__in=keys).values_list("state", flat=True)) != {expected}:
            raise WrongAnswer("a writer's report is not in the state that it was brought to")
        if rose != (raises and expected == State.APPROVED):
            raise WrongAnswer("the version rises with approvals, and not with drafts")
