"""Importing in the browser: nothing stands before it is confirmed, then all of it or nothing."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from targets.imports import life
from targets.imports.marking import SUMMARY_SHEET
from targets.models import Figure, ImportBatch, ImportedFile, MonthlyReport, Source, State
from targets.periods import Month
from targets.workbooks import workbook as template
from tests.conftest import MIDSUMMER
from tests.imports.steps import store_figures

NDJSON = "application/x-ndjson"
JUNE = "尖山区2007年6月就业情况表\n指标,本月\n城镇新增就业,171\n职业介绍,90\n"
FAULTY = JUNE.replace("171", "1O1")
UNSAID = "尖山区2007年6月就业情况表\n指标,数量\n城镇新增就业,171\n"


def upload(client, *contents, name="就业.csv", **fields):
    """Upload files and return the answer."""
    files = [SimpleUploadedFile(name, c.encode() if isinstance(c, str) else c) for c in contents]
    return client.post(reverse("targets:imports"), {"files": files, **fields})


def look(client, *contents, **fields):
    """Upload files and return the preview."""
    answer = upload(client, *contents, **fields)
    assert answer.status_code == 302
    return client.get(answer.url).context["preview"]


def post(client, preview, action, **data):
    return client.post(reverse(f"targets:import_{action}", args=[preview.batch.pk]), data)


def confirm(client, preview, **more):
    return post(client, preview, "store", digest=preview.findings.digest, **more)


def again(client, preview):
    return client.get(reverse("targets:import", args=[preview.batch.pk])).context["preview"]


def workbook(sheets: dict[str, list[list]], hidden=()) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    written = BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.fixture
def client(as_user, reporter_jianshan):
    """Jianshan's reporter."""
    return as_user(reporter_jianshan)


# ---- The way of an import ---------------------------------------------------------------------------------


def test_what_is_looked_at_is_not_stored(client):
    preview = look(client, JUNE)
    assert preview.findings.counts == {"new": 2, "changed": 0, "same": 0, "refused": 0}
    assert not preview.hindrance
    assert not Figure.objects.exists()
    assert not MonthlyReport.objects.exists()


def test_what_is_confirmed_stands_in_a_draft_with_its_source(client, reporter_jianshan):
    preview = look(client, JUNE)
    page = client.get(confirm(client, preview).url)
    figure = Figure.objects.get(indicator__code="T01-1")
    assert (figure.value, figure.source, figure.source_detail) == (171, Source.IMPORTED, "就业.csv · 就业 · B3")
    assert figure.report.state == State.DRAFT
    assert figure.history.get().history_user == reporter_jianshan
    assert reverse("targets:report", args=["230502", "employment", "2007-06"]) in page.content.decode()
    assert ImportBatch.objects.get().counts["new"] == 2


