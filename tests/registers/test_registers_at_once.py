"""Two people at one register at the same moment, on PostgreSQL: nothing is mixed, nothing lost, nobody waits for ever.

Collected on PostgreSQL only (see tests/conftest.py): SQLite lets one writer in at a time.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from threading import Event
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse
from openpyxl import Workbook

from employment.models import Subsidy, TrainingClass
from targets.frame.sent_forms import TOKEN
from targets.imports import life
from targets.imports.findings import Findings
from targets.models import CountedEntry, ImportBatch, RegisterCount, ReportingUnit, Role, SentForm
from targets.registers import freezing, keeping, registry
from targets.registers.form_page import FormPage
from targets.registers.locking import lock_entry, lock_units
from targets.reports import checks, verbs
from tests.at_once import PATIENCE, at_once
from tests.conftest import person_of_two
from tests.imports.steps import examine_entries, receive_file, store_entries
from tests.registers.entries import stored
from tests.waiting import until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)

SUBSIDIES = registry.named("employment.subsidy")
CLASSES = registry.named("employment.trainingclass")
FOUR_TIMES = pytest.mark.parametrize("attempt", range(4))
HEADS = ["unit", "class_no", "training_type", "provider", "trade", "started_on", "ended_on", "trained"]
# Of several figures of one report, in an order that is not that of the entries' numbers.
TYPES = ["enterprise", "pre_export", "prep_urban", "start_up", "unemployed"]


@pytest.fixture(autouse=True)
def on_a_server(transactional_db):
    assert connection.vendor == "postgresql"


def kinds(answers: list) -> list[str]:
    return sorted(type(answer).__name__ for answer in answers)


@pytest.fixture
def classes(jianshan) -> list[TrainingClass]:
    """Forty classes that ended in June, of five types in turn, thirty persons each."""
    return [
        stored(CLASSES, jianshan, class_no=str(n), training_type=TYPES[n % 5], ended_on=date(2007, 6, 7), trained=30)
        for n in range(40)
    ]


@pytest.fixture
def draft(classes, file_report, monkeypatch):
    """June's report of the classes' district, which may be submitted as it stands."""
    monkeypatch.setattr(checks, "blocking", lambda findings: [])
    return file_report(classes[0].unit, "employment", 6, {}, state="draft")


@pytest.fixture
def received(reporter_jianshan):
    """`received(31)` is a file of the forty classes with so many persons each, looked at and not yet stored."""

    def make(trained: int):
        book = Workbook()
        book.active.append(HEADS)
        for n in range(40):
            book.active.append(["230502", str(n), TYPES[n % 5], "甲", "甲", "2007-05-08", "2007-06-07", trained])
        out = BytesIO()
        book.save(out)
        batch = receive_file(CLASSES, "a.xlsx", out.getvalue(), by=reporter_jianshan)
        return batch, examine_entries(CLASSES, batch, by=reporter_jianshan).digest

    return make


def storer(batch, digest, by):
    return lambda: store_entries(CLASSES, batch, by=by, digest=digest)


def changer(entry, by, **values):
    def action():
        mine = TrainingClass.objects.get(pk=entry.pk)
        for name, value in values.items():
            setattr(mine, name, value)
        return keeping.change(CLASSES, mine, by=by, version=entry.version)

    return action


@FOUR_TIMES
def test_of_two_who_change_an_entry_one_is_told_what_the_other_wrote(classes, reporter_jianshan, attempt):
    entry = classes[0]
    actions = [changer(entry, reporter_jianshan, trained=n, remarks=str(n)) for n in (41, 42)]
    answers = at_once(*actions)
    assert kinds(answers) == ["StaleEntry", "TrainingClass"]
    now = TrainingClass.objects.get(pk=entry.pk)
    (told,) = [one.entry for one in answers if isinstance(one, keeping.StaleEntry)]
    assert (str(now.trained), told.trained, now.version) == (now.remarks, now.trained, 2)


@FOUR_TIMES
def test_of_two_who_type_one_number_one_is_asked_to_look(reporter_jianshan, jianshan, attempt):
    sent = {"unit": jianshan.pk, "class_no": "7", "training_type": "start_up", "provider": "甲", "trade": "甲",
            "started_on": "2007-05-08", "trained": "30"}  # fmt: skip
    pages = [FormPage(CLASSES, reporter_jianshan, data=sent) for _time in range(2)]
    answers = at_once(*[page.save for page in pages])
    assert kinds(answers) == ["NoneType", "TrainingClass"]
    assert [bool(page.form.errors) for page in pages].count(True) == 1
    assert TrainingClass.objects.count() == 1


@FOUR_TIMES
def test_one_form_sent_by_two_clicks_at_once_makes_one_entry(reporter_jianshan, jianshan, attempt):
    example = stored(SUBSIDIES, jianshan)
    typed = {name: getattr(example, Subsidy._meta.get_field(name).attname) for name in SUBSIDIES.fields}
    example.delete()
    sent = {name: str(value) for name, value in typed.items() if value is not None} | {TOKEN: str(uuid4())}
    pages = [FormPage(SUBSIDIES, reporter_jianshan, data=sent) for _click in range(2)]
    answers = at_once(*[page.save for page in pages])
    entry = Subsidy.objects.get()
    assert answers == [entry, entry]
    assert sorted(page.is_repeated for page in pages) == [False, True]
    assert SentForm.objects.get().key == entry.pk


@FOUR_TIMES
def test_the_same_file_stored_twice_at_once_is_stored_once(received, reporter_jianshan, attempt):
    answers = at_once(*[storer(*received(30), reporter_jianshan) for _time in range(2)])
    assert kinds(answers) == ["Findings", "Overtaken"]
    assert TrainingClass.objects.count() == 40


@FOUR_TIMES
def test_one_import_stored_by_two_clicks_is_stored_once(received, reporter_jianshan, attempt):
    batch, digest = received(30)
    assert kinds(at_once(*[storer(batch, digest, reporter_jianshan)] * 2)) == ["Findings", "NotWaiting"]
    assert TrainingClass.objects.count() == 40


@FOUR_TIMES
def test_an_import_and_a_change_or_cancellation_follow_one_another(classes, received, reporter_jianshan, attempt):
    batch, digest = received(31)
    one, other = classes[3], classes[30]
    answers = at_once(
        storer(batch, digest, reporter_jianshan),
        changer(one, reporter_jianshan, trained=50),
        lambda: keeping.cancel(CLASSES, other.pk, by=reporter_jianshan, version=1, reason="录错"),
    )
    one.refresh_from_db()
    other.refresh_from_db()
    came_in = isinstance(answers[0], Findings)
    assert (other.cancelled_on is None) == came_in
    assert came_in or isinstance(answers[0], life.Overtaken)
    assert (one.trained, one.version) == ((31, 2) if came_in else (50, 2))
    assert other.trained == (31 if came_in else 30)
    assert TrainingClass.objects.filter(trained=31).count() == (40 if came_in else 0)


def test_who_waited_for_an_entry_that_moves_holds_the_unit_that_it_came_to_and_no_other(
    classes, units, jianshan, baoqing, reporter_jianshan
):
    """The unit that is locked for the entry is read first, and the entry may have moved to another by then."""
    entry, held, go_on = classes[0], Event(), Event()

    def take():
        try:
            with transaction.atomic():
                lock_entry(CLASSES, entry.pk)
                held.set()
                assert go_on.wait(PATIENCE)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            changer(entry, reporter_jianshan, unit=baoqing)()
            taking = pool.submit(take)
            until_somebody_waits()
        try:
            assert held.wait(PATIENCE)
            with transaction.atomic():
                free = set(ReportingUnit.objects.select_for_update(skip_locked=True, no_key=True))
            assert set(ReportingUnit.objects.all()) - free == {baoqing}
        finally:
            go_on.set()
        taking.result(PATIENCE)


def test_the_admin_holds_no_entry_while_it_waits_for_the_unit_to_which_the_entry_moves(
    classes, as_user, jianshan, lingdong
):
    """Two who move entries to each other's unit would otherwise wait in a ring."""
    both = person_of_two("both", *((Role.CLERK, unit, ["employment"]) for unit in (jianshan, lingdong)))
    entry, client = classes[0], as_user(both)
    address = reverse("admin:employment_trainingclass_change", args=[entry.pk])
    form = client.get(address).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}

    def move():
        try:
            return client.post(address, sent | {"unit": lingdong.pk})
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_units(ReportingUnit.objects.filter(pk=lingdong.pk))
            moving = pool.submit(move)
            until_somebody_waits()
            assert entry in TrainingClass.objects.select_for_update(skip_locked=True)
        assert moving.result(PATIENCE).status_code == 302
    assert TrainingClass.objects.get(pk=entry.pk).unit == lingdong


