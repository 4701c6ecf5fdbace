"""The API: programs read progress and figures with the rights of a user."""

import hashlib
import re
import sqlite3
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client

from targets.access import tokens
from targets.arithmetic import Kind, Sense, Status
from targets.models import ApiToken, Covers, PastFigure, ReportingUnit, State, Target
from tests.conftest import NOTHING_DONE, set_target

PROGRESS = "/api/plans/2007/progress"
FIGURES = "/api/plans/2007/figures"
CHANGES = "/api/plans/2007/changes"
LISTS = ["/api/plans", "/api/units", "/api/plans/2007/indicators"]


@pytest.fixture
def read(client):
    """`read(leader, PROGRESS, month="2007-05")` asks with a token of that user."""

    def ask(user, address, status=200, **asked):
        answer = client.get(address, asked, headers={"Authorization": f"Bearer {tokens.create(user)}"})
        assert answer.status_code == status, answer.content
        return answer.json()

    return ask


def row(answer: dict, code: str) -> dict:
    rows = answer.get("indicators") or answer.get("figures")
    return next(row for row in rows if row["code"] == code)


# ---- Progress ---------------------------------------------------------------------------------------------


def test_the_city_is_the_sum_of_its_units_month_by_month(read, leader, jianshan, baoqing, file_report):
    file_report(jianshan, "employment", 5, {"T01-1": 300})
    file_report(jianshan, "employment", 6, {"T01-1": 200})
    file_report(baoqing, "employment", 6, {"T01-1": 150})
    answer = read(leader, PROGRESS, month="2007-06")
    assert {name: answer[name] for name in ("plan", "month", "basis", "unit", "covers")} == {
        "plan": 2007,
        "month": "2007-06",
        "basis": "approved",
        "unit": "230500",
        "covers": "whole",
    }
    assert row(answer, "T01-1") == {
        "code": "T01-1",
        "name": "城镇新增就业",
        "kind": "flow",
        "sense": ">=",
        "unit_of_measure": "人",
        "target": "18000",
        "target_from": None,
        "deadline": "2007-12-31",
        "to_date": "650",
        "numerator": None,
        "denominator": None,
        "rate": None,
        "due": "9000",
        "percent": "3.6111",
        "status": "incomplete",
        "units_reported": 2,
        "units_expected": 8,
        "units_carried": 0,
        "complete": False,
        "like_for_like": None,
        "last_year": None,
        "change": None,
        "last_year_notes": [],
    }


def test_last_year_stands_beside_each_figure(read, leader, jianshan, file_report, indicator):
    """Jobs: 650 to date and 350 in June beside 600 and 300; unemployment: 4.5 % beside 4.6 %."""
    file_report(jianshan, "employment", 5, {"T01-1": 300})
    file_report(jianshan, "employment", 6, {"T01-1": 350, "T01-4": (45, 1000)})
    june = {"unit": jianshan, "month": date(2006, 6, 1)}
    PastFigure.objects.create(indicator=indicator("T01-1"), value=300, to_date=600, footnote="不含农垦", **june)
    PastFigure.objects.create(indicator=indicator("T01-4"), numerator=46, denominator=1000, **june)
    answer = read(leader, PROGRESS, month="2007-06", unit="230502")
    jobs, unemployment = row(answer, "T01-1"), row(answer, "T01-4")
    assert jobs["last_year"] == {"month": "300", "to_date": "600"}
    assert jobs["change"] == {"month": "16.6666", "to_date": "8.3333", "unit": "percent", "like_for_like": None}
    assert jobs["last_year_notes"] == ["不含农垦"]
    assert unemployment["last_year"] == {"month": "4.6", "to_date": "4.6"}
    assert unemployment["change"] == {"month": "-0.1", "to_date": "-0.1", "unit": "points", "like_for_like": None}


