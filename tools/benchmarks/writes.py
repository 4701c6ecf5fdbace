"""Saving and submitting a report, against the least that a view behind the same middleware must do to store it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from targets.models import Figure, Membership, MonthlyReport, ReportingUnit, Role, State
from tools.benchmarks.data import LAST_YEAR
from tools.benchmarks.pages import WrongAnswer
from tools.benchmarks.timing import Pair, by_turns

UNIT, APP, INDICATOR = "230502", "employment", "T01-1"
REPORTER, REVIEWER = "reporter", "reviewer"
JUNE = f"{LAST_YEAR}-06"
# The pages of those who report and review, with the account that reads each.
WORKING_PAGES = {
    "my month": ("/reports/", REPORTER),
    "report": (f"/reports/{UNIT}/{APP}/{JUNE}/", REPORTER),
    "review queue": ("/review/", REVIEWER),
}
TRANSACTIONS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
FOUND = 302


class Writes:
    """A reporter who types one figure after another into June's draft."""

    def __init__(self) -> None:
        settings.ROOT_URLCONF = "tools.benchmarks.views"
        unit = ReportingUnit.objects.get(code=UNIT)
        user = _account(REPORTER, Role.REPORTER, unit)
        _account(REVIEWER, Role.REVIEWER, ReportingUnit.objects.get(parent__isnull=True))
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self.report = MonthlyReport.objects.get(unit=unit, chapter__app=APP, month=f"{JUNE}-01")
        MonthlyReport.objects.filter(pk=self.report.pk).update(state=State.DRAFT, is_correction=False)
        self.figure = Figure.objects.get(report=self.report, indicator__code=INDICATOR)
        place = [UNIT, APP, JUNE]
        self.save_address = reverse("targets:report_save", args=place)
        self.submit_address = reverse("targets:report_submit", args=place)
        self.number = 0
        self.version = self.report.version

    def autosave(self) -> None:
        """What the page's script sends after one cell was typed over."""
        self.number += 1
        self._send(str(self.number))

    def autosave_unchanged(self) -> None:
        self._send(str(self.number))

    def _send(self, text: str) -> None:
        data = {"version": str(self.version), f"f-{INDICATOR}-value": text}
        said = self.client.post(self.save_address, data, headers={"Accept": "application/json"}).json()
        if said["state"] not in ("saved", "unchanged"):
            raise WrongAnswer(f"{self.save_address}: {said}")
        self.version = said["version"]

    def plain(self) -> None:
        """The same figure by the view that does no more than store it."""
        self.number += 1
        data = {"report": self.report.pk, "figure": self.figure.pk, "value": self.number}
        self.version = self.client.post("/bench/save/", data).json()["version"]

    def saving(self) -> Pair:
        """One figure saved, both ways by turns; raises WrongAnswer where they do not store the same."""
        for way in (self.autosave, self.plain):
            history, version = self.figure.history.count(), self.version
            way()
            self.figure.refresh_from_db()
            self.report.refresh_from_db()
            found = (self.figure.value, self.figure.history.count(), self.report.version, self.version)
            if found != (self.number, history + 1, version + 1, version + 1):
                raise WrongAnswer(f"{way.__name__} stored {found}")
        return by_turns(self.autosave, self.plain, rounds=9, turns=20)

    def statements(self, way: Callable[[], None]) -> int:
        """How many statements the whole request sends, transactions not counted."""
        with CaptureQueriesContext(connection) as found:
            way()
        return sum(not query["sql"].startswith(TRANSACTIONS) for query in found)

    def clear_the_way(self) -> None:
        """Let no check of the invented figures stand in the way of submitting the report."""
        of_year = Figure.objects.filter(report__unit=self.report.unit_id, report__chapter=self.report.chapter_id)
        of_year.exclude(report=self.report).delete()
        Figure.objects.filter(report=self.report).update(
            value=None, numerator=None, denominator=None, not_applicable=True, explanation="已核对"
        )

    def submit(self) -> None:
        """The report saved, with one figure changed, and submitted."""
        data = {"version": str(self.version), f"f-{INDICATOR}-value": "0", f"f-{INDICATOR}-explanation": "已核对"}
        answer = self.client.post(self.submit_address, data)
        self.report.refresh_from_db()
        if (answer.status_code, self.report.state) != (FOUND, State.SUBMITTED):
            raise WrongAnswer(f"{self.submit_address}: {answer.status_code}, {self.report.state}")


def _account(username: str, role: Role, unit: ReportingUnit) -> Any:
    user = get_user_model().objects.create(username=username)
    Membership.objects.create(user=user, role=role, unit=unit)
    return user
