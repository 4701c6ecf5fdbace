"""Property (b): through no door does a later change of units, targets or the plan reach into a closed month."""

import shutil
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from targets.closing.verbs import close
from targets.models import ReportingUnit, Target
from targets.models.closings import ALWAYS
from targets.periods import Month
from targets.site import loading
from tests.admin.test_admin_import_export import as_csv, confirmed, sent
from tests.conftest import FIXTURES

JANUARY, FEBRUARY, JULY = (Month(2007, number) for number in (1, 2, 7))
AREAS = (("230500", "whole"), ("230500", "own"), ("230502", "whole"), ("230503", "whole"))


@pytest.fixture
def january(plan, jianshan, lingdong, indicator, file_report, administrator):
    """January is closed with figures of two districts; one of them has a share."""
    Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, deadline=date(2007, 12, 31), value=4800)
    for unit, number in ((jianshan, 700), (lingdong, 500)):
        file_report(unit, "employment", 1, {"T01-1": number, "T01-4": (46, 1000)})
        file_report(unit, "insurance", 1, {"T09-1": number})
    return close(plan, JANUARY, by=administrator)


@pytest.fixture
def stays_as_judged(january, fetch, leader):
    """Fails where an area's live answer of January is not the judged one."""

    def check() -> None:
        for unit, covers in AREAS:
            asked = {"month": "2007-01", "unit": unit, "covers": covers}
            live, judged = (
                fetch(leader, "/api/plans/2007/progress", **asked, as_judged=how).json()["indicators"]
                for how in ("0", "1")
            )
            assert live == judged, (unit, covers)

    return check


def months_of(row) -> list[Month]:
    return [version.begins for version in row.versions.order_by("from_month")]


