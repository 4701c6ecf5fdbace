"""The workbook that a unit fills in: what stands in it, what may be changed, and that it comes back unasked."""

from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook
from openpyxl.cell import MergedCell

from targets.models import Figure, Indicator
from targets.periods import Month
from targets.workbooks import workbook
from targets.workbooks.identity import Identity, IdentityBroken
from tests.imports.steps import Upload, examine_figures, receive_figures, store_figures
from tests.spreadsheets.made_files import converted
from tests.spreadsheets.workbooks import saved

MARCH = Month(2007, 3)


def book_of(unit, plan, *months):
    return load_workbook(BytesIO(workbook.write(unit, months or [MARCH], plan)))


def inputs(book):
    """Every cell for a figure; the foot, where people write their names, is open too."""
    return [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if not (cell.protection.locked or isinstance(cell, MergedCell) or cell.column == 1)
    ]


def row_of(sheet, code):
    return next([cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == code)


def filled(book, number=7):
    """The workbook as the unit sends it back: the same number in every empty cell."""
    for cell in inputs(book):
        if cell.value is None:
            cell.value = number
    return saved(book)


def test_the_header_block_is_what_officials_expect(plan, jianshan):
    sheet = book_of(jianshan, plan).worksheets[0]
    texts = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert sheet.title == "就业再就业"
    assert sheet["A1"].value == "双鸭山市劳动和社会保障局2007年3月工作进展月报表（就业再就业）"
    for words in ("填报单位(盖章)：尖山区", "期别：2007年3月", "计量单位：见表内"):
        assert words in texts
    for words in ("单位负责人：", "统计负责人：", "填表人：", "联系电话：", "填报日期："):
        assert words in texts


def test_target_last_month_and_to_date_stand_beside_the_cell(plan, jianshan, file_report, indicator):
    indicator("T01-1").targets.create(unit=jianshan, covers="whole", deadline="2007-12-31", value=2400)
    file_report(jianshan, "employment", 1, {"T01-1": 150})
    file_report(jianshan, "employment", 2, {"T01-1": 160})
    sheet = book_of(jianshan, plan).worksheets[0]
    assert row_of(sheet, "T01-1")[:6] == ["T01-1", "城镇新增就业", "人", 2400, 160, 310]


def test_what_is_entered_already_stands_in_its_cell(plan, jianshan, file_report):
    file_report(jianshan, "employment", 3, {"T01-1": 120}, state="draft")
    assert row_of(book_of(jianshan, plan).worksheets[0], "T01-1")[6] == 120


def test_only_the_cells_of_the_month_are_unlocked(plan, jianshan):
    book = book_of(jianshan, plan)
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    assert {cell.column_letter for cell in inputs(book)} == {"G"}
    asked = Indicator.objects.filter(plan=plan).exclude(kind="milestones").exclude(reported_by="city")
    rows = {True: 2, False: 1}
    assert len(inputs(book)) == sum(3 if one.has_net_parts else rows[one.is_ratio] for one in asked)


def test_every_input_is_validated_and_every_name_explained(plan, jianshan):
    book = book_of(jianshan, plan)
    for sheet in book.worksheets[:-1]:
        ranges = [rule.sqref for rule in sheet.data_validations.dataValidation]
        for cell in [cell for cell in inputs(book) if cell.parent is sheet]:
            assert any(cell.coordinate in each for each in ranges), cell.coordinate
            assert "口径" in sheet.cell(cell.row, 2).comment.text


def test_there_is_no_formula_that_a_program_could_send_back_without_its_result(plan, jianshan):
    book = book_of(jianshan, plan)
    assert not [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_months_submitted_are_locked_in_the_years_workbook(plan, jianshan, file_report):
    file_report(jianshan, "employment", 1, {"T01-1": 150})
    book = book_of(jianshan, plan, *plan.months)
    letters = {cell.column_letter for cell in inputs(book) if cell.parent.title == "就业再就业"}
    assert len(letters) == 11
    assert 150 in row_of(book.worksheets[0], "T01-1")


def test_the_identity_says_unit_months_and_plan_and_tells_tampering(plan, jianshan):
    text = Identity.of(jianshan, [MARCH], plan).text()
    assert Identity.parse(text) == Identity.of(jianshan, [MARCH], plan)
    with pytest.raises(IdentityBroken):
        Identity.parse(text.replace("230502", "230503"))


@pytest.mark.one_database(
    "what LibreOffice makes of a file is read; the same comparison with what is stored runs on both"
)
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_filled_in_and_saved_by_libreoffice_it_comes_back_without_a_question(plan, jianshan, kind, tmp_path):
    content = converted(filled(book_of(jianshan, plan)), kind, tmp_path)
    findings = examine_figures(plan, Upload(f"尖山.{kind}", content))
    assert findings.open_questions == []
    assert [(str(remark.place), remark.text) for remark in findings.faults] == []
    assert {(p.unit, p.month) for p in findings.proposals} == {("230502", MARCH)}
    assert (
        findings.counts["new"]
        == Indicator.objects.filter(plan=plan, reported_by__in=["all", "districts"]).exclude(kind="milestones").count()
    )


def test_every_number_of_the_years_workbook_lands_in_its_month(plan, jianshan):
    book = book_of(jianshan, plan, *plan.months)
    sheet = book.worksheets[0]
    [row] = [row for row in sheet.iter_rows() if row[0].value == "T01-1"]
    months = [cell for cell in row if not cell.protection.locked]
    for number, cell in enumerate(months[:6], start=1):
        cell.value = number * 11
    sent = Upload("全年.xlsx", saved(book))
    batch = receive_figures([sent], plan, by=None)
    store_figures(batch)
    stored = Figure.objects.filter(report__unit=jianshan, indicator__code="T01-1").order_by("report__month")
    assert [(f.report.month.month, f.value) for f in stored] == [(n, n * 11) for n in range(1, 7)]


def test_a_sheet_of_another_unit_in_the_workbook_is_noticed(plan, jianshan, baoqing):
    book = book_of(jianshan, plan)
    block = next(c for row in book.worksheets[0].iter_rows() for c in row if "填报单位" in str(c.value))
    block.value = "填报单位(盖章)：宝清县"
    findings = examine_figures(plan, Upload("a.xlsx", filled(book)))
    assert any(remark.place.cell == block.coordinate for remark in findings.faults)


def test_a_workbook_of_an_older_plan_is_refused(plan, jianshan, indicator):
    sent = Upload("a.xlsx", filled(book_of(jianshan, plan)))
    changed = indicator("T01-1")
    changed.decimals = 2
    changed.save()
    assert examine_figures(plan, sent).faults


def test_the_command_writes_the_same_workbook(plan, tmp_path):
    file = tmp_path / "尖山.xlsx"
    call_command("export_template", str(file), unit="230502", month="2007-03")
    assert load_workbook(file).worksheets[0]["A1"].value.startswith("双鸭山市劳动和社会保障局2007年3月")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"unit": "999999", "month": "2007-03"}, "230502"),
        ({"unit": "230502", "month": "2007-13"}, "--month 2007-13: 没有这个月份，请按 2007-06 的格式填写。"),
        ({"unit": "230502", "month": "1999-01"}, "1999"),
    ],
)
def test_the_command_says_what_is_wrong(plan, tmp_path, options, words):
    with pytest.raises(CommandError, match=words):
        call_command("export_template", str(tmp_path / "x.xlsx"), **options)


def test_the_page_hands_out_the_workbook_under_its_units_name(as_user, reporter_jianshan, jianshan):
    answer = as_user(reporter_jianshan).get("/reports/template/", {"unit": "230502", "month": "2007-06"})
    assert answer.status_code == 200
    assert "2007" in answer["Content-Disposition"]
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert "2007年6月" in book.worksheets[0]["A1"].value


def test_a_month_that_has_not_begun_has_no_workbook(as_user, reporter_jianshan):
    assert as_user(reporter_jianshan).get("/reports/template/", {"month": "2007-08"}).status_code == 404
