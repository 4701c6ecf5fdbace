"""`manage.py seed_demo` makes the demonstration once and deletes it without a trace."""

import re
import stat
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from targets.models import (
    Chapter,
    Figure,
    Membership,
    MilestoneProgress,
    MonthlyReport,
    PastFigure,
    PortalState,
    Submission,
    Target,
    TaskNote,
)
from tests.conftest import person

COUNTED = (MonthlyReport, Figure, MilestoneProgress, TaskNote, Submission, Target, PastFigure, Membership)


def counts() -> dict[str, int]:
    models = {model.__name__: model.objects.count() for model in (*COUNTED, get_user_model())}
    with_history = [model for model in COUNTED if hasattr(model, "history")]
    return models | {f"history of {model.__name__}": model.history.count() for model in with_history}


def seed(capsys, *arguments: str) -> str:
    capsys.readouterr()
    call_command("seed_demo", *arguments)
    return capsys.readouterr().out


@pytest.fixture(autouse=True)
def for_development(settings):
    """With DEBUG off the command is refused."""
    settings.DEBUG = True


# ---- The command ------------------------------------------------------------------------------------------


def test_it_is_refused_when_debug_is_off(plan, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("seed_demo")
    assert not MonthlyReport.objects.exists()


def test_every_account_signs_in_with_the_one_password_printed(plan, capsys, settings):
    printed = seed(capsys)
    password = re.search(r"Password of all: (\S+)", printed)[1]
    names = set(get_user_model().objects.values_list("username", flat=True))
    assert names == {
        "admin", "auditor", "leader", "clerk-230502990001",
        *(f"reviewer-{app}" for app in Chapter.objects.values_list("app", flat=True)),
        *(f"unit-2305{code}" for code in ("00", "02", "03", "05", "06", "21", "22", "23", "24")),
    }  # fmt: skip
    assert all(name in printed for name in names)
    assert all(user.check_password(password) for user in get_user_model().objects.all()[:2])
    assert stat.S_IMODE(settings.DEMO_PASSWORD_FILE.stat().st_mode) == 0o600
    assert settings.DEMO_PASSWORD_FILE.read_text().strip() == password
    # A second run doubles nothing and keeps the password.
    before = counts()
    assert seed(capsys).splitlines()[-1] == printed.splitlines()[-1]
    assert counts() == before


def test_a_database_with_a_user_is_not_empty(plan, stranger, capsys):
    assert seed(capsys, "--if-empty") == "The database is in use already: nothing was loaded.\n"
    assert not MonthlyReport.objects.exists()


def test_it_never_takes_over_a_real_account(plan):
    person("admin")
    with pytest.raises(CommandError, match="admin"):
        call_command("seed_demo")
    assert not MonthlyReport.objects.exists()


def test_it_never_mixes_with_real_reports(file_report, jianshan):
    file_report(jianshan, "employment", 1, {"T01-1": 10})
    with pytest.raises(CommandError, match="real reports"):
        call_command("seed_demo")


# ---- Taking it back ---------------------------------------------------------------------------------------


def test_clearing_leaves_the_database_as_it_was_and_it_can_be_made_again(plan, settings, capsys):
    before, shipped = counts(), list(Target.objects.order_by("pk").values())
    seed(capsys)
    made = counts()
    assert made != before
    seed(capsys, "--clear")
    assert counts() == before
    assert list(Target.objects.order_by("pk").values()) == shipped
    assert not PortalState.current().demonstration
    assert not settings.DEMO_PASSWORD_FILE.exists()
    # This time with a password that is given.
    assert "Password of all: Shuangyashan-07" in seed(capsys, "--password", "Shuangyashan-07")
    assert get_user_model().objects.get(username="leader").check_password("Shuangyashan-07")
    assert counts() == made


def test_what_is_asked_in_some_months_is_reported_in_these(plan, capsys, indicator):
    """T01-3 ends in March, a deliverable begins in March, and task 16 in February."""
    part, milestone, task = indicator("T01-3"), plan.milestones.get(code="M01-1"), plan.tasks.get(number=16)
    part.until_month, milestone.from_month, task.from_month = (date(2007, month, 1) for month in (3, 3, 2))
    for row in (part, milestone, task):
        row.save()
    seed(capsys)
    assert max(Figure.objects.filter(indicator=part).values_list("report__month", flat=True)) == date(2007, 3, 1)
    assert not MilestoneProgress.objects.filter(milestone=milestone, report__month__lt=date(2007, 3, 1)).exists()
    assert not TaskNote.objects.filter(task=task, report__month__lt=date(2007, 2, 1)).exists()
    assert TaskNote.objects.filter(task=task).exists()
