"""A figure counted from a register: taken over, frozen at submission, followed down to its rows, and the gap later."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employment.models import TrainingClass
from skills.models import AppraisalBatch
from targets.models import CountedEntry, Figure, Indicator, MonthlyReport, RegisterCount, Source
from targets.registers import keeping, registry
from targets.reports import changes, checks, sheets, verbs
from targets.reports.sheets import Cell
from tests.conftest import enter

CLASSES = registry.named("employment.trainingclass")
JUNE = {"unit": "230502", "app": "employment", "month": "2007-06"}


@pytest.fixture
def a_class(jianshan, reporter_jianshan):
    """`a_class("1", 40)` is a class of forty unemployed that ended on 7 June."""

    def make(number, trained, unit=jianshan, **more):
        fields = {
            "training_type": "unemployed",
            "provider": "中心",
            "trade": "焊工",
            "started_on": date(2007, 5, 8),
            "ended_on": date(2007, 6, 7),
            "examined": trained - 2,
            "passed": trained - 4,
        }
        entry = TrainingClass(unit=unit, class_no=number, trained=trained, **fields | more)
        return keeping.add(CLASSES, entry, by=reporter_jianshan)

    return make


@pytest.fixture
def draft(file_report, jianshan):
    return file_report(jianshan, "employment", 6, {}, state="draft")


def page(client, name="report", **more):
    return client.get(reverse(f"targets:{name}", kwargs=JUNE | more))


def post(client, report, name="report_save", **data):
    report.refresh_from_db()
    return client.post(reverse(f"targets:{name}", kwargs=JUNE), {"version": str(report.version)} | data)


def figure(code):
    return Figure.objects.get(report__month="2007-06-01", indicator__code=code)


def findings(report, code):
    found = checks.check(sheets.load(report))
    return [one for one in found if one.code == code and ("台帐" in one.message or "register" in one.message)]


# ---- Taking over ------------------------------------------------------------------------------------------


def test_the_form_says_what_the_register_counts(as_user, reporter_jianshan, draft, a_class):
    a_class("1", 40)
    a_class("2", 30)
    line = sheets.load(draft).line(figure_of("T04-1"))
    assert line.counted.now == Cell(value=Decimal(70))
    text = page(as_user(reporter_jianshan)).content.decode()
    assert 'name="take" value="T04-1" data-take-value="70"' in text
    assert 'name="take" value="T04-2" data-take-numerator="62" data-take-denominator="66"' in text


def figure_of(code):
    return Indicator.objects.get(plan__year=2007, code=code).pk


def test_a_unit_that_keeps_no_register_is_offered_nothing(as_user, reporter_jianshan, draft, a_class, baoqing):
    a_class("1", 40, unit=baoqing)
    assert sheets.load(draft).line(figure_of("T04-1")).counted is None
    assert 'name="take"' not in page(as_user(reporter_jianshan)).content.decode()


def test_one_click_takes_the_count_over_and_keeps_what_was_typed(as_user, reporter_jianshan, draft, a_class):
    a_class("1", 40)
    answer = post(as_user(reporter_jianshan), draft, take="T04-1", **{"f-T04-1-value": "", "f-T01-1-value": "12"})
    assert answer.status_code == 302
    taken = figure("T04-1")
    assert (taken.value, taken.source, taken.source_detail) == (40, Source.REGISTER, "R09")
    assert (figure("T01-1").value, figure("T01-1").source) == (12, Source.TYPED)


def test_all_counts_are_taken_over_together(as_user, reporter_jianshan, draft, a_class):
    a_class("1", 40)
    a_class("2", 25, training_type="start_up")
    post(as_user(reporter_jianshan), draft, take="all")
    assert figure("T04-1").value == 40
    assert figure("T04-3").value == 25
    assert figure("T04-2").numbers == (None, 36, 38)


def test_all_counts_leave_what_was_typed_and_what_was_sent_with_them(as_user, reporter_jianshan, draft, a_class):
    a_class("1", 40)
    a_class("2", 25, training_type="start_up")
    report = enter(draft, {"T04-1": 43}, by=reporter_jianshan)
    typed_now = {"f-T04-3-value": "27", "f-T04-2-numerator": "", "f-T04-2-denominator": ""}
    post(as_user(reporter_jianshan), report, take="all", **typed_now)
    assert (figure("T04-1").value, figure("T04-1").source) == (43, Source.TYPED)
    assert (figure("T04-3").value, figure("T04-3").source) == (27, Source.TYPED)
    assert (figure("T04-2").numbers, figure("T04-2").source) == ((None, 36, 38), Source.REGISTER)


def test_not_applicable_is_somebody_s_word_and_stays(as_user, reporter_jianshan, draft, a_class):
    a_class("1", 40)
    post(as_user(reporter_jianshan), draft, take="all", **{"f-T04-1-value": "", "f-T04-1-na": "1"})
    assert (figure("T04-1").value, figure("T04-1").not_applicable) == (None, True)


def test_a_count_that_has_grown_takes_the_place_of_the_count_before(as_user, reporter_jianshan, draft, a_class):
    a_class("1", 40)
    client = as_user(reporter_jianshan)
    post(client, draft, take="all")
    a_class("2", 30)
    post(client, draft, take="all", **{"f-T04-1-value": "40"})
    assert (figure("T04-1").value, figure("T04-1").source) == (70, Source.REGISTER)
    a_class("3", 10)
    post(client, draft, take="all", **{"f-T04-1-value": "71"})
    assert (figure("T04-1").value, figure("T04-1").source) == (71, Source.TYPED)


def test_the_cells_own_button_is_the_choice_to_overwrite(as_user, reporter_jianshan, draft, a_class):
    a_class("1", 40)
    report = enter(draft, {"T04-1": 43}, by=reporter_jianshan)
    client = as_user(reporter_jianshan)
    assert 'name="take" value="T04-1" data-take-value="40"' in page(client).content.decode()
    post(client, report, take="T04-1", **{"f-T04-1-value": "43"})
    assert (figure("T04-1").value, figure("T04-1").source) == (40, Source.REGISTER)


def test_a_register_that_nobody_has_filled_this_month_offers_nothing(as_user, reporter_jianshan, draft, a_class):
    """An entry of May makes the unit keep it; that June counts nothing may only mean that no entry is made yet."""
    a_class("1", 40, ended_on=date(2007, 5, 31))
    report = enter(draft, {"T04-1": 43}, by=reporter_jianshan)
    client = as_user(reporter_jianshan)
    assert sheets.load(report).line(figure_of("T04-1")).counted.now == Cell(value=Decimal(0))
    assert 'name="take"' not in page(client).content.decode()
    for button in ("all", "T04-1", "T04-3"):
        post(client, report, take=button, **{"f-T04-1-value": "43", "f-T04-3-value": ""})
    assert (figure("T04-1").value, figure("T04-1").source) == (43, Source.TYPED)
    assert not Figure.objects.filter(indicator__code="T04-3", value__isnull=False).exists()


def test_a_zero_of_a_register_that_was_filled_is_a_count(as_user, reporter_jianshan, draft, a_class):
    a_class("1", 40)
    post(as_user(reporter_jianshan), draft, take="all")
    assert (figure("T04-3").value, figure("T04-3").source) == (0, Source.REGISTER)


def test_only_a_number_that_the_register_counts_is_called_its_own(as_user, reporter_jianshan, draft, a_class):
    a_class("1", 40)
    client = as_user(reporter_jianshan)
    post(client, draft, taken="T04-1", **{"f-T04-1-value": "41"})
    assert figure("T04-1").source == Source.TYPED
    post(client, draft, taken="T04-1", **{"f-T04-1-value": "40"})
    assert figure("T04-1").source == Source.REGISTER
    post(client, draft, **{"f-T04-1-value": "39"})
    assert (figure("T04-1").source, figure("T04-1").source_detail) == (Source.TYPED, "")


# ---- Differing --------------------------------------------------------------------------------------------


def test_a_figure_that_differs_needs_a_sentence(draft, a_class, reporter_jianshan):
    a_class("1", 40)
    report = enter(draft, {"T04-1": 43}, by=reporter_jianshan)
    (found,) = findings(report, "T04-1")
    assert found.grade is checks.Grade.EXPLAIN
    assert "40" in found.message
    assert "43" in found.message
    with pytest.raises(verbs.NotSubmittable):
        verbs.submit(report, by=reporter_jianshan)
    report = enter(report, {"T04-1": 43}, by=reporter_jianshan, explanation="3人的花名册尚未录入")
    assert verbs.submit(report, by=reporter_jianshan).state == "submitted"


def test_a_figure_that_agrees_needs_none(draft, a_class, reporter_jianshan):
    a_class("1", 40)
    assert not findings(enter(draft, {"T04-1": 40, "T04-2": (36, 38)}, by=reporter_jianshan), "T04-1")


def test_a_register_not_yet_filled_is_named_in_a_sentence_and_asks_for_no_explanation(
    draft, a_class, as_user, reporter_jianshan, reviewer_employment
):
    """An entry of May makes the unit keep it. Its June count of zero is no number to hold a figure of 43 against."""
    a_class("1", 40, ended_on=date(2007, 5, 31))
    report = enter(draft, {"T04-1": 43}, by=reporter_jianshan)
    assert findings(report, "T04-1") == []
    shown = page(as_user(reporter_jianshan))
    text = shown.content.decode()
    assert "台帐本月尚未填写。" in text
    assert "台帐数：" not in text
    said, _asked = autosave(
        as_user(reporter_jianshan), report, counted=shown.context["counted"], **{"f-T04-1-value": "44"}
    )
    assert explains(said) == set()
    verbs.submit(report, by=reporter_jianshan)
    seen = page(as_user(reviewer_employment))
    assert seen.context["review"].register_gaps == []
    assert "台帐数为0" not in seen.content.decode()


def test_a_register_filled_after_submission_is_compared_as_it_is_by_then(
    draft, a_class, as_user, reporter_jianshan, reviewer_employment
):
    a_class("1", 40, ended_on=date(2007, 5, 31))
    report = enter(draft, {"T04-1": 43}, by=reporter_jianshan)
    report = verbs.submit(report, by=reporter_jianshan)
    a_class("2", 30)
    assert findings(report, "T04-1") == [], "a submission is not blamed for what nobody had entered by then"
    seen = page(as_user(reviewer_employment))
    gaps = {gap.indicator.code: (gap.figure, gap.frozen, gap.now) for gap in seen.context["review"].register_gaps}
    assert gaps["T04-1"] == ("43", "0", "30")
    assert "+30" in seen.content.decode()


# ---- Freezing ---------------------------------------------------------------------------------------------


@pytest.fixture
def submitted(draft, a_class, reporter_jianshan) -> MonthlyReport:
    """June with two classes of 40 and 30, taken over and submitted."""
    a_class("1", 40)
    a_class("2", 30)
    agreed = {"T04-1": 70, "T04-2": (62, 66), "T04-3": 0, "T04-4": 0, "T04-5": 0, "T04-6": 0, "T04-7": 0}
    return verbs.submit(enter(draft, agreed, by=reporter_jianshan), by=reporter_jianshan)


def test_submitting_freezes_count_and_entries(submitted):
    count = RegisterCount.objects.get(indicator__code="T04-1")
    assert (count.register, count.value, count.submission.number) == ("employment.trainingclass", 70, 1)
    assert list(count.entries.order_by("entry").values_list("entry", "version")) == [
        (entry.pk, 1) for entry in TrainingClass.objects.order_by("pk")
    ]
    rate = RegisterCount.objects.get(indicator__code="T04-2")
    assert rate.numbers == (None, 62, 66)
    assert RegisterCount.objects.get(indicator__code="T04-3").value == 0


def test_a_later_change_of_the_register_leaves_the_report_and_shows_as_a_gap(
    submitted, a_class, reporter_jianshan, as_user, reviewer_employment
):
    first = TrainingClass.objects.get(class_no="1")
    first.trained = 42
    keeping.change(CLASSES, first, by=reporter_jianshan, version=1)
    a_class("3", 10)
    line = sheets.load(submitted).line(figure_of("T04-1"))
    assert line.cell.value == 70
    assert (line.counted.frozen.value, line.counted.now.value) == (70, 82)
    text = page(as_user(reviewer_employment)).content.decode()
    assert "70" in text
    assert "82" in text
    assert "+12" in text
    gaps = page(as_user(reviewer_employment)).context["review"].register_gaps
    assert ("T04-1", "70", "70", "82") in [(gap.indicator.code, gap.figure, gap.frozen, gap.now) for gap in gaps]


def test_the_rows_behind_a_figure_say_what_became_of_them(submitted, a_class, reporter_jianshan, as_user):
    first, second = TrainingClass.objects.order_by("class_no")
    first.trained = 42
    keeping.change(CLASSES, first, by=reporter_jianshan, version=1)
    keeping.cancel(CLASSES, second.pk, by=reporter_jianshan, version=second.version, reason="重复")
    a_class("3", 10)
    view = page(as_user(reporter_jianshan), "figure_entries", code="T04-1").context["view"]
    marks = {line["first"]: line.row.mark for line in view.table.lines}
    assert marks["1"] != marks["2"] != marks["3"]
    assert all(marks.values())
    assert view.now.value == 52


def test_a_new_submission_freezes_anew(submitted, a_class, reporter_jianshan):
    a_class("3", 10)
    report = verbs.withdraw(submitted, by=reporter_jianshan)
    changed = {"T04-1": 80, "T04-2": (68, 74)}
    verbs.submit(enter(report, changed, by=reporter_jianshan), by=reporter_jianshan)
    counts = RegisterCount.objects.filter(indicator__code="T04-1").order_by("submission__number")
    assert [count.value for count in counts] == [70, 80]
    assert sheets.load(report).line(figure_of("T04-1")).counted.frozen.value == 80


def test_what_a_report_rests_on_is_cancelled_and_not_deleted(submitted, reporter_jianshan, as_user):
    entry = TrainingClass.objects.get(class_no="1")
    with pytest.raises(keeping.EntryCounted):
        keeping.delete(CLASSES, entry.pk, by=reporter_jianshan, version=1)
    client = as_user(reporter_jianshan)
    client.post(reverse("targets:entry_delete", args=["employment", "training-classes", entry.pk]), {"version": "1"})
    assert TrainingClass.objects.filter(pk=entry.pk).exists()
    keeping.cancel(CLASSES, entry.pk, by=reporter_jianshan, version=1, reason="重复")
    assert sheets.load(submitted).line(figure_of("T04-1")).counted.now.value == 30


def test_freezing_takes_as_many_queries_for_many_entries_as_for_few(draft, a_class, reporter_jianshan, jianshan):
    a_class("1", 40)

    def queries():
        report = enter(MonthlyReport.objects.get(pk=draft.pk), {}, by=reporter_jianshan)
        for code in ("T04-1", "T04-2"):
            line = sheets.load(report).line(figure_of(code))
            cells = {line.indicator.pk: line.counted.now}
            report = verbs.save(report, changes.Changes(figures=cells), by=reporter_jianshan, version=report.version)
        with CaptureQueriesContext(connection) as found:
            verbs.submit(report, by=reporter_jianshan)
        verbs.withdraw(report, by=reporter_jianshan)
        return len(found)

    queries()
    # The second time, as every time after, what was frozen before is read as well.
    few = queries()
    for number in range(2, 40):
        a_class(str(number), 10)
    assert queries() == few
    assert CountedEntry.objects.filter(count__indicator__code="T04-1").count() == 1 + 1 + 39


# ---- What a save asks of registers ------------------------------------------------------------------------


def autosave(client, report, **data):
    """What the page's script sends, what it is answered, and the tables of registers that were read for it."""
    report.refresh_from_db()
    with CaptureQueriesContext(connection) as found:
        answer = client.post(
            reverse("targets:report_save", kwargs=JUNE),
            {"version": str(report.version)} | data,
            headers={"Accept": "application/json"},
        )
    asked = sum("employment_trainingclass" in query["sql"] for query in found)
    return answer.json(), asked


