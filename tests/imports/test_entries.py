"""Files of register entries: what is read, what is refused at which cell, and that all or nothing is stored."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook, load_workbook

from employment.models import TrainingClass, ZeroEmploymentHousehold
from targets.imports import life
from targets.imports.entries import template
from targets.imports.entries.headings import comparable, words_of
from targets.models import PersonalDataView, RegisterImport
from targets.registers.registry import registry
from targets.spreadsheets.remarks import Weight
from tests.imports.steps import examine_entries, receive_file, store_entries
from tests.registers.entries import NUMBER

CLASSES = registry.get("employment", "training-classes")
HOUSEHOLDS = registry.get("employment", "zero-employment-households")

CLASS_HEADS = ["class_no", "training_type", "provider", "trade", "started_on", "trained"]
HOUSE_HEADS = ["household_no", "head", "identity_number", "working_age", "unemployed", "recognised_on"]
# Nobody's: the demonstration's area code. The 15 digits are the same person's old number.
OLD_NUMBER = NUMBER[:6] + NUMBER[8:17]


def workbook(*rows, title="台帐") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def a_class(number="1", **more):
    values = {"class_no": number, "training_type": "start_up", "provider": "中心", "trade": "创业",
              "started_on": date(2007, 5, 8), "trained": 30} | more  # fmt: skip
    return list(values.values())


def a_house(number="1", **more):
    values = {"household_no": number, "head": "张三丰", "identity_number": NUMBER, "working_age": 2, "unemployed": 2,
              "recognised_on": "2007年6月3日"} | more  # fmt: skip
    return list(values.values())


def examined(register, by, *rows, unit=None):
    batch = receive_file(register, "台帐.xlsx", workbook(*rows), by=by, unit=unit)
    return examine_entries(register, batch, by=by)


def stored(register, by, *rows):
    batch = receive_file(register, "台帐.xlsx", workbook(*rows), by=by)
    return store_entries(register, batch, by=by)


def faults(found):
    return {one.place.cell: one.text for one in found.faults}


# ---- the template -----------------------------------------------------------------------------------------------


@pytest.mark.one_database("a workbook is written from declarations and read again; one unit is all that is asked")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("register", list(registry), ids=lambda one: one.name)
def test_every_register_has_a_template_whose_headings_are_understood(register, language, jianshan):
    with translation.override(language):
        sheet = load_workbook(BytesIO(template.write(register, [jianshan]))).worksheets[0]
    heads = [cell.value for cell in sheet[template.HEAD_ROW]]
    assert len(heads) == len(register.fields)
    assert [words_of(register).get(comparable(head)) for head in heads] == register.fields


def test_a_filled_template_comes_in_and_a_second_time_everything_is_the_same(reporter_jianshan, jianshan):
    filled = load_workbook(BytesIO(template.write(CLASSES, [jianshan])))
    values = {"class_no": "07-01", "training_type": "start_up", "provider": "中心", "trade": "创业", "trained": 30,
              "started_on": date(2007, 5, 8), "subsidy": 1234.5}  # fmt: skip
    for name, value in values.items():
        filled.worksheets[0].cell(3, CLASSES.fields.index(name) + 1, value)
    out = BytesIO()
    filled.save(out)
    for counts in ({"new": 1}, {"same": 1}):
        batch = receive_file(CLASSES, "a.xlsx", out.getvalue(), by=reporter_jianshan)
        found = store_entries(CLASSES, batch, by=reporter_jianshan)
        assert {key: count for key, count in found.counts.items() if count} == counts
    entry = TrainingClass.objects.get()
    assert {name: getattr(entry, name) for name in values} == values | {"subsidy": Decimal("1234.50")}
    assert entry.unit == jianshan
    assert entry.origin.startswith("a.xlsx · ")
    assert entry.version == 1
    assert entry.history.get().history_user == reporter_jianshan


# ---- reading ----------------------------------------------------------------------------------------------------


def test_choices_days_and_numbers_are_read_as_people_write_them(reporter_jianshan):
    rows = [CLASS_HEADS, a_class(training_type="Start_Up", started_on="2007.5.8", trained="１，０３０")]
    stored(CLASSES, reporter_jianshan, *rows)
    entry = TrainingClass.objects.get()
    assert (entry.training_type, entry.started_on, entry.trained) == ("start_up", date(2007, 5, 8), 1030)


def test_every_fault_is_told_at_once_at_its_cell(reporter_jianshan):
    rows = [
        CLASS_HEADS,
        a_class("1", training_type="唱歌"),
        a_class("2", started_on="2007-2-30"),
        a_class("3", trained="约30"),
        a_class("4", trained=2.5),
        a_class("5", provider=None),
        a_class("6", trade="#REF!"),
        a_class("7", provider="长" * 81),
        a_class("8"),
        a_class("8"),
    ]
    found = examined(CLASSES, reporter_jianshan, *rows)
    assert set(faults(found)) == {"B2", "E3", "F4", "F5", "C6", "D7", "C8", "A10"}
    assert "9" in faults(found)["A10"]
    assert found.counts == {"new": 1, "changed": 0, "same": 0, "refused": 8}


def test_one_fault_keeps_everything_out(reporter_jianshan):
    batch = receive_file(
        CLASSES, "a.xlsx", workbook(CLASS_HEADS, a_class("1"), a_class("2", trained="x")), by=reporter_jianshan
    )
    with pytest.raises(life.NotStorable):
        store_entries(CLASSES, batch, by=reporter_jianshan)
    assert not TrainingClass.objects.exists()


def test_rules_between_fields_speak_at_their_cell(reporter_jianshan):
    found = examined(HOUSEHOLDS, reporter_jianshan, HOUSE_HEADS, a_house(unemployed=1))
    assert set(faults(found)) == {"E2"}


def test_titles_sums_notes_and_blank_lines_are_no_entries(reporter_jianshan):
    rows = [["培训台帐"], [], CLASS_HEADS, a_class(), [], ["合计", None, None, None, None, 30], ["注：演示"]]
    found = examined(CLASSES, reporter_jianshan, *rows)
    assert not found.faults
    assert len(found.proposals) == 1
    assert [one.place.row + 1 for one in found.of(Weight.NOTE)] == [6, 7]


def test_an_unknown_column_is_told_and_a_missing_one_refused(reporter_jianshan):
    found = examined(CLASSES, reporter_jianshan, ["class_no", "provider", "心情"], ["1", "中心", "好"])
    assert [one.value for one in found.of(Weight.WARNING)] == ["心情"]
    assert len(found.faults) == 4


def test_a_file_that_is_no_table_is_refused(reporter_jianshan):
    batch = receive_file(CLASSES, "a.xlsx", b"PK\x03\x04nothing", by=reporter_jianshan)
    assert examine_entries(CLASSES, batch, by=reporter_jianshan).faults


# ---- persons ----------------------------------------------------------------------------------------------------


def test_fifteen_digits_are_stored_as_eighteen_and_that_is_told(reporter_jianshan):
    found = stored(HOUSEHOLDS, reporter_jianshan, HOUSE_HEADS, a_house(identity_number=OLD_NUMBER))
    assert ZeroEmploymentHousehold.objects.get().identity_number == NUMBER
    assert [one.place.cell for one in found.of(Weight.NOTE)] == ["C2"]


@pytest.mark.parametrize("number", [230599197001010010, 2.3059919700101e17, NUMBER[:-1] + "5", "12345"])
def test_damaged_and_wrong_identity_numbers_are_refused_and_not_repeated(reporter_jianshan, number):
    found = examined(HOUSEHOLDS, reporter_jianshan, HOUSE_HEADS, a_house(identity_number=number))
    assert set(faults(found)) == {"C2"}
    assert all("*" in one.value or len(one.value) <= 8 for one in found.faults)


def test_the_same_person_twice_is_a_warning(reporter_jianshan, reporter_baoqing):
    stored(HOUSEHOLDS, reporter_baoqing, HOUSE_HEADS, a_house("9"))
    found = examined(HOUSEHOLDS, reporter_jianshan, HOUSE_HEADS, a_house("1"), a_house("2"))
    said = [(one.place.cell, one.text) for one in found.of(Weight.WARNING)]
    assert [cell for cell, _text in said] == ["C2", "C3", "C3"]
    assert "宝清县" in said[0][1]
    assert found.can_be_stored


# ---- units ------------------------------------------------------------------------------------------------------


def test_another_districts_row_is_refused(reporter_jianshan):
    rows = [["单位", *CLASS_HEADS], ["尖山区", *a_class("1")], ["宝清县", *a_class("2")], ["月球", *a_class("3")]]
    assert set(faults(examined(CLASSES, reporter_jianshan, *rows))) == {"A3", "A4"}


def test_units_go_by_name_and_code_and_a_blank_one_is_the_chosen(reporter_jianshan, jianshan, community):
    rows = [["单位", *CLASS_HEADS], ["铁西社区", *a_class("1")], ["230502", *a_class("2")], [None, *a_class("3")]]
    found = examined(CLASSES, reporter_jianshan, *rows, unit=jianshan)
    assert [row.entry.unit for row in found.proposals] == [community, jianshan, jianshan]
    assert set(faults(examined(CLASSES, reporter_jianshan, *rows))) == {"A4"}


def test_units_go_by_their_names_in_every_language(reporter_jianshan, jianshan):
    rows = [["单位", *CLASS_HEADS], ["尖山区", *a_class("1")], ["Jianshan District", *a_class("2")]]
    for language in ("en", "zh-hans"):
        with translation.override(language):
            found = examined(CLASSES, reporter_jianshan, *rows)
        assert [row.entry.unit for row in found.proposals] == [jianshan, jianshan]


def test_a_blank_unit_is_the_only_one_that_the_keeper_has(reporter_baoqing, baoqing):
    rows = [["单位", *CLASS_HEADS], [None, *a_class("1")], [" 　", *a_class("2")]]
    assert {row.entry.unit for row in stored(CLASSES, reporter_baoqing, *rows).proposals} == {baoqing}


def test_a_row_without_its_unit_shows_its_other_faults_at_once(reporter_jianshan, community):
    rows = [["单位", *HOUSE_HEADS], [None, *a_house(unemployed=1)], [None, *a_house("2", working_age="许多")]]
    assert set(faults(examined(HOUSEHOLDS, reporter_jianshan, *rows))) == {"A2", "F2", "A3", "E3"}


# ---- stored entries ---------------------------------------------------------------------------------------------


def test_a_stored_entry_is_changed_and_columns_that_are_missing_stay(reporter_jianshan):
    stored(CLASSES, reporter_jianshan, [*CLASS_HEADS, "remarks"], [*a_class(), "好"])
    found = stored(CLASSES, reporter_jianshan, CLASS_HEADS, a_class(trained=41))
    assert [row.changes for row in found.proposals] == [[("trained", 30, 41)]]
    entry = TrainingClass.objects.get()
    assert (entry.trained, entry.remarks, entry.version) == (41, "好", 2)
    assert [row.history_type for row in entry.history.all()] == ["~", "+"]


def test_full_width_digits_are_the_same_number(reporter_jianshan):
    stored(CLASSES, reporter_jianshan, CLASS_HEADS, a_class(class_no="J-20"))
    found = stored(CLASSES, reporter_jianshan, CLASS_HEADS, a_class(class_no="Ｊ－２０"))
    assert found.counts["same"] == 1


def test_the_deadline_is_worked_out_and_an_import_does_not_empty_it(reporter_jianshan):
    for _time in range(2):
        stored(HOUSEHOLDS, reporter_jianshan, HOUSE_HEADS, a_house())
    assert ZeroEmploymentHousehold.objects.get().due_on == date(2007, 9, 1)


@pytest.fixture
def cancelled_class(reporter_jianshan):
    stored(CLASSES, reporter_jianshan, CLASS_HEADS, a_class())
    TrainingClass.objects.update(cancelled_on=date(2007, 7, 1), cancel_reason="错")
    return TrainingClass.objects.get()


def test_a_cancelled_entry_does_not_come_in_again_unchanged(cancelled_class, reporter_jianshan):
    assert set(faults(examined(CLASSES, reporter_jianshan, CLASS_HEADS, a_class()))) == {"A2"}


def test_a_corrected_entry_comes_in_under_the_number_of_a_cancelled_one_and_is_found_from_then_on(
    cancelled_class, reporter_jianshan
):
    found = stored(CLASSES, reporter_jianshan, CLASS_HEADS, a_class(trained=41))
    assert (found.counts["new"], [one.place.cell for one in found.of(Weight.WARNING)]) == (1, ["A2"])
    for trained, standing in ((41, "same"), (42, "changed")):
        found = stored(CLASSES, reporter_jianshan, CLASS_HEADS, a_class(trained=trained))
        assert found.counts[standing] == 1
    assert TrainingClass.objects.valid().get().trained == 42
    cancelled_class.refresh_from_db()
    assert (cancelled_class.trained, cancelled_class.version) == (30, 1)


def test_an_import_is_stored_once(reporter_jianshan):
    batch = receive_file(CLASSES, "a.xlsx", workbook(CLASS_HEADS, a_class()), by=reporter_jianshan)
    store_entries(CLASSES, batch, by=reporter_jianshan)
    with pytest.raises(life.NotWaiting):
        store_entries(CLASSES, batch, by=reporter_jianshan)


def test_what_changed_since_the_preview_is_looked_at_again(reporter_jianshan):
    batch = receive_file(CLASSES, "a.xlsx", workbook(CLASS_HEADS, a_class()), by=reporter_jianshan)
    seen = examine_entries(CLASSES, batch, by=reporter_jianshan)
    stored(CLASSES, reporter_jianshan, CLASS_HEADS, a_class(trained=5))
    with pytest.raises(life.Overtaken):
        store_entries(CLASSES, batch, by=reporter_jianshan, digest=seen.digest)
    assert TrainingClass.objects.get().trained == 5


def test_examining_asks_as_many_queries_for_a_hundred_rows_as_for_one(reporter_jianshan, django_assert_max_num_queries):
    rows = [a_house(str(number)) for number in range(100)]
    batch = receive_file(HOUSEHOLDS, "a.xlsx", workbook(HOUSE_HEADS, *rows), by=reporter_jianshan)
    with django_assert_max_num_queries(12):
        examine_entries(HOUSEHOLDS, batch, by=reporter_jianshan)


# ---- the pages --------------------------------------------------------------------------------------------------


def address(name, *more):
    return reverse(f"targets:{name}", args=["employment", "zero-employment-households", *more])


def uploaded(client, *rows):
    file = SimpleUploadedFile("户.xlsx", workbook(HOUSE_HEADS, *rows))
    answer = client.post(address("register_import"), {"file": file})
    assert answer.status_code == 302
    return RegisterImport.objects.latest("pk"), client.get(answer.url)


def test_upload_look_and_store_in_the_browser(as_user, reporter_jianshan):
    client = as_user(reporter_jianshan)
    batch, page = uploaded(client, a_house())
    assert NUMBER not in page.content.decode()
    assert not ZeroEmploymentHousehold.objects.exists()
    digest = page.context["preview"].findings.digest
    answer = client.post(address("register_store", batch.pk), {"digest": digest}, follow=True)
    assert answer.status_code == 200
    assert ZeroEmploymentHousehold.objects.count() == 1
    batch.refresh_from_db()
    same = SimpleUploadedFile("again.xlsx", batch.files.get().content.read())
    page = client.post(address("register_import"), {"file": same}, follow=True)
    assert "2007-07-04" in page.content.decode()


def test_faults_come_back_in_the_marked_workbook(as_user, reporter_jianshan):
    client = as_user(reporter_jianshan)
    batch, page = uploaded(client, a_house(working_age="许多"))
    assert "D2" in page.content.decode()
    digest = page.context["preview"].findings.digest
    assert client.post(address("register_store", batch.pk), {"digest": digest}).status_code == 422
    marked = load_workbook(BytesIO(client.get(address("register_marked", batch.pk)).content))
    assert marked["台帐"]["D2"].comment


def test_opening_the_file_is_written_down(as_user, reporter_jianshan, jianshan):
    client = as_user(reporter_jianshan)
    batch, _page = uploaded(client, a_house())
    assert client.get(address("register_file", batch.pk)).status_code == 200
    view = PersonalDataView.objects.get()
    assert (view.by, view.unit, view.occasion) == (reporter_jianshan, jianshan, "import")


def test_discarding_deletes_the_file(as_user, reporter_jianshan, django_capture_on_commit_callbacks):
    client = as_user(reporter_jianshan)
    batch, _page = uploaded(client, a_house())
    name = batch.files.get().content.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("register_discard", batch.pk))
    assert not default_storage.exists(name)
    assert not RegisterImport.objects.exists()
