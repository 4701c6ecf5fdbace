"""A user with two roles: the roles add up but do not combine, on whichever page the user works."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import Workbook

from employment.models import TrainingClass
from insurance.models import FundCase
from targets import access
from targets.access import Action
from targets.imports import life
from targets.imports.figures.aliases import keep_aliases
from targets.imports.figures.proposals import ImportPlan
from targets.imports.figures.table_reading import NAME
from targets.models import Figure, IndicatorAlias, Membership, MonthlyReport, Role, State, Target, UnitAlias
from targets.registers.registry import registry
from tests.conftest import person_of_two
from tests.imports.steps import Upload, examine_entries, receive_figures, receive_file, store_entries, store_figures
from tests.registers.entries import NUMBER, stored
from tests.spreadsheets.workbooks import units_down, workbook

CLASSES = registry.get("employment", "training-classes")
HOUSEHOLDS = registry.get("employment", "zero-employment-households")
FUND_CASES = registry.get("insurance", "fund-cases")
A_CLASS = {
    "class_no": "2007-02",
    "training_type": "start_up",
    "provider": "创业指导中心",
    "trade": "创业",
    "started_on": "2007-06-01",
    "trained": "30",
}


@pytest.fixture
def both(reporter_of_two_districts):
    """Reports on employment for Jianshan and on insurance for Lingdong."""
    return reporter_of_two_districts


def pairs(user, action, units, apps=("employment", "insurance", "skills")) -> set[tuple[str, str]]:
    """The units and chapters for which the user may take the action."""
    return {(unit.code, app) for unit in units for app in apps if access.of(user).may(action, unit, app)}


def test_the_unit_of_one_role_does_not_combine_with_the_chapter_of_another(both, units):
    assert pairs(both, Action.ENTER_FIGURES, units.values()) == {("230502", "employment"), ("230503", "insurance")}
    assert pairs(both, Action.KEEP_REGISTERS, units.values()) == {("230502", "employment"), ("230503", "insurance")}


@pytest.mark.parametrize("name", ["reporter_of_two_districts", "section_and_district", "clerk_and_leader"])
@pytest.mark.parametrize("action", Action)
def test_units_listed_for_a_chapter_are_those_where_the_action_is_allowed(request, units, name, action):
    """`may` and `units` give the same answer."""
    rights = access.of(request.getfixturevalue(name))
    for app in ("employment", "insurance", "skills"):
        asked = {unit.code for unit in rights.units(action, app)} & set(units)
        assert asked == {code for code, unit in units.items() if rights.may(action, unit, app)}, app
    assert {unit.code for unit in rights.units(action)} & set(units) == {
        code for code, unit in units.items() if rights.may(action, unit)
    }


@pytest.mark.parametrize("name", ["reporter_of_two_districts", "section_and_district", "clerk_and_leader"])
def test_the_condition_on_reports_agrees_with_the_rule_for_each_report(request, units, file_report, name):
    user = request.getfixturevalue(name)
    for code in ("230502", "230503"):
        for month, state in enumerate(State, start=3):
            for app, figures in (("employment", {"T01-1": 10}), ("insurance", {"T09-1": 10})):
                file_report(units[code], app, month, figures, state=state)
    read = set(access.visible_reports(user).values_list("pk", flat=True))
    every = MonthlyReport.objects.select_related("unit", "chapter")
    assert read == {one.pk for one in every if access.of(user).reads(one.unit, one.chapter.app, one.state)}
    reviewed = set(access.visible_reports(user, Action.REVIEW).values_list("chapter__app", flat=True))
    assert reviewed == ({"insurance"} if name == "section_and_district" else set())


# ---- registers --------------------------------------------------------------------------------------------


def test_the_entry_form_offers_and_takes_only_units_of_its_chapter(as_user, both, jianshan, lingdong):
    client, new = as_user(both), reverse("targets:entry_new", args=[CLASSES.app, CLASSES.slug])
    assert list(client.get(new).context["form"].fields["unit"].queryset) == [jianshan]
    refused = client.post(new, A_CLASS | {"unit": lingdong.pk})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"unit"}
    assert not TrainingClass.objects.exists()
    assert client.post(new, A_CLASS | {"unit": jianshan.pk}).status_code == 302
    assert TrainingClass.objects.get().unit == jianshan


def test_an_entry_is_not_moved_to_the_unit_of_the_other_role(as_user, both, jianshan, lingdong):
    entry = stored(CLASSES, jianshan)
    change = reverse("targets:entry_edit", args=[CLASSES.app, CLASSES.slug, entry.pk])
    refused = as_user(both).post(change, A_CLASS | {"unit": lingdong.pk, "version": entry.version})
    assert refused.status_code == 422
    entry.refresh_from_db()
    assert (entry.unit, entry.version) == (jianshan, 1)


def test_the_admin_takes_only_units_of_the_registers_chapter(as_user, both, jianshan, lingdong):
    client, new = as_user(both), reverse("admin:employment_trainingclass_add")
    refused = client.post(new, A_CLASS | {"unit": lingdong.pk})
    assert set(refused.context["adminform"].form.errors) == {"unit"}
    assert not TrainingClass.objects.exists()
    assert client.post(new, A_CLASS | {"unit": jianshan.pk}).status_code == 302
    assert TrainingClass.objects.get().unit == jianshan


def test_a_file_of_entries_is_stored_only_for_units_of_its_chapter(both, lingdong):
    def file(unit):
        book, out = Workbook(), BytesIO()
        book.active.append(["unit", *A_CLASS])
        book.active.append([unit, *A_CLASS.values()])
        book.save(out)
        return receive_file(CLASSES, "a.xlsx", out.getvalue(), by=both)

    with pytest.raises(life.NotStorable) as refused:
        store_entries(CLASSES, file("230503"), by=both)
    assert [one.place.cell for one in refused.value.findings.faults] == ["A2"]
    assert not TrainingClass.objects.exists()
    store_entries(CLASSES, file("230502"), by=both)
    assert TrainingClass.objects.get().unit.code == "230502"


def test_a_unit_of_the_other_role_cannot_be_chosen_for_the_file(both, lingdong):
    book, out = Workbook(), BytesIO()
    book.active.append([*A_CLASS])
    book.active.append([*A_CLASS.values()])
    book.save(out)
    batch = receive_file(CLASSES, "a.xlsx", out.getvalue(), by=both, unit=lingdong)
    assert not examine_entries(CLASSES, batch, by=both).can_be_stored


def test_lists_show_only_entries_that_the_role_on_their_chapter_allows(as_user, both, jianshan, lingdong):
    mine, theirs = stored(CLASSES, jianshan), stored(CLASSES, lingdong)
    case, other_case = stored(FUND_CASES, lingdong), stored(FUND_CASES, jianshan)
    assert list(access.visible_entries(both, TrainingClass)) == [mine]
    assert list(access.visible_entries(both, FundCase)) == [case]
    client = as_user(both)
    listing = client.get(reverse("targets:register", args=[CLASSES.app, CLASSES.slug])).context["listing"]
    assert [line["first"] for line in listing.table.lines] == [mine.class_no]
    assert list(listing.form.units) == ["230502"]
    for entry, register, status in ((theirs, CLASSES, 404), (case, FUND_CASES, 200), (other_case, FUND_CASES, 404)):
        page = client.get(reverse("targets:entry", args=[register.app, register.slug, entry.pk]))
        assert page.status_code == status
    in_admin = client.get(reverse("admin:employment_trainingclass_changelist")).context["cl"]
    assert list(in_admin.queryset) == [mine]


@pytest.fixture
def keeper_and_leader(community, city):
    """Keeps a community's registers and reads those of the whole city."""
    return person_of_two("keeper", (Role.CLERK, community, ["employment"]), (Role.LEADER, city, []))