def explains(said) -> set[str]:
    return {finding["field"] for finding in said["findings"] if finding["grade"] == "explain"}


def test_a_save_is_held_against_what_the_page_showed_and_counts_nothing(draft, a_class, as_user, reporter_jianshan):
    a_class("1", 40)
    client = as_user(reporter_jianshan)
    shown = page(client).context["counted"]
    said, asked = autosave(client, draft, **{"counted": shown, "f-T04-1-value": "41"})
    assert (explains(said), asked) == ({"f-T04-1-value"}, 0)
    assert "40" in said["summary"]
    said, asked = autosave(client, draft, **{"counted": shown, "f-T04-1-value": "40"})
    assert (explains(said), asked) == (set(), 0)


def test_a_cell_said_to_be_taken_is_counted_again(draft, a_class, as_user, reporter_jianshan):
    a_class("1", 40)
    client = as_user(reporter_jianshan)
    _said, asked = autosave(client, draft, **{"taken": "T04-1", "f-T04-1-value": "40"})
    assert asked == 1
    assert figure("T04-1").source == Source.REGISTER
    a_class("2", 5)
    autosave(client, draft, **{"taken": "T04-1", "f-T04-1-value": "41"})
    assert figure("T04-1").source == Source.TYPED, "neither what was counted nor what is"


