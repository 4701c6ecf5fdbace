"""The faults of a sheet's layout: which text cannot be read, why, and what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from targets.spreadsheets.cells import Spot
from targets.spreadsheets.layouts.found_tables import LayoutFault
from targets.spreadsheets.layouts.meanings import Meaning
from targets.spreadsheets.layouts.vocabulary import IndicatorName, UnitName, Vocabulary
from targets.values import Value


def _listed(names: list[UnitName] | list[IndicatorName]) -> str:
    return _(", ").join(name.name for name in names) or "—"


def _choices(names: list[UnitName] | list[IndicatorName]) -> tuple[tuple[str, str], ...]:
    return tuple((name.code, name.name) for name in names)


def unknown_unit(words: Vocabulary, text: str, place: Spot) -> LayoutFault:
    """A unit that nobody knows, with the nearest names."""
    text = " ".join(text.split())
    nearest = words.nearest_units(text)
    sentence = _(
        "No unit is called “%(text)s”. Nearest: %(nearest)s. Correct the name, or have the bureau add it as an alias."
    )
    return LayoutFault(*place, text, sentence % {"text": text, "nearest": _listed(nearest)}, _choices(nearest))


def unknown_indicator(words: Vocabulary, text: str, place: Spot, *, may_gather: bool = False) -> LayoutFault:
    """A heading or key that nobody knows, with the nearest indicators."""
    text = " ".join(text.split())
    nearest = words.nearest_indicators(text)
    sentence = _(
        "Nothing is called “%(text)s”. Nearest indicators: %(nearest)s. "
        "Correct the name, or have the bureau add it as an alias."
    )
    reason = sentence % {"text": text, "nearest": _listed(nearest)}
    return LayoutFault(*place, text, reason, _choices(nearest), may_gather)


def nameless(place: Spot, value: Value) -> LayoutFault:
    """Figures beside which no name stands."""
    return LayoutFault(*place, value, _("No name stands beside this number. Write the unit or indicator it is of."))


def no_unit(place: Spot, value: Value, texts: tuple[str, ...]) -> LayoutFault:
    """A figure without a unit in a table whose other figures name theirs."""
    sentence = _("Other numbers of this table name their unit; “%(text)s” names none. Write the unit.")
    return LayoutFault(*place, value, sentence % {"text": " / ".join(texts)})


def unnamed_column(place: Spot, value: Value) -> LayoutFault:
    """A column of figures without a heading, beside columns with headings."""
    sentence = _("This column has no heading. Write what it holds above it (%(sequence)s for running numbers).")
    return LayoutFault(*place, value, sentence % {"sequence": "序号"})


def merged_figure(place: Spot, value: Value) -> LayoutFault:
    """A figure in a merged cell that several rows or columns share."""
    return LayoutFault(*place, value, _("This number stands in a merged cell. Split the cell and write each number."))


def narrowed(place: Spot, title: str, word: str) -> LayoutFault:
    """A title that speaks of some people only."""
    sentence = _(
        "The title “%(title)s” speaks of %(word)s only, but the portal counts everybody. Leave this sheet out."
    )
    return LayoutFault(*place, title, sentence % {"title": title, "word": word})


def total_of_parts(place: Spot, value: Value, added: str) -> LayoutFault:
    """A unit's total that its streets, towns or villages do not add up to."""
    sentence = _("The rows above or below add up to %(added)s, not to this total. Correct the total or the wrong row.")
    return LayoutFault(*place, value, sentence % {"added": added})


def other_numbers(place: Spot, title: str, word: str) -> LayoutFault:
    """A title that speaks of other numbers than those of the month."""
    sentence = _(
        "“%(title)s” speaks of %(word)s: these are not the figures of a month. Leave this sheet out, or correct the "
        "title."
    )
    return LayoutFault(*place, title, sentence % {"title": title, "word": word})


def other_year(place: Spot, title: str, year: int, month: str) -> LayoutFault:
    """A title of one year over numbers that would be taken for another's."""
    sentence = _(
        "“%(title)s” is of %(year)s, but the numbers below it would be taken for %(month)s. Correct one of them."
    )
    return LayoutFault(*place, title, sentence % {"title": title, "year": year, "month": month})


def two_measures(place: Spot, text: str, note: str, line: str) -> LayoutFault:
    """A note and the line above a table that count in different units of measure."""
    sentence = _("The note counts in %(note)s, but the line above the table in %(line)s. Correct one of them.")
    return LayoutFault(*place, text, sentence % {"note": note, "line": line})


def contradiction(place: Spot, texts: tuple[str, ...], axis: str) -> LayoutFault:
    """Headings or keys that say different things of the same number."""
    axes = {
        "unit": _("units"),
        "indicator": _("indicators"),
        "part": _("parts of a rate"),
        "role": _("“this month” and “to date”"),
        "span": _("months"),
        "measure": _("units of measure"),
        "group": _("groups"),
    }
    sentence = _("“%(texts)s” name different %(things)s for the same number. Leave only the right one.")
    text = " / ".join(texts)
    return LayoutFault(*place, text, sentence % {"texts": text, "things": axes.get(axis, _("things"))})


def no_indicator(texts: tuple[str, ...], value: Value, place: Spot) -> LayoutFault:
    """Nothing beside or above the number names an indicator."""
    text = " / ".join(texts)
    if not text:
        return LayoutFault(
            *place, value, _("No heading says which indicator this number is of. Write it above the column.")
        )
    sentence = _("“%(text)s” names no indicator. Write the indicator or its code beside or above the number.")
    return LayoutFault(*place, text, sentence % {"text": text})


def shared_label(words: Vocabulary, meaning: Meaning, text: str, place: Spot) -> LayoutFault:
    """A part's label that other tables use as well."""
    names = [words.indicator_names[code] for code in meaning.indicators]
    sentence = _("“%(text)s” may belong to another rate. Write it under “%(name)s”, or write the code %(code)s.")
    said = {"text": text, "name": names[0].name, "code": names[0].code}
    return LayoutFault(*place, text, sentence % said, _choices(names))


def ambiguous(words: Vocabulary, meaning: Meaning, text: str, place: Spot) -> LayoutFault:
    """A name that several indicators share."""
    found = [words.indicator_names[code] for code in meaning.indicators]
    named = _(", ").join(f"{one.code} {one.name}" for one in found)
    sentence = _("“%(text)s” is the name of several indicators: %(names)s. Write the code beside the name.")
    return LayoutFault(*place, text, sentence % {"text": text, "names": named}, _choices(found))
