"""The workbook that people fill in to import entries of a register: one sheet, no formulas."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from django.db import models
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from targets.imports.entries.cells import choice_labels, is_required
from targets.imports.entries.sheets import OPTIONS_SHEET
from targets.models import ReportingUnit
from targets.models.quantities import MonthField
from targets.registers.declaration import Register
from targets.tables.texts import legal_sheet_name

ROWS = 1000
HEAD_ROW = 2
TEXT, DAY, WHOLE, MONEY = "@", "yyyy-mm-dd", "0", "#,##0.00"
REQUIRED, HEAD = PatternFill("solid", "FFFFF2CC"), PatternFill("solid", "FFE8EEF4")


def write(register: Register, units: Sequence[ReportingUnit]) -> bytes:
    """The empty .xlsx; `units` are those that the reader keeps."""
    book = Workbook()
    sheet, options = book.active, book.create_sheet(OPTIONS_SHEET)
    options.sheet_state = "hidden"
    sheet.title = legal_sheet_name(register.title)
    sheet["A1"] = register.title
    sheet["A1"].font = Font(bold=True, size=14)
    for column, name in enumerate(register.fields, start=1):
        _column(sheet, options, column, register, name, units)
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 1)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def file_name(register: Register) -> str:
    """What the workbook is called: "R09-培训班-导入模板.xlsx"."""
    words = {"code": register.code, "register": register.title}
    return _("%(code)s-%(register)s-template") % words + ".xlsx"


def _column(sheet: Worksheet, options: Worksheet, column: int, register: Register, name: str, units) -> None:
    field = register.model._meta.get_field(name)
    required = is_required(field) if name != "unit" else len(units) != 1
    head = sheet.cell(HEAD_ROW, column, f"{register.label(name)}{' *' if required else ''}")
    head.font, head.fill = Font(bold=True), REQUIRED if required else HEAD
    head.alignment = Alignment(wrap_text=True, vertical="center")
    head.comment = Comment(hint(field, name, required=required), register.code)
    letter = get_column_letter(column)
    sheet.column_dimensions[letter].width = max(14, len(head.value) * 2 + 2)
    for row in range(HEAD_ROW + 1, HEAD_ROW + 1 + ROWS):
        sheet.cell(row, column).number_format = number_format(field)
    if listed := [unit.name_in_reports for unit in units] if name == "unit" else listed_of(field):
        _list(sheet, options, column, listed)


def hint(field: models.Field, name: str, *, required: bool) -> str:
    """What may be entered, beside the heading."""
    said = [_("Required.") if required else _("May stay empty.")]
    if name == "unit":
        said.append(_("The unit's name or code."))
    elif listed_of(field):
        said.append(_("One of: %(options)s.") % {"options": "、".join(listed_of(field))})
    elif isinstance(field, MonthField):
        said.append(_("A month, such as 2007-06."))
    elif isinstance(field, models.DateField):
        said.append(_("A day, such as 2007-06-03."))
    elif isinstance(field, models.IntegerField):
        said.append(_("A whole number."))
    elif isinstance(field, models.DecimalField):
        said.append(_("A number."))
    return " ".join([*said, str(field.help_text)]).strip()


def listed_of(field: models.Field) -> list[str]:
    """The values among which to choose; empty where anything may be typed."""
    if isinstance(field, models.BooleanField):
        return [_("yes"), _("no")]
    return choice_labels(field) if field.choices else []


def number_format(field: models.Field) -> str:
    """Text wherever Excel would otherwise turn a number or month into something else."""
    if isinstance(field, models.DateField) and not isinstance(field, MonthField):
        return DAY
    if isinstance(field, models.IntegerField) and not field.choices:
        return WHOLE
    return MONEY if isinstance(field, models.DecimalField) else TEXT


def _list(sheet: Worksheet, options: Worksheet, column: int, listed: Sequence[str]) -> None:
    letter = get_column_letter(column)
    for row, text in enumerate(listed, start=1):
        options.cell(row, column, text)
    source = f"{quote_sheetname(OPTIONS_SHEET)}!${letter}$1:${letter}${len(listed)}"
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
    rule.add(f"{letter}{HEAD_ROW + 1}:{letter}{HEAD_ROW + ROWS}")
    sheet.add_data_validation(rule)