def test_counts_made_up_by_a_page_do_not_let_a_report_be_submitted(draft, a_class, as_user, reporter_jianshan):
    a_class("1", 40)
    client = as_user(reporter_jianshan)
    made_up = {"counted": '{"T04-1": ["41", null, null]}', "f-T04-1-value": "41"}
    assert explains(autosave(client, draft, **made_up)[0]) == set()
    assert post(client, draft, "report_submit", **made_up).status_code == 422
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize(
    "nonsense",
    ["", "x", "[]", '{"T04-1": 5}', '{"T04-1": ["NaN", null, null]}', '{"T04-1": ["1e999999", null, null]}',
     '{"T04-1": ["1"]}', '{"T04-1": {"0": "1"}}', '{"T01-1": ["1", null, null]}'],
)  # fmt: skip
def test_counts_that_cannot_be_read_advise_nothing(draft, as_user, reporter_jianshan, nonsense):
    said, _asked = autosave(as_user(reporter_jianshan), draft, **{"counted": nonsense, "f-T04-1-value": "41"})
    assert (said["state"], explains(said)) == ("saved", set())


# ---- Both ways --------------------------------------------------------------------------------------------


def test_the_leader_follows_an_approved_figure_down_to_its_class(submitted, as_user, leader, reviewer_employment):
    verbs.approve(submitted, by=reviewer_employment)
    client = as_user(leader)
    report = page(client).content.decode()
    rows = reverse("targets:figure_entries", kwargs=JUNE | {"code": "T04-1"})
    assert rows in report
    entry = TrainingClass.objects.get(class_no="1")
    address = reverse("targets:entry", args=["employment", "training-classes", entry.pk])
    assert address in client.get(rows).content.decode()
    assert rows in page(client, "figure_history", code="T04-1").content.decode()
    assert "/entries/" not in page(client, "figure_history", code="T01-1").content.decode()
    text = client.get(address).content.decode()
    assert rows in text