def rewritten(tmp_path, name: str, old: str, new: str):
    """A copy of the shipped files in which a text is another one."""
    folder = tmp_path / "fixtures"
    shutil.copytree(FIXTURES, folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return folder


# ---- The shipped files ------------------------------------------------------------------------------------


def test_a_target_that_a_new_release_corrects_holds_from_the_first_open_month(
    stays_as_judged, city, indicator, tmp_path
):
    folder = rewritten(tmp_path, "plans/2007/employment.toml", '"18000"', '"20000"')
    loading.load_plan(folder / "plans" / "2007")
    target = Target.objects.get(indicator=indicator("T01-1"), unit=city)
    assert (target.value, months_of(target)) == (20000, [ALWAYS, FEBRUARY])
    stays_as_judged()


def test_a_unit_that_a_new_release_moves_or_adds_stays_out_of_the_closed_month(stays_as_judged, jianshan, tmp_path):
    folder = rewritten(tmp_path, "units.toml", "尖山区", "尖山新区")
    with (folder / "units.toml").open("a", encoding="utf-8") as units:
        units.write(
            '\n[[unit]]\ncode = "230599"\nkind = "district"\norder = 99\nparent = "230500"\naliases = []\n'
            'name_zh = "新区"\nname_en = "New"\nshort_name_zh = "新区"\nshort_name_en = "New"\n'
        )
    loading.load_units(folder / "units.toml")
    assert months_of(jianshan) == [ALWAYS, JULY]
    assert months_of(ReportingUnit.objects.get(code="230599")) == [FEBRUARY]
    stays_as_judged()


# ---- Files of the admin -----------------------------------------------------------------------------------


def imported(client, model, *rows: list) -> None:
    preview = sent(client, model, as_csv(list(rows)))
    assert preview.status_code == 200, preview.context.get("faults")
    assert confirmed(client, model, preview).status_code == 302


def test_units_changed_by_a_file_change_from_the_present_month_and_say_who_brought_it(
    stays_as_judged, as_user, administrator, jianshan, lingdong
):
    heads = ["code", "kind", "parent", "counts_toward_city", "submits_reports"]
    rows = [["230502", "district", "230500", "no", "yes"], ["230503", "district", "230500", "yes", "no"]]
    imported(as_user(administrator), ReportingUnit, heads, *rows)
    assert (months_of(jianshan), months_of(lingdong)) == ([ALWAYS, JULY], [ALWAYS, JULY])
    changed = jianshan.versions.get(from_month=JULY.first_day)
    assert (changed.decided_by, "表.csv" in changed.reason) == (administrator, True)
    stays_as_judged()


def test_targets_changed_or_given_out_by_a_file_hold_in_open_months_only(
    stays_as_judged, as_user, administrator, city, jianshan, lingdong, indicator
):
    heads = ["plan", "indicator", "unit", "covers", "deadline", "value"]
    rows = [["2007", "T01-1", unit, "whole", "2007-12-31", number] for unit, number in (("230500", 9), ("230503", 8))]
    rows.append(["2007", "T01-1", "230502", "whole", "2007-06-30", 7])
    imported(as_user(administrator), Target, heads, *rows)
    changed, given, sooner = (
        Target.objects.get(indicator=indicator("T01-1"), unit=unit, deadline=day)
        for unit, day in ((city, "2007-12-31"), (lingdong, "2007-12-31"), (jianshan, "2007-06-30"))
    )
    assert [months_of(one) for one in (changed, given, sooner)] == [[ALWAYS, JULY], [FEBRUARY], [FEBRUARY]]
    assert changed.versions.get(from_month=JULY.first_day).decided_by == administrator
    stays_as_judged()


# ---- The admin's forms ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["deadline", "covers", "unit", "indicator"])
def test_a_target_goes_on_belonging_where_closed_months_were_judged_by_it(january, jianshan, lingdong, indicator, name):
    target = Target.objects.get(unit=jianshan)
    other = {"deadline": date(2007, 6, 30), "covers": "own", "unit": lingdong, "indicator": indicator("T01-2")}
    setattr(target, name, other[name])
    with pytest.raises(ValidationError) as refused:
        target.full_clean()
    assert list(refused.value.message_dict) == [name]


def test_a_target_given_out_since_can_still_be_corrected(january, lingdong, indicator):
    target = Target.objects.create(indicator=indicator("T01-1"), unit=lingdong, deadline=date(2007, 12, 31), value=1)
    target.deadline = date(2007, 11, 30)
    target.full_clean()


def test_the_form_of_a_target_says_what_to_do_instead(january, as_user, administrator, jianshan):
    target = Target.objects.get(unit=jianshan)
    client = as_user(administrator)
    client.cookies["django_language"] = "en"
    address = reverse("admin:targets_target_change", args=[target.pk])
    page = client.get(address).context["adminform"].form
    typed = {name: value for name, value in page.initial.items() if value is not None} | {"deadline": "2007-06-30"}
    none_shown = {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    shown = client.post(address, typed | none_shown)
    assert "Take it out of force, and give out a new one." in shown.content.decode()
    target.refresh_from_db()
    assert target.deadline == date(2007, 12, 31)


def test_a_target_by_which_a_month_was_judged_cannot_be_deleted(january, as_user, administrator, jianshan):
    target = Target.objects.get(unit=jianshan)
    as_user(administrator).post(reverse("admin:targets_target_delete", args=[target.pk]), {"post": "yes"})
    assert Target.objects.filter(pk=target.pk).exists()


def test_the_plans_first_and_last_day_stay(january, plan):
    plan.starts, plan.ends = date(2007, 2, 1), date(2007, 11, 30)
    with pytest.raises(ValidationError) as refused:
        plan.full_clean()
    assert set(refused.value.message_dict) == {"starts", "ends"}


def test_shares_given_out_again_hold_in_open_months_only(stays_as_judged, jianshan, administrator):
    share = Target.objects.get(unit=jianshan)
    share.value = Decimal(6000)
    share.save(from_month=JANUARY)
    assert months_of(share) == [ALWAYS, FEBRUARY]
    stays_as_judged()