def test_an_incomplete_city_changes_only_by_the_units_that_reported_beside_themselves(
    read, leader, jianshan, file_report, indicator, city
):
    file_report(jianshan, "employment", 6, {"T01-1": 350})
    june = {"indicator": indicator("T01-1"), "month": date(2006, 6, 1)}
    PastFigure.objects.create(**june, unit=city, value=900, to_date=5000)
    told = row(read(leader, PROGRESS, month="2007-06"), "T01-1")
    assert (told["last_year"], told["change"]) == ({"month": "900", "to_date": "5000"}, None)
    PastFigure.objects.create(**june, unit=jianshan, value=300, to_date=400)
    told = row(read(leader, PROGRESS, month="2007-06"), "T01-1")
    assert (told["last_year"], told["complete"]) == ({"month": "900", "to_date": "5000"}, False)
    assert told["change"] == {
        "month": "16.6666",
        "to_date": "-12.5",
        "unit": "percent",
        "like_for_like": {
            "month": {"units": 1, "units_expected": 8, "now": "350", "last_year": "300"},
            "to_date": {"units": 1, "units_expected": 8, "now": "350", "last_year": "400"},
        },
    }


def test_who_reported_is_compared_with_its_own_share(read, leader, jianshan, file_report, indicator):
    """Of Jianshan's 2,250 a year 750 are due by April, a third."""
    Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, deadline=date(2007, 12, 31), value=2500)
    file_report(jianshan, "employment", 4, {"T01-1": 800})
    told = row(read(leader, PROGRESS, month="2007-04"), "T01-1")
    assert told["like_for_like"] == {"to_date": "800", "due": "833.3333"}
    assert (told["status"], told["complete"]) == ("behind", False)


def test_a_percentage_is_cut_so_that_it_never_says_too_much(read, leader, jianshan, file_report, indicator):
    goal = Target.objects.create(indicator=indicator("T01-2"), unit=jianshan, deadline=date(2007, 12, 31), value=15000)
    file_report(jianshan, "employment", 6, {"T01-2": 12937}, explanation="已核对")
    assert row(read(leader, PROGRESS, month="2007-06", unit="230502"), "T01-2")["percent"] == "86.2466"
    set_target(goal.indicator, goal.unit, "12937.0001")
    assert row(read(leader, PROGRESS, month="2007-06", unit="230502"), "T01-2")["percent"] == "99.9999"


def test_all_46_indicators_are_there_with_blanks_as_null(read, leader, plan):
    answer = read(leader, PROGRESS)
    assert len(answer["indicators"]) == 46
    assert row(answer, "T01-1")["to_date"] is None


def test_a_rate_comes_from_the_summed_parts_and_shows_them(read, leader, jianshan, baoqing, file_report):
    file_report(jianshan, "employment", 6, {"T01-4": (30, 1000)})
    file_report(baoqing, "employment", 6, {"T01-4": (10, 2000)})
    found = row(read(leader, PROGRESS, month="2007-06"), "T01-4")
    assert (found["numerator"], found["denominator"]) == ("40", "3000")
    assert (found["rate"], found["to_date"], found["target"]) == ("1.33", "1.33", "4.6")


