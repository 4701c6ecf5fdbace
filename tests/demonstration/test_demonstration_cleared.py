"""The accounts of the demonstration, and clearing it: everything of it is deleted and nothing else."""

from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile

from targets import access
from targets.closing.verbs import close
from targets.models import (
    ApiToken,
    Basis,
    Covers,
    ImportBatch,
    Membership,
    MilestoneProgress,
    MonthClosing,
    MonthlyReport,
    Role,
    Target,
)
from targets.periods import Month
from targets.reports import verbs
from tests.conftest import person
from tests.demonstration.test_seed_demo import counts, seed
from tests.imports.steps import Upload, receive_figures

JUNE = Month(2007, 6)

pytestmark = pytest.mark.usefixtures("demonstrated", "db")


@pytest.fixture(autouse=True)
def for_development(settings):
    """With DEBUG off the command is refused."""
    settings.DEBUG = True


def test_roles_are_as_the_names_say():
    def role(name):
        membership = Membership.objects.get(user__username=name)
        return membership.role, membership.unit.code, membership.chapters

    assert role("admin") == (Role.ADMINISTRATOR, "230500", [])
    assert role("reviewer-skills") == (Role.REVIEWER, "230500", ["skills"])
    assert role("unit-230523") == (Role.REPORTER, "230523", [])
    leader = access.of(get_user_model().objects.get(username="leader"))
    assert leader.bases(leader.home_unit, Covers.WHOLE) == [Basis.APPROVED]
    assert all(user.first_name for user in get_user_model().objects.all())


def test_in_a_database_in_use_only_the_accounts_are_printed(capsys):
    before = counts()
    said = seed(capsys, "--if-empty")
    assert said.startswith("The demonstration is there already: nothing was loaded.")
    assert "unit-230502" in said
    assert counts() == before


def test_clearing_deletes_what_demonstration_accounts_have_done(units, plan, capsys, settings):
    reporter = get_user_model().objects.get(username="unit-230524")
    report = verbs.open_report(units["230524"], plan.chapters.get(app="skills"), JUNE, by=reporter)
    progress = MilestoneProgress(report=report, milestone=plan.tasks.get(number=16).milestones.first())
    progress.evidence_file.save("证明.txt", ContentFile(b"evidence"))
    stored = settings.MEDIA_ROOT / progress.evidence_file.name
    assert stored.exists()
    ApiToken.objects.create(user=reporter, digest="0" * 64)
    seed(capsys, "--clear")
    assert not MonthlyReport.objects.exists()
    assert not ApiToken.objects.exists()
    assert not stored.exists()


def test_clearing_leaves_real_data(file_report, jianshan, city, indicator, capsys):
    real = file_report(jianshan, "employment", 7, {"T01-1": 77})
    target = Target.objects.get(indicator=indicator("T19-1"), unit=city, covers=Covers.WHOLE)
    target.baseline = Decimal("81")
    target.save()
    seed(capsys, "--clear")
    assert list(MonthlyReport.objects.all()) == [real]
    assert real.figures.get().history.count() == 1
    assert Membership.objects.filter(user__username="reporter-230502").exists()
    target.refresh_from_db()
    assert target.baseline == 81
    assert Target.objects.get(indicator=indicator("T20-1"), unit=city, covers=Covers.WHOLE).baseline is None


def test_clearing_deletes_the_imports_of_demonstration_accounts_and_their_files(plan, capsys, settings, jianshan):
    reporter, real = get_user_model().objects.get(username="unit-230502"), person("real")
    invented = receive_figures([Upload("六月.csv", b"a")], plan, by=reporter, unit=jianshan, month=JUNE)
    kept = receive_figures([Upload("六月.csv", b"a")], plan, by=real)
    stored = settings.MEDIA_ROOT / invented.files.get().content.name
    assert stored.exists()
    seed(capsys, "--clear")
    assert list(ImportBatch.objects.all()) == [kept]
    assert not stored.exists()
    assert (settings.MEDIA_ROOT / kept.files.get().content.name).exists()


def test_a_month_closed_over_the_demonstration_goes_with_it(plan, capsys):
    admin = get_user_model().objects.get(username="admin")
    close(plan, Month(2007, 6), by=admin)
    report = MonthlyReport.objects.filter(month="2007-06-01", state="approved").first()
    verbs.reopen(report, by=admin, reason="重复统计")
    seed(capsys, "--clear")
    assert not MonthClosing.objects.exists()
    assert not MonthlyReport.objects.exists()
