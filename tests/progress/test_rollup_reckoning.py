"""Totals held against a reckoning in plain Python: any reports in any state, corrections, blanks, "not applicable"."""

from decimal import Decimal

import pytest
from django.db.models import Q
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from targets.models import Basis, Figure, Indicator, MonthlyReport, ReportingUnit, State
from targets.periods import Month
from targets.progress import rollup
from targets.progress.rollup import NOTHING, NUMBERS, Part
from tests.conftest import examples

# Every kind, and more of them than the few that a query names one by one.
CODES = ("T01-1", "T01-4", "T02-1", "T03-1", "T04-2", "T08-1", "T09-1", "T10-1", "T16-1", "T19-1")
RATES = {"T01-4", "T04-2", "T19-1"}
PLACES, MONTHS = range(4), range(1, 7)

number = st.integers(0, 1000).map(Decimal)
part = st.none() | number
value = st.none() | st.just("n/a") | number
rate = st.none() | st.just("n/a") | st.tuples(part, part)
where = st.tuples(st.sampled_from(PLACES), st.sampled_from(MONTHS))
# (code, unit, month) → what the report says now, and what was approved before its correction.
figures = st.lists(
    st.sampled_from(CODES).flatmap(
        lambda code: st.tuples(st.just(code), where, st.tuples(*[rate if code in RATES else value] * 2))
    ),
    max_size=25,
).map(lambda rows: {(code, *at): entries for code, at, entries in rows})
# (chapter, unit, month) → the report's state, and whether it is open for correction. Others are approved.
states = st.dictionaries(
    st.tuples(
        st.sampled_from(["employment", "insurance", "labor_relations", "skills"]),
        st.sampled_from(PLACES),
        st.sampled_from(MONTHS),
    ),
    st.sampled_from([(state, correction) for state in State for correction in (False, True)][:-1]),
    max_size=12,
)
# Which indicators are asked for: a single one, a few, or more than a query names one by one.
asked = st.sampled_from([CODES, CODES[:8], ("T01-4", "T09-1"), *[(code,) for code in CODES]])
question = st.tuples(asked, st.sampled_from([*MONTHS, 7]), st.sampled_from(Basis))
any_filing = settings(
    max_examples=examples(60),
    # A failing example is small enough to read as it is; making it smaller takes minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


@pytest.fixture
def known(plan) -> dict[str, Indicator]:
    return {
        one.code: one for one in Indicator.objects.filter(plan=plan, code__in=CODES).select_related("task__chapter")
    }


def store(known, figures, states) -> list[int]:
    """Write everything as it is given, and nothing else; the units' keys in the order of their places."""
    Figure.objects.all().delete()
    MonthlyReport.objects.all().delete()
    units = list(ReportingUnit.objects.order_by("code").values_list("pk", flat=True))
    reports, rows = {}, []
    for (code, place, month), (now, before) in figures.items():
        chapter = known[code].task.chapter
        key = (chapter.app, place, month)
        if key not in reports:
            state, is_correction = states.get(key, (State.APPROVED, False))
            reports[key] = MonthlyReport.objects.create(
                chapter=chapter,
                unit_id=units[place],
                month=Month(2007, month).first_day,
                state=state,
                is_correction=is_correction,
            )
        rows.append(Figure(report=reports[key], indicator=known[code], **columns(now), **columns(before, "standing_")))
    Figure.objects.bulk_create(rows)
    return units


def columns(entry, which="") -> dict:
    value, numerator, denominator = numbers_of(entry)
    return {
        f"{which}value": value,
        f"{which}numerator": numerator,
        f"{which}denominator": denominator,
        f"{which}not_applicable": entry == "n/a",
    }


def numbers_of(entry) -> tuple:
    if isinstance(entry, tuple):
        return (None, *entry)
    return (entry if isinstance(entry, Decimal) else None, None, None)


# ---- The reckoning ----------------------------------------------------------------------------------------


def counting(known, figures, states, basis) -> dict:
    """(code, unit, month) → what counts on the basis."""
    accepted = {State.APPROVED} if basis is Basis.APPROVED else {State.APPROVED, State.SUBMITTED}
    found = {}
    for (code, place, month), (now, before) in figures.items():
        state, is_correction = states.get((known[code].task.chapter.app, place, month), (State.APPROVED, False))
        if state in accepted:
            found[code, place, month] = now
        elif is_correction:
            found[code, place, month] = before
    return found


def is_number(entry) -> bool:
    return isinstance(entry, Decimal) or (isinstance(entry, tuple) and None not in entry)


def is_said(entry) -> bool:
    return entry == "n/a" or is_number(entry)


def part_of(indicator, by_month: dict, last: int) -> Part:
    """A unit's months up to the last as one part: what flows is added up, of anything else the latest counts.

    "Not applicable" is the latest as well, and has no number.
    """
    kinds = (indicator.kind, indicator.numerator_kind or "flow", indicator.denominator_kind or "flow")
    said = [by_month[month] for month in sorted(by_month) if month <= last and is_said(by_month[month])]
    given = [numbers_of(entry) for entry in said if is_number(entry)]
    parts = []
    for place, kind in enumerate(kinds):
        column = [numbers[place] for numbers in given if numbers[place] is not None]
        if kind == "flow":
            parts.append(sum(column) if column else None)
        else:
            parts.append(numbers_of(said[-1])[place] if said else None)
    reported = int(is_said(by_month.get(last)))
    carried = int(not reported and parts != [None, None, None])
    return Part(*parts, reported, carried, int(by_month.get(last) == "n/a"))


def reckoned(known, counted: dict, codes, last: int) -> dict:
    """(code, unit) → its part."""
    found = {}
    for code in codes:
        for place in PLACES:
            by_month = {m: entry for (c, p, m), entry in counted.items() if (c, p) == (code, place)}
            found[code, place] = part_of(known[code], by_month, last)
    return found


def sum_of(indicator, parts: list[Part]) -> Part:
    """Several units' parts: added up, but of a level what every unit has reached; at most, the worst."""
    sums = []
    for name in NUMBERS:
        column = [getattr(part, name) for part in parts if getattr(part, name) is not None]
        if name == "value" and indicator.kind == "level":
            sums.append((max if indicator.sense == "<=" else min)(column, default=None))
        else:
            sums.append(sum(column) if column else None)
    return Part(*sums, *(sum(part[place] for part in parts) for place in (3, 4, 5)))


# ---- Held against each other ------------------------------------------------------------------------------


@any_filing
@given(figures=figures, states=states, question=question)
@example(
    figures={("T09-1", 0, 1): (Decimal(5), Decimal(4)), ("T09-1", 0, 2): (Decimal(9), Decimal(7))},
    states={("insurance", 0, 2): (State.DRAFT, True)},
    question=(CODES, 6, Basis.APPROVED),
)
@example(
    figures={("T09-1", 0, 1): (Decimal(5), Decimal(5)), ("T09-1", 0, 2): ("n/a", "n/a")},
    states={},
    question=(CODES, 6, Basis.APPROVED),
)
def test_units_and_totals_are_as_reckoned_by_hand(plan, known, figures, states, question):
    codes, last, basis = question
    units = store(known, figures, states)
    chosen = [known[code] for code in codes]
    expected = reckoned(known, counting(known, figures, states, basis), codes, last)
    mine = list(ReportingUnit.objects.filter(pk__in=[units[place] for place in PLACES]))
    found = rollup.parts(plan, chosen, mine, Q(report__unit__in=mine), Month(2007, last), basis)
    parts = {(pk, place.pk): part for (pk, place), part in found.items()}
    for code in codes:
        of = known[code]
        for place in PLACES:
            assert parts.get((of.pk, units[place]), NOTHING) == expected[code, place], (code, place)
        whole = sum_of(of, [expected[code, place] for place in PLACES])
        assert rollup.together(of, [part for (pk, _unit), part in parts.items() if pk == of.pk] or [NOTHING]) == whole


@any_filing
@given(figures=figures, states=states, question=question)
def test_single_months_are_as_reckoned_by_hand(known, figures, states, question):
    codes, last, basis = question
    units = store(known, figures, states)
    counted = counting(known, figures, states, basis)
    chosen = [known[code] for code in codes]
    filed = Q(report__unit__in=units[:3])
    sums = rollup.month_totals(chosen, filed, Month(2007, last), basis)
    for code in codes:
        of = known[code]
        by_month: dict = {}
        for (c, place, month), entry in counted.items():
            if c == code and place < 3 and month <= last and numbers_of(entry)[0] is not None:
                by_month[Month(2007, month)] = by_month.get(Month(2007, month), 0) + entry
        assert sums[of.pk] == by_month
        single = {
            (units[place], Month(2007, month)): numbers_of(entry)
            for (c, place, month), entry in counted.items()
            if c == code and place < 3 and numbers_of(entry) != (None, None, None)
        }
        found = rollup.by_month(of, filed, basis)
        numbers = {
            (place.pk, month): (part.value, part.numerator, part.denominator)
            for (place, month), part in found.items()
            if not part.not_applicable
        }
        assert numbers == single
