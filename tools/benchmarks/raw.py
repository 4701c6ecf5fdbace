"""The dashboard's numbers by SQL written by hand, as a database administrator would.

Six statements: each unit's sums of the year's months; its latest month of what does not sum; the city's targets with
what stocks started from; the units' shares of them, with which those are compared that have reported while others are
missing; the deliverables; what was said of them last.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection

FOUR_PLACES = Decimal("0.0001")
CENT = Decimal("0.01")

# Approved reports count, and those open for correction with the numbers that were approved before.
FILED = """
    SELECT f.indicator_id, r.unit_id, r.month,
           CASE WHEN r.state = 'approved' THEN f.not_applicable ELSE f.standing_not_applicable END AS not_applicable,
           CASE WHEN r.state = 'approved' THEN f.value ELSE f.standing_value END AS value,
           CASE WHEN r.state = 'approved' THEN f.numerator ELSE f.standing_numerator END AS numerator,
           CASE WHEN r.state = 'approved' THEN f.denominator ELSE f.standing_denominator END AS denominator
    FROM targets_chapter c
    JOIN targets_monthlyreport r ON r.chapter_id = c.id
    JOIN targets_figure f ON f.report_id = r.id
    WHERE c.plan_id = %(plan)s AND r.month BETWEEN %(january)s AND %(month)s
      AND (r.state = 'approved' OR r.is_correction)
      AND r.path LIKE %(below)s AND (r.counts_toward_city OR r.unit_id = %(root)s)
"""
ASKED = """
    SELECT u.id FROM targets_reportingunit u
    WHERE u.path LIKE %(below)s AND u.active AND u.submits_reports AND (u.counts_toward_city OR u.id = %(root)s)
"""
GIVEN = "(value IS NOT NULL OR numerator IS NOT NULL AND denominator IS NOT NULL)"
SUMS = f"""
    SELECT indicator_id, unit_id, SUM(value),
           SUM(CASE WHEN denominator IS NOT NULL THEN numerator END),
           SUM(CASE WHEN numerator IS NOT NULL THEN denominator END),
           SUM(CASE WHEN month = %(month)s AND ({GIVEN} OR not_applicable) THEN 1 ELSE 0 END)
    FROM ({FILED}) filed GROUP BY indicator_id, unit_id
"""  # noqa: S608
LATEST = f"""
    SELECT i.id, placed.unit_id, i.kind, i.sense, i.numerator_kind, i.denominator_kind, value, numerator, denominator
    FROM (SELECT filed.*, ROW_NUMBER() OVER (PARTITION BY indicator_id, unit_id ORDER BY month DESC) AS place
          FROM ({FILED} AND r.unit_id IN ({ASKED}) AND f.indicator_id IN (
              SELECT id FROM targets_indicator WHERE plan_id = %(plan)s
              AND (kind IN ('stock', 'level') OR numerator_kind = 'stock' OR denominator_kind = 'stock'))) filed
          WHERE {GIVEN} OR not_applicable) placed
    JOIN targets_indicator i ON i.id = placed.indicator_id
    WHERE place = 1
"""  # noqa: S608
TARGETS = """
    SELECT t.indicator_id, t.deadline, t.value, t.source,
           CASE WHEN i.kind <> 'stock' OR t.baseline IS NOT NULL THEN t.baseline ELSE
               (SELECT SUM(s.baseline) FROM targets_target s JOIN targets_reportingunit u ON u.id = s.unit_id
                WHERE s.indicator_id = i.id AND u.active AND u.submits_reports AND u.counts_toward_city
                AND s.covers = CASE WHEN u.id = %(root)s THEN 'own' ELSE 'whole' END) END
    FROM targets_target t JOIN targets_indicator i ON i.id = t.indicator_id
    WHERE i.plan_id = %(plan)s AND t.unit_id = %(root)s AND t.covers = 'whole'
"""
SHARES = """
    SELECT t.indicator_id, t.unit_id, t.covers, t.deadline, t.value, t.baseline
    FROM targets_target t JOIN targets_indicator i ON i.id = t.indicator_id
    JOIN targets_reportingunit u ON u.id = t.unit_id
    WHERE i.plan_id = %(plan)s AND u.path LIKE %(below)s
"""
MILESTONES = """
    SELECT id, task_id, indicator_id, name_zh_hans, name_en, deadline, deadline_basis_zh_hans, deadline_basis_en,
           reported_by
    FROM targets_milestone WHERE plan_id = %(plan)s ORDER BY "order", code