def test_an_entry_names_the_figures_that_count_it(submitted, as_user, reporter_jianshan):
    entry = TrainingClass.objects.get(class_no="1")
    shown = as_user(reporter_jianshan).get(
        reverse("targets:entry", args=["employment", "training-classes", entry.pk]), {"version": "1"}
    )
    labels = [one.label for one in shown.context["page"].counted_for]
    assert [label.split()[0] for label in labels] == ["T04-1", "T04-2"]
    assert len(shown.context["page"].frozen_in) == 2


def test_rows_are_not_for_who_may_not_read_the_report(submitted, as_user, leader, reporter_baoqing, reviewer_insurance):
    assert page(as_user(leader), "figure_entries", code="T04-1").status_code == 403
    assert page(as_user(reporter_baoqing), "figure_entries", code="T04-1").status_code == 404
    assert page(as_user(reviewer_insurance), "figure_entries", code="T04-1").status_code == 404
    assert page(as_user(leader), "figure_entries", code="T01-1").status_code == 403


def test_an_indicator_that_no_register_counts_has_no_rows(submitted, as_user, reporter_jianshan):
    assert page(as_user(reporter_jianshan), "figure_entries", code="T01-1").status_code == 404


# ---- What the city reports for everybody ------------------------------------------------------------------


@pytest.fixture
def a_batch():
    """`a_batch(city, "1", 30)` is an appraisal of thirty persons on 5 June."""

    def make(unit, number, examined):
        return AppraisalBatch.objects.create(
            unit=unit,
            batch_no=number,
            station="鉴定所",
            trade="焊工",
            level=AppraisalBatch._meta.get_field("level").choices[0][0],
            held_on=date(2007, 6, 5),
            applied=40,
            examined=examined,
            passed=5,
            certificates=5,
        )

    return make