def test_a_report_submitted_while_its_classes_are_imported_anew(draft, received, reporter_jianshan, monkeypatch):
    """Each would hold entries that the other wants: the one who comes second waits from the beginning."""
    batch, digest = received(31)
    freeze, begun = freezing.freeze, Event()

    def once_the_import_waits(*asked):
        begun.set()
        until_somebody_waits()
        freeze(*asked)

    def store():
        begun.wait(PATIENCE)
        return store_entries(CLASSES, batch, by=reporter_jianshan, digest=digest)

    monkeypatch.setattr(freezing, "freeze", once_the_import_waits)
    answers = at_once(lambda: verbs.submit(draft, by=reporter_jianshan), store)
    assert kinds(answers) == ["Findings", "MonthlyReport"]
    counts = [
        (count.value, set(count.entries.values_list("version", flat=True)))
        for count in RegisterCount.objects.filter(value__gt=0, register=CLASSES.name)
    ]
    assert set(TrainingClass.objects.values_list("trained", flat=True)) == {31}
    assert counts == [(240, {1})] * 5


@FOUR_TIMES
def test_what_a_report_freezes_is_not_deleted_at_the_same_moment(classes, draft, reporter_jianshan, attempt):
    entry = classes[4]
    at_once(
        lambda: verbs.submit(draft, by=reporter_jianshan),
        lambda: keeping.delete(CLASSES, entry.pk, by=reporter_jianshan, version=1),
    )
    counted = CountedEntry.objects.filter(register=CLASSES.name, entry=entry.pk).exists()
    assert counted == TrainingClass.objects.filter(pk=entry.pk).exists()


@FOUR_TIMES
def test_a_file_sent_twice_at_the_same_moment_is_one_import(attempt, reporter_jianshan):
    token = uuid4()

    def send():
        return receive_file(CLASSES, "班.csv", ",".join(HEADS).encode(), by=reporter_jianshan, form_token=token)

    first, second = at_once(send, send)
    assert first == second == ImportBatch.objects.get()
    assert first.files.count() == 1