"""
SAID = """
    SELECT milestone_id, state, evidence_file, evidence_link, month, report_state FROM (
        SELECT p.milestone_id, p.evidence_file, p.evidence_link, r.month, r.state AS report_state,
               CASE WHEN r.state = 'approved' THEN p.state ELSE p.standing_state END AS state,
               ROW_NUMBER() OVER (PARTITION BY p.milestone_id ORDER BY r.month DESC) AS place
        FROM targets_chapter c JOIN targets_monthlyreport r ON r.chapter_id = c.id
        JOIN targets_milestoneprogress p ON p.report_id = r.id
        WHERE c.plan_id = %(plan)s AND r.unit_id = %(root)s AND r.month <= %(month)s
        AND (r.state = 'approved' AND p.state <> ''
             OR r.state <> 'approved' AND r.is_correction AND p.standing_state <> '')
    ) placed WHERE place = 1
"""


@dataclass(slots=True)
class Numbers:
    """What was reported of an indicator up to a month: the sums, and how many units spoke that month.

    `carried` units did not, but gave a figure earlier.
    """

    to_date: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    reported: int
    carried: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """All that the dashboard's data are: numbers and targets by indicator, and the deliverables."""

    numbers: dict[int, Numbers]
    targets: dict[int, Sequence[Any]]
    shares: list[Sequence[Any]]
    milestones: list[Sequence[Any]]
    said: dict[int, Sequence[Any]]


def read(*, plan: int, root: int, path: str, month: date) -> Board:
    """The whole city's board of a month."""
    place = {"plan": plan, "root": root, "below": f"{path}%", "january": month.replace(month=1), "month": month}
    with connection.cursor() as cursor:
        of_units = {row[:2]: _numbers(row[2:]) for row in _rows(cursor, SUMS, place)}
        levels: dict[int, Callable[..., Decimal]] = {}
        for indicator, unit, kind, sense, *kinds, value, numerator, denominator in _rows(cursor, LATEST, place):
            if kind == "level":
                levels[indicator] = max if sense == "<=" else min
            _replace(of_units[indicator, unit], (kind, *kinds), value, numerator, denominator)
        shares = _rows(cursor, SHARES, place)
        targets = {row[0]: row[1:] for row in _rows(cursor, TARGETS, place)}
        milestones = _rows(cursor, MILESTONES, place)
        said = {row[0]: row[1:] for row in _rows(cursor, SAID, place)}
    numbers = _together(of_units, levels)
    for found in numbers.values():
        if found.denominator and found.numerator is not None:
            found.to_date = (found.numerator * 100 / found.denominator).quantize(CENT, ROUND_HALF_UP)
    return Board(numbers | _counts(milestones, said), targets, shares, milestones, said)


def _rows(cursor: Any, sql: str, place: dict[str, Any]) -> list[Sequence[Any]]:
    cursor.execute(sql, place)
    rows: list[Sequence[Any]] = cursor.fetchall()
    return rows


def _exact(number: Any) -> Decimal | None:
    """SQLite adds in floating point, PostgreSQL exactly; both are stored with four places."""
    if number is None:
        return None
    return (number if isinstance(number, Decimal) else Decimal(str(number))).quantize(FOUR_PLACES)


def _numbers(row: Sequence[Any]) -> Numbers:
    return Numbers(_exact(row[0]), _exact(row[1]), _exact(row[2]), row[3])


def _replace(found: Numbers, kinds: Sequence[str], value: Any, numerator: Any, denominator: Any) -> None:
    kind, numerator_kind, denominator_kind = kinds
    if kind in ("stock", "level"):
        found.to_date = _exact(value)
    if numerator_kind == "stock":
        found.numerator = _exact(numerator)
    if denominator_kind == "stock":
        found.denominator = _exact(denominator)


def _together(of_units: dict[Any, Numbers], levels: dict[int, Callable[..., Decimal]]) -> dict[int, Numbers]:
    """The units' numbers added up, by indicator; of a level counts what every unit has reached."""
    totals: dict[int, Numbers] = {}
    for (indicator, _unit), found in of_units.items():
        total = totals.setdefault(indicator, Numbers(None, None, None, 0))
        numbers = (found.to_date, found.numerator, found.denominator)
        both = None not in (total.to_date, found.to_date)
        if indicator in levels and both:
            total.to_date = levels[indicator](total.to_date, found.to_date)
        else:
            total.to_date = _plus(total.to_date, found.to_date)
        total.numerator = _plus(total.numerator, found.numerator)
        total.denominator = _plus(total.denominator, found.denominator)
        total.reported += found.reported
        total.carried += not found.reported and numbers != (None, None, None)
    return totals


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


def _counts(milestones: Sequence[Sequence[Any]], said: dict[int, Sequence[Any]]) -> dict[int, Numbers]:
    """Of each indicator that counts deliverables: how many are done; None where nothing was said of any."""
    known: dict[int, list[bool]] = {}
    for milestone, _task, indicator, *_names in milestones:
        if indicator is not None:
            of_indicator = known.setdefault(indicator, [])
            if milestone in said:
                of_indicator.append(said[milestone][0] == "done")
    return {
        indicator: Numbers(Decimal(sum(done)) if done else None, None, None, int(bool(done)))
        for indicator, done in known.items()
    }