def test_persons_are_found_only_in_the_register_that_the_user_keeps(as_user, keeper_and_leader, community, lingdong):
    kept = stored(HOUSEHOLDS, community, household_no="甲")
    read = stored(HOUSEHOLDS, lingdong, household_no="乙")
    client = as_user(keeper_and_leader)

    def found(**query) -> list[str]:
        page = client.get(reverse("targets:register", args=[HOUSEHOLDS.app, HOUSEHOLDS.slug]), query)
        in_admin = client.get(reverse("admin:employment_zeroemploymenthousehold_changelist"), query)
        numbers = {line["first"] for line in page.context["listing"].table.lines}
        assert numbers == {row.household_no for row in in_admin.context["cl"].queryset}
        return sorted(numbers)

    assert found() == sorted([read.household_no, kept.household_no])
    assert found(q=NUMBER) == found(q="张三丰") == ["甲"]
    reveal = [reverse("targets:entry_reveal", args=[HOUSEHOLDS.app, HOUSEHOLDS.slug, e.pk]) for e in (kept, read)]
    assert [client.post(address).status_code for address in reveal] == [200, 403]


def test_the_note_on_persons_with_entries_elsewhere_is_based_on_kept_entries(
    as_user, keeper_and_leader, jianshan, lingdong
):
    """The same person has an entry in two districts, but none in the community whose registers the user keeps."""
    stored(HOUSEHOLDS, jianshan)
    stored(HOUSEHOLDS, lingdong)
    page = as_user(keeper_and_leader).get(reverse("targets:register", args=[HOUSEHOLDS.app, HOUSEHOLDS.slug]))
    assert page.context["listing"].elsewhere_text == ""


