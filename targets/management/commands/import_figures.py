"""`manage.py import_figures FILE…`: the import of figures, as in the browser, on the command line of the server."""

import json
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from targets.imports import life
from targets.imports.figures.earlier_months import KEY, EarlierMonths
from targets.imports.figures.examination import FiguresExamination, receive
from targets.imports.figures.findings import FiguresFindings
from targets.imports.figures.table_reading import DASH, Choices
from targets.imports.uploads import Upload
from targets.models import ImportBatch, ReportingUnit, WorkPlan
from targets.periods import Month
from targets.spreadsheets.remarks import Remark, Weight
from targets.values import Refused
from targets.values.days import read_month

REFUSED = 1


class Command(BaseCommand):
    help = (
        "Import monthly figures from spreadsheets into draft reports, all or nothing. "
        "Exit status 0 when stored (or, with --dry-run, when they could be), 1 when refused."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--plan", type=int, metavar="YEAR", help="year of the work plan; default: the latest")
        parser.add_argument("--unit", metavar="CODE", help="unit of sheets that name none")
        parser.add_argument(
            "--month",
            metavar="YYYY-MM",
            help="month of the figures; columns that say neither this month nor to date are taken as this month's",
        )
        parser.add_argument("--user", metavar="NAME", help="import with this user's rights and name")
        parser.add_argument("--dash", choices=("zero", "blank"), help="what a dash or 无 in a cell means")
        parser.add_argument(
            "--earlier-months",
            choices=[answer.value for answer in EarlierMonths],
            help="what figures to date stand for while months before them are not reported: to_date stores the whole "
            "sum, for these months together; month only the month's own number; leave_out nothing",
        )
        parser.add_argument("--dry-run", action="store_true", help="examine only, store nothing")
        parser.add_argument("--submit", action="store_true", help="submit the reports at once")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args, **options):
        plan, by = _plan(options["plan"]), _user(options["user"])
        unit, month = _unit(options["unit"]), _month(options["month"])
        uploads = [_upload(path) for path in options["files"]]
        given = {DASH: options["dash"], KEY: options["earlier_months"]}
        answers = {key: answer for key, answer in given.items() if answer}
        choices = Choices(answers, unit.code if unit else "", month, month_is_meant=month is not None)
        try:
            if options["dry_run"]:
                findings = FiguresExamination(uploads, plan, choices, by=by).examined()
                if not findings.can_be_stored:
                    raise life.NotStorable(findings)
            else:
                batch = receive(uploads, plan, by=by, unit=unit, month=month)
                findings = _stored(batch, choices, by, submit=options["submit"])
        except life.NotStorable as refusal:
            self._print(refusal.findings, options, stored=False)
            raise SystemExit(REFUSED) from None
        self._print(findings, options, stored=not options["dry_run"])

    def _print(self, findings: FiguresFindings, options, *, stored: bool) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(findings, stored=stored), ensure_ascii=False, indent=2))
            return
        for remark in findings.remarks:
            self.stdout.write(f"{remark.weight}: {remark.place} {remark.value} — {remark.text}")
        for question in findings.open_questions:
            self.stdout.write(f"{question.place} — {question.text}")
            for option in question.options:
                self.stdout.write(f"    {option.value}: {option.label}")
        counts = ", ".join(f"{name} {number}" for name, number in findings.counts.items())
        self.stdout.write(f"{'stored' if stored else 'not stored'}: {counts}")


def _stored(batch: ImportBatch, choices: Choices, by, *, submit: bool) -> FiguresFindings:
    """Store the import; if it is refused, its files are deleted."""
    try:
        return life.store(batch, lambda found: FiguresExamination.of(found, by=by, choices=choices, submit=submit))
    except BaseException:
        life.discard(batch)
        raise


def _as_json(findings: FiguresFindings, *, stored: bool) -> dict:
    counts = findings.counts
    errors = [_remark(remark) for remark in findings.faults]
    errors += [_remark(Remark(Weight.FAULT, one.place, "", one.text)) for one in findings.open_questions]
    return {
        "stored": counts["new"] + counts["changed"] if stored else 0,
        "changed": counts["changed"],
        "same": counts["same"],
        "new": counts["new"],
        "errors": errors,
        "warnings": [_remark(remark) for remark in findings.of(Weight.WARNING)],
        "normalised": [_remark(remark) for remark in findings.of(Weight.NOTE)],
    }


def _remark(remark: Remark) -> dict:
    place = remark.place
    return {
        "file": place.name,
        "sheet": place.sheet,
        "cell": place.cell,
        "value": remark.value,
        "reason": remark.text,
    }


# ---- arguments ------------------------------------------------------------------------------------------------


def _plan(year: int | None) -> WorkPlan:
    plans = WorkPlan.objects.published().order_by("-year")
    plans = plans.filter(year=year) if year else plans
    plan = plans.first()
    if plan is None:
        raise CommandError(_("There is no such plan. Run load_plan first, or name another year."))
    return plan


def _user(name: str | None):
    if not name:
        return None
    user = get_user_model().objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(_("There is no active user “%(name)s”.") % {"name": name})
    return user


def _unit(code: str | None) -> ReportingUnit | None:
    unit = ReportingUnit.objects.filter(code=code, active=True).first() if code else None
    if code and unit is None:
        raise CommandError(_("There is no unit “%(code)s”.") % {"code": code})
    return unit


def _month(text: str | None) -> Month | None:
    try:
        return Month.of(read_month(text)) if text else None
    except Refused as refused:
        raise CommandError(f"--month {text}: {refused}") from None


def _upload(path: Path) -> Upload:
    try:
        return Upload(path.name, path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from None