def test_a_changed_figure_shows_what_stood_before(client, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T01-1": 150, "T02-1": 90}, state="draft")
    rows = look(client, JUNE).rows
    assert [(row.code, row.old, row.new, row.effect) for row in rows] == [
        ("T01-1", "150", "171", "changed"),
        ("T02-1", "90", "90", "same"),
    ]


def test_several_files_are_one_import(client):
    preview = look(client, JUNE, JUNE.replace("6月", "5月"))
    assert [file.found.name for file in preview.files] == ["就业.csv", "就业.csv"]
    confirm(client, preview)
    assert set(MonthlyReport.objects.values_list("month", flat=True)) == {date(2007, 5, 1), date(2007, 6, 1)}


def test_the_month_is_chosen_for_a_sheet_that_names_none(client):
    preview = look(client, JUNE.replace("2007年6月", ""), month="2007-06")
    assert not preview.hindrance
    assert preview.rows[0].month == "6月"


def test_the_template_comes_in_without_a_question(client, jianshan, plan):
    book = load_workbook(BytesIO(template.write(jianshan, [Month(2007, 6)], plan)))
    _input(book, "T01-1").value = 171
    preview = look(client, _saved(book), name="尖山区.xlsx")
    assert not preview.findings.questions
    confirm(client, preview)
    assert Figure.objects.get().value == 171


def test_the_same_file_again_is_noticed(client):
    confirm(client, look(client, JUNE))
    preview = look(client, JUNE)
    assert preview.files[0].found.seen_before == f"{MIDSUMMER}"
    assert preview.findings.counts["same"] == 2


def test_submitted_at_once_where_the_user_ticks_it(client, file_report, jianshan):
    preview = look(client, JUNE)
    assert preview.may_submit
    confirm(client, preview, at_once="1")
    assert MonthlyReport.objects.get().state == State.SUBMITTED


def test_a_reviewer_imports_but_does_not_submit(as_user, reviewer_employment):
    client = as_user(reviewer_employment)
    preview = look(client, JUNE)
    assert not preview.may_submit
    confirm(client, preview, at_once="1")
    assert MonthlyReport.objects.get().state == State.DRAFT


# ---- What cannot be taken ---------------------------------------------------------------------------------


def test_nothing_chosen_is_said(client):
    answer = client.post(reverse("targets:imports"), {"month": "2007-06"})
    assert answer.status_code == 422
    assert "请选择文件" in answer.content.decode() or "Choose a file" in answer.content.decode()
    assert answer.context["form"]["month"].value() == "2007-06"
    assert not ImportBatch.objects.exists()


def test_a_file_too_large_is_said_with_the_limit(client, settings):
    settings.IMPORT_MAX_MB = 1
    answer = upload(client, b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 422
    assert "1 MB" in answer.content.decode()
    assert not ImportedFile.objects.exists()


def test_the_script_is_answered_in_json(client):
    answer = client.post(reverse("targets:imports"), headers={"accept": "application/json"})
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 1


def test_a_fault_is_listed_with_its_cell_and_keeps_all_from_being_stored(client):
    preview = look(client, FAULTY)
    (fault,) = preview.faults.rows
    assert (fault.place, fault.value) == ("就业!B3", "1O1")
    assert preview.hindrance
    answer = confirm(client, preview)
    assert answer.status_code == 422
    assert not Figure.objects.exists()
    assert not ImportBatch.objects.get().is_stored


def test_a_refused_cell_stands_in_the_preview(client):
    rows = look(client, FAULTY).rows
    assert [(row.new, row.effect) for row in rows] == [("90", "new"), ("1O1", "refused")]


def test_of_a_rates_two_parts_the_wrong_one_is_named(client):
    preview = look(client, "尖山区2007年6月\n指标,本月\n登记失业人数,43\n从业人数与登记失业人数之和,-5\n")
    assert [(fault.place, fault.value) for fault in preview.faults.rows][-1:] == [("就业!B4", "43 / −5")]


def test_another_units_figures_are_refused(client):
    preview = look(client, JUNE.replace("尖山区", "宝清县"))
    assert preview.faults.rows
    assert confirm(client, preview).status_code == 422


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.xlsx", b""),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(50)),
        ("网页.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
        ("坏.xlsx", b"PK\x03\x04" + bytes(80)),
        ("乱.csv", bytes(range(256)) * 4),
        ("无表.csv", "你好\n".encode()),
        (f"{'很长的名字' * 24}.csv", FAULTY.encode()),
    ],
)
def test_nothing_that_is_uploaded_breaks_the_pages(client, name, content):
    preview = look(client, content, name=name)
    assert preview.hindrance
    assert confirm(client, preview).status_code == 422
    marked = client.get(reverse("targets:import_marked", args=[preview.batch.pk, 0]))
    assert marked.status_code in (200, 404)
    assert not Figure.objects.exists()


def test_a_truncated_workbook_is_refused(client, jianshan, plan):
    whole = template.write(jianshan, [Month(2007, 6)], plan)
    assert look(client, whole[: len(whole) // 2], name="尖山区.xlsx").hindrance


# ---- Questions --------------------------------------------------------------------------------------------


def test_what_is_open_is_asked_and_the_answer_counts(client):
    preview = look(client, UNSAID)
    (asked,) = preview.questions
    assert asked.question.is_open
    assert preview.hindrance
    post(client, preview, "answers", **{asked.question.key: "month"})
    preview = again(client, preview)
    assert not preview.hindrance
    assert preview.questions[0].question.answer == "month"
    confirm(client, preview)
    assert Figure.objects.get().value == 171


def test_answers_that_were_not_asked_for_are_not_kept(client):
    preview = look(client, UNSAID)
    post(client, preview, "answers", **{preview.questions[0].question.key: "never", "dash": "zero", "others": "x"})
    assert ImportBatch.objects.get().answers == {}


def test_answers_can_be_forgotten(client):
    preview = look(client, UNSAID)
    post(client, preview, "answers", **{preview.questions[0].question.key: "month"})
    post(client, preview, "answers", again="1")
    assert ImportBatch.objects.get().answers == {}


def test_only_ticked_sheets_are_taken(client):
    rows = [["尖山区2007年6月"], ["指标", "本月"], ["城镇新增就业", 171]]
    other = [["尖山区2007年5月"], ["指标", "本月"], ["城镇新增就业", 160]]
    preview = look(client, workbook({"六月": rows, "五月": other}, hidden=["五月"]), name="a.xlsx")
    assert [(s.name, s.hidden, s.taken) for s in preview.files[0].found.sheets] == [
        ("六月", False, True),
        ("五月", True, False),
    ]
    post(client, preview, "answers", sheets=["0.0", "0.1"], taken=["0.1"])
    assert [row.new for row in again(client, preview).rows] == ["160"]


# ---- Confirming -------------------------------------------------------------------------------------------


def test_figures_that_changed_since_the_preview_are_looked_at_again(client, file_report, jianshan):
    preview = look(client, JUNE)
    file_report(jianshan, "employment", 6, {"T01-1": 150}, state="draft")
    answer = confirm(client, preview)
    assert answer.status_code == 409
    assert answer.context["preview"].rows[0].old == "150"
    assert Figure.objects.get().value == 150


def test_without_a_preview_nothing_is_stored(client):
    preview = look(client, JUNE)
    assert post(client, preview, "store").status_code == 409
    assert not Figure.objects.exists()


def test_a_second_click_shows_the_result(client):
    preview = look(client, JUNE)
    first, second = confirm(client, preview), confirm(client, preview)
    assert (second.status_code, second.url) == (302, first.url)
    assert Figure.objects.get(indicator__code="T01-1").history.count() == 1


def _streamed(client, preview, **more):
    data = {"digest": preview.findings.digest, **more}
    return client.post(reverse("targets:import_store", args=[preview.batch.pk]), data, headers={"accept": NDJSON})


def test_progress_is_told_line_by_line_and_ends_at_the_result(client):
    preview = look(client, JUNE)
    answer = _streamed(client, preview, at_once="1")
    lines = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert lines[-1] == {"location": reverse("targets:import", args=[preview.batch.pk])}
    assert all(0 < line["done"] <= line["total"] and line["text"] for line in lines[:-1])
    assert MonthlyReport.objects.get().state == State.SUBMITTED
    assert ImportBatch.objects.get().is_stored


def test_a_refusal_is_told_in_the_last_line(client):
    preview = look(client, FAULTY)
    lines = b"".join(_streamed(client, preview).streaming_content).splitlines()
    assert json.loads(lines[-1])["refused"]
    assert not Figure.objects.exists()


@pytest.mark.parametrize("seen", [1, 2, 3])
@pytest.mark.django_db(transaction=True)
def test_leaving_the_page_half_way_stores_nothing(plan, as_user, reporter_jianshan, seen):
    client = as_user(reporter_jianshan)
    preview = look(client, JUNE)
    answer = _streamed(client, preview, at_once="1")
    for _number in range(seen):
        next(answer.streaming_content)
    answer.close()
    assert not Figure.objects.exists()
    assert not MonthlyReport.objects.exists()
    assert not ImportBatch.objects.get().is_stored


# ---- Files ------------------------------------------------------------------------------------------------


def test_the_file_is_kept_as_it_came(client):
    preview = look(client, JUNE)
    confirm(client, preview)
    answer = client.get(reverse("targets:import_file", args=[preview.batch.pk, 0]))
    assert b"".join(answer.streaming_content) == JUNE.encode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_discarded_import_goes_with_its_files(client, settings, django_capture_on_commit_callbacks):
    preview = look(client, JUNE)
    path = settings.MEDIA_ROOT / ImportedFile.objects.get().content.name
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        post(client, preview, "discard")
    assert not ImportBatch.objects.exists()
    assert not path.exists()


def test_a_stored_import_is_never_discarded(client):
    preview = look(client, JUNE)
    confirm(client, preview)
    post(client, preview, "discard")
    assert ImportedFile.objects.exists()


def test_imports_that_waited_for_a_week_are_deleted_at_the_next_upload(client):
    old = look(client, JUNE)
    with override_settings(TODAY=MIDSUMMER + timedelta(days=8)):
        new = look(client, FAULTY)
    assert list(ImportBatch.objects.all()) == [new.batch]
    assert old.batch != new.batch


def test_the_marked_workbook_comes_back_corrected_without_a_question(client, jianshan, plan):
    book = load_workbook(BytesIO(template.write(jianshan, [Month(2007, 6)], plan)))
    _input(book, "T01-1").value = "1O1"
    _input(book, "T02-1").value = 90
    preview = look(client, _saved(book), name="尖山区.xlsx")
    answer = client.get(reverse("targets:import_marked", args=[preview.batch.pk, 0]))
    marked = load_workbook(BytesIO(answer.content))
    cell = _input(marked, "T01-1")
    assert cell.fill.fgColor.rgb == "FFFF8F8F"
    assert "1O1" in cell.comment.text
    assert marked.sheetnames[0] == SUMMARY_SHEET
    cell.value = 101
    corrected = look(client, _saved(marked), name="尖山区-标注.xlsx")
    assert not corrected.findings.questions
    assert not corrected.hindrance
    confirm(client, corrected)
    assert Figure.objects.get(indicator__code="T01-1").value == 101


def _input(book, code):
    """The cell of the template into which the code's figure goes: the last of its row."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            if row[0].value == code:
                return row[6]
    raise LookupError(code)


def _saved(book) -> bytes:
    written = BytesIO()
    book.save(written)
    return written.getvalue()


# ---- Long lists -------------------------------------------------------------------------------------------


UNITS = ("尖山区", "岭东区", "四方台区", "宝山区", "集贤县", "友谊县", "宝清县", "饶河县")


def _consolidated(names) -> str:
    lines = [f"{name},{number},{number + 50}" for number, name in enumerate(names, start=100)]
    return "\n".join(["双鸭山市2007年6月就业情况表", "单位,本月,本月", ",城镇新增就业,职业介绍", *lines])


def test_the_preview_asks_as_much_for_one_row_as_for_many(as_user, reviewer_employment):
    client, counts = as_user(reviewer_employment), []
    for names in (UNITS[:1], UNITS):
        address = upload(client, _consolidated(names)).url
        with CaptureQueriesContext(connection) as queries:
            preview = client.get(address).context["preview"]
        counts.append(len(queries))
        assert len(preview.findings.proposals) == 2 * len(names)
    assert counts[0] == counts[1] <= 15


def test_the_preview_is_filtered_and_paged(as_user, reviewer_employment, file_report, jianshan, monkeypatch):
    monkeypatch.setattr("targets.imports.figures.preview_rows.ROWS_PER_PAGE", 5)
    file_report(jianshan, "employment", 6, {"T01-1": 100}, state="draft")
    client = as_user(reviewer_employment)
    address = upload(client, _consolidated(UNITS)).url
    preview = client.get(address, {"page": 2}).context["preview"]
    assert (len(preview.rows), preview.page.paginator.num_pages) == (5, 4)
    same = client.get(address, {"show": "same"}).context["preview"]
    assert [(row.unit, row.effect) for row in same.rows] == [("尖山区", "same")]
    assert client.get(address, {"show": "nonsense", "page": "x"}).status_code == 200


# ---- From a figure to its file ----------------------------------------------------------------------------


def brought_in(client, content) -> ImportBatch:
    """Uploaded, confirmed, stored."""
    confirm(client, look(client, content))
    return ImportBatch.objects.get(stored_at__isnull=False)


def test_a_figures_history_leads_to_its_file_for_who_reads_all_that_the_file_brought(
    as_user, administrator, reporter_jianshan, reporter_baoqing, reviewer_employment
):
    batch = brought_in(as_user(administrator), _consolidated(UNITS[:1]))
    history = "/reports/230502/employment/2007-06/history/T01-1/"
    address = reverse("targets:import_file", args=[batch.pk, 0])
    assert address in as_user(reporter_jianshan).get(history).content.decode()
    assert as_user(reporter_jianshan).get(address).status_code == 200
    assert as_user(reporter_baoqing).get(address).status_code == 404
    assert as_user(reviewer_employment).get(address).status_code == 404, "a draft is not the reviewer's to read"


def test_a_file_with_other_units_figures_is_not_for_one_unit(as_user, administrator, reporter_jianshan):
    batch = brought_in(as_user(administrator), _consolidated(UNITS))
    address = reverse("targets:import_file", args=[batch.pk, 0])
    assert as_user(reporter_jianshan).get(address).status_code == 404


def test_a_file_from_which_something_was_left_out_is_its_owners_alone(as_user, administrator, reporter_jianshan):
    content = workbook({"尖山": [["尖山区2007年6月"], ["指标", "本月"], ["城镇新增就业", 1]], "他处": [["某事", 7]]})
    batch = brought_in(as_user(administrator), content)
    assert as_user(reporter_jianshan).get(reverse("targets:import_file", args=[batch.pk, 0])).status_code == 404


def test_an_import_is_stored_once_however_often_it_is_confirmed(as_user, administrator):
    client = as_user(administrator)
    preview = look(client, JUNE)
    store_figures(preview.batch, by=administrator)
    with pytest.raises(life.NotWaiting):
        store_figures(preview.batch, by=administrator)
    with pytest.raises(life.NotWaiting):
        life.discard(preview.batch)
    assert ImportedFile.objects.get().content.storage.exists(ImportedFile.objects.get().content.name)