# ---- figures ----------------------------------------------------------------------------------------------


def test_figures_are_imported_only_where_one_role_covers_unit_and_chapter(plan, both):
    """The file has figures on employment and insurance for two districts; the user may report two of the four."""

    def bring_in(jianshan, lingdong):
        rows = units_down({"尖山区": jianshan, "岭东区": lingdong}, ("T01-1", "T09-1"))
        store_figures(receive_figures([Upload("三月.xlsx", workbook(rows))], plan, by=both), by=both)

    with pytest.raises(life.NotStorable) as refused:
        bring_in([120, 7], [60, 5])
    assert [one.place.cell for one in refused.value.findings.faults] == ["C4", "B5"]
    assert not Figure.objects.exists()
    bring_in([120, None], [None, 5])
    filed = Figure.objects.filter(value__isnull=False).values_list("report__unit__code", "indicator__code", "value")
    assert set(filed) == {("230502", "T01-1", 120), ("230503", "T09-1", 5)}


def test_the_admins_form_refuses_a_unit_and_a_chapter_of_different_roles(as_user, both):
    client, new = as_user(both), reverse("admin:targets_monthlyreport_add")
    crossed = {"unit": "230503", "app": "employment", "month": "2007-06"}
    page = client.get(new, crossed)
    assert "您不为该单位填报该章" in page.content.decode()
    posted = client.post(f"{new}?unit=230503&app=employment&month=2007-06", {"version": "0"})
    assert posted.status_code == 404
    assert not MonthlyReport.objects.exists()
    assert client.get(new, crossed | {"app": "insurance"}).status_code == 200


def test_my_month_has_only_reports_on_the_users_chapters(as_user, both):
    def chapters(code):
        overview = as_user(both).get(reverse("targets:my_month"), {"unit": code}).context["overview"]
        return [row.report.chapter.app for row in overview.rows]

    assert (chapters("230502"), chapters("230503")) == (["employment"], ["insurance"])


def test_selected_reports_of_the_other_role_are_not_approved(as_user, section_and_district, jianshan, file_report):
    own = file_report(jianshan, "insurance", 5, {"T09-1": 1}, state=State.SUBMITTED)
    other = file_report(jianshan, "employment", 5, {"T01-1": 1}, state=State.SUBMITTED)
    ticks = [f"{report.pk}:{report.version}" for report in (own, other)]
    as_user(section_and_district).post(reverse("targets:review_approve"), {"report": ticks})
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.state, other.state) == (State.APPROVED, State.SUBMITTED)


def test_a_leader_who_reports_for_a_district_sees_unapproved_figures_only_there(as_user, leader, jianshan):
    Membership.objects.create(user=leader, role=Role.REPORTER, unit=jianshan)
    client = as_user(leader)
    for address in (reverse("targets:dashboard", args=[2007]), reverse("api:progress", args=[2007])):
        asked = [{"basis": "submitted"}, {"basis": "submitted", "unit": "230502"}, {"basis": "approved"}]
        assert [client.get(address, query).status_code for query in asked] == [403, 200, 200], address
    offered = client.get(reverse("targets:dashboard", args=[2007])).content.decode()
    assert 'value="submitted"' not in offered


def test_an_alias_is_remembered_if_the_user_reviews_its_chapter(plan, section_and_district):
    """The user answers as a reviewer of insurance, for all imports, and as a reporter on employment, for one."""
    answers = {f"{NAME}参保数": "T09-1", f"{NAME}就业数": "T01-1", f"{NAME}尖山": "230502"}
    known, units_known = set(IndicatorAlias.objects.values_list("pk", flat=True)), UnitAlias.objects.count()
    keep_aliases(answers, [], ImportPlan.of(plan), access.of(section_and_district))
    learnt = IndicatorAlias.objects.exclude(pk__in=known)
    assert list(learnt.values_list("name", "indicator__code")) == [("参保数", "T09-1")]
    assert UnitAlias.objects.count() == units_known


