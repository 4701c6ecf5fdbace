"""`manage.py export_template`: the workbook that a unit fills in."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from targets.models import ReportingUnit, WorkPlan
from targets.periods import Month
from targets.values import Refused
from targets.values.days import read_month
from targets.workbooks import workbook


class Command(BaseCommand):
    help = "Write the workbook (.xlsx) that a unit fills in and sends back, for a month or a whole year."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--unit", required=True, metavar="CODE", help="code of the reporting unit")
        span = parser.add_mutually_exclusive_group(required=True)
        span.add_argument("--month", metavar="YYYY-MM", help="one month")
        span.add_argument("--year", type=int, metavar="YEAR", help="the twelve months of a plan's year")

    def handle(self, *args, file, unit, month, year, **options):
        plan = _plan(year or _month(month).year)
        months = plan.months if year else [_month(month)]
        try:
            file.write_bytes(workbook.write(_unit(unit, months[0]), months, plan))
        except workbook.NothingAsked:
            raise CommandError(f"Unit {unit} is asked for no number then.") from None
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        self.stdout.write(f"Written to {file}")


def _unit(code: str, first: Month) -> ReportingUnit:
    """The unit; one that has ended since the first of the months as well."""
    units = ReportingUnit.objects.filter(submits_reports=True).existing_since(first.first_day)
    unit = units.filter(code=code).first()
    if unit is None:
        known = ", ".join(units.values_list("code", flat=True))
        raise CommandError(f"There is no reporting unit {code}. Known: {known}.")
    return unit


def _month(text: str) -> Month:
    try:
        return Month.of(read_month(text))
    except Refused as refused:
        raise CommandError(f"--month {text}: {refused}") from None


def _plan(year: int) -> WorkPlan:
    plan = WorkPlan.objects.published().filter(year=year).first()
    if plan is None:
        raise CommandError(f"There is no plan of {year}. Run load_plan first.")
    return plan
