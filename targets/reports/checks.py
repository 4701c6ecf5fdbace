"""The checks of a report and of its figures (数据质量规则), and the grades of what they find.

An *error* keeps a report from being submitted, but never a draft from being saved. *Explain* asks for a sentence that
the reviewer reads, and without it keeps the report from being submitted too. *Wait* says that nothing is wrong but that
it is too early to submit. A *hint* only informs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext as _

from targets import clock
from targets.arithmetic import Kind, rate
from targets.formatting import number_text
from targets.frame.phrases import day_text, month_text
from targets.reports.sheets import BLANK, PARTS, Cell, Line, Worksheet
from targets.values.numbers import TYPED, limit_refusal

# The field of the report in which it states that there is nothing to report.
STATEMENT = "nothing_to_report"


class Grade(StrEnum):
    ERROR = "error"
    EXPLAIN = "explain"
    WAIT = "wait"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check finds at one input; `field` names the input within the indicator's row.

    What concerns the report as a whole has no indicator (`indicator_id` None, `code` empty).
    """

    grade: Grade
    code: str
    indicator_id: int | None
    field: str
    message: str
    explained: bool = False

    @property
    def blocks(self) -> bool:
        """Does it keep the report from being submitted?"""
        return self.grade in (Grade.ERROR, Grade.WAIT) or (self.grade is Grade.EXPLAIN and not self.explained)


def check(sheet: Worksheet) -> list[Finding]:
    """All findings at figures, in the order of the sheet."""
    by_id = {line.indicator.pk: line for line in sheet.lines}
    return [finding for line in sheet.lines for rule in RULES for finding in rule(line, by_id)]


def check_report(sheet: Worksheet) -> list[Finding]:
    """The findings on a report as a whole, which concern it only while it is open."""
    return [finding for rule in REPORT_RULES for finding in rule(sheet)] if sheet.report.is_open else []


def blocking(findings: list[Finding]) -> list[Finding]:
    """The findings that keep the report from being submitted."""
    return [finding for finding in findings if finding.blocks]


def _finding(grade: Grade, line: Line, name: str, message: str) -> Finding:
    explained = grade is Grade.EXPLAIN and bool(line.cell.explanation.strip())
    return Finding(grade, line.indicator.code, line.indicator.pk, name, message, explained)


def _entered(line: Line) -> Iterator[tuple[str, Decimal]]:
    """The numbers of the line's cell, by field, without blanks."""
    for name in line.fields:
        number = getattr(line.cell, name)
        if number is not None:
            yield name, number


def _is_net_value(line: Line, name: str) -> bool:
    """Is it what came in less what went out, and not one of the two?"""
    return line.indicator.is_net and name == "value"


