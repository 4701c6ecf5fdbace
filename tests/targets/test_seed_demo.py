"""`manage.py seed_demo`: makes the demonstration once, and takes it back without a trace."""

import re
import stat
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from targets import access, reporting
from targets.models import (
    ApiToken,
    Basis,
    Chapter,
    Covers,
    Figure,
    ImportBatch,
    Membership,
    MilestoneProgress,
    MonthlyReport,
    PortalState,
    Role,
    Submission,
    Target,
    TaskNote,
)
from targets.periods import Month
from targets.spreadsheets import importing
from targets.spreadsheets.proposals.looking import Upload
from tests.conftest import person

JUNE = Month(2007, 6)
COUNTED = (MonthlyReport, Figure, MilestoneProgress, TaskNote, Submission, Target, Membership)


def counts() -> dict[str, int]:
    models = {model.__name__: model.objects.count() for model in (*COUNTED, get_user_model())}
    with_history = [model for model in COUNTED if hasattr(model, "history")]
    return models | {f"history of {model.__name__}": model.history.count() for model in with_history}


def seed(capsys, *arguments: str) -> str:
    capsys.readouterr()
    call_command("seed_demo", *arguments)
    return capsys.readouterr().out


@pytest.fixture
def demonstration(plan, settings, capsys) -> str:
    """The demonstration, made; what the command printed."""
    settings.DEBUG = True
    return seed(capsys)


# ---- The command ------------------------------------------------------------------------------------------


def test_it_is_refused_when_debug_is_off(plan, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("seed_demo")
    assert not MonthlyReport.objects.exists()


def test_every_account_signs_in_with_the_one_password_printed(demonstration, client, settings):
    password = re.search(r"Password of all: (\S+)", demonstration)[1]
    names = set(get_user_model().objects.values_list("username", flat=True))
    assert names == {
        "admin", "auditor", "leader", "clerk-230502990001",
        *(f"reviewer-{app}" for app in Chapter.objects.values_list("app", flat=True)),
        *(f"unit-2305{code}" for code in ("00", "02", "03", "05", "06", "21", "22", "23", "24")),
    }  # fmt: skip
    assert all(name in demonstration for name in names)
    assert all(user.check_password(password) for user in get_user_model().objects.all()[:2])
    assert stat.S_IMODE(settings.DEMO_PASSWORD_FILE.stat().st_mode) == 0o600
    assert settings.DEMO_PASSWORD_FILE.read_text().strip() == password


def test_a_password_can_be_given(plan, settings, capsys):
    settings.DEBUG = True
    assert "Password of all: Shuangyashan-07" in seed(capsys, "--password", "Shuangyashan-07")
    assert get_user_model().objects.get(username="leader").check_password("Shuangyashan-07")


def test_roles_are_as_the_names_say(demonstration):
    def role(name):
        membership = Membership.objects.get(user__username=name)
        return membership.role, membership.unit.code, membership.chapters

    assert role("admin") == (Role.ADMINISTRATOR, "230500", [])
    assert role("reviewer-skills") == (Role.REVIEWER, "230500", ["skills"])
    assert role("unit-230523") == (Role.REPORTER, "230523", [])
    assert access.of(get_user_model().objects.get(username="leader")).bases() == [Basis.APPROVED]
    assert all(user.first_name for user in get_user_model().objects.all())


def test_a_second_run_doubles_nothing_and_keeps_the_password(demonstration, capsys):
    before = counts()
    assert seed(capsys).splitlines()[-1] == demonstration.splitlines()[-1]
    assert counts() == before


def test_into_a_used_database_only_the_accounts_are_recalled(demonstration, capsys):
    before = counts()
    said = seed(capsys, "--if-empty")
    assert said.startswith("The demonstration is there already: nothing was loaded.")
    assert "unit-230502" in said
    assert counts() == before


def test_a_database_with_a_user_is_not_empty(plan, settings, stranger, capsys):
    settings.DEBUG = True
    assert seed(capsys, "--if-empty") == "The database is in use already: nothing was loaded.\n"
    assert not MonthlyReport.objects.exists()


def test_it_never_takes_over_a_real_account(plan, settings):
    settings.DEBUG = True
    person("admin")
    with pytest.raises(CommandError, match="admin"):
        call_command("seed_demo")
    assert not MonthlyReport.objects.exists()


def test_it_never_mixes_with_real_reports(file_report, jianshan, settings):
    settings.DEBUG = True
    file_report(jianshan, "employment", 1, {"T01-1": 10})
    with pytest.raises(CommandError, match="real reports"):
        call_command("seed_demo")


# ---- Taking it back ---------------------------------------------------------------------------------------


def test_clearing_leaves_the_database_as_it_was(plan, settings, capsys):
    settings.DEBUG = True
    before = counts()
    shipped = list(Target.objects.order_by("pk").values())
    seed(capsys)
    assert counts() != before
    seed(capsys, "--clear")
    assert counts() == before
    assert list(Target.objects.order_by("pk").values()) == shipped
    assert not PortalState.current().demonstration
    assert not settings.DEMO_PASSWORD_FILE.exists()


def test_clearing_takes_what_demonstration_accounts_did_since(demonstration, units, plan, capsys, settings):
    reporter = get_user_model().objects.get(username="unit-230524")
    report = reporting.open_report(units["230524"], plan.chapters.get(app="skills"), JUNE, by=reporter)
    progress = MilestoneProgress(report=report, milestone=plan.tasks.get(number=16).milestones.first())
    progress.evidence_file.save("证明.txt", ContentFile(b"evidence"))
    stored = settings.MEDIA_ROOT / progress.evidence_file.name
    assert stored.exists()
    ApiToken.objects.create(user=reporter, digest="0" * 64)
    seed(capsys, "--clear")
    assert not MonthlyReport.objects.exists()
    assert not ApiToken.objects.exists()
    assert not stored.exists()


def test_clearing_leaves_what_is_real(demonstration, file_report, jianshan, city, indicator, capsys):
    real = file_report(jianshan, "employment", 7, {"T01-1": 77})
    goal = Target.objects.get(indicator=indicator("T19-1"), unit=city, covers=Covers.WHOLE)
    goal.baseline = Decimal("81")
    goal.save()
    seed(capsys, "--clear")
    assert list(MonthlyReport.objects.all()) == [real]
    assert real.figures.get().history.count() == 1
    assert Membership.objects.filter(user__username="reporter-230502").exists()
    goal.refresh_from_db()
    assert goal.baseline == 81
    assert Target.objects.get(indicator=indicator("T20-1"), unit=city, covers=Covers.WHOLE).baseline is None


def test_after_clearing_it_can_be_made_again(demonstration, capsys):
    before = counts()
    seed(capsys, "--clear")
    seed(capsys)
    assert counts() == before


def test_clearing_takes_the_imports_of_its_accounts_and_their_files(demonstration, plan, capsys, settings, jianshan):
    reporter, real = get_user_model().objects.get(username="unit-230502"), person("real")
    invented = importing.receive([Upload("六月.csv", b"a")], plan, by=reporter, unit=jianshan, month=JUNE)
    kept = importing.receive([Upload("六月.csv", b"a")], plan, by=real)
    stored = settings.MEDIA_ROOT / invented.files.get().content.name
    assert stored.exists()
    seed(capsys, "--clear")
    assert list(ImportBatch.objects.all()) == [kept]
    assert not stored.exists()
    assert (settings.MEDIA_ROOT / kept.files.get().content.name).exists()