def test_zero_is_a_number_and_not_null(read, leader, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T01-1": 0})
    assert row(read(leader, PROGRESS, month="2007-06"), "T01-1")["to_date"] == "0"


def test_submitted_figures_count_only_on_the_basis_that_says_so(read, reviewer_employment, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T01-1": 70}, state=State.SUBMITTED)
    approved = read(reviewer_employment, PROGRESS, month="2007-06")
    submitted = read(reviewer_employment, PROGRESS, month="2007-06", basis="submitted")
    assert row(approved, "T01-1")["to_date"] is None
    assert (row(submitted, "T01-1")["to_date"], submitted["basis"]) == ("70", "submitted")


def test_without_a_month_it_is_the_one_to_report_now(read, leader):
    assert read(leader, PROGRESS)["month"] == "2007-06"


@pytest.mark.parametrize(("today", "month"), [(date(2006, 11, 2), "2007-01"), (date(2008, 3, 2), "2007-12")])
@pytest.mark.parametrize("address", [PROGRESS, FIGURES])
def test_outside_the_plan_it_is_the_plans_nearest_month(read, leader, settings, address, today, month):
    settings.TODAY = today
    assert read(leader, address)["month"] == month


def test_a_district_reads_its_own_progress_against_its_own_target(read, reporter_jianshan, jianshan, indicator):
    Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, value=Decimal(4000), deadline=date(2007, 12, 31))
    answer = read(reporter_jianshan, PROGRESS)
    assert (answer["unit"], answer["covers"]) == ("230502", "whole")
    assert (row(answer, "T01-1")["target"], row(answer, "T01-1")["units_expected"]) == ("4000", 1)


def test_the_city_levels_reporter_gets_the_citys_own_part(read, reporter_city, jianshan, file_report, indicator):
    file_report(jianshan, "employment", 6, {"T02-1": 90})
    answer = read(reporter_city, PROGRESS, month="2007-06")
    assert answer["covers"] == "own"
    assert row(answer, "T02-1")["to_date"] is None
    assert row(answer, "T02-1")["units_expected"] == 1


def test_an_indicator_without_a_target_has_no_deadline_invented(read, reporter_jianshan):
    found = row(read(reporter_jianshan, PROGRESS), "T13-6")
    assert (found["target"], found["deadline"]) == (None, None)


# ---- Figures ----------------------------------------------------------------------------------------------


def test_figures_come_with_their_reports_state(read, leader, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T01-1": 12, "T01-2": 0, "T01-3": "n/a", "T01-4": (4, 100)})
    answer = read(leader, FIGURES, month="2007-06", unit="230502")
    assert (answer["plan"], answer["month"], answer["unit"]) == (2007, "2007-06", "230502")
    first = row(answer, "T01-1")
    assert first["report"].pop("submitted_at").startswith("2007-07-0")
    assert first == {
        "code": "T01-1",
        "value": "12",
        "numerator": None,
        "denominator": None,
        "not_applicable": False,
        "source": "typed",
        "source_detail": "",
        "report": {
            "chapter": "employment",
            "state": "approved",
            "version": 4,
            "late": True,
            "nothing_to_report": None,
        },
    }
    assert row(answer, "T01-2")["value"] == "0"
    assert (row(answer, "T01-3")["value"], row(answer, "T01-3")["not_applicable"]) == (None, True)
    assert (row(answer, "T01-4")["numerator"], row(answer, "T01-4")["denominator"]) == ("4", "100")


def test_a_report_without_content_says_why(read, leader, jianshan, file_report):
    file_report(jianshan, "skills", 6, {})
    answer = read(leader, FIGURES, month="2007-06", unit="230502")
    assert [(one["chapter"], one["nothing_to_report"]) for one in answer["reports"]] == [("skills", NOTHING_DONE)]
    assert answer["figures"] == []


def test_a_leader_reads_approved_reports_only(read, leader, auditor, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T01-1": 12}, state=State.SUBMITTED)
    asked = {"month": "2007-06", "unit": "230502"}
    assert read(leader, FIGURES, **asked)["figures"] == []
    assert len(read(auditor, FIGURES, **asked)["figures"]) == 1


def test_a_reviewer_reads_only_reports_on_the_users_chapters(read, reviewer_insurance, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T01-1": 12})
    assert read(reviewer_insurance, FIGURES, month="2007-06", unit="230502")["figures"] == []


# ---- Several months ---------------------------------------------------------------------------------------


def test_several_months_are_each_as_if_asked_for_alone(read, leader, jianshan, file_report):
    file_report(jianshan, "employment", 5, {"T01-1": 300})
    file_report(jianshan, "employment", 6, {"T01-1": 200})
    unit = {"unit": "230502"}
    for address, rows in ((PROGRESS, ["indicators"]), (FIGURES, ["reports", "figures"])):
        both = read(leader, address, month=["2007-06", "2007-05", "2007-06"], **unit)
        alone = [read(leader, address, month=month, **unit) for month in ("2007-05", "2007-06")]
        assert both.pop("months") == [{name: one.pop(name) for name in ("month", *rows)} for one in alone]
        assert [both, both] == alone


def test_one_month_outside_the_plan_refuses_all(read, leader):
    for address in (PROGRESS, FIGURES, CHANGES):
        assert "2008-01" in read(leader, address, 422, month=["2007-06", "2008-01"])["detail"]


# ---- Lists ------------------------------------------------------------------------------------------------


def test_the_plans_are_listed(read, reporter_jianshan, plan):
    [told] = read(reporter_jianshan, "/api/plans")["plans"]
    assert (told["year"], told["title"]) == (2007, plan.title)
    assert (told["starts"], told["ends"]) == ("2007-01-01", "2007-12-31")


def test_the_units_are_those_whose_progress_the_user_sees(read, leader, reporter_jianshan, community, units):
    every = read(leader, "/api/units")["units"]
    assert every[0] == {
        "code": "230500",
        "name": "双鸭山市",
        "kind": "city",
        "parent": None,
        "reports": True,
        "counts": True,
    }
    assert {unit["code"] for unit in every} == set(ReportingUnit.objects.values_list("code", flat=True))
    below = ReportingUnit.objects.under(units["230502"]).values_list("code", flat=True)
    assert {unit["code"] for unit in read(reporter_jianshan, "/api/units")["units"]} == set(below)


def test_a_unit_that_has_ended_is_listed_no_more(read, leader, baoqing):
    baoqing.active = False
    baoqing.save()
    assert "230523" not in {unit["code"] for unit in read(leader, "/api/units")["units"]}


def test_the_indicators_are_listed_with_the_target_by_which_the_city_is_judged(read, leader, reporter_jianshan):
    listed = read(leader, "/api/plans/2007/indicators")["indicators"]
    assert len(listed) == 46
    for told in read(leader, PROGRESS)["indicators"]:
        [one] = [one for one in listed if one["code"] == told["code"]]
        shared = ("name", "kind", "sense", "unit_of_measure", "target", "deadline")
        assert {name: one[name] for name in shared} == {name: told[name] for name in shared}
    part = next(one for one in listed if one["part_of"])
    assert part["part_of"] in {one["code"] for one in listed}
    assert {one["reported_by"] for one in listed} <= {"all", "districts", "city"}
    assert read(reporter_jianshan, "/api/plans/2007/indicators")["indicators"] == listed


@pytest.mark.parametrize("address", LISTS)
def test_lists_are_for_those_who_read_progress(read, client, leader, stranger, clerk, address):
    read(stranger, address, 404)
    read(clerk, address, 403)
    assert client.get(address).status_code == 401
    client.cookies["django_language"] = "en"
    assert read(leader, address, 422, page="2")["detail"] == "There is no parameter page here: this address takes none."


# ---- Refusals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [PROGRESS, FIGURES])
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"month": "2007-13"}, 422),
        ({"month": "June"}, 422),
        ({"month": ""}, 422),
        ({"month": "2008-01"}, 422),
        ({"unit": "230504"}, 404),
        ({"unit": ""}, 404),
        ({"unit": "230502\0"}, 404),
    ],
)
def test_an_invalid_parameter_is_refused_with_a_sentence(read, leader, address, asked, status):
    assert isinstance(read(leader, address, status, **asked)["detail"], str)