def kept_exactly(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """A number that was stored past the portal's readers may have lost digits, and must be entered again."""
    for name, number in _entered(line):
        refused = limit_refusal(number, TYPED)
        if refused is not None and refused[0] != "decimals":
            text = _("The stored number %(number)s cannot be kept exactly. Enter it again. %(reason)s")
            yield _finding(Grade.ERROR, line, name, text % {"number": number_text(number), "reason": refused[1]})


def not_negative(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """Nothing that is counted can be negative; a net value may. A wrong month is corrected in its own report."""
    for name, number in _entered(line):
        if number < 0 and not _is_net_value(line, name):
            yield _finding(Grade.ERROR, line, name, _("A negative number cannot be reported. Correct it."))


def net_below_zero(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """Of a net figure a month may be negative: more went out than came in."""
    for name, number in _entered(line):
        if number < 0 and _is_net_value(line, name):
            text = (
                _("A negative month: more went out than came in. Please explain.")
                if line.cell.has_both_parts
                else _("A negative month: more went out than came in. Please explain, with both numbers.")
            )
            yield _finding(Grade.EXPLAIN, line, name, text)


def whole_where_counted(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """Persons, cases and posts are whole numbers; money has two decimals."""
    for name, number in _entered(line):
        decimals = line.indicator.parts_decimals if name in PARTS else line.indicator.decimals
        # A net figure that is worked out is wrong by its parts alone, and each of them says so.
        if line.cell.typed(name) is not None and number != round(number, decimals):
            text = (
                _("At most %(decimals)s decimals are allowed here.") % {"decimals": decimals}
                if decimals
                else _("This must be a whole number.")
            )
            yield _finding(Grade.ERROR, line, name, text)


def both_parts(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """A rate needs numerator and denominator, and a net figure both of the numbers that it comes from, or neither."""
    cell = line.cell
    if (cell.numerator is None) != (cell.denominator is None):
        name = "numerator" if cell.numerator is None else "denominator"
        text = (
            _("Give both numbers of the rate, or neither.")
            if line.indicator.is_ratio
            else _("Give both numbers that the net figure comes from, or neither.")
        )
        yield _finding(Grade.ERROR, line, name, text)


def net_alone(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """A net figure may stand alone where nothing else is known; what it comes from is asked for."""
    if line.indicator.has_net_parts and line.cell.is_net_alone:
        text = _("Only the net figure is known. Please enter %(first)s and %(second)s: the net figure is worked out.")
        words = {"first": line.indicator.numerator_label, "second": line.indicator.denominator_label}
        yield _finding(Grade.HINT, line, "numerator", text % words)


def numerator_within(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """Nobody passes who was not examined; other rates, such as that of collection, may exceed 100 %."""
    if not line.indicator.is_ratio:
        return
    above, below = line.cell.numerator, line.cell.denominator
    if above is None or below is None:
        return
    if line.indicator.numerator_within and above > below:
        yield _finding(
            Grade.ERROR,
            line,
            "numerator",
            _("%(numerator)s (%(above)s) cannot exceed %(denominator)s (%(below)s).")
            % {
                "numerator": line.indicator.numerator_label,
                "above": number_text(above),
                "denominator": line.indicator.denominator_label,
                "below": number_text(below),
            },
        )
    elif below == 0 and above != 0:
        yield _finding(Grade.ERROR, line, "denominator", _("The denominator is zero but the numerator is not."))


def within_whole(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """A part (其中) cannot exceed its whole, nor successes the attempts, in the month or to date."""
    whole = lines.get(line.indicator.part_of_id or line.indicator.not_over_id or 0)
    if whole is None:
        return
    pairs = [(line.cell.value, whole.cell.value, _("This month %(part)s is more than %(whole)s of %(code)s."))]
    if line.indicator.sums_within(whole.indicator):
        text = _("To date %(part)s is more than %(whole)s of %(code)s.")
        pairs.append((line.to_date("value"), whole.to_date("value"), text))
    for part, total, text in pairs:
        if part is not None and total is not None and part > total:
            words = {"part": number_text(part), "whole": number_text(total), "code": str(whole.indicator)}
            yield _finding(Grade.ERROR, line, "value", _after_changes(text % words, line, whole))
            return


def _after_changes(text: str, *lines: Line) -> str:
    """The sentence, with the earlier months that were submitted again after this report was."""
    changed = sorted({month for line in lines for month in line.changed_since})
    if not changed:
        return text
    months = _(", ").join(month_text(month) for month in changed)
    return text + " " + _("Changed since this report was submitted: %(months)s.") % {"months": months}


def within_whole_later(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """A correction must not make a part more than its whole in the sums of later months."""
    whole = lines.get(line.indicator.part_of_id or line.indicator.not_over_id or 0)
    if whole is None or not line.indicator.sums_within(whole.indicator):
        return
    if _exceeds(line.to_date("value"), whole.to_date("value")):
        return
    for month in sorted({*line.after, *whole.after}):
        part, total = line.to_date_in(month), whole.to_date_in(month)
        if _exceeds(part, total):
            text = _(
                "With this figure, %(part)s to date is more than %(whole)s of %(code)s in %(month)s. "
                "Have that month corrected too, or explain."
            )
            words = {"part": number_text(part), "whole": number_text(total), "code": str(whole.indicator)}
            yield _finding(Grade.EXPLAIN, line, "value", text % (words | {"month": month_text(month)}))
            return


def _exceeds(part: Decimal | None, whole: Decimal | None) -> bool:
    return part is not None and whole is not None and part > whole


def reported_once(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """A month that a sum since January holds, in a later month's figure, is not counted a second time."""
    if line.held_in is not None:
        for name, number in _entered(line):
            if number:
                text = _(
                    "The figure of %(month)s was imported as a sum since January and holds this month already. "
                    "Have this month taken out there, or leave it blank here."
                )
                yield _finding(Grade.ERROR, line, name, text % {"month": month_text(line.held_in)})
                return
    twice = [month for month in line.held_months if any(line.before.get(month, BLANK).numbers)]
    if twice:
        text = _(
            "This figure was imported as a sum since January and holds %(months)s, which have reported by themselves "
            "since. Take them out of it."
        )
        months = _(", ").join(month_text(month) for month in twice)
        yield _finding(Grade.ERROR, line, line.fields[0], text % {"months": months})


def unusual_flow(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """A flow of more than three times the mean of the months before (setting EXPLAIN_FLOW_TIMES).

    A successor's is held against the months of the units that it took over from as well.
    """
    before = line.before_of_area.values()
    for name, number in _entered(line):
        # Of a net figure the net is looked at: what went out is often small, and three times as much says little.
        is_looked_at = line.kind_of(name) is Kind.FLOW and not (line.indicator.is_net and name in PARTS)
        months = [getattr(cell, name) for cell in before] if is_looked_at else []
        earlier = [one for one in months if one is not None]
        mean = sum(earlier, Decimal(0)) / len(earlier) if earlier else Decimal(0)
        if mean > 0 and number > settings.EXPLAIN_FLOW_TIMES * mean:
            text = _("%(times)s times the mean of the months before (%(mean)s). Please explain.") % {
                "times": number_text(number / mean, 1),
                "mean": number_text(mean, 1),
            }
            yield _finding(Grade.EXPLAIN, line, name, text)


def unusual_stock(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """A stock that changed by more than 30 % since it was last reported (setting EXPLAIN_STOCK_CHANGE)."""
    if line.indicator.kind != Kind.STOCK:
        return
    for name, number in _entered(line):
        before = line.before_total(name)
        if before and abs(number - before) * 100 > settings.EXPLAIN_STOCK_CHANGE * before:
            text = _("Changed by %(percent)s%% from %(before)s. Please explain.") % {
                "percent": number_text((number - before) * 100 / before, 1, signed=True),
                "before": number_text(before),
            }
            yield _finding(Grade.EXPLAIN, line, name, text)


def unusual_rate(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """A rate that moved by more than 10 points since it was last reported (setting EXPLAIN_RATE_POINTS)."""
    if not line.indicator.is_ratio or line.last_known is None:
        return
    now = rate(line.cell.numerator, line.cell.denominator)
    before = line.last_known.number(Kind.RATIO)
    if now is not None and before is not None and abs(now - before) > settings.EXPLAIN_RATE_POINTS:
        text = _("The rate moved by %(points)s points from %(before)s%%. Please explain.") % {
            "points": number_text(now - before, 2, signed=True),
            "before": number_text(before, 2),
        }
        yield _finding(Grade.EXPLAIN, line, "numerator", text)


def worth_a_look(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """A blank cell, or a month's flow above the target of the whole year, perhaps in another unit of measure."""
    if line.cell.is_blank:
        text = _("Blank: it will count as not reported. Enter 0 if there was none.")
        yield _finding(Grade.HINT, line, line.fields[0], text)
    target = line.target.value if line.target else None
    if line.indicator.kind == Kind.FLOW and target and (line.cell.value or 0) > target:
        text = _("More than the target of the whole year (%(target)s). Is the unit of measure right?")
        yield _finding(Grade.HINT, line, "value", text % {"target": number_text(target)})


def as_the_register(line: Line, lines: dict[int, Line]) -> Iterator[Finding]:
    """A figure may differ from its register only with an explanation (task 28: 各项数据动态管理与统计报表一致)."""
    expected = line.counted.expected if line.counted else None
    if expected is None or line.cell.not_applicable:
        return
    if line.cell.is_blank and any(expected.numbers):
        text = _("Blank, but the register counts %(count)s.") % {"count": count_text(expected)}
        yield _finding(Grade.HINT, line, line.fields[0], text)
    elif not line.cell.is_blank and line.cell.numbers != expected.numbers:
        words = {"count": count_text(expected), "figure": count_text(line.cell)}
        text = _("The register counts %(count)s, this figure says %(figure)s. Please explain.") % words
        yield _finding(Grade.EXPLAIN, line, line.fields[0], text)


def count_text(cell: Cell) -> str:
    """A count as sentences quote it: "37", or "35 / 36" for a rate."""
    return " / ".join(number_text(number) for number in cell.numbers if number is not None)


def month_has_ended(sheet: Worksheet) -> Iterator[Finding]:
    """A month is not over before its last day is (setting SUBMIT_BEFORE_MONTH_ENDS)."""
    month = sheet.report.period
    if clock.today() <= month.last_day and not settings.SUBMIT_BEFORE_MONTH_ENDS:
        text = _("The month has not ended: the report can be submitted from %(day)s. You can fill it in before.")
        yield Finding(Grade.WAIT, "", None, "", text % {"day": day_text(month.next.first_day)})


def content_or_statement(sheet: Worksheet) -> Iterator[Finding]:
    """Content is a figure, a milestone's state or a progress note; a report without any says that there is none."""
    stated = bool(sheet.report.nothing_to_report)
    if stated == sheet.has_content:
        text = (
            _("The report states that there is nothing to report, but it has content. Clear the one or the other.")
            if stated
            else _(
                "The report has no content: no figure, no milestone's state, no progress note. "
                "Enter one, or state with a reason that there is nothing to report this month."
            )
        )
        yield Finding(Grade.ERROR, "", None, STATEMENT, text)


RULES = (
    kept_exactly,
    not_negative,
    net_below_zero,
    whole_where_counted,
    both_parts,
    net_alone,
    numerator_within,
    within_whole,
    within_whole_later,
    reported_once,
    unusual_flow,
    unusual_stock,
    unusual_rate,
    as_the_register,
    worth_a_look,
)


REPORT_RULES = (
    month_has_ended,
    content_or_statement,
)


def is_complete(sheet: Worksheet, findings: list[Finding]) -> bool:
    """Is nothing missing and nothing in the way of submitting?

    Nothing is missing where no cell is blank and every task is reported on, or where the report states that there is
    nothing to report.
    """
    missing = not sheet.says_nothing_to_report and (sheet.blank_lines or sheet.silent_tasks)
    return not (missing or blocking([*check_report(sheet), *findings]))
