"""The user's own workbook comes back with its faults marked, and otherwise as it was."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from targets.imports.findings import Findings
from targets.imports.marking import SUMMARY_SHEET, copy_of, marked_name, marked_workbook
from targets.spreadsheets.cells import Book, CellArea, Format, Sheet
from targets.spreadsheets.reading import read
from targets.spreadsheets.remarks import AnswerOption, Place, Question, Remark, Weight

RED, YELLOW, GREEN = "FFFF8F8F", "FFFFEB84", "FF00FF00"


def at(cell: tuple[int, int] = (-1, -1), sheet: str = "就业", file: int = 0) -> Place:
    return Place(file, "表.xlsx", sheet, *cell)


def fault(place: Place, text="“1O1”不是数字。请填写数字。", value="1O1") -> Remark:
    return Remark(Weight.FAULT, place, value, text)


def warning(place: Place) -> Remark:
    return Remark(Weight.WARNING, place, "5", "与目标相差悬殊。")


def source() -> bytes:
    """A workbook with a format, a formula, a note, a merged area and a lock."""
    book = Workbook()
    sheet = book.active
    sheet.title = "就业"
    sheet.append(["指标", "本月"])
    sheet.append(["城镇新增就业", "1O1"])
    sheet.append(["职业介绍", 5])
    sheet.append(["合计", "=SUM(B2:B3)"])
    sheet["B2"].fill = PatternFill("solid", GREEN)
    sheet["B2"].comment = Comment("口径：新就业人数", "x")
    sheet.merge_cells("A5:B5")
    sheet.protection.sheet = True
    sheet.column_dimensions["A"].width = 33
    return _bytes(book)


def _bytes(book) -> bytes:
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def mark(*remarks, content=None, name="表.xlsx", order=0, questions=()):
    findings = Findings(remarks=list(remarks), questions=list(questions))
    content = content or source()
    return load_workbook(BytesIO(marked_workbook(read(name, content), content, order, findings)))


def rows(book) -> list[list]:
    """The visible columns of the list of faults, line by line."""
    return [[cell.value for cell in row[:7]] for row in book[SUMMARY_SHEET].iter_rows(min_row=5)]


# ---- Marks ------------------------------------------------------------------------------------------------


def test_faulty_cells_are_red_and_doubtful_ones_yellow_with_a_note_at_each():
    sheet = mark(fault(at((1, 1))), warning(at((2, 1))))["就业"]
    assert [sheet[cell].fill.fgColor.rgb for cell in ("B2", "B3")] == [RED, YELLOW]
    assert "请填写数字" in sheet["B2"].comment.text
    assert "相差悬殊" in sheet["B3"].comment.text


def test_two_remarks_of_a_cell_stand_in_one_note_the_fault_first():
    sheet = mark(warning(at((1, 1))), fault(at((1, 1))))["就业"]
    assert sheet["B2"].fill.fgColor.rgb == RED
    assert sheet["B2"].comment.text.index("不是数字") < sheet["B2"].comment.text.index("悬殊")


def test_what_is_only_made_plain_is_not_marked():
    book = mark(Remark(Weight.NOTE, at((1, 1)), "１", "全角数字已改为半角。"))
    assert book["就业"]["B2"].fill.fgColor.rgb == GREEN
    assert rows(book) == []


def test_the_workbook_is_otherwise_as_it_was():
    sheet = mark(fault(at((2, 1))))["就业"]
    assert sheet["B4"].value == "=SUM(B2:B3)"
    assert sheet["B2"].value == "1O1"
    assert sheet["B2"].comment.text == "口径：新就业人数"
    assert sheet.protection.sheet
    assert sheet.column_dimensions["A"].width == 33
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A5:B5"]


def test_a_fault_inside_a_merged_area_is_marked_where_it_shows():
    assert mark(fault(at((4, 1))))["就业"]["A5"].fill.fgColor.rgb == RED


def test_faults_of_another_file_of_the_import_are_not_marked():
    book = mark(fault(at((1, 1), file=1)))
    assert book["就业"]["B2"].fill.fgColor.rgb == GREEN
    assert rows(book) == []


# ---- The list ---------------------------------------------------------------------------------------------


def test_the_list_says_where_what_and_what_to_do_with_a_link():
    book = mark(fault(at((1, 1))))
    assert book.sheetnames[0] == SUMMARY_SHEET
    (line,) = rows(book)
    assert line[1:] == ["表.xlsx", "就业", "B2", "1O1", "“1O1”不是数字。", "请填写数字。"]
    assert book[SUMMARY_SHEET]["D5"].hyperlink.location == "'就业'!B2"


def test_faults_of_sheet_and_file_and_open_questions_stand_in_the_list_alone():
    asked = Question("dash", "“—”是什么意思？", at((1, 1)), (AnswerOption("zero", "0"),))
    book = mark(fault(at(), text="本表不知是哪个月。"), questions=[asked])
    assert [line[5] for line in rows(book)] == ["“—”是什么意思？", "本表不知是哪个月。"]
    assert book["就业"]["B2"].fill.fgColor.rgb == GREEN


def test_the_list_repeats_no_formula():
    book = mark(fault(at((1, 1)), value="=1+1", text="=cmd"))
    assert [book[SUMMARY_SHEET][cell].data_type for cell in ("E5", "F5")] == ["s", "s"]


def test_only_the_list_is_chosen_when_the_workbook_opens():
    book = mark(fault(at((1, 1))))
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets[1:]] == [False]


# ---- A workbook that comes back ---------------------------------------------------------------------------


def test_old_marks_go_when_the_workbook_is_marked_again():
    first = mark(fault(at((1, 1))), warning(at((1, 1))), fault(at((2, 1))))
    first["就业"]["B2"] = 101
    second = mark(fault(at((2, 1))), content=_bytes(first))
    assert second.sheetnames == [SUMMARY_SHEET, "就业"]
    assert second["就业"]["B2"].fill.fgColor.rgb == GREEN
    assert second["就业"]["B2"].comment.text == "口径：新就业人数"
    assert second["就业"]["B3"].fill.fgColor.rgb == RED
    assert len(rows(second)) == 1


# ---- Other formats ----------------------------------------------------------------------------------------


def test_a_text_file_is_written_anew_as_a_workbook():
    content = "指标,本月,备注\n城镇新增就业,1O1,=HYPERLINK(1)\n".encode("gb18030")
    book = mark(fault(at((1, 1), sheet="三月")), content=content, name="三月.csv")
    sheet = book["三月"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["指标", "本月", "备注"],
        ["城镇新增就业", "1O1", "=HYPERLINK(1)"],
    ]
    assert sheet["C2"].data_type == "s"
    assert sheet["B2"].fill.fgColor.rgb == RED


def test_what_is_written_anew_reads_as_before():
    content = '指标,本月\n城镇新增就业,１８００\n职业介绍,"1,250"\n'.encode()
    before = read("三月.csv", content).sheets[0].rows
    marked = marked_workbook(read("三月.csv", content), content, 0, Findings(remarks=[fault(at((1, 1), sheet="三月"))]))
    after = {sheet.name: sheet.rows for sheet in read("三月-标注.xlsx", marked).sheets}
    assert after["三月"] == before


@pytest.mark.parametrize("name", ["三月.xls", "三月.xlsx", "三月"])
def test_the_name_says_that_it_is_marked(name):
    assert marked_name(name).startswith("三月-")
    assert marked_name(name).endswith(".xlsx")


def test_questions_of_another_file_and_answered_ones_are_not_listed():
    options = (AnswerOption("zero", "0"),)
    asked = [
        Question("dash", "本文件未答", at((1, 1)), options),
        Question("role:0.0.0", "已答", at((1, 1)), options, answer="zero"),
        Question("role:1.0.0", "别的文件", at((1, 1), file=1), options),
    ]
    assert [line[5] for line in rows(mark(questions=asked))] == ["本文件未答"]


def test_a_remark_of_a_sheet_that_the_workbook_does_not_have_is_listed_without_a_link():
    book = mark(fault(at((1, 1), sheet="别的表")))
    assert [line[2] for line in rows(book)] == ["别的表"]
    assert book[SUMMARY_SHEET]["D5"].hyperlink is None


def test_of_too_many_remarks_the_faults_are_kept(monkeypatch):
    monkeypatch.setattr("targets.imports.marking.MOST_MARKS", 1)
    book = mark(warning(at((2, 1))), fault(at((1, 1))))
    assert [line[3] for line in rows(book)] == ["B2"]
    assert book["就业"]["B3"].fill.fgColor.rgb != YELLOW


@pytest.mark.parametrize(("limit", "keeps"), [("LARGEST_UNPACKED", True), ("MOST_CELLS", False)])
def test_a_workbook_that_is_too_large_is_written_plainly_or_only_listed(monkeypatch, limit, keeps):
    """Too large to be opened with its formats it is copied; too large to be copied only its faults are listed."""
    monkeypatch.setattr("targets.imports.marking.LARGEST_UNPACKED", 0)
    monkeypatch.setattr(f"targets.imports.marking.{limit}", 0)
    book = mark(fault(at((1, 1))))
    assert ("就业" in book.sheetnames) is keeps
    assert [line[3] for line in rows(book)] == ["B2"]
    if keeps:
        assert book["就业"]["B2"].fill.fgColor.rgb == RED
        assert not book["就业"].protection.sheet


def test_what_the_user_noted_and_coloured_meanwhile_stays():
    first = mark(fault(at((1, 1))))
    first["就业"]["B2"].comment = Comment("已核实", "张三")
    first["就业"]["B2"].fill = PatternFill("solid", YELLOW)
    second = mark(content=_bytes(first))
    assert second["就业"]["B2"].comment.text == "已核实"
    assert second["就业"]["B2"].fill.fgColor.rgb == YELLOW


def test_a_workbook_of_nothing_but_the_list_is_not_emptied():
    only = Workbook()
    only.active.title = SUMMARY_SHEET
    only.active["A1"] = "指标"
    other = only.create_sheet("就业")
    other["A1"] = "指标"
    assert mark(content=_bytes(only)).sheetnames == [SUMMARY_SHEET, "就业"]


def test_a_copy_keeps_what_is_hidden_merged_or_a_percentage_and_whose_it_is():
    sheet = Sheet(
        "三月",
        [["标题", None], ["率", 0.046], ["=1+1", 3]],
        hidden=True,
        merged=[CellArea(0, 0, 0, 1), CellArea(2, 1, 2, 1)],
        hidden_rows={1},
        hidden_columns={1},
        percent={(1, 1)},
    )
    shown = Sheet("四月", [["x"]])
    copied, titles = copy_of(Book("a.xls", Format.XLS, [sheet, shown], identity="2007/abc"))
    page = copied[titles["三月"]]
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [["标题", None], ["率", 0.046], ["=1+1", 3]]
    assert (page["A3"].data_type, page["A3"].quotePrefix) == ("s", True)
    assert (page["B2"].number_format, page["B3"].number_format) == ("0.00%", "General")
    assert [str(area) for area in page.merged_cells.ranges] == ["A1:B1"]
    assert (page.row_dimensions[2].hidden, page.row_dimensions[1].hidden) == (True, False)
    assert (page.column_dimensions["B"].hidden, page.column_dimensions["A"].hidden) == (True, False)
    assert (page.sheet_state, copied["四月"].sheet_state) == ("hidden", "visible")
    assert [(one.name, one.value) for one in copied.custom_doc_props.props] == [("BureauPortal", "2007/abc")]
