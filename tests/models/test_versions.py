"""The version of the data: writes that a board could show raise it, other writes do not."""

from unittest.mock import patch

import pytest
from django.apps import apps
from django.db import models, transaction
from simple_history.models import HistoricalChanges

from targets.allocation import giving_out
from targets.models import (
    Figure,
    Indicator,
    Milestone,
    MonthlyReport,
    PortalState,
    ReportingUnit,
    State,
    Target,
    Task,
    TaskNote,
)
from targets.models.versions import (
    BoardChange,
    Tracked,
    TrackedQuerySet,
    data_version,
    fold,
    one_change,
    raise_version,
    shown_nowhere,
)
from targets.reports import verbs
from targets.reports.changes import Changes, MilestoneEntry
from tests.conftest import cell, person, state_nothing

# Why no board shows what these hold, or what raises the version in their place.
NOT_SHOWN = {
    "targets.BoardChange": "the version itself",
    "targets.PortalState": "raised by set_demonstration",
    "targets.CacheRow": "kept pages themselves",
    "targets.Membership": "a reader's roles are part of what a page is kept by",
    "targets.Submission": "stored when a report changes its state, which raises the version",
    "targets.RegisterCount": "the same",
    "targets.CountedEntry": "the same",
    "targets.IndicatorAlias": "for reading files",
    "targets.ImportBatch": "what it stored raises the version, not the file",
    "targets.ImportedFile": "the same",
    "targets.RegisterImport": "the same",
    "targets.MasterDataImport": "the same",
    "targets.ApiToken": "for programs",
    "targets.AccountEnding": "a record about accounts, in the admin alone",
    "targets.Handover": "the same; a report's page, which is not kept, names it",
    "targets.PersonalDataView": "a record of looks at persons",
    "targets.SentForm": "a record of forms, for those who send one twice",
    "admin.LogEntry": "the admin's own",
    "auth.User": "a reader's name stands in the masthead, which is not kept",
    "auth.Group": "unused",
    "auth.Permission": "unused",
    "contenttypes.ContentType": "Django's own",
    "sessions.Session": "Django's own",
    "axes.AccessAttempt": "sign-ins",
    "axes.AccessAttemptExpiration": "sign-ins",
    "axes.AccessFailureLog": "sign-ins",
    "axes.AccessLog": "sign-ins",
}
MODELS = [model for model in apps.get_models() if not issubclass(model, HistoricalChanges)]
TRACKED = [model for model in MODELS if issubclass(model, Tracked)]


def changes_of(action) -> int:
    """How many times the call raises the version."""
    before = BoardChange.objects.count()
    action()
    return BoardChange.objects.count() - before


# ---- Every model ------------------------------------------------------------------------------------------


def test_every_model_raises_the_version_or_is_listed_as_shown_nowhere():
    assert {model._meta.label for model in MODELS if model not in TRACKED} == set(NOT_SHOWN)


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model._meta.label)
def test_every_write_of_what_boards_show_raises_the_version(plan, model, monkeypatch):
    assert issubclass(type(model.objects.all()), TrackedQuerySet)
    row, raised = model.objects.first() or model(), []
    monkeypatch.setattr("targets.models.versions._insert", lambda: raised.append(model))
    nothing = model.objects.filter(pk=0)
    with patch.object(models.Model, "save"), patch.object(models.Model, "delete"):
        for write in (
            row.save,
            row.delete,
            lambda: nothing.update(**{model._meta.pk.name: 0}),
            nothing.delete,
            lambda: model.objects.bulk_create([]),
        ):
            write()
            assert raised, write
            raised.clear()


# ---- A report's life --------------------------------------------------------------------------------------


@pytest.fixture
def by(reporter_jianshan):
    return reporter_jianshan


def everything(plan, number: int) -> Changes:
    """A figure, a note and a milestone with its evidence."""
    task = Task.objects.get(plan=plan, number=1)
    milestone = Milestone.objects.filter(plan=plan, task__chapter__app="employment").first()
    return Changes(
        figures={Indicator.objects.get(plan=plan, code="T01-1").pk: cell(number)},
        notes={task.pk: f"note {number}"},
        milestones={milestone.pk: MilestoneEntry(state="done", evidence_link=f"https://example.cn/{number}")},
    )


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_saving_a_draft_does_not_raise_the_version(plan, file_report, jianshan, by, state):
    report = file_report(jianshan, "employment", 6, {"T01-1": 1}, state=state)
    assert changes_of(lambda: verbs.save(report, everything(plan, 7), by=by, version=report.version)) == 0
    assert Figure.objects.get(report=report, indicator__code="T01-1").value == 7
    assert TaskNote.objects.get(report=report).text == "note 7"


