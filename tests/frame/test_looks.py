"""Every member of every enum that people see has a word, an icon, a colour, and a place in every summary."""

import enum
import re
from datetime import date
from enum import Enum, StrEnum
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.template.loader import render_to_string
from django.utils import translation

from employment.panels import warning
from targets.arithmetic import Kind, Pacing, Sense, Status
from targets.frame import looks
from targets.frame.looks import MILESTONE_STATES, STATUSES, Look, looks_of
from targets.frame.phrases import milestone_mark
from targets.imports.figures import preview_rows
from targets.imports.figures.findings import FiguresFindings, ProposedFigure
from targets.imports.findings import Effect
from targets.imports.listing import EFFECTS
from targets.models import Basis, MilestoneState, State, Target
from targets.models.plan import KindChoice, PacingChoice, SenseChoice
from targets.reports import timeliness, timeliness_page
from targets.reports.checks import Grade
from targets.reports.review_queue import ORDER
from targets.reports.sheets import BLANK
from targets.reports.timeliness import OUTSIDE, JudgedReport, Mark, ReportTally
from targets.spreadsheets.remarks import Place, Weight

STATIC = Path(settings.BASE_DIR) / "targets" / "static" / "targets"
ICONS = set(re.findall(r'<symbol[^>]* id="([^"]+)"', (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")))
STYLES = "\n".join(file.read_text(encoding="utf-8") for file in sorted((STATIC / "css").glob("*.css")))
CLASSES = set(re.findall(r"\.([a-z][\w-]*)", STYLES))
CHINESE = re.compile(r"[\u4e00-\u9fff]")

# The tables, and the kinds of mark in which their colours appear.
TABLES = [
    (STATUSES, ["chip", "cell"]),
    (MILESTONE_STATES, ["chip"]),
    ({"overdue": looks.MILESTONE_OVERDUE, "unsaid": looks.MILESTONE_UNSAID}, ["chip"]),
    (timeliness.LOOKS, ["cell"]),
    ({mark: look for mark, look in timeliness.LOOKS.items() if mark not in OUTSIDE}, ["state"]),
    (EFFECTS, ["chip"]),
    (warning.LOOKS, ["chip"]),
    ({"calm": warning.CALM, "unknown": warning.UNKNOWN}, ["chip"]),
]
EVERY_LOOK = [(kinds, look, member) for table, kinds in TABLES for member, look in table.items()]


def words_of(text) -> tuple[str, str]:
    """The word in English and in Chinese."""
    with translation.override("en"):
        english = str(text)
    with translation.override("zh-hans"):
        return english, str(text)


def assert_has_words(text) -> None:
    english, chinese = words_of(text)
    assert english
    assert not CHINESE.search(english)
    assert CHINESE.search(chinese), f"“{english}” has no Chinese word"


# ---- Word, icon, colour -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("kinds", "look", "member"), EVERY_LOOK)
def test_every_member_has_a_word_in_both_languages_an_icon_and_a_colour(kinds, look, member):
    assert_has_words(look.word)
    assert look.icon in ICONS
    assert {f"{kind}-{look.colour}" for kind in kinds} <= CLASSES


@pytest.mark.parametrize("table", [table for table, _kinds in TABLES], ids=lambda table: str(next(iter(table))))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_two_members_share_a_word(table, language):
    with translation.override(language):
        words = [str(look.word) for look in table.values()]
    assert len(words) == len(set(words))


def test_the_portal_does_not_start_if_a_member_has_no_look():
    class Light(StrEnum):
        RED = "red"
        GREEN = "green"

    red = Look("red", "error", "breached")
    with pytest.raises(ImproperlyConfigured, match=r"Light has members .*: \['GREEN'\]"):
        looks_of(Light, {Light.RED: red})
    green = Look("green", "met", "met")
    assert list(looks_of(Light, {Light.GREEN: green, Light.RED: red})) == [Light.GREEN, Light.RED], "in this order"


@pytest.mark.parametrize("status", Status)
def test_icon_and_colour_of_a_status_have_its_name(status):
    """Chips, cells, tiles and bars use the name of the status for both icon and colour."""
    assert (STATUSES[status].icon, STATUSES[status].colour) == (status.value, status.value)


@pytest.mark.parametrize("state", State)
def test_a_reports_state_has_a_word_an_icon_and_a_colour(state):
    assert_has_words(state.label)
    assert state.value in ICONS
    assert f"state-{state.value}" in CLASSES


@pytest.mark.parametrize("grade", [*Grade, *preview_rows.GRADES.values()])
def test_a_remark_of_any_grade_has_a_word_an_icon_and_a_colour(grade):
    assert str(grade) in ICONS
    assert {f"cell-note-{grade}", f"is-{grade}"} <= CLASSES
    said = set()
    for language in ("en", "zh-hans"):
        with translation.override(language):
            note = render_to_string("components/field_error.html", {"grade": str(grade), "text": "…"})
        said.add(re.search(r'visually-hidden">([^<:]+)', note)[1].strip())
    assert len(said) == 2, "a word in each language"


def test_each_grade_has_a_word_of_its_own():
    notes = {render_to_string("components/field_error.html", {"grade": grade.value, "text": ""}) for grade in Grade}
    words = {re.search(r'visually-hidden">([^<]+)', note)[1] for note in notes}
    assert len(words) == len(Grade)


def test_every_weight_of_an_imports_remark_has_a_grade():
    assert {weight: Grade(preview_rows.GRADES[weight]) for weight in Weight} == {
        Weight.FAULT: Grade.ERROR,
        Weight.WARNING: Grade.EXPLAIN,
        Weight.NOTE: Grade.HINT,
    }


@pytest.mark.parametrize(
    ("state", "overdue", "expected"),
    [
        (MilestoneState.DONE, False, "met"),
        (MilestoneState.DONE, True, "met"),
        (MilestoneState.UNDER_WAY, False, "not_due"),
        (MilestoneState.UNDER_WAY, True, "breached"),
        (MilestoneState.NOT_STARTED, False, "not_due"),
        (MilestoneState.NOT_STARTED, True, "breached"),
        ("", False, "not_reported"),
        ("", True, "not_reported"),
    ],
)
def test_a_deliverable_is_overdue_only_if_the_unit_reported_that_it_is_not_done(state, overdue, expected):
    mark, word = milestone_mark(state, overdue=overdue)
    assert mark == expected
    assert word


# ---- Choices ----------------------------------------------------------------------------------------------


def all_below(base: type) -> list[type]:
    below = [one for child in base.__subclasses__() for one in [child, *all_below(child)]]
    own = {config.name for config in apps.get_app_configs() if (Path(config.path).parent == Path(settings.BASE_DIR))}
    return [one for one in below if one.__module__.split(".")[0] in own]


CHOICES = [one for one in all_below(models.Choices) if len(one)]


@pytest.mark.parametrize("choices", CHOICES, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_every_choice_has_a_word_of_its_own_in_both_languages(choices):
    for member in choices:
        english, chinese = words_of(member.label)
        assert english
        assert not CHINESE.search(english)
        # A measure such as "AAA" is written alike in both.
        assert CHINESE.search(chinese) or english.isupper(), f"{member!r} has no Chinese word"
    for language in ("en", "zh-hans"):
        with translation.override(language):
            words = [str(member.label) for member in choices]
        assert len(words) == len(set(words)), words


@pytest.mark.parametrize(("choices", "arithmetic"), [(KindChoice, Kind), (SenseChoice, Sense), (PacingChoice, Pacing)])
def test_the_choices_of_the_plan_are_those_of_the_arithmetic(choices, arithmetic):
    assert {choice.value for choice in choices} == {member.value for member in arithmetic}


# Enums that no page prints: they decide what happens, and what is said of it stands in sentences of its own.
UNSEEN = {
    "targets.access.rule.Action",
    "targets.imports.figures.earlier_months.EarlierMonths",
    "targets.reports.saving.Result",
    "targets.reports.sheets.SheetPart",
    "targets.arithmetic.Kind",
    "targets.arithmetic.Sense",
    "targets.arithmetic.Pacing",
    "targets.progress.last_year.ChangeUnit",
}
SENTENCES = {"targets.identity_numbers.Fault", "infrastructure.identity_upgrade.Doubt"}
SEEN = {type(member) for table, _kinds in TABLES for member in table if isinstance(member, Enum)}


def test_every_enum_is_listed_here():
    """A new enum needs looks, or must be listed above as one that no page shows."""
    own = [one for one in all_below(enum.Enum) if one not in SEEN and not issubclass(one, models.Choices) and len(one)]
    names = {f"{one.__module__}.{one.__name__}" for one in own}
    known = UNSEEN | SENTENCES | {"targets.reports.checks.Grade", "employment.early_warning.Sign"}
    # How files are read knows enums of its own.
    left = {name for name in names - known if ".spreadsheets." not in name and ".values." not in name}
    assert left <= {"targets.spreadsheets.remarks.Weight"}
    assert {Status, MilestoneState, Mark, Effect, warning.Level} <= SEEN


@pytest.mark.parametrize("sign", warning.Sign)
def test_every_sign_of_early_warning_is_told_in_words(sign):
    assert_has_words(warning.SIGN_WORDS[sign])


# ---- Summaries, filters, legends --------------------------------------------------------------------------

# A flow of 1,200 in the year has 600 due by June; below 90 % of it is far behind, from 105 % on ahead.
# A rate of 0 of 0 has nothing to measure. Of the incomplete one another district is asked as well.
ONE_OF_EACH = {
    Status.FAR_BEHIND: ("T01-1", 539),
    Status.BREACHED: ("T01-2", 599),
    Status.BEHIND: ("T02-1", 540),
    Status.ON_PACE: ("T02-3", 600),
    Status.AHEAD: ("T03-1", 630),
    Status.MET: ("T04-5", 1200),
    Status.INCOMPLETE: ("T02-2", 500),
    Status.NOT_REPORTED: ("T04-1", None),
    Status.NOT_APPLICABLE: ("T04-6", "n/a"),
    Status.NOTHING_TO_MEASURE: ("T04-2", (0, 0)),
    Status.NOT_DUE: ("T04-4", 10),
    Status.NO_TARGET: ("T04-3", 7),
}


@pytest.fixture
def one_of_each(plan, city, jianshan, baoqing, indicator, file_report, only_these_report):
    """An indicator of employment of each status; two districts are asked, and the second has nothing to add."""
    only_these_report(jianshan, baoqing)
    Target.objects.filter(indicator__plan=plan).delete()
    for status, (code, _figure) in ONE_OF_EACH.items():
        of = indicator(code)
        of.pacing = "deadline" if status is Status.NOT_DUE else "even"
        of.reported_by = "districts"
        of.save()
        day = date(2007, 6, 30) if status is Status.BREACHED else date(2007, 12, 31)
        value = None if status is Status.NO_TARGET else 600 if status is Status.BREACHED else 1200
        Target.objects.create(indicator=of, unit=city, deadline=day, value=value)
    file_report(jianshan, "employment", 6, dict(ONE_OF_EACH.values()), explanation="已核对")
    silent = {ONE_OF_EACH[status][0]: None for status in (Status.INCOMPLETE, Status.NOT_REPORTED)}
    nothing = {code: 0 if isinstance(figure, int) else figure for code, figure in ONE_OF_EACH.values()} | silent
    file_report(baoqing, "employment", 6, nothing)
    return {status: code for status, (code, _figure) in ONE_OF_EACH.items()}


def test_the_dashboard_counts_every_status_in_order_and_the_counts_add_up(leader, fetch, one_of_each):
    board = fetch(leader, "/plans/2007/", month="2007-06").context["board"]
    rows = {row.code: row for chapter in board.chapters for task in chapter.tasks for row in task.rows}
    assert {rows[code].status: code for code in one_of_each.values()} == one_of_each
    assert [count.status for count in board.counts] == list(STATUSES) == list(ONE_OF_EACH)
    assert sum(count.count for count in board.counts) == len(rows)
    assert [count.label for count in board.counts] == [words_of(look.word)[0] for look in STATUSES.values()]


@pytest.mark.walk
@pytest.mark.parametrize("status", Status)
def test_the_dashboard_can_be_filtered_by_each_status(leader, fetch, one_of_each, status):
    board = fetch(leader, "/plans/2007/", month="2007-06", show=status.value).context["board"]
    rows = [row for chapter in board.chapters for task in chapter.tasks for row in task.rows]
    counted = {count.status: count for count in board.counts}[status]
    assert one_of_each[status] in {row.code for row in rows}
    assert {row.status for row in rows} == {status}
    assert len(rows) == counted.count
    assert counted.current


def test_the_matrix_explains_every_status(leader, fetch, one_of_each):
    page = fetch(leader, "/plans/2007/matrix/", month="2007-06")
    shown = [cell.status for row in page.context["matrix"].table.rows for cell in row.cells]
    assert set(Status) <= set(shown)
    assert [colour for colour, _word in page.context["matrix"].legend] == [status.value for status in STATUSES]


def test_a_reports_marks_are_in_the_legend_and_add_up():
    legend = timeliness_page._legend()
    icons = [icon for icon, _word in legend]
    asked = [mark for mark in Mark if mark not in OUTSIDE]
    assert len(icons) == len(set(icons))
    assert set(icons) == {timeliness.LOOKS[mark].icon for mark in asked} | {"late"}
    tally = ReportTally.of([JudgedReport(mark) for mark in Mark])
    assert tally.asked == len(asked) == 7
    assert tally.submitted + tally.missing + tally.returned + tally.open == tally.asked
    assert (tally.submitted, tally.missing, tally.returned, tally.open) == (3, 1, 1, 2)


def test_an_imports_preview_counts_every_effect_and_the_counts_add_up():
    proposals = [
        ProposedFigure("230502", "T01-1", None, BLANK, BLANK, (Place(0, "a", row),), effect)
        for row, effect in enumerate([*Effect, Effect.NEW])
    ]
    tabs = preview_rows.FiguresInPreview(FiguresFindings(proposals=proposals)).tabs("", "/")
    whole, *parts = tabs
    assert [tab.label for tab in parts] == [words_of(EFFECTS[effect].word)[1] for effect in Effect]
    assert whole.count == sum(tab.count for tab in parts) == 5


def test_the_review_shows_every_state_but_a_draft():
    assert set(ORDER) == set(State) - {State.DRAFT}


@pytest.mark.parametrize("basis", Basis)
def test_each_basis_is_named_on_the_page_and_in_the_name_of_the_file(administrator, fetch, basis, plan):
    page = fetch(administrator, "/plans/2007/", month="2007-06", basis=basis.value)
    words = words_of(basis.label)[0]
    assert words in page.content.decode()
    file = fetch(administrator, "/plans/2007/", month="2007-06", basis=basis.value, export="xlsx")
    name = unquote(file["Content-Disposition"])
    assert ("with submitted" in name) == (basis is Basis.SUBMITTED)
