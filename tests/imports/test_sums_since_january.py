"""A figure imported as a sum since January knows which months it holds, and none of them is counted twice."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from targets.models import Basis, Covers, Figure, State
from targets.periods import Month
from targets.progress.areas import Area
from targets.progress.standings import stand
from targets.reports import checks, sheets, verbs
from targets.reports.verbs import NotSubmittable
from tests.conftest import enter, reporter_of
from tests.imports.steps import Upload, examine_figures, examine_received_figures, receive_figures, store_figures
from tests.spreadsheets.workbooks import workbook

APRIL = Month(2007, 4)


def rows_of(month: int, to_date: int) -> list[list]:
    return [[f"截至2007年{month}月底"], ["单位", "城镇新增就业累计（人）"], ["尖山区", to_date]]


def sheet_of(month: int, to_date: int) -> Upload:
    return Upload("累计.xlsx", workbook({f"{month}月": rows_of(month, to_date)}))


@pytest.fixture
def april(plan, reporter_jianshan):
    """April's figure of Jianshan, imported as 250 to date while nothing was reported before."""
    return import_sum(plan, reporter_jianshan, 4, 250)


def import_sum(plan, by, month, to_date) -> Figure:
    batch = receive_figures([sheet_of(month, to_date)], plan, by=by)
    batch.answers = {"earlier": "to_date"}
    batch.save()
    store_figures(batch, by=by, digest=examine_received_figures(batch, by=by).digest)
    return Figure.objects.get(report__month=Month(2007, month).first_day, indicator__code="T01-1")


def first_report(*rows) -> Upload:
    """A report of March with the month's own numbers and those to date, the first that the portal sees."""
    head = [["2007年3月就业月报表"], ["单位", "城镇新增就业本月", "城镇新增就业累计"]]
    return Upload("月报.xlsx", workbook({"3月": head + [list(row) for row in rows or [("尖山区", 75, 300)]]}))


def stored_in(plan, upload: Upload, answer: str, by) -> dict[str, tuple]:
    """What the file stores with the answer: number and months held, by unit and month."""
    batch = receive_figures([upload], plan, by=by)
    store_figures(batch, by=by, answers={"earlier": answer})
    rows = Figure.objects.filter(indicator__code="T01-1").order_by("report__month")
    told = rows.values_list("report__unit__code", "report__month", "value", "also_months")
    return {f"{unit} {Month.of(day)}": (int(value), held) for unit, day, value, held in told}


def months_of(figure: Figure) -> list[str]:
    figure.refresh_from_db()
    return figure.also_months


# ---- What is asked ----------------------------------------------------------------------------------------


def asked(plan, upload, by=None, **answers) -> list:
    found = examine_figures(plan, upload, by=by, answers=answers)
    assert not found.faults
    return found.open_questions


def test_at_the_first_use_month_and_to_date_ask_for_the_other_225(plan, reporter_jianshan):
    with translation.override("en"):
        [question] = asked(plan, first_report())
    assert (
        "to date 300, this month 75, and the other 225 are of months that are not reported (Jan, Feb)" in question.text
    )
    assert question.place.cell == "C3"
    assert [(one.value, one.label.split(":")[0].split(";")[0]) for one in question.options] == [
        ("to_date", "300 as Mar, for Jan, Feb, Mar together"),
        ("month", "Only 75 as Mar"),
        ("leave_out", "Leave these figures out"),
    ]
    assert asked(plan, first_report(), **{question.key: "month"}) == []


@pytest.mark.parametrize(
    ("answer", "stored"),
    [("to_date", (300, ["2007-01", "2007-02"])), ("month", (75, []))],
)
def test_each_answer_stores_what_it_says(plan, reporter_jianshan, answer, stored):
    assert stored_in(plan, first_report(), answer, reporter_jianshan) == {"230502 2007-03": stored}


def test_what_is_left_out_stores_nothing_and_a_file_of_nothing_else_is_not_stored(plan, reporter_jianshan):
    found = examine_figures(plan, first_report(), by=reporter_jianshan, answers={"earlier": "leave_out"})
    assert (found.proposals, found.open_questions, found.can_be_stored) == ([], [], False)


def test_a_sum_alone_is_asked_about_and_offers_no_number_of_the_month(plan):
    [question] = asked(plan, sheet_of(4, 250))
    assert [one.value for one in question.options] == ["to_date", "leave_out"]
    assert asked(plan, sheet_of(4, 250), earlier="month") == [question], "an answer that was not offered is none"


def test_a_month_missing_in_between_mostly_comes_later(plan, file_report, jianshan, reporter_jianshan):
    """January's 100 are known: of 300 to date 125 are February's, which is late."""
    file_report(jianshan, "employment", 1, {"T01-1": 100})
    with translation.override("en"):
        [question] = asked(plan, first_report())
    assert "this month 75, 100 reported before it, and the other 125 are of months" in question.text
    assert [one.value for one in question.options] == ["month", "to_date", "leave_out"]
    stored = stored_in(plan, first_report(), "to_date", reporter_jianshan)
    assert stored == {"230502 2007-01": (100, []), "230502 2007-03": (200, ["2007-02"])}


def test_one_question_is_asked_for_all_figures_of_which_the_same_months_are_missing(plan):
    with translation.override("en"):
        [question] = asked(plan, first_report(("尖山区", 75, 300), ("岭东区", 20, 80), ("四方台区", 10, 10)))
    assert "1 more figure is like this" in question.text


