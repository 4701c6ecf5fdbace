"""Forms, imports, the admin and commands against one table of cases: a text means the same wherever it is written."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.forms import ChoiceField
from django.test import RequestFactory
from django.urls import reverse
from openpyxl import Workbook

from targets import access
from targets.admin.resources.targets import TargetResource
from targets.admin.resources.values import YesNo
from targets.allocation.forms import TargetsForm
from targets.allocation.giving_out import distributions
from targets.imports.entries.cells import read_cell
from targets.models import MonthlyReport, ReportingUnit, Target
from targets.periods import Month
from targets.registers.entry_values import entry_rules, entry_rules_in_files
from targets.registers.filters import FilterForm
from targets.registers.forms import StepForm, form_of
from targets.registers.registry import registry
from targets.reports import sheets
from targets.reports.form import ReportForm
from targets.reports.inputs import figure_name, milestone_name
from targets.values import Refused
from targets.values.choices import read_yes_no
from targets.values.form_fields import DayFormField, NumberFormField, rules_of
from targets.values.numbers import TYPED, NumberKind, NumberRules, read_number
from tests.imports.steps import Upload, examine_entries, examine_figures, receive_file
from tests.spreadsheets.workbooks import units_down, workbook
from tests.values.table import cases, numbers

CLASSES = registry.named("employment.trainingclass")
STATEMENTS = registry.named("employment.householdstatement")
TRAINED = CLASSES.model._meta.get_field("trained")
# An amount in 万元 that every unit reports, and a count of persons.
AMOUNT, PERSONS = "T09-2", "T01-1"
JUNE = Month(2007, 6)


def refused_or(value):
    return "blank" if value is None else value


# ---- Numbers --------------------------------------------------------------------------------------------------

RULES = {
    "report": TYPED,
    "target": NumberRules(least=Decimal(0), decimals=0),
    "entry": entry_rules(TRAINED),
    "rows": entry_rules_in_files(TRAINED),
    "plan": rules_of(Target._meta.get_field("value")),
}


@pytest.mark.parametrize("place", RULES)
def test_the_reader_gives_the_number_or_says_why_it_is_refused(place):
    for text, answer in cases("number", place):
        found = read_number(text, RULES[place])
        if found.kind is NumberKind.REFUSED:
            assert (text, found.code) == (text, answer)
            assert found.reason
        else:
            assert (text, refused_or(found.number)) == (text, answer if answer == "blank" else Decimal(answer))


def test_the_reports_form(plan, indicator, jianshan):
    report = MonthlyReport(unit=jianshan, chapter=indicator(AMOUNT).task.chapter, month=JUNE.first_day)
    sheet = sheets.load(report)
    name = figure_name(indicator(AMOUNT), "value")
    found = {}
    for text in numbers("report"):
        form = ReportForm(report, sheet, {name: text})
        found[text] = refused_or(form.cleaned_data.get(name)) if form.is_valid() else "refused"
        assert set(form.errors) <= {name}
    assert found == numbers("report")


def test_the_targets_form(indicator, city, jianshan):
    (of,) = distributions([indicator(PERSONS)], city)
    name = f"value-{jianshan.code}"
    found = {}
    for text in numbers("target"):
        form = TargetsForm(of, {name: text})
        found[text] = refused_or(form.cleaned_data.get(name)) if form.is_valid() else "refused"
        assert set(form.errors) <= {name}
    assert found == numbers("target")


def test_the_form_of_an_entry(jianshan):
    units = ReportingUnit.objects.filter(pk=jianshan.pk)
    whole = {"unit": jianshan.pk, "class_no": "1", "training_type": "start_up", "provider": "中心", "trade": "创业",
             "started_on": "2007-05-08"}  # fmt: skip
    found = {}
    for text in numbers("entry"):
        form = form_of(CLASSES, units, whole | {"trained": text})
        found[text] = form.instance.trained if form.is_valid() else "refused"
        assert set(form.errors) <= {"trained"}
    # The field must be filled in.
    assert found == {text: "refused" if answer == "blank" else answer for text, answer in numbers("entry").items()}


def test_a_file_of_entries(reporter_jianshan):
    heads = ["class_no", "training_type", "provider", "trade", "started_on", "trained"]
    texts = list(numbers("rows"))
    book = Workbook()
    book.active.append(heads)
    for number, text in enumerate(texts):
        book.active.append([str(number), "start_up", "中心", "创业", "2007-05-08", text])
        book.active.cell(number + 2, len(heads)).data_type = "s"
    out = io.BytesIO()
    book.save(out)
    batch = receive_file(CLASSES, "台帐.xlsx", out.getvalue(), by=reporter_jianshan)
    examination = examine_entries(CLASSES, batch, by=reporter_jianshan)
    found = {}
    for row in examination.proposals:
        text = texts[int(row.entry.class_no)]
        assert row.refused <= {"trained"}
        found[text] = "refused" if row.refused else row.entry.trained
    assert found == {text: "refused" if answer == "blank" else answer for text, answer in numbers("rows").items()}


def test_a_file_of_figures(plan, units):
    answers = numbers("figures", nothing=Decimal(0))
    places = [(month, code) for month in range(1, 7) for code, unit in units.items() if not unit.is_city]
    found = {}
    for begin in range(0, len(answers), len(places)):
        found |= figures_of(plan, dict(zip(places, list(answers)[begin:], strict=False)))
    assert found == answers


def figures_of(plan, texts):
    """What an import makes of texts, each in the cell of a month and a unit."""
    tables, cells = {}, {}
    for month in range(1, 7):
        of_month = {unit: [text] for (its, unit), text in texts.items() if its == month}
        tables[f"{month}月"] = list(units_down(of_month, [AMOUNT], month=f"2007年{month}月"))
        cells |= {(f"{month}月", f"B{row}"): (month, unit) for row, unit in enumerate(of_month, start=4)}
    findings = examine_figures(plan, Upload("月报.xlsx", workbook(tables)), answers={"dash": "zero"})
    read = {
        (one.month.month, one.unit): "not applicable" if one.new.not_applicable else one.new.value
        for one in findings.proposals
    }
    read |= {cells[one.place.sheet, one.place.cell]: "refused" for one in findings.faults}
    return {text: read.get(place, "blank") for place, text in texts.items()}


def test_a_file_of_targets(as_user, administrator):
    client, wanted = as_user(administrator), numbers("plan")
    texts = list(wanted)
    days = {text: date(2007, 1, 1) + timedelta(days=number) for number, text in enumerate(texts)}
    page = sent(client, texts, days)
    faults = {texts[fault.line - 2] for fault in page.context["faults"].rows}
    assert faults == {text for text, answer in wanted.items() if answer == "refused"}
    readable = [text for text in texts if text not in faults]
    page = sent(client, readable, days)
    client.post(reverse("admin:targets_target_process_import"), page.context["confirm_form"].initial)
    stored = dict(Target.objects.filter(deadline__in=days.values()).values_list("deadline", "value"))
    assert {text: refused_or(stored[days[text]]) for text in readable} == {text: wanted[text] for text in readable}


def sent(client, texts, days):
    """The page that answers a file of targets, one for each text."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["plan", "indicator", "unit", "covers", "deadline", "value"])
    # An apostrophe is the mark by which these files know a text; its own is written twice.
    writer.writerows(
        ["2007", PERSONS, "230502", "whole", days[text], f"'{text}" if text.startswith("'") else text] for text in texts
    )
    file = io.BytesIO(written.getvalue().encode("utf-8-sig"))
    file.name = "目标.csv"
    return client.post(reverse("admin:targets_target_import"), {"import_file": file})