def test_saving_an_open_correction_raises_the_version_because_boards_show_its_evidence(plan, file_report, city, by):
    report = file_report(city, "employment", 6, {"T01-1": 1})
    report = verbs.reopen(report, by=person("chief"), reason="更正")
    assert changes_of(lambda: verbs.save(report, everything(plan, 7), by=by, version=report.version)) == 1


def test_each_step_of_a_report_raises_the_version_once(plan, jianshan, by):
    chief, chapter = person("chief"), plan.chapters.get(app="skills")
    month = plan.months[4]
    found: list[MonthlyReport] = []

    def step(action):
        return changes_of(lambda: found.append(action()))

    assert step(lambda: verbs.open_report(jianshan, chapter, month, by=by)) == 1
    assert step(lambda: state_nothing(found[-1], by=by)) == 0
    assert step(lambda: verbs.submit(found[-1], by=by)) == 1
    assert step(lambda: verbs.withdraw(found[-1], by=by)) == 1
    assert step(lambda: verbs.submit(found[-1], by=by)) == 1
    assert step(lambda: verbs.send_back(found[-1], by=chief, reason="重报")) == 1
    assert step(lambda: verbs.submit(found[-1], by=by)) == 1
    assert step(lambda: verbs.approve(found[-1], by=chief)) == 1
    assert step(lambda: verbs.reopen(found[-1], by=chief, reason="更正")) == 1


def test_approving_many_reports_at_once_is_one_change(file_report, units):
    waiting = [
        file_report(units[code], "employment", 6, {"T01-1": 1}, state=State.SUBMITTED) for code in ("230502", "230523")
    ]
    assert changes_of(lambda: verbs.approve_all(waiting, by=person("chief"))) == 1
    assert set(MonthlyReport.objects.values_list("state", flat=True)) == {State.APPROVED}


def test_giving_out_targets_together_is_one_change(indicator, city, jianshan, baoqing, administrator):
    shown = giving_out.distributions([indicator("T01-1")], city)[0]
    shares = {unit.pk: giving_out.Share(100) for unit in (jianshan, baoqing)}
    assert changes_of(lambda: giving_out.store(shown, shares, by=administrator)) == 1
    assert Target.objects.filter(unit__in=[jianshan, baoqing], value=100).count() == 2


def test_loading_a_demonstration_raises_the_version(plan):
    assert changes_of(lambda: PortalState.set_demonstration(True)) == 1
    assert PortalState.current().demonstration


# ---- One change -------------------------------------------------------------------------------------------


def test_a_change_inside_another_is_raised_with_it(city):
    def action():
        with one_change():
            city.save()
            with one_change():
                city.save()
            ReportingUnit.objects.filter(pk=city.pk).update(order=3)

    assert changes_of(action) == 1


def test_the_version_is_raised_by_the_last_statement(city, django_assert_num_queries):
    with django_assert_num_queries(4) as queries, one_change():
        raise_version()
        ReportingUnit.objects.filter(pk=city.pk).update(order=3)
    said = [query["sql"] for query in queries.captured_queries]
    assert 'INSERT INTO "targets_boardchange"' in said[-2]
    assert said[-1].startswith("RELEASE SAVEPOINT")


def test_what_fails_raises_nothing_and_leaves_nothing_behind(city):
    def action():
        with one_change():
            city.save()
            raise ZeroDivisionError

    before = BoardChange.objects.count()
    with pytest.raises(ZeroDivisionError):
        action()
    assert BoardChange.objects.count() == before
    assert changes_of(city.save) == 1


def test_what_is_taken_back_raises_nothing(city):
    def action():
        with one_change():
            city.save()
            transaction.set_rollback(True)

    assert changes_of(action) == 0


def test_what_is_shown_nowhere_raises_nothing_and_what_follows_does(city):
    def action():
        with one_change():
            with shown_nowhere():
                city.save()
            raise_version()

    with shown_nowhere():
        assert changes_of(city.save) == 0
    assert changes_of(action) == 1


# ---- Folding ----------------------------------------------------------------------------------------------


def test_folding_keeps_the_version_and_leaves_one_row(db):
    for _number in range(5):
        raise_version()
    before = data_version()
    fold()
    assert (data_version(), BoardChange.objects.count()) == (before, 1)
    raise_version()
    assert data_version() > before


def test_rows_are_folded_after_a_number_of_changes(db, django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr("targets.models.versions.FOLDED_AFTER", 4)
    versions = []
    for _number in range(12):
        with django_capture_on_commit_callbacks(execute=True):
            raise_version()
        versions.append(data_version())
    assert versions == sorted(set(versions))
    assert BoardChange.objects.count() <= 4