@pytest.mark.parametrize(
    ("keepers", "counted"),
    [(["230500", "230502"], 42), (["230502"], 12), (["230502", "230523"], 12 + 7), (["230500"], 30)],
)
def test_of_an_indicator_that_the_city_alone_reports_it_counts_what_all_units_keep(
    file_report, a_batch, units, city, reporter_city, keepers, counted
):
    """Whoever keeps the register: the city and districts, or districts alone."""
    examined = {"230500": 30, "230502": 12, "230523": 7}
    for number, code in enumerate(keepers):
        a_batch(units[code], str(number), examined[code])
    report = file_report(city, "skills", 6, {}, state="draft")
    assert sheets.load(report).line(figure_of("T15-1")).counted.now == Cell(value=Decimal(counted))
    verbs.submit(enter(report, {"T15-1": counted}, by=reporter_city), by=reporter_city)
    frozen = RegisterCount.objects.get(indicator__code="T15-1")
    assert (frozen.value, frozen.entries.count()) == (counted, len(keepers))


def test_what_no_unit_keeps_is_neither_counted_nor_frozen(file_report, city, reporter_city):
    report = file_report(city, "skills", 6, {}, state="draft")
    assert sheets.load(report).line(figure_of("T15-1")).counted is None
    verbs.submit(enter(report, {"T15-1": 5}, by=reporter_city), by=reporter_city)
    assert not RegisterCount.objects.exists()