def test_months_that_follow_wait_for_the_answer_and_are_then_worked_out(plan, reporter_jianshan):
    both = Upload("累计.xlsx", workbook({f"{month}月": rows_of(month, sum_) for month, sum_ in ((4, 250), (5, 300))}))
    assert len(asked(plan, both)) == 1
    stored = stored_in(plan, both, "to_date", reporter_jianshan)
    assert stored["230502 2007-05"] == (50, [])


def test_the_preview_asks_and_takes_the_answer(as_user, plan, reporter_jianshan):
    batch = receive_figures([first_report()], plan, by=reporter_jianshan)
    client, address = as_user(reporter_jianshan), reverse("targets:import", args=[batch.pk])
    page = client.get(address).content.decode()
    assert "只将75记入3月：1月、2月以后补报，补报前累计少225" in page
    assert client.post(f"{address}store/").status_code in (302, 409)
    assert not Figure.objects.exists()
    client.post(f"{address}answers/", {"earlier:months:2007-01:2007-02": "month"})
    batch.refresh_from_db()
    digest = examine_received_figures(batch, by=reporter_jianshan).digest
    client.post(f"{address}store/", {"digest": digest})
    assert Figure.objects.get().value == 75


def test_the_command_line_names_the_answers_and_takes_one(plan, tmp_path, capsys):
    file = tmp_path / "月报.xlsx"
    file.write_bytes(first_report().content)
    with pytest.raises(SystemExit):
        call_command("import_figures", str(file))
    assert "    month: " in capsys.readouterr().out
    call_command("import_figures", str(file), earlier_months="month")
    assert Figure.objects.get().value == 75


# ---- What is kept -----------------------------------------------------------------------------------------


def test_the_months_that_nobody_reported_are_kept_with_the_figure(april):
    assert (april.value, months_of(april)) == (250, ["2007-01", "2007-02", "2007-03"])


def test_sixty_each_for_the_months_before_leave_seventy_for_april(
    plan, april, file_report, jianshan, reporter_jianshan, indicator
):
    with translation.override("en"):
        for month in (1, 2, 3):
            with pytest.raises(NotSubmittable) as refused:
                file_report(jianshan, "employment", month, {"T01-1": 60}, state=State.SUBMITTED)
            [finding] = refused.value.findings
            assert "2007-04" in finding.message or "April" in finding.message
    report = enter(april.report, {"T01-1": 70}, by=reporter_jianshan)
    assert months_of(april) == []
    for month in (1, 2, 3):
        file_report(jianshan, "employment", month, {"T01-1": 60})
    verbs.submit(report, by=reporter_jianshan)
    standing = stand(plan, Area(jianshan, Covers.WHOLE), APRIL, Basis.SUBMITTED)
    assert standing.progress[indicator("T01-1").pk].to_date == 250


def test_the_same_file_again_takes_out_what_was_reported_since(plan, april, file_report, jianshan, reporter_jianshan):
    for month in (1, 2, 3):
        file_report(jianshan, "employment", month, {"T01-1": 60}, state=State.DRAFT)
    again = import_sum(plan, reporter_jianshan, 4, 250)
    assert (again.value, months_of(again)) == (70, [])
    for month in (1, 2, 3):
        file_report(jianshan, "employment", month, {"T01-1": 60})


def test_a_month_alone_is_taken_out_and_the_others_stay(april, file_report, jianshan, reporter_jianshan):
    file_report(jianshan, "employment", 1, {"T01-1": 60}, state=State.DRAFT)
    enter(april.report, {"T01-1": 190}, by=reporter_jianshan)
    assert months_of(april) == ["2007-02", "2007-03"]


def test_a_month_left_blank_or_with_nothing_is_no_second_count(april, file_report, jianshan):
    file_report(jianshan, "employment", 1, {"T01-1": 0}, state=State.SUBMITTED)
    file_report(jianshan, "employment", 2, {"T01-3": 0}, state=State.SUBMITTED)


def test_the_next_sum_holds_its_own_month_only(plan, april, reporter_jianshan):
    may = import_sum(plan, reporter_jianshan, 5, 300)
    assert (may.value, months_of(may)) == (50, [])


def test_an_explanation_alone_changes_nothing_that_is_held(april, reporter_jianshan):
    enter(april.report, {"T01-1": 250}, by=reporter_jianshan, explanation="含一至三月。")
    assert months_of(april) == ["2007-01", "2007-02", "2007-03"]


def test_the_later_figure_says_so_too_while_it_holds_them(april, file_report, jianshan):
    file_report(jianshan, "employment", 1, {"T01-1": 60}, state=State.DRAFT)
    with translation.override("en"):
        found = checks.check(sheets.load(april.report))
    assert any("have reported by themselves" in one.message for one in checks.blocking(found))


def test_report_board_and_history_name_the_months(fetch, april, jianshan, reporter_jianshan, auditor):
    address = reverse("targets:report", args=[jianshan.code, "employment", APRIL])
    assert "holds Jan, Feb, Mar too" in fetch(reporter_jianshan, address).text
    assert "holds Jan, Feb, Mar too" in fetch(reporter_jianshan, f"{address}history/T01-1/").text
    verbs.submit(april.report, by=reporter_of(jianshan))
    asked = {"month": "2007-04", "basis": "submitted"}
    assert "holds Jan, Feb, Mar too" in fetch(auditor, "/plans/2007/indicators/T01-1/", **asked).text
