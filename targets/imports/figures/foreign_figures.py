"""Figures of units and chapters that are not the user's to report: refused, or left out because the user says so."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from targets.formatting import number_text
from targets.imports.figures.findings import FigureInFile
from targets.imports.figures.proposals import ImportPlan
from targets.imports.figures.table_reading import LEAVE_OUT, TablesReader
from targets.spreadsheets.remarks import AnswerOption, Question, Remark, Weight

KEY = "others"
REFUSE = "refuse"


def ask_about_foreign_figures(others: Sequence[FigureInFile], tables: TablesReader, plan: ImportPlan) -> list[Remark]:
    """Ask one question for all of them; until it is answered with "leave out", each of their cells is a fault."""
    if not others:
        return []
    answer = tables.choices.answer(KEY) or REFUSE
    names = "、".join(sorted({plan.units[one.unit].name_in_reports for one in others}))
    options = (
        AnswerOption(REFUSE, _("Refuse the import")),
        AnswerOption(LEAVE_OUT, _("Leave these numbers out and import the rest")),
    )
    text = _("The files also hold numbers that you may not report (%(units)s). What shall be done?")
    tables.questions[KEY] = Question(KEY, text % {"units": names}, others[0].place, options, answer)
    if answer == LEAVE_OUT:
        return []
    reason = _("%(unit)s, %(code)s: not yours to report. Delete the number, or leave such numbers out.")
    return [
        Remark(
            Weight.FAULT,
            one.place,
            "" if one.number is None else number_text(one.number),
            reason % {"unit": plan.units[one.unit].name_in_reports, "code": one.code},
        )
        for one in others
    ]