def test_a_leader_of_one_chapter_sees_the_other_registers_only_as_the_citys_reporter(as_user, city):
    """The user reads employment for all units, and the other chapters for the city level."""
    both = person_of_two("leads-and-reports", (Role.LEADER, city, ["employment"]), (Role.REPORTER, city, []))

    def shown(app, **query) -> bool:
        page = as_user(both).get(reverse("targets:chapter", args=[2007, app]), query)
        return reverse("targets:register", args=registers[app]) in page.content.decode()

    registers = {one.app: [one.app, one.slug] for one in (CLASSES, FUND_CASES)}
    assert (shown("employment"), shown("insurance")) == (True, False)
    assert (shown("employment", covers="own"), shown("insurance", covers="own")) == (True, True)


# ---- One right, several pages -----------------------------------------------------------------------------

EVERYBODY = [
    "stranger", "reporter_jianshan", "reporter_baoqing", "reporter_city", "reviewer_employment", "reviewer_insurance",
    "leader", "administrator", "auditor", "clerk", "reporter_of_two_districts", "section_and_district",
    "clerk_and_leader",
]  # fmt: skip


@pytest.mark.parametrize("name", EVERYBODY)
def test_a_report_can_be_read_on_all_its_pages_or_on_none(request, as_user, jianshan, file_report, name):
    """The page, a figure's history, the API and the admin, in each state and on two chapters."""
    user = request.getfixturevalue(name)
    client = as_user(user)
    for app, code in (("employment", "T01-1"), ("insurance", "T09-1")):
        for month, state in enumerate(State, start=3):
            report = file_report(jianshan, app, month, {code: 10}, state=state)
            names = [jianshan.code, app, report.period]
            page = client.get(reverse("targets:report", args=names)).status_code
            history = client.get(reverse("targets:figure_history", args=[*names, code])).status_code
            asked = {"unit": jianshan.code, "month": str(report.period)}
            api = client.get(reverse("api:figures", args=[2007]), asked).json().get("figures", [])
            admin = client.get(reverse("admin:targets_monthlyreport_change", args=[report.pk])).status_code
            doors = [page == 200, history == 200, code in {row["code"] for row in api}, admin == 200]
            assert doors == [access.of(user).reads(jianshan, app, state)] * 4, (app, state)


# ---- targets ----------------------------------------------------------------------------------------------


@pytest.fixture
def two_sections(jianshan, lingdong):
    """Gives out employment's targets in one district and insurance's in another."""
    employment, insurance = (Role.REVIEWER, jianshan, ["employment"]), (Role.REVIEWER, lingdong, ["insurance"])
    return person_of_two("two-sections", employment, insurance)


@pytest.mark.parametrize(
    ("code", "unit_code", "taken"),
    [("T01-1", "230502", True), ("T01-1", "230503", False), ("T09-1", "230503", True), ("T09-1", "230502", False)],
)
def test_the_admin_takes_a_target_only_if_one_role_covers_its_unit_and_chapter(
    as_user, two_sections, units, indicator, code, unit_code, taken
):
    sent = {"indicator": indicator(code).pk, "unit": units[unit_code].pk, "covers": "whole",
            "deadline": "2007-12-31", "versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0, "value": "5"}  # fmt: skip
    answer = as_user(two_sections).post(reverse("admin:targets_target_add"), sent)
    assert answer.status_code == (302 if taken else 200)
    assert Target.objects.filter(unit=units[unit_code], indicator__code=code).exists() == taken


def test_a_stored_target_that_no_single_role_covers_can_only_be_read(as_user, two_sections, lingdong, indicator):
    target = Target.objects.create(
        indicator=indicator("T01-1"), unit=lingdong, deadline=date(2007, 12, 31), value=1, covers="whole"
    )
    client, change = as_user(two_sections), reverse("admin:targets_target_change", args=[target.pk])
    assert client.get(change).status_code == 200
    sent = {"indicator": target.indicator_id, "unit": lingdong.pk, "covers": "whole", "deadline": "2007-12-31"}
    assert client.post(change, sent | {"value": "9"}).status_code == 403