@pytest.mark.parametrize(
    ("asked", "status"), [({"basis": "guessed"}, 422), ({"covers": "half"}, 422), ({"basis": "submitted"}, 403)]
)
def test_a_wrong_basis_or_part_is_refused_with_a_sentence(read, leader, asked, status):
    assert isinstance(read(leader, PROGRESS, status, **asked)["detail"], str)


@pytest.mark.parametrize(
    ("address", "known"),
    [
        (PROGRESS, "month, basis, unit, covers, as_judged"),
        (FIGURES, "month, unit"),
        (CHANGES, "month, unit, covers"),
    ],
    ids=["progress", "figures", "changes"],
)
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "There is no parameter monht here. Known parameters: {known}."),
        ("zh-hans", "这里没有参数 monht。可用参数：{known}。"),
    ],
)
def test_a_parameter_that_does_not_exist_is_refused_by_name(read, client, leader, address, known, language, sentence):
    client.cookies["django_language"] = language
    assert read(leader, address, 422, monht="2007-05")["detail"] == sentence.format(known=known)


@pytest.mark.parametrize("name", ["progress", "figures", "changes"])
@pytest.mark.parametrize("year", ["2006", "999999999999999999999"])
def test_a_year_without_a_plan_is_not_found(read, leader, name, year):
    assert year in read(leader, f"/api/plans/{year}/{name}", 404)["detail"]