def test_the_admins_form_of_a_target(administrator, indicator, jianshan):
    request = RequestFactory().get("/")
    request.user = administrator
    form_class = admin.site.get_model_admin(Target).get_form(request)
    whole = {"indicator": indicator(PERSONS).pk, "unit": jianshan.pk, "covers": "whole", "deadline": "2007-12-31"}
    found = {}
    for text in numbers("plan"):
        form = form_class(whole | {"value": text})
        found[text] = refused_or(form.cleaned_data["value"]) if form.is_valid() else "refused"
        assert set(form.errors) <= {"value"}
    assert found == numbers("plan")


def test_every_form_of_the_admin_reads_numbers_and_days_alike(administrator):
    request = RequestFactory().get("/")
    request.user = administrator
    seen = set()
    for model, model_admin in admin.site._registry.items():
        if not model_admin.has_change_permission(request):
            continue
        forms = [(model, model_admin.get_form(request))]
        inlines = model_admin.get_inline_instances(request)
        forms += [(inline.model, inline.get_formset(request).form) for inline in inlines]
        for of, form in forms:
            for name, field in form.base_fields.items():
                kind = of._meta.get_field(name).get_internal_type() if name in field_names(of) else ""
                if kind.endswith(("IntegerField", "DecimalField")):
                    assert isinstance(field, NumberFormField | ChoiceField), (of, name)
                elif kind == "DateField":
                    assert isinstance(field, DayFormField), (of, name)
                seen.add(kind)
                assert name != of._meta.pk.name
    assert {"PositiveSmallIntegerField", "DecimalField", "DateField"} <= seen


