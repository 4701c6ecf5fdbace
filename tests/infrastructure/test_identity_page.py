"""The batch tool in the browser: who may, what comes back, and that nothing stays."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from infrastructure.models import UpgradeStatement
from targets.models import ReportingUnit

OLD, NEW = "230599700101001", "230599197001010010"
URL = "/tools/identity-numbers/"


def upload(rows, name="名单.xlsx"):
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())


TABLE = [
    ["姓名", "身份证号", "参保日期"],
    ["演示甲", OLD, "1996-07"],
    ["演示乙", "230599060101996", "=1+1"],
    ["演示丙", NEW, ""],
]


@pytest.fixture
def keeper(as_user, reporter_jianshan):
    return as_user(reporter_jianshan)


def send(keeper, rows=TABLE, **more):
    return keeper.post(URL, {"file": upload(rows)} | more)


def sheets(answer):
    book = load_workbook(BytesIO(answer.content))
    return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets], book


def test_the_upgraded_number_stands_beside_the_old_one(keeper):
    answer = send(keeper)
    (upgraded, doubtful, summary), _book = sheets(answer)
    assert upgraded[0][:2] == ["姓名", "身份证号"]
    assert upgraded[1] == ["演示甲", OLD, NEW, "1996-07"]
    assert upgraded[2][:3] == ["演示乙", "230599060101996", None]
    assert [line[0] for line in doubtful[1:]] == [2, 3, 4]
    assert [line[1] for line in summary] == [3, 1, 2, 1, 0, 2, 1]
    assert answer["Content-Disposition"].endswith(".xlsx")


def test_numbers_are_texts_and_no_text_is_a_formula(keeper):
    rows = [["身份证号", "备注", "电话"], [float(OLD), "'=1+1", "13900000000"], [OLD, "=cmd()", "—"]]
    _rows, book = sheets(send(keeper, rows))
    cells = [cell for row in book.worksheets[0].iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    digits = [cell for cell in cells if cell.value.isdigit()]
    assert [cell.value for cell in digits] == [OLD, NEW, "13900000000", OLD, NEW]
    assert {cell.number_format for cell in digits} == {"@"}


def test_the_counts_alone_are_shown_masked_with_an_entry_to_take_them_over(keeper):
    answer = send(keeper, count="1")
    page = answer.content.decode()
    assert OLD not in page
    assert NEW not in page
    assert "230599" in page
    assert reverse("targets:entry_new", args=["infrastructure", "upgrade-statements"]) in page
    assert 'name="old_form" value="2"' in page
    assert f'<option value="{ReportingUnit.objects.get(code="230502").pk}" selected' in page


def test_counts_are_taken_over_as_any_entry_is_stored(keeper, jianshan):
    address = reverse("targets:entry_new", args=["infrastructure", "upgrade-statements"])
    counts = {"old_form": 2, "upgraded": 1, "failed_check": 0, "duplicates": 2, "to_verify": 1}
    mine = {"unit": ReportingUnit.objects.get(code="230502").pk, "database": "pension", "as_of": "2007-07-04"}
    assert keeper.post(address, counts | mine).status_code == 302
    assert UpgradeStatement.objects.get().upgraded == 1


def test_a_file_without_such_a_column_is_asked_about(keeper):
    answer = send(keeper, [["编号", "号码"], ["1", OLD]])
    assert answer.status_code == 422
    assert send(keeper, [["编号", "号码"], ["1", OLD]], column="B").status_code == 200


@pytest.mark.parametrize("content", [b"", b"\x00\x01nothing", b"%PDF-1.4"])
def test_what_is_no_table_is_refused_with_a_sentence(keeper, content):
    answer = keeper.post(URL, {"file": SimpleUploadedFile("a.xlsx", content)})
    assert answer.status_code == 422


def test_a_file_beyond_the_limit_is_refused(keeper, settings):
    settings.IMPORT_MAX_MB = 1
    big = SimpleUploadedFile("a.csv", b"1" * (1024 * 1024 + 1))
    assert keeper.post(URL, {"file": big}).status_code == 422


def test_nothing_is_asked_without_a_file(keeper):
    assert keeper.post(URL, {"column": "7"}).status_code == 422


def test_no_file_stays_and_nothing_personal_is_logged(keeper, settings, caplog):
    assert send(keeper).status_code == 200
    assert send(keeper, [["编号", "号码"], ["1", OLD]]).status_code == 422
    assert not settings.MEDIA_ROOT.exists() or not list(settings.MEDIA_ROOT.rglob("*"))
    assert OLD not in caplog.text
    assert NEW not in caplog.text


def test_the_answer_is_stored_by_no_browser(keeper):
    assert "no-store" in send(keeper)["Cache-Control"]


def test_who_keeps_no_registers_may_not(as_user, leader, stranger, clerk):
    assert as_user(leader).get(URL).status_code == 403
    assert as_user(stranger).get(URL).status_code == 404
    assert as_user(clerk).get(URL).status_code == 404
