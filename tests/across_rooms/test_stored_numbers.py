"""A number that a database cannot keep exactly is refused; one that stands there all the same breaks no page."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from targets.models import Figure, State, Target
from targets.models.history_copies import CHANGED, copy_to_history

# Amounts in 万元, with two decimals.
AMOUNT = "T09-2"
STORED = {
    "sqlite": [99999999999999.99, -99999999999999.99, 1e17, 1e30, float("inf"), float("-inf")],
    "postgresql": [Decimal("99999999999999.99"), Decimal("-99999999999999.9999"), Decimal("NaN")],
}[connection.vendor]
VALUE = "UPDATE targets_figure SET value = %s WHERE id = %s"
PARTS = "UPDATE targets_figure SET numerator = %s, denominator = %s WHERE id = %s"


def break_figure(figure: Figure, statement: str, *numbers: float | Decimal) -> None:
    """Store the numbers as another program might, past the portal."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [*numbers, figure.pk])
    copy_to_history(Figure, [figure.pk], kind=CHANGED, by=None)


def pages_of(unit, app, code):
    month = {"month": "2007-06"}
    yield "/plans/2007/", month
    yield f"/plans/2007/chapters/{app}/", month
    yield f"/plans/2007/units/{unit.code}/", month
    yield f"/plans/2007/indicators/{code}/", month
    yield "/plans/2007/matrix/", month
    yield "/api/plans/2007/figures", month | {"unit": unit.code}
    yield "/api/plans/2007/progress", month


@pytest.mark.parametrize("number", STORED)
def test_what_leaders_read_shows_a_broken_number_of_an_approved_report(
    fetch, leader, file_report, jianshan, indicator, number
):
    report = file_report(jianshan, "insurance", 6, {AMOUNT: 500})
    break_figure(report.figures.get(indicator__code=AMOUNT), VALUE, number)
    for address, asked in pages_of(jianshan, "insurance", AMOUNT):
        assert fetch(leader, address, **asked).status_code == 200, address
    for export in ("xlsx", "csv"):
        assert fetch(leader, "/plans/2007/", export, month="2007-06").status_code == 200


@pytest.mark.parametrize("number", STORED)
def test_whoever_reports_reads_goes_on_and_is_told(
    fetch, as_user, reporter_jianshan, file_report, jianshan, indicator, number
):
    report = file_report(jianshan, "insurance", 6, {AMOUNT: 500, "T09-1": 7}, state=State.DRAFT)
    broken = report.figures.get(indicator__code=AMOUNT)
    break_figure(broken, VALUE, number)
    address = reverse("targets:report", args=[jianshan.code, "insurance", report.period])
    page = fetch(reporter_jianshan, address)
    assert page.status_code == 200
    assert fetch(reporter_jianshan, "/reports/", month="2007-06").status_code == 200
    assert fetch(reporter_jianshan, f"{address}history/{AMOUNT}/").status_code == 200
    client = as_user(reporter_jianshan)
    client.cookies["django_language"] = "en"
    sent = {"version": report.version, "base": "{}", "f-T09-1-value": "8", f"f-{AMOUNT}-explanation": "核实中"}
    client.post(f"{address}save/", sent)
    assert Figure.objects.get(report=report, indicator__code="T09-1").value == 8


def test_the_sentence_stands_at_the_cell_and_the_report_cannot_be_submitted(
    fetch, as_user, reporter_jianshan, file_report, jianshan
):
    report = file_report(jianshan, "insurance", 6, {AMOUNT: 500}, state=State.DRAFT)
    break_figure(report.figures.get(indicator__code=AMOUNT), VALUE, STORED[0])
    address = reverse("targets:report", args=[jianshan.code, "insurance", report.period])
    assert "cannot be kept exactly. Enter it again." in fetch(reporter_jianshan, address).text
    client = as_user(reporter_jianshan)
    client.post(f"{address}submit/", {"version": report.version, "base": "{}"})
    report.refresh_from_db()
    assert report.state == State.DRAFT
    saved = {"version": report.version, "base": "{}", f"f-{AMOUNT}-value": "500.25"}
    client.post(f"{address}save/", saved)
    assert report.figures.get(indicator__code=AMOUNT).value == Decimal("500.25")
    assert "cannot be kept exactly" not in fetch(reporter_jianshan, address).text


def test_a_broken_rate_divides_nothing(fetch, leader, file_report, jianshan):
    report = file_report(jianshan, "employment", 6, {"T01-4": (46, 1000)})
    for number in STORED:
        break_figure(report.figures.get(indicator__code="T01-4"), PARTS, number, number)
        for address, asked in pages_of(jianshan, "employment", "T01-4"):
            assert fetch(leader, address, **asked).status_code == 200, (number, address)


def test_two_numbers_that_are_kept_add_up_beyond_what_one_may_be(fetch, leader, file_report, jianshan, lingdong):
    for unit in (jianshan, lingdong):
        file_report(unit, "insurance", 6, {AMOUNT: "99999999999999.9"})
    for address, asked in pages_of(jianshan, "insurance", AMOUNT):
        assert fetch(leader, address, **asked).status_code == 200, address


def test_a_figure_and_a_target_say_themselves_what_cannot_be_kept(file_report, jianshan, indicator):
    report = file_report(jianshan, "insurance", 6, {AMOUNT: 500}, state=State.DRAFT)
    figure = report.figures.get(indicator__code=AMOUNT)
    target = Target.objects.filter(indicator=indicator(AMOUNT)).first() or Target.objects.first()
    for row in (figure, target):
        row.value = Decimal("99999999999999.9")
        row.clean_fields()
        row.value = Decimal("99999999999999.99")
        with pytest.raises(ValidationError) as refused:
            row.clean_fields()
        assert refused.value.error_dict["value"][0].code == "digits"


@pytest.mark.parametrize("number", ["99999999999999.9", "-99999999999999.9", "12345678901.2345", "0.0001"])
def test_what_is_taken_comes_back_as_it_was(file_report, jianshan, indicator, number):
    report = file_report(jianshan, "insurance", 6, {AMOUNT: 500}, state=State.DRAFT)
    figure = report.figures.get(indicator__code=AMOUNT)
    figure.value = Decimal(number)
    figure.clean_fields()
    figure.save()
    figure.refresh_from_db()
    assert figure.value == Decimal(number)


def test_a_broken_target_breaks_no_board(fetch, leader, file_report, jianshan, indicator):
    last = date(2007, 12, 31)
    target = Target.objects.create(indicator=indicator(AMOUNT), unit=jianshan, value=1000, deadline=last)
    file_report(jianshan, "insurance", 6, {AMOUNT: 500})
    for number in STORED:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE targets_target SET value = %s WHERE id = %s", [number, target.pk])
            cursor.execute("UPDATE targets_targetversion SET value = %s WHERE target_id = %s", [number, target.pk])
        for address, asked in pages_of(jianshan, "insurance", AMOUNT):
            assert fetch(leader, address, **asked).status_code == 200, (number, address)