def field_names(model):
    return {field.name for field in model._meta.get_fields()}


@pytest.mark.parametrize("name", ["entry", "file"])
def test_a_percentage_may_bear_its_sign_where_the_field_is_one(name):
    field = registry.named("infrastructure.directreportpoint").model._meta.get_field("on_time")
    rules = {"entry": entry_rules(field), "file": entry_rules_in_files(field)}[name]
    assert read_number("95%", rules).number == 95
    assert read_number("95‰", rules).code == "measure"
    assert read_number("101%", rules).code == "most"


# ---- Days, months, yes and no ---------------------------------------------------------------------------------


def days(kind="day"):
    return {text: answer if answer == "refused" else date.fromisoformat(answer) for text, answer in cases(kind)}


def of_form(make, name, texts):
    """What a form makes of each text; `make` gives the form for what one input holds."""
    found = {}
    for text in texts:
        form = make(text)
        form.is_valid()
        found[text] = "refused" if name in form.errors else form.cleaned_data[name]
    return found


def test_days_in_the_reports_form(plan, indicator, city):
    report = MonthlyReport(unit=city, chapter=indicator(PERSONS).task.chapter, month=JUNE.first_day)
    sheet = sheets.load(report)
    milestone = next(row.milestone for block in sheet.blocks for row in block.milestones)
    state, name = milestone_name(milestone, "state"), milestone_name(milestone, "done_on")
    found = of_form(lambda text: ReportForm(report, sheet, {state: "done", name: text}), name, days())
    assert found == days()


def test_days_of_an_entry_of_its_steps_and_of_its_lists_filter(jianshan, rights_of_reporter):
    units = ReportingUnit.objects.filter(pk=jianshan.pk)
    forms = {
        "started_on": lambda text: form_of(CLASSES, units, {"started_on": text}),
        "taken_on": lambda text: StepForm({"taken_on": text, "words": "已调解"}),
        "begin": lambda text: FilterForm({"begin": text}, register=CLASSES, units=units, rights=rights_of_reporter),
    }
    for name, make in forms.items():
        assert of_form(make, name, days()) == days()


@pytest.fixture
def rights_of_reporter(reporter_jianshan):
    return access.of(reporter_jianshan)


def test_days_in_the_admin_and_in_files(administrator, plan):
    request = RequestFactory().get("/")
    request.user = administrator
    form_class = admin.site.get_model_admin(Target).get_form(request)
    assert of_form(lambda text: form_class({"deadline": text}), "deadline", days()) == days()
    assert {text: read_day_of_targets(text) for text in days()} == days()
    started = CLASSES.model._meta.get_field("started_on")
    assert {text: of_cell(read_cell(started, text)) for text in days()} == days()


def read_day_of_targets(text):
    try:
        return TargetResource().fields["deadline"].clean({"deadline": text})
    except ValueError:
        return "refused"


def of_cell(read):
    return "refused" if read.fault else read.value


def test_months_of_an_entry_in_form_and_file(jianshan):
    units, month = ReportingUnit.objects.filter(pk=jianshan.pk), STATEMENTS.model._meta.get_field("month")
    found = of_form(lambda text: form_of(STATEMENTS, units, {"month": text}), "month", days("month"))
    assert found == days("month")
    assert {text: of_cell(read_cell(month, text)) for text in days("month")} == days("month")


def test_months_on_the_command_line(plan, tmp_path):
    for text, answer in days("month").items():
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.xlsx"
        command = ["export_template", str(file), "--unit", "230502", "--month", text]
        if answer == "refused":
            with pytest.raises(CommandError, match="--month"):
                call_command(*command)
        else:
            call_command(*command)
            assert file.exists()


def test_yes_and_no():
    extended = registry.named("employment.microloan").model._meta.get_field("extended")
    for text, answer in cases("yes_no"):
        wanted = {"yes": True, "no": False}.get(answer, "refused")
        assert of_cell(read_cell(extended, text)) == wanted
        if wanted == "refused":
            for read in (YesNo().clean, read_yes_no):
                with pytest.raises(Refused):
                    read(text)
        else:
            assert YesNo().clean(text) is wanted
