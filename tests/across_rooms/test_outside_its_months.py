"""What is not in force in a month appears on no page, in no file and in no answer of the API for that month."""

import zipfile
from datetime import date
from io import BytesIO

import pytest

from targets.models import Figure, MonthlyReport, State
from targets.periods import Month
from targets.reports import verbs
from targets.reports.changes import Changes, MilestoneEntry
from tests.conftest import cell

NAMES = {"indicator": "试办新指标", "milestone": "试办新事项", "task": "试办新任务"}
PLACES = [
    "/plans/2007/",
    "/plans/2007/chapters/employment/",
    "/plans/2007/chapters/skills/",
    "/plans/2007/units/230502/",
    "/plans/2007/matrix/",
    "/plans/2007/indicators/T01-2/",
    "/plans/2007/reporting/",
    "/plans/2007/closing/",
    "/plans/2007/reconciliation/",
    "/reports/",
    "/review/",
    "/reports/template/",
    "/api/plans/2007/progress",
    "/api/plans/2007/figures",
]
REPORTS = "/reports/230502/{app}/{month}/"


@pytest.fixture
def added_in_july(plan, indicator, jianshan, file_report):
    """An indicator, a deliverable and a task that were added in July, with reports of June and July."""
    chosen = {
        "indicator": (indicator("T01-3"), "name_zh_hans"),
        "milestone": (plan.milestones.get(code="M01-1"), "name_zh_hans"),
        "task": (plan.tasks.get(number=16), "title_zh_hans"),
    }
    for key, (row, name) in chosen.items():
        setattr(row, name, NAMES[key])
        row.from_month = date(2007, 7, 1)
        row.save()
    for month in (6, 7):
        file_report(jianshan, "employment", month, {"T01-1": 10}, state=State.DRAFT)
    file_report(jianshan, "skills", 6, {"T13-1": 10}, state=State.SUBMITTED)


def text_of(answer) -> str:
    """All that an answer says; of a workbook, all that its parts say."""
    content = b"".join(answer) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return content.decode(errors="replace")


@pytest.fixture
def said(as_user, settings, administrator, reporter_jianshan):
    """`said(JUNE)` is what people are told of the month: every page, file and answer of the API, by address."""
    settings.TODAY = date(2007, 8, 3)

    def walk(month: Month) -> dict[str, str]:
        reports = [REPORTS.format(app=app, month=month) for app in ("employment", "skills")]
        chief = [(administrator, place, export) for place in [*PLACES, *reports] for export in ("", "xlsx")]
        reporter = [(reporter_jianshan, place, "") for place in ["/reports/", "/reports/template/", *reports]]
        found = {}
        for person, place, export in [*chief, *reporter]:
            client = as_user(person)
            client.cookies["django_language"] = "zh-hans"
            asked = {} if place in reports else {"month": str(month), "unit": "230502"}
            is_page = not place.startswith("/api/") and place != "/reports/template/"
            answer = client.get(place, asked | ({"export": export} if export and is_page else {}))
            assert answer.status_code in (200, 403, 404), place
            if answer.status_code == 200:
                found[f"{person} {place} {export}"] = text_of(answer)
        return found

    return walk


def test_what_was_added_in_july_is_nowhere_in_june_and_in_july_on_the_boards(added_in_july, said):
    june, july = said(Month(2007, 6)), said(Month(2007, 7))
    for name in NAMES.values():
        assert {place for place, text in june.items() if name in text} == set()
        assert len({place for place, text in july.items() if name in text}) > 4


def test_months_are_said_where_a_figure_is_asked_and_a_part_stands_flush_without_its_whole(
    as_user, indicator, jianshan, reporter_jianshan, leader, settings
):
    """T01-2 ends in June; its part T01-3 is asked from July to September."""
    settings.TODAY = date(2007, 8, 3)
    whole, part = indicator("T01-2"), indicator("T01-3")
    whole.until_month, part.from_month, part.until_month = date(2007, 6, 1), date(2007, 7, 1), date(2007, 9, 1)
    whole.save()
    part.save()
    assert part.part_of == whole
    page = as_user(reporter_jianshan).get(REPORTS.format(app="employment", month="2007-07"))
    [row] = [row for block in page.context["blocks"] for row in block.rows if row.line.indicator == part]
    assert (row.line.level, row.texts["months"]) == (0, "2007年7月至2007年9月")
    assert "2007年7月至2007年9月" in page.content.decode()
    book = text_of(as_user(reporter_jianshan).get("/reports/template/", {"month": "2007-07", "unit": jianshan.code}))
    assert "填报期间：2007年7月至2007年9月。" in book
    for address in ("/plans/2007/chapters/employment/", "/plans/2007/matrix/"):
        board = as_user(leader).get(address, {"month": "2007-07"}).content.decode()
        [name] = [line for line in board.split("<th ") if part.name in line and "T01-3" in line]
        assert "level-1" not in name.split(">")[0], address


def test_a_save_from_code_is_refused_for_what_the_month_does_not_have(plan, added_in_july, jianshan, reporter_jianshan):
    """June has neither the indicator, nor the deliverable, nor the task that were added in July; July has."""
    indicator, milestone = plan.indicators.get(code="T01-3"), plan.milestones.get(code="M01-1")
    task = plan.tasks.get(number=16)

    def save(app: str, month: int, **entered):
        report = MonthlyReport.objects.get(unit=jianshan, chapter__app=app, month=date(2007, month, 1))
        return verbs.save(report, Changes(**entered), by=reporter_jianshan, version=report.version)

    said = {"figures": {indicator.pk: cell(5)}, "milestones": {milestone.pk: MilestoneEntry(state="done")}}
    for name, entered in said.items():
        with pytest.raises(verbs.NotAsked):
            save("employment", 6, **{name: entered})
    save("employment", 7, **said)
    assert Figure.objects.get(indicator=indicator).report.month == date(2007, 7, 1)
    with pytest.raises(verbs.NotAsked):
        save("employment", 7, notes={task.pk: "他科室的任务"})