def test_a_district_freezes_nothing_that_only_another_keeps(file_report, a_class, jianshan, baoqing, reporter_baoqing):
    a_class("1", 40)
    report = file_report(baoqing, "employment", 6, {}, state="draft")
    verbs.submit(enter(report, {"T04-1": 3}, by=reporter_baoqing), by=reporter_baoqing)
    assert not RegisterCount.objects.exists()


def test_freezing_keeps_the_months_own_entries_of_the_unit_and_its_streets(
    file_report, a_class, jianshan, baoqing, community, reporter_jianshan
):
    mine = [a_class("1", 40), a_class("2", 5, unit=community)]
    a_class("3", 8, unit=baoqing)
    a_class("4", 9, ended_on=date(2007, 5, 31))
    cancelled = a_class("5", 11)
    keeping.cancel(CLASSES, cancelled.pk, by=reporter_jianshan, version=cancelled.version, reason="重复")
    report = file_report(jianshan, "employment", 6, {}, state="draft")
    verbs.submit(enter(report, {"T04-1": 45, "T04-2": (37, 41)}, by=reporter_jianshan), by=reporter_jianshan)
    frozen = RegisterCount.objects.get(indicator__code="T04-1")
    assert frozen.value == 45
    assert set(frozen.entries.values_list("entry", flat=True)) == {one.pk for one in mine}
    # 36 + 1 passed of 38 + 3 examined.
    assert RegisterCount.objects.get(indicator__code="T04-2").numbers == (None, 37, 41)