@pytest.mark.parametrize("address", [PROGRESS, FIGURES, CHANGES])
def test_another_districts_numbers_do_not_exist_for_a_district(read, reporter_jianshan, units, address):
    read(reporter_jianshan, address, 404, unit="230523")
    read(reporter_jianshan, address, 404, unit="230500")


def test_the_city_levels_reporter_is_refused_the_whole(read, reporter_city):
    read(reporter_city, PROGRESS, 403, covers="whole")


@pytest.mark.parametrize("asked", [{}, {"unit": "230502"}])
@pytest.mark.parametrize("address", [PROGRESS, FIGURES])
def test_somebody_without_a_role_finds_nothing(read, client, stranger, units, address, asked):
    client.cookies["django_language"] = "en"
    assert read(stranger, address, 404, **asked)["detail"] == "This account has no role at any unit."


@pytest.mark.parametrize("address", [PROGRESS, FIGURES])
def test_a_clerk_is_refused_the_own_communitys_numbers_and_finds_no_other_unit(read, client, clerk, community, address):
    """The role keeps registers and reads no progress: that is forbidden, and not as if there were no role."""
    client.cookies["django_language"] = "en"
    for asked in ({}, {"unit": community.code}):
        assert read(clerk, address, 403, **asked)["detail"].startswith("Your role does not include this.")
    assert "230502" in read(clerk, address, 404, unit="230502")["detail"]


@pytest.mark.parametrize("address", [PROGRESS, FIGURES])
def test_who_also_leads_another_district_is_refused_only_where_the_role_does_not_reach(
    read, clerk_and_leader, community, address
):
    assert read(clerk_and_leader, address)["unit"] == "230503"
    read(clerk_and_leader, address, 403, unit=community.code)


def test_a_signed_in_session_may_read_too(as_user, leader):
    assert as_user(leader).get(PROGRESS).status_code == 200


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}])
def test_without_token_and_session_the_answer_is_401_and_no_redirect(client, plan, header):
    answer = client.get(PROGRESS, headers=header)
    assert answer.status_code == 401
    assert isinstance(answer.json()["detail"], str)


