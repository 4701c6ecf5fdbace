"""What a unit that ended has left open is finished by the unit that keeps its papers."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from targets import access
from targets.access import Action
from targets.models import MonthlyReport, ReportingUnit, State
from targets.periods import Month
from targets.registers.counting_units import CountingUnits, units_counted_for
from targets.reports import verbs

JUNE, JULY, AUGUST = (Month(2007, number) for number in (6, 7, 8))


@pytest.fixture(autouse=True)
def in_july(settings):
    settings.TODAY = date(2007, 7, 10)


def test_whoever_reports_for_the_keeper_finishes_the_reports(
    as_user, end, file_report, jianshan, lingdong, baoqing, reporter_jianshan, reporter_baoqing
):
    draft = file_report(baoqing, "employment", 6, {"T01-1": 5}, state=State.DRAFT)
    address = reverse("targets:report", args=[baoqing.code, "employment", JUNE])
    assert as_user(reporter_jianshan).get(address).status_code == 404
    end(baoqing, (jianshan, 60), (lingdong, 40))
    assert as_user(reporter_jianshan).get(address).status_code == 200
    overview = as_user(reporter_jianshan).get(reverse("targets:my_month"), {"unit": baoqing.code})
    assert (overview.status_code, overview.context["overview"].month) == (200, JUNE)
    verbs.submit(draft, by=reporter_jianshan)
    assert MonthlyReport.objects.get(pk=draft.pk).state == State.SUBMITTED


def test_the_other_successor_does_not_see_what_was_left(end, as_user, jianshan, lingdong, baoqing, reporter_jianshan):
    end(baoqing, (lingdong, 60), (jianshan, 40))
    rights = access.of(reporter_jianshan)
    assert not rights.may(Action.ENTER_FIGURES, baoqing)
    assert baoqing not in rights.units(Action.KEEP_REGISTERS)


def test_nothing_is_asked_from_the_end_on(as_user, end, jianshan, baoqing, reporter_jianshan):
    end(baoqing, jianshan)
    client = as_user(reporter_jianshan)
    assert client.get(reverse("targets:report", args=[baoqing.code, "employment", JULY])).status_code == 404
    # The choice of a unit above the list keeps the month that was shown.
    chosen = client.get(reverse("targets:my_month"), {"unit": baoqing.code, "month": "2007-07"}).context["overview"]
    assert (chosen.unit, chosen.month) == (baoqing, JUNE)
    first = client.get(reverse("targets:my_month")).context["overview"]
    assert first.unit == jianshan


def test_its_workbook_is_written_for_its_months_only(end, jianshan, baoqing, tmp_path):
    end(baoqing, jianshan)
    file = tmp_path / "baoqing.xlsx"
    with pytest.raises(CommandError, match="no reporting unit 230523"):
        call_command("export_template", str(file), unit=baoqing.code, month="2007-07")
    call_command("export_template", str(file), unit=baoqing.code, month="2007-06")
    assert file.exists()


def test_register_entries_stay_and_count_for_the_keeper(end, units, jianshan, lingdong, baoqing, reporter_jianshan):
    street = ReportingUnit.objects.create(
        code="230523001", name="东街道", kind="street", parent=baoqing, submits_reports=False
    )
    end(baoqing, jianshan)
    counting = CountingUnits([JUNE, JULY])
    counted = [set(counting.units_of(jianshan, month)) for month in (JUNE, JULY)]
    assert counted == [{jianshan}, {jianshan, baoqing, street}]
    assert set(counting.units_of(baoqing, JUNE)) == {baoqing, street}
    assert set(units_counted_for(jianshan)) == {jianshan, baoqing, street}
    assert baoqing in access.of(reporter_jianshan).units(Action.KEEP_REGISTERS)


def test_what_was_left_goes_on_with_a_keeper_that_ends_itself(end, jianshan, lingdong, baoqing):
    end(baoqing, jianshan)
    end(jianshan, lingdong)
    assert set(CountingUnits([JULY]).units_of(lingdong, JULY)) == {lingdong, jianshan, baoqing}


def test_a_street_that_reported_leaves_its_entries_to_the_street_that_follows(end, jianshan):
    first, second = (
        ReportingUnit.objects.create(code=f"23050200{number}", name=f"街道{number}", kind="street", parent=jianshan)
        for number in (1, 2)
    )
    end(first, second)
    counting = CountingUnits([JUNE, JULY])
    assert [set(counting.units_of(second, month)) for month in (JUNE, JULY)] == [{second}, {first, second}]
    assert set(counting.units_of(jianshan, JULY)) == {jianshan}
