"""A month by spreadsheet: workbook downloaded, filled in with one slip, marked, corrected, brought in, submitted."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from playwright.sync_api import Page, expect

from targets.models import Figure, MonthlyReport, Source, State
from tests.browser.people import CHINESE, ENGLISH, give_password, sign_in_by_hand

pytestmark = pytest.mark.django_db(transaction=True)

SLIP, RIGHT = "1.2.3", 123
WORDS = {
    CHINESE: {
        "workbook": "本月",
        "upload": "上传并核对",
        "marked": "下载标注了错误的工作簿",
        "confirm": "确认入库",
        "at once": "入库后直接上报",
    },
    ENGLISH: {
        "workbook": "of the month",
        "upload": "Upload and look",
        "marked": "Download the workbook with the faults marked",
        "confirm": "Confirm and store",
        "at once": "Submit the reports at once",
    },
}


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_a_month_by_spreadsheet(plan, new_context, live_server, reporter_jianshan, jianshan, language, tmp_path):
    give_password(reporter_jianshan)
    page, words = new_context().new_page(), WORDS[language]
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in_by_hand(page, live_server, reporter_jianshan, language)

    page.goto(live_server.url + "/reports/")
    blank = downloaded(page, page.get_by_role("link", name=words["workbook"], exact=True), tmp_path / "blank.xlsx")
    sent, cell = filled_in_with_a_slip(blank, tmp_path / "june.xlsx")

    brings(page, live_server, sent, words)
    expect(page.get_by_role("button", name=words["confirm"])).to_be_disabled()
    expect(page.locator("main")).to_contain_text(SLIP)
    marked = downloaded(page, page.get_by_role("link", name=words["marked"]), tmp_path / "marked.xlsx")
    assert not Figure.objects.exists()

    corrected = corrects(marked, cell, tmp_path / "corrected.xlsx")
    brings(page, live_server, corrected, words)
    page.get_by_label(words["at once"]).check()
    page.get_by_role("button", name=words["confirm"]).click()
    expect(page.locator("main a[href*='/reports/230502/']").first).to_be_visible()

    assert set(MonthlyReport.objects.values_list("unit__code", "state")) == {("230502", State.SUBMITTED)}
    figure = Figure.objects.get(indicator__code="T01-1")
    assert (figure.numbers, figure.source) == ((RIGHT - 50, RIGHT, 50), Source.IMPORTED)
    assert figure.source_detail.startswith("corrected.xlsx")
    page.goto(live_server.url + "/reports/230502/employment/2007-06/")
    expect(page.locator("main")).to_contain_text(str(RIGHT))


def downloaded(page: Page, link, file: Path) -> Path:
    with page.expect_download() as waiting:
        link.click()
    waiting.value.save_as(file)
    return file


def brings(page: Page, server, file: Path, words) -> None:
    page.goto(server.url + "/imports/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=words["upload"]).click()
    expect(page.get_by_role("button", name=words["confirm"])).to_be_visible()


def filled_in_with_a_slip(blank: Path, sent: Path) -> tuple[Path, str]:
    """The same number everywhere, but a slip of the hand in the first cell."""
    book = load_workbook(blank)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_col=2):
            for cell in row:
                if not (cell.protection.locked or isinstance(cell, MergedCell)):
                    cell.value = 50
    first = next(row for row in book.worksheets[0].iter_rows() if row[0].value == "T01-1/新增")
    cell = next(cell for cell in first if not cell.protection.locked)
    cell.value = SLIP
    book.save(sent)
    return sent, cell.coordinate


def corrects(marked: Path, place: str, corrected: Path) -> Path:
    """What the clerk sees: the slip is red and says why; the sheet in front lists it."""
    book = load_workbook(marked)
    sheet = book["就业再就业"]
    assert sheet[place].fill.fill_type == "solid"
    assert SLIP in sheet[place].comment.text
    assert any(place in str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    sheet[place].value = RIGHT
    book.save(corrected)
    return corrected