def test_a_deactivated_user_is_refused_with_token_and_session(client, as_user, leader):
    token, browser = tokens.create(leader), as_user(leader)
    leader.is_active = False
    leader.save()
    assert client.get(PROGRESS, headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert browser.get(PROGRESS).status_code == 401


# ---- Never a page -----------------------------------------------------------------------------------------


@pytest.fixture
def strict(leader) -> Client:
    """A browser in which the leader has signed in, and whose forms need their CSRF token."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(leader, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def is_refused(answer, status: int) -> None:
    """The answer is JSON whose only content is a sentence."""
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/json")
    [(name, sentence)] = answer.json().items()
    assert name == "detail"
    assert isinstance(sentence, str)


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
@pytest.mark.parametrize(
    "address", ["/api/", "/api/nothing", "/api/plans/2007/progress/", "/api/plans/abc/progress", "/api/docs/more"]
)
def test_an_address_that_does_not_exist_is_answered_in_json(client, strict, address, method):
    is_refused(getattr(client, method)(address), 404)
    is_refused(getattr(strict, method)(address), 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", [PROGRESS, FIGURES, "/api/openapi.json", "/api/docs"])
def test_nothing_can_be_written(strict, address, method):
    answer = getattr(strict, method)(address)
    is_refused(answer, 405)
    assert "GET" in answer["Allow"]


def test_a_request_that_django_refuses_is_answered_in_json_by_the_api_alone(client, leader, settings):
    elsewhere = {"Host": "elsewhere.example.org"}
    is_refused(client.get("/api/plans", headers=elsewhere), 400)
    assert client.get("/plans/2007/", headers=elsewhere)["Content-Type"].startswith("text/html")
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    token = {"Authorization": f"Bearer {tokens.create(leader)}"}
    is_refused(client.get(PROGRESS, {"month": ["2007-01", "2007-02", "2007-03"]}, headers=token), 400)


@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_of_the_portal_is_logged_and_told_in_json(as_user, leader, monkeypatch, settings, caplog, debug):
    settings.DEBUG = debug
    monkeypatch.setattr("targets.site.api.numbers.stand", lambda *_asked, **_named: 1 / 0)
    is_refused(as_user(leader).get(PROGRESS), 500)
    assert "ZeroDivisionError" in caplog.text


def test_a_busy_database_is_told_in_json(as_user, leader, monkeypatch):
    def stand(*_asked, **_named):
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise OperationalError from error

    monkeypatch.setattr("targets.site.api.numbers.stand", stand)
    answer = as_user(leader).get(PROGRESS)
    is_refused(answer, 503)
    assert answer["Retry-After"] == "5"


# ---- Files of tables --------------------------------------------------------------------------------------


@pytest.fixture
def download(client):
    """`download(leader, "/plans/2007/")` asks for a page's tables as a file, with a token of that user."""

    def ask(user, address: str, **asked):
        header = {"Authorization": f"Bearer {tokens.create(user)}"}
        return client.get(address, {"export": "csv", **asked}, headers=header)

    return ask


@pytest.mark.parametrize("address", ["/plans/2007/", "/plans/2007/matrix/", "/plans/2007/units/230502/", "/reports/"])
def test_a_token_opens_the_tables_of_its_user_as_files(
    as_user, download, reporter_jianshan, jianshan, file_report, address
):
    file_report(jianshan, "employment", 6, {"T01-1": 12})
    answer = download(reporter_jianshan, address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content == as_user(reporter_jianshan).get(address, {"export": "csv"}).content


def test_files_have_the_limits_of_the_tokens_user(download, reporter_jianshan, stranger, reporter_baoqing):
    assert download(reporter_jianshan, "/plans/2007/units/230523/").status_code == 404
    assert download(stranger, "/plans/2007/").status_code in (403, 404)
    reporter_baoqing.is_active = False
    reporter_baoqing.save()
    is_refused(download(reporter_baoqing, "/plans/2007/"), 401)


def test_a_token_opens_no_page_and_signs_nobody_in(client, download, leader, plan):
    header = {"Authorization": f"Bearer {tokens.create(leader)}"}
    assert client.get("/plans/2007/", headers=header).url.startswith("/accounts/login/")
    assert download(leader, "/plans/2007/").status_code == 200
    assert client.get("/plans/2007/", {"export": "csv"}).url.startswith("/accounts/login/")
    is_refused(download(leader, "/registers/"), 404)


def test_a_token_changes_nothing_and_does_not_open_the_admin(client, administrator, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T01-1": 12}, state=State.SUBMITTED)
    header = {"Authorization": f"Bearer {tokens.create(administrator)}"}
    for address in ("/reports/230502/employment/2007-06/approve/", "/reports/230502/employment/2007-06/save/"):
        assert client.post(f"{address}?export=csv", headers=header).url.startswith("/accounts/login/")
    assert client.get("/admin/targets/target/?export=csv", headers=header).url.startswith("/accounts/login/")


def test_an_invalid_token_is_told_so_and_not_led_to_the_sign_in(client, plan):
    is_refused(client.get("/plans/2007/", {"export": "csv"}, headers={"Authorization": "Bearer wrong"}), 401)


# ---- Tokens, documentation, speed ---------------------------------------------------------------------------


def test_the_command_prints_the_token_once_and_stores_a_digest(client, leader):
    out = StringIO()
    call_command("create_api_token", "leader", note="市政府网站", stdout=out)
    token, kept = out.getvalue().strip(), ApiToken.objects.get()
    assert kept.digest == hashlib.sha256(token.encode()).hexdigest()
    assert (kept.user, kept.note) == (leader, "市政府网站")
    assert client.get(PROGRESS, headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_the_command_refuses_unknown_and_inactive_users_and_endless_notes(leader):
    with pytest.raises(CommandError, match="nobody"):
        call_command("create_api_token", "nobody")
    with pytest.raises(CommandError, match="100"):
        call_command("create_api_token", "leader", note="x" * 101)
    leader.is_active = False
    leader.save()
    with pytest.raises(CommandError, match="not active"):
        call_command("create_api_token", "leader")
    assert not ApiToken.objects.exists()


def test_a_token_opens_the_description(client, leader):
    header = {"Authorization": f"Bearer {tokens.create(leader)}"}
    assert client.get("/api/openapi.json", headers=header).json()["info"]["title"] == "Work plan portal"
    assert client.get("/api/docs", headers=header).status_code == 200


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}])
def test_without_a_valid_token_the_description_is_refused(client, plan, header):
    is_refused(client.get("/api/openapi.json", headers=header), 401)
    if header:
        is_refused(client.get("/api/docs", headers=header), 401)


def test_the_documentation_is_for_people_who_signed_in_and_loads_nothing_from_elsewhere(client, as_user, leader):
    assert client.get("/api/docs").url == "/accounts/login/?next=/api/docs"
    page = as_user(leader).get("/api/docs")
    assert page.status_code == 200
    assert b"https://" not in page.content
    schema = as_user(leader).get("/api/openapi.json").json()
    numbers = {f"/api/plans/{{year}}/{name}" for name in ("progress", "figures", "changes", "milestones")}
    assert set(schema["paths"]) == {*numbers, "/api/plans", "/api/units", "/api/plans/{year}/indicators"}


@pytest.mark.parametrize("choices", [Kind, Sense, Status])
def test_the_description_names_every_kind_sense_and_status_and_says_what_it_means(as_user, leader, choices):
    described = as_user(leader).get("/api/openapi.json").json()["components"]["schemas"][choices.__name__]
    assert described["enum"] == [choice.value for choice in choices]
    for choice in choices:
        assert re.search(rf"(?<!\w){re.escape(choice.value)}(?!\w)", described["description"]), choice


@pytest.mark.parametrize("address", LISTS)
def test_a_list_needs_few_queries(as_user, leader, community, django_assert_max_num_queries, address):
    browser = as_user(leader)
    with django_assert_max_num_queries(6):
        assert browser.get(address).status_code == 200


@pytest.mark.parametrize(("address", "of_each"), [(PROGRESS, 3), (FIGURES, 0)])
def test_each_further_month_needs_a_fixed_number_of_queries(
    as_user, leader, jianshan, file_report, django_assert_max_num_queries, address, of_each
):
    file_report(jianshan, "employment", 5, {"T01-1": 300})
    file_report(jianshan, "employment", 6, {"T01-1": 200})
    browser, months = as_user(leader), [f"2007-{number:02}" for number in range(1, 13)]
    with django_assert_max_num_queries(12) as one:
        browser.get(address, {"month": months[0]})
    with django_assert_max_num_queries(12 + 11 * of_each) as all_twelve:
        browser.get(address, {"month": months})
    assert len(all_twelve) == len(one) + 11 * of_each


@pytest.mark.parametrize(("address", "most"), [(PROGRESS, 12), (FIGURES, 8)])
def test_more_rows_need_no_more_queries(
    as_user, leader, jianshan, baoqing, file_report, django_assert_max_num_queries, address, most
):
    browser = as_user(leader)
    asked = {"month": "2007-06", "unit": "230502"}
    file_report(jianshan, "employment", 6, {"T01-1": 12, "T01-2": 3})
    with django_assert_max_num_queries(most) as few:
        browser.get(address, asked)
    file_report(jianshan, "skills", 5, {"T13-3": 12})
    file_report(jianshan, "insurance", 6, {"T09-1": 12, "T10-1": 5})
    file_report(baoqing, "employment", 6, {"T01-1": 12})
    with django_assert_max_num_queries(most) as many:
        browser.get(address, asked)
    assert len(many) == len(few)


def test_covers_whole_and_own_of_a_city_differ(read, leader, city, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T02-1": 90})
    file_report(city, "employment", 6, {"T02-1": 10})
    whole = read(leader, PROGRESS, month="2007-06")
    own = read(leader, PROGRESS, month="2007-06", covers=Covers.OWN)
    assert (row(whole, "T02-1")["to_date"], row(own, "T02-1")["to_date"]) == ("100", "10")
