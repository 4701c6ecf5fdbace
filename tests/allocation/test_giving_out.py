"""Giving the plan's targets out to the units: what the grid shows, keeps, proposes and refuses."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from targets import clock
from targets.allocation import giving_out
from targets.models import Covers, Indicator, Membership, ReportingUnit, Target, UnitKind
from targets.models.closings import ALWAYS
from targets.models.versions import data_version

YEAR_END = date(2007, 12, 31)
LIST = reverse("targets:targets", args=[2007])


def grid_of(code: str, unit: str = "") -> str:
    return reverse("targets:target_split", args=[2007, code]) + (f"?unit={unit}" if unit else "")


@pytest.fixture
def reviewer(as_user, reviewer_employment):
    return as_user(reviewer_employment)


@pytest.fixture
def give(indicator, units):
    """`give("T01-1", {"230502": 9000})` stores shares as if they had been given out before."""

    def give(code, values):
        for unit, value in values.items():
            share = Target(
                indicator=indicator(code),
                unit=units[unit],
                covers=Covers.OWN if units[unit].is_city else Covers.WHOLE,
                deadline=YEAR_END,
                value=value,
            )
            share._history_date = clock.now()
            share.save()

    return give


def send(client, url, entries, **buttons):
    """Open the page, type into it, press a button; what is not typed over stays as it was shown."""
    form = client.get(url).context["grid"].form
    shown = {"base": json.dumps(form.stored)} | form.texts
    return client.post(url, shown | entries | buttons)


def shares_of(code):
    shares = Target.objects.shares().filter(indicator__code=code, in_force=True)
    return {share.unit.code: share.value for share in shares.select_related("unit")}


def texts(response):
    return {row.value.name: row.value.text for row in response.context["grid"].rows}


# ---- What is shown ----------------------------------------------------------------------------------------


def test_the_list_says_what_is_given_out_and_what_is_left(reviewer, give):
    give("T01-1", {"230502": 9000, "230503": 4000})
    rows = {row.indicator.code: row for block in reviewer.get(LIST).context["blocks"] for row in block.rows}
    shown = rows["T01-1"].balance
    assert (shown.given_text, shown.rest_text, rows["T01-1"].units) == ("13,000", "5,000", "2/8")


def test_the_list_holds_the_chapters_of_the_reader_alone(reviewer):
    assert [block.anchor for block in reviewer.get(LIST).context["blocks"]] == ["employment"]


def test_an_administrator_sees_every_chapter(as_user, administrator):
    assert len(as_user(administrator).get(LIST).context["blocks"]) == 6


def test_elements_and_what_the_city_alone_reports_are_not_given_out(as_user, administrator):
    client = as_user(administrator)
    rows = {row.indicator.code: row for block in client.get(LIST).context["blocks"] for row in block.rows}
    assert rows["T28-2"].balance is None
    assert rows["T13-1"].balance is None
    assert client.get(grid_of("T28-2")).status_code == 404
    assert client.get(grid_of("T13-1")).status_code == 404


def test_the_city_level_gets_a_share_where_it_reports_itself(as_user, administrator):
    client = as_user(administrator)
    names = {code: list(texts(client.get(grid_of(code)))) for code in ("T01-1", "T02-1")}
    assert "value-230500" not in names["T01-1"]
    assert names["T02-1"][0] == "value-230500"


def test_a_unit_that_is_closed_is_shown_as_long_as_it_has_a_target(reviewer, give, jianshan):
    jianshan.active = False
    jianshan.save()
    assert "value-230502" not in texts(reviewer.get(grid_of("T01-1")))
    give("T01-1", {"230502": 9000})
    assert texts(reviewer.get(grid_of("T01-1")))["value-230502"] == "9000"


def test_stocks_and_rates_also_ask_where_they_stood_last_year(as_user, administrator):
    client = as_user(administrator)
    assert all(row.baseline for code in ("T01-4", "T09-1") for row in client.get(grid_of(code)).context["grid"].rows)
    assert not any(row.baseline for row in client.get(grid_of("T01-1")).context["grid"].rows)


@pytest.mark.parametrize("url", [LIST, grid_of("T01-1"), grid_of("T09-1")])
def test_pages_read_at_most_fifteen_queries(as_user, administrator, django_assert_max_num_queries, url):
    client = as_user(administrator)
    with django_assert_max_num_queries(15):
        assert client.get(url).status_code == 200


# ---- Saving -----------------------------------------------------------------------------------------------


def test_shares_are_stored_as_they_are_typed(reviewer):
    response = send(reviewer, grid_of("T01-1"), {"value-230502": "９，０００", "value-230503": " 4 000 "})
    assert response.status_code == 302
    assert shares_of("T01-1") == {"230502": 9000, "230503": 4000}


def test_the_city_s_own_part_is_not_the_whole_city_s_target(as_user, administrator, city):
    send(as_user(administrator), grid_of("T02-1"), {"value-230500": "1000"})
    kept = Target.objects.filter(indicator__code="T02-1", unit=city)
    assert {target.covers: target.value for target in kept} == {Covers.WHOLE: 61000, Covers.OWN: 1000}


def test_every_change_says_who_and_when_in_the_portal_s_time(reviewer, reviewer_employment):
    send(reviewer, grid_of("T01-1"), {"value-230502": "9000"})
    send(reviewer, grid_of("T01-1"), {"value-230502": "8500"})
    change = Target.history.filter(unit__code="230502").latest()
    assert change.history_user == reviewer_employment
    assert localtime(change.history_date).date() == date(2007, 7, 4)
    steps = reviewer.get(grid_of("T01-1")).context["steps"]
    assert [(step.before, step.after, step.by) for step in steps] == [
        ("9,000", "8,500", "reviewer-employment"),
        ("—", "9,000", "reviewer-employment"),
    ]


def test_saving_what_stands_changes_nothing(reviewer, give):
    give("T01-1", {"230502": 9000})
    version = data_version()
    send(reviewer, grid_of("T01-1"), {"value-230502": "9,000"})
    assert data_version() == version
    assert Target.history.filter(unit__code="230502").count() == 1


def test_an_emptied_cell_takes_the_target_away_and_its_history_stays(reviewer, give):
    give("T01-1", {"230502": 9000})
    send(reviewer, grid_of("T01-1"), {"value-230502": ""})
    assert shares_of("T01-1") == {}
    assert [step.after for step in reviewer.get(grid_of("T01-1")).context["steps"]] == ["—", "9,000"]


def test_a_first_share_is_for_the_whole_year_and_a_changed_one_from_its_month_on(reviewer):
    page = reviewer.get(grid_of("T01-1"))
    assert 'name="from_month"' in page.content.decode()
    decided = {"from_month": "2007-07", "document": "双劳社发〔2007〕31号"}
    send(reviewer, grid_of("T01-1"), {"value-230502": "9000"} | decided)
    send(reviewer, grid_of("T01-1"), {"value-230502": "9500"} | decided)
    share = Target.objects.get(indicator__code="T01-1", unit__code="230502")
    held = share.versions.order_by("from_month").values_list("from_month", "value", "document")
    assert list(held) == [
        (ALWAYS.first_day, 9000, "双劳社发〔2007〕31号"),
        (date(2007, 7, 1), 9500, "双劳社发〔2007〕31号"),
    ]


def test_a_month_that_is_none_is_refused_at_its_field_and_keeps_what_was_typed(reviewer):
    answer = send(reviewer, grid_of("T01-1"), {"value-230502": "9000", "from_month": "七月底"})
    assert answer.status_code == 422
    assert shares_of("T01-1") == {}
    assert texts(answer)["value-230502"] == "9000"


def test_where_a_rate_stood_last_year_is_kept_beside_its_target(reviewer):
    send(reviewer, grid_of("T01-4"), {"value-230502": "4.5", "baseline-230502": "4.85"})
    kept = Target.objects.get(indicator__code="T01-4", unit__code="230502")
    assert (kept.value, kept.baseline) == (Decimal("4.5"), Decimal("4.85"))


@pytest.mark.parametrize(
    ("typed", "mark", "rest"),
    [(["17000"], "not_due", "1,000"), (["18000"], "met", "0"), (["10000", "9000"], "behind", "\N{MINUS SIGN}1,000")],
    ids=["less", "exactly", "more"],
)
def test_more_or_less_than_the_target_is_kept_and_told(reviewer, typed, mark, rest):
    entries = dict(zip(("value-230502", "value-230503"), typed, strict=False))
    assert send(reviewer, grid_of("T01-1"), entries).status_code == 302
    shown = reviewer.get(grid_of("T01-1")).context["grid"].balance
    assert (shown.mark, shown.rest_text) == (mark, rest)


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("T01-1", "-5"),
        ("T01-1", "12.5"),
        ("T01-1", "1.8万"),
        ("T01-1", "123456789012345"),
        ("T01-1", "无"),
        ("T01-4", "4.655"),
        ("T01-4", "101"),
    ],
)
def test_a_faulty_entry_is_told_at_its_cell_and_nothing_is_stored(reviewer, code, typed):
    response = send(reviewer, grid_of(code), {"value-230502": typed, "value-230503": "3"})
    assert response.status_code == 422
    assert shares_of(code) == {}
    rows = {row.value.name: row.value for row in response.context["grid"].rows}
    assert rows["value-230502"].errors
    assert (rows["value-230502"].text, rows["value-230503"].text) == (typed, "3")


# ---- Two people at once -----------------------------------------------------------------------------------


def test_a_save_over_somebody_else_s_change_is_refused_with_both_values(reviewer, give):
    give("T01-1", {"230502": 9000})
    shown = json.dumps(reviewer.get(grid_of("T01-1")).context["grid"].form.stored)
    Target.objects.get(indicator__code="T01-1", unit__code="230502").delete()
    give("T01-1", {"230502": 7000})
    response = reviewer.post(grid_of("T01-1"), {"base": shown, "value-230502": "8000", "value-230503": "4000"})
    assert response.status_code == 409
    assert shares_of("T01-1") == {"230502": 7000}
    rows = {row.value.name: row.value for row in response.context["grid"].rows}
    assert (rows["value-230502"].text, rows["value-230502"].now) == ("8000", "7000")
    assert rows["value-230503"].text == "4000"


def test_after_looking_at_both_values_the_next_save_decides(reviewer, give):
    give("T01-1", {"230502": 9000})
    stale = json.dumps({"value-230502": ""})
    refused = reviewer.post(grid_of("T01-1"), {"base": stale, "value-230502": "8000"})
    assert refused.status_code == 409
    again = {"base": refused.context["grid"].form.base_text} | texts(refused)
    assert reviewer.post(grid_of("T01-1"), again).status_code == 302
    assert shares_of("T01-1") == {"230502": 8000}


def test_cells_that_i_did_not_touch_follow_what_somebody_else_stored(reviewer, give):
    shown = json.dumps(reviewer.get(grid_of("T01-1")).context["grid"].form.stored)
    give("T01-1", {"230502": 9000})
    response = reviewer.post(grid_of("T01-1"), {"base": shown, "value-230502": "", "value-230503": "4000"})
    assert response.status_code == 409
    assert texts(response) | {"value-230502": "9000", "value-230503": "4000"} == texts(response)


@pytest.mark.parametrize("base", ["", "nonsense", "[1]", "null"])
def test_a_page_that_does_not_say_what_it_showed_cannot_overwrite(reviewer, give, base):
    give("T01-1", {"230502": 9000})
    assert reviewer.post(grid_of("T01-1"), {"base": base, "value-230502": "1"}).status_code == 409
    assert shares_of("T01-1") == {"230502": 9000}


def test_shares_changed_after_the_page_was_compared_are_not_overwritten(
    give, indicator, city, jianshan, reviewer_employment
):
    seen = giving_out.distributions([indicator("T01-1")], city)[0]
    give("T01-1", {"230502": 9000})
    with pytest.raises(giving_out.SharesChanged):
        giving_out.store(seen, {jianshan.pk: giving_out.Share(Decimal(8000))}, by=reviewer_employment)
    assert shares_of("T01-1") == {"230502": 9000}


# ---- Proposals --------------------------------------------------------------------------------------------


def proposal(client, code, by, **entries):
    typed = {name.replace("_", "-"): value for name, value in entries.items()}
    return send(client, grid_of(code), typed | {"by": by}, propose="1")


def sum_of(response):
    return sum(Decimal(text) for text in texts(response).values())


def test_a_proposal_follows_the_figures_to_date_and_stores_nothing(reviewer, file_report, units):
    for code, value in (("230502", 200), ("230503", 100)):
        file_report(units[code], "employment", 3, {"T01-1": value})
    response = proposal(reviewer, "T01-1", "to-date")
    assert response.status_code == 200
    assert (texts(response)["value-230502"], texts(response)["value-230503"]) == ("12000", "6000")
    assert texts(response)["value-230505"] == "0"
    assert all(row.value.proposed for row in response.context["grid"].rows)
    assert shares_of("T01-1") == {}


def test_equal_shares_add_up_although_eight_does_not_divide_them(reviewer):
    response = proposal(reviewer, "T03-1", "equal")
    assert set(texts(response).values()) == {"125"}
    assert sum_of(proposal(reviewer, "T01-1", "equal")) == 18000


def test_typed_weights_are_followed_and_stay_typed(reviewer):
    response = proposal(reviewer, "T01-1", "weights", weight_230502="1", weight_230503="1", weight_230505="1")
    assert texts(response)["value-230502"] == "6000"
    assert response.context["grid"].rows[0].weight.text == "1"


def test_a_stock_is_split_by_where_it_stood_last_year(as_user, administrator):
    client = as_user(administrator)
    response = proposal(client, "T09-1", "last-year", baseline_230502="100", baseline_230503="200")
    assert (texts(response)["value-230502"], texts(response)["value-230503"]) == ("38000", "76000")
    assert response.context["grid"].rows[1].baseline.text == "100"


@pytest.mark.parametrize("by", ["to-date", "last-year", "weights"])
def test_without_anything_to_split_by_the_page_says_so_and_keeps_what_was_typed(reviewer, by):
    response = proposal(reviewer, "T01-1", by, value_230502="77")
    assert response.status_code == 422
    assert response.context["grid"].outcome.no_proposal
    assert texts(response)["value-230502"] == "77"


def test_a_rate_is_the_same_for_all_and_never_split(reviewer):
    assert set(texts(proposal(reviewer, "T01-4", "equal")).values()) == {"4.6"}


def test_a_proposal_is_stored_when_it_is_saved(reviewer):
    filled = proposal(reviewer, "T01-1", "equal")
    reviewer.post(grid_of("T01-1"), {"base": filled.context["grid"].form.base_text} | texts(filled))
    assert set(shares_of("T01-1").values()) == {2250}


# ---- Streets ----------------------------------------------------------------------------------------------


def test_a_district_s_target_is_given_out_to_its_streets(reviewer, give, jianshan):
    street = ReportingUnit.objects.create(
        code="230502001", name="二马路街道", short_name="二马路", kind=UnitKind.STREET, parent=jianshan
    )
    give("T01-1", {"230502": 9000})
    shown = reviewer.get(grid_of("T01-1", "230502")).context["grid"]
    assert [row.value.name for row in shown.rows] == ["value-230502001"]
    send(reviewer, grid_of("T01-1", "230502"), {"value-230502001": "4000"})
    assert reviewer.get(grid_of("T01-1", "230502")).context["grid"].balance.rest_text == "5,000"
    assert "value-230502001" not in texts(reviewer.get(grid_of("T01-1")))
    assert Target.objects.get(unit=street).value == 4000


# ---- Who may ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "status"),
    [("stranger", 404), ("reporter_jianshan", 403), ("leader", 403), ("auditor", 403), ("reviewer_insurance", 404)],
)
def test_who_may_not_give_out_stores_nothing(request, as_user, person, status):
    client = as_user(request.getfixturevalue(person))
    assert client.post(grid_of("T01-1"), {"base": "{}", "value-230502": "1"}).status_code == status
    assert shares_of("T01-1") == {}


@pytest.mark.parametrize("url", ["/plans/2007/targets/T99-1/", "/plans/2006/targets/", grid_of("T01-1", "999999")])
def test_what_does_not_exist_is_not_found(reviewer, url):
    assert reviewer.get(url).status_code == 404


def test_shares_set_by_a_demonstration_account_are_part_of_the_demonstration(reviewer, reviewer_employment):
    Membership.objects.filter(user=reviewer_employment).update(is_demo=True)
    send(reviewer, grid_of("T01-1"), {"value-230502": "9000"})
    assert Target.objects.shares().get().is_demo


def test_a_demonstration_share_that_the_bureau_sets_is_its_own(reviewer, give):
    give("T01-1", {"230502": 9000})
    Target.objects.shares().update(is_demo=True, source="演示数据")
    send(reviewer, grid_of("T01-1"), {"value-230502": "8000"})
    share = Target.objects.shares().get()
    assert (share.is_demo, share.source) == (False, "")


def test_the_plan_s_own_target_is_never_changed_here(reviewer):
    send(reviewer, grid_of("T01-1"), {"value-230502": "9000", "value-230500": "1"})
    target = Target.objects.get(indicator=Indicator.objects.get(code="T01-1"), unit__code="230500")
    assert target.value == 18000
