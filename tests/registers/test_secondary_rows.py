"""What a register's pages read beside their list: each asks for register, unit, chapter and cancellation anew."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import Workbook

from employment.models import PostHolder
from targets import clock
from targets.imports import life
from targets.imports.entries.pages import EntriesUploadPage
from targets.imports.uploads import uploads_of
from targets.models import CaseStep, CountedEntry, ImportBatch, ImportedFile, PersonalDataView, Submission
from targets.models.personal import TelephoneField
from targets.reconciliation.figure_entries import FigureEntries
from targets.registers import keeping, people
from targets.registers.entry_figures import frozen_in
from targets.registers.entry_page import EntryPage
from targets.registers.registry import registry
from tests.imports.steps import receive_file, store_entries
from tests.registers.entries import NUMBER, stored

CLASSES = registry.named("employment.trainingclass")
SUBSIDIES = registry.named("employment.subsidy")
HOUSEHOLDS = registry.named("employment.zeroemploymenthousehold")
POSTS = registry.named("employment.publicservicepost")
HOLDERS = registry.named("employment.postholder")
ARBITRATION = registry.named("labor_relations.arbitrationcase")
OTHER_NUMBER = "230599197001010037"
CANCELLED = {"cancelled_on": date(2007, 7, 1), "cancel_reason": "重复"}


# ---- The same person elsewhere ----------------------------------------------------------------------------


@pytest.fixture
def household(jianshan):
    return stored(HOUSEHOLDS, jianshan, household_no="1")


def test_the_same_person_is_a_valid_entry_with_the_same_number(household, lingdong):
    twin = stored(HOUSEHOLDS, lingdong, household_no="2")
    stored(HOUSEHOLDS, lingdong, household_no="3", **CANCELLED)
    stored(HOUSEHOLDS, lingdong, household_no="4", identity_number=OTHER_NUMBER)
    assert people.other_entries_of_person(HOUSEHOLDS, household) == [twin]
    mine = HOUSEHOLDS.model.objects.filter(pk=household.pk)
    (person,) = people.repeated_persons(HOUSEHOLDS, mine, most=9)
    assert set(person.entries) == {household, twin}
    assert people.count_elsewhere(HOUSEHOLDS, mine) == 1


def test_a_cancelled_entry_is_not_compared_with_others_of_the_same_person(jianshan, lingdong):
    stored(HOUSEHOLDS, jianshan, household_no="1", **CANCELLED)
    stored(HOUSEHOLDS, lingdong, household_no="2")
    everything = HOUSEHOLDS.model.objects.all()
    assert people.repeated_persons(HOUSEHOLDS, everything, most=9) == []
    assert people.count_elsewhere(HOUSEHOLDS, everything) == 0


def test_a_person_twice_in_one_district_is_named_but_not_as_elsewhere(household, jianshan):
    stored(HOUSEHOLDS, jianshan, household_no="2")
    mine = HOUSEHOLDS.model.objects.all()
    (person,) = people.repeated_persons(HOUSEHOLDS, mine, most=9)
    assert not person.is_elsewhere
    assert people.count_elsewhere(HOUSEHOLDS, mine) == 0


def test_entries_without_a_number_are_not_one_person(jianshan, lingdong):
    for unit in (jianshan, lingdong):
        stored(HOUSEHOLDS, unit, household_no="1", identity_number="")
    everything = HOUSEHOLDS.model.objects.all()
    assert people.repeated_persons(HOUSEHOLDS, everything, most=9) == []
    assert people.count_elsewhere(HOUSEHOLDS, everything) == 0


def test_persons_twice_elsewhere_are_not_shown_to_users_who_read_neither_entry(
    as_user, reporter_baoqing, household, lingdong
):
    stored(HOUSEHOLDS, lingdong, household_no="2")
    page = as_user(reporter_baoqing).get(reverse("targets:register_duplicates", args=[HOUSEHOLDS.app, HOUSEHOLDS.slug]))
    assert page.context["page"].table.rows == []


# ---- What hangs on an entry by its register and number ----------------------------------------------------


@pytest.fixture
def same_numbers(jianshan, file_report):
    """Entries of two registers with one primary key; a submitted report counts the class."""
    a_class = stored(CLASSES, jianshan, pk=700, training_type="start_up", ended_on=date(2007, 5, 20), trained=3)
    case = stored(ARBITRATION, jianshan, pk=700)
    file_report(jianshan, "employment", 5, {"T04-3": 3}, state="submitted")
    return a_class, case


def test_a_count_rests_on_the_entry_of_its_own_register(same_numbers, leader):
    a_class, case = same_numbers
    assert keeping.is_counted(CLASSES, 700)
    assert not keeping.is_counted(ARBITRATION, 700)
    counted = CountedEntry.objects.filter(count__indicator__code="T04-3").values_list("register", "entry")
    assert list(counted) == [(CLASSES.name, 700)]
    assert frozen_in(CLASSES, a_class, leader) != []
    assert frozen_in(ARBITRATION, case, leader) == []


def test_a_case_shows_its_own_steps_and_only_they_are_deleted_with_it(same_numbers, jianshan, reporter_jianshan):
    _class, case = same_numbers
    household = stored(HOUSEHOLDS, jianshan, pk=700)
    other = stored(ARBITRATION, jianshan, case_no="别案")
    for register, entry in ((ARBITRATION, case), (HOUSEHOLDS, household), (ARBITRATION, other)):
        words = f"{register.name} {entry.pk}"
        keeping.add_step(register, entry, by=reporter_jianshan, taken_on=date(2007, 7, 3), words=words)
    shown = EntryPage(ARBITRATION, case, reporter_jianshan).steps
    assert [step.words for step in shown] == [f"{ARBITRATION.name} 700"]
    keeping.delete(ARBITRATION, 700, by=reporter_jianshan, version=1)
    left = {f"{HOUSEHOLDS.name} 700", f"{ARBITRATION.name} {other.pk}"}
    assert set(CaseStep.objects.values_list("words", flat=True)) == left


# ---- The rows behind a figure -----------------------------------------------------------------------------


def test_behind_a_figure_stand_the_units_own_valid_entries_of_the_month(
    file_report, jianshan, lingdong, reporter_jianshan
):
    counted = {"training_type": "start_up", "ended_on": date(2007, 5, 20), "trained": 3}
    mine = stored(CLASSES, jianshan, class_no="1", **counted)
    stored(CLASSES, jianshan, class_no="2", **counted, **CANCELLED)
    stored(CLASSES, lingdong, class_no="3", **counted)
    stored(CLASSES, jianshan, class_no="4", **counted | {"ended_on": date(2007, 6, 20)})
    report = file_report(jianshan, "employment", 5, {}, state="draft")
    page = FigureEntries(report, "T04-3", reporter_jianshan, {})
    assert [row.entry for row in page.table.rows] == [mine]


def test_the_frozen_count_is_that_of_the_last_submission_of_this_report(
    file_report, jianshan, lingdong, reporter_jianshan
):
    counted = {"training_type": "start_up", "ended_on": date(2007, 5, 20), "trained": 3}
    first = stored(CLASSES, jianshan, class_no="1", **counted)
    stored(CLASSES, lingdong, class_no="1", **counted)
    file_report(lingdong, "employment", 5, {"T04-3": 3})
    file_report(jianshan, "employment", 5, {"T04-3": 3}, state="returned")
    second = stored(CLASSES, jianshan, class_no="2", **counted)
    report = file_report(jianshan, "employment", 5, {"T04-3": 6}, state="submitted")
    assert Submission.objects.filter(report=report).count() == 2
    page = FigureEntries(report, "T04-3", reporter_jianshan, {})
    assert set(page.versions) == {first.pk, second.pk}
    assert page.frozen.value == 6


# ---- Files ------------------------------------------------------------------------------------------------


def a_file(register, by, *rows, name="台帐.xlsx", unit=None):
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return receive_file(register, name, out.getvalue(), by=by, unit=unit)


def test_the_files_listed_are_ones_own_of_this_register(rf, reporter_jianshan, reporter_baoqing):
    mine = a_file(CLASSES, reporter_jianshan, ["甲"])
    a_file(HOUSEHOLDS, reporter_jianshan, ["甲"])
    a_file(CLASSES, reporter_baoqing, ["甲"])
    request = rf.get("/")
    request.user = reporter_jianshan
    assert [row.batch for row in EntriesUploadPage(CLASSES, request).table.rows] == [mine]


def test_a_file_was_seen_before_where_it_was_stored_for_this_register(reporter_jianshan):
    earlier = a_file(CLASSES, reporter_jianshan, ["甲"])
    again = a_file(CLASSES, reporter_jianshan, ["甲"])
    ImportedFile.objects.update(sha256="0" * 64)
    assert uploads_of(again)[0].seen_before == ""
    ImportBatch.objects.filter(pk=earlier.pk).update(stored_at=clock.now())
    assert uploads_of(again)[0].seen_before == "2007-07-04"
    assert uploads_of(earlier)[0].seen_before == "", "not by itself"
    ImportBatch.objects.filter(pk=earlier.pk).update(table=HOUSEHOLDS.name)
    assert uploads_of(again)[0].seen_before == ""


# ---- Whom an entry is tied to -----------------------------------------------------------------------------


@pytest.fixture
def posts(jianshan, lingdong):
    """The same kind of post in two districts."""
    mine = stored(POSTS, jianshan, post_no="尖-1", posts=3)
    return mine, stored(POSTS, lingdong, post_no="岭-1", posts=3)


def holder(unit, post) -> dict:
    return {"unit": unit.pk, "post": post.pk, "name": "张三丰", "identity_number": NUMBER,
            "category": "forty_fifty", "holds_from": "2007-05-08", "subsidy": "0"}  # fmt: skip


def category() -> str:
    return PostHolder._meta.get_field("category").flatchoices[0][0]


@pytest.mark.parametrize("door", ["page", "admin", "import"])
@pytest.mark.parametrize("whose", ["own", "cancelled", "another unit's"])
def test_a_person_is_tied_to_a_valid_post_of_the_units_kept(as_user, reporter_jianshan, jianshan, posts, door, whose):
    mine, theirs = posts
    if whose == "cancelled":
        type(mine).objects.filter(pk=mine.pk).update(**CANCELLED)
    post = theirs if whose == "another unit's" else mine
    sent = holder(jianshan, post) | {"category": category()}
    if door == "import":
        fields = [name for name in sent if name != "unit"]
        row = [str(post) if name == "post" else sent[name] for name in fields]
        batch = a_file(HOLDERS, reporter_jianshan, fields, row, unit=jianshan)
        if whose == "own":
            store_entries(HOLDERS, batch, by=reporter_jianshan)
        else:
            with pytest.raises(life.NotStorable):
                store_entries(HOLDERS, batch, by=reporter_jianshan)
    else:
        page = reverse("targets:entry_new", args=[HOLDERS.app, HOLDERS.slug])
        address = page if door == "page" else reverse("admin:employment_postholder_add")
        as_user(reporter_jianshan).post(address, sent)
    assert list(PostHolder.objects.values_list("post", flat=True)) == ([mine.pk] if whose == "own" else [])


# ---- Persons shown whole ----------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["page", "admin"])
def test_whoever_opens_an_entry_to_change_it_is_written_down(as_user, reporter_jianshan, household, door):
    address = {
        "page": reverse("targets:entry_edit", args=[HOUSEHOLDS.app, HOUSEHOLDS.slug, household.pk]),
        "admin": reverse("admin:employment_zeroemploymenthousehold_change", args=[household.pk]),
    }[door]
    for times in (1, 2):
        shown = as_user(reporter_jianshan).get(address).content.decode()
        assert "张三丰" in shown
        assert NUMBER in shown
        assert PersonalDataView.objects.count() == times
    seen = PersonalDataView.objects.first()
    assert (seen.by, seen.register, seen.entry) == (reporter_jianshan, HOUSEHOLDS.name, household.pk)
    assert (seen.unit, seen.occasion) == (household.unit, "form")


def test_an_entry_without_persons_is_opened_without_a_record(as_user, reporter_jianshan, jianshan):
    entry = stored(CLASSES, jianshan)
    as_user(reporter_jianshan).get(reverse("targets:entry_edit", args=[CLASSES.app, CLASSES.slug, entry.pk]))
    assert not PersonalDataView.objects.exists()


def test_a_refused_form_of_a_new_entry_is_no_view_of_a_stored_one(as_user, reporter_jianshan, household):
    as_user(reporter_jianshan).post(reverse("targets:entry_new", args=[HOUSEHOLDS.app, HOUSEHOLDS.slug]), {})
    assert not PersonalDataView.objects.exists()


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13900001234", "139****1234"),
        ("85551234", "******34"),
        ("4261234", "*****34"),
        ("+86 139 0000 1234", "+86**********1234"),
        ("0469-4261234", "**********34"),
        ("046985551234", "**********34"),
        ("12345", "***45"),
        ("12", "12"),
        ("", ""),
    ],
)
def test_of_a_telephone_number_the_ends_are_left(number, shown):
    assert TelephoneField().mask(number) == shown
