"""The preview of an import: every figure as it stands and as it would stand, with all that is said of its cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.core.paginator import Page, Paginator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.frame.looks import Look, looks_of
from targets.models import Indicator, ReportingUnit
from targets.pages.phrases import short_month_text
from targets.pages.report_lines import cell_text
from targets.spreadsheets.findings import Findings, Place, Proposal, Remark, Standing, Weight

ROWS_PER_PAGE = 200
REMARKED, ALL = "remarked", ""
GRADES = {Weight.FAULT: "error", Weight.WARNING: "explain", Weight.NOTE: "hint"}
STANDINGS = looks_of(
    Standing,
    {
        Standing.NEW: Look(gettext_lazy("new"), icon="submitted", colour="new"),
        Standing.CHANGED: Look(gettext_lazy("changed"), icon="draft", colour="changed"),
        Standing.SAME: Look(gettext_lazy("the same"), icon="met", colour="same"),
        Standing.REFUSED: Look(gettext_lazy("refused"), icon="error", colour="refused"),
    },
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A proposed figure, or a cell that is refused before it could become one; with its remarks."""

    proposal: Proposal | None
    places: tuple[Place, ...]
    remarks: list[Remark]

    @property
    def standing(self) -> Standing:
        return self.proposal.standing if self.proposal else Standing.REFUSED


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, its texts ready."""

    unit: str
    month: str
    code: str
    name: str
    old: str
    new: str
    standing: str
    mark: str
    label: str
    places: str
    remarks: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to filter the list, with how many entries it shows."""

    label: str
    count: int
    url: str
    current: bool


class Entries:
    """All entries of the findings, in the plan's order, the refused cells without a figure at the end."""

    def __init__(self, findings: Findings):
        here: dict[Place, list[Remark]] = defaultdict(list)
        for remark in findings.remarks:
            here[remark.place].append(remark)
        self.all = [
            Entry(proposal, proposal.places, [one for place in proposal.places for one in here.get(place, ())])
            for proposal in findings.proposals
        ]
        shown = {place for entry in self.all for place in entry.places}
        self.all += [
            Entry(None, (place,), remarks)
            for place, remarks in here.items()
            if place not in shown and place.row >= 0 and any(one.weight is Weight.FAULT for one in remarks)
        ]
        shown.update(place for entry in self.all for place in entry.places)
        self.elsewhere = [one for one in findings.remarks if one.place not in shown and one.weight is not Weight.FAULT]
        self.one_file = len(findings.files) == 1

    def of(self, kind: str) -> list[Entry]:
        """Those of a standing, those with remarks, or all."""
        if kind == REMARKED:
            return [entry for entry in self.all if entry.remarks]
        return [entry for entry in self.all if kind in (ALL, entry.standing.value)]

    def tabs(self, kind: str, address: str) -> list[Tab]:
        words = {
            ALL: _("all"),
            **{one.value: str(look.word) for one, look in STANDINGS.items()},
            REMARKED: _("with remarks"),
        }
        tabs = [(value, label, len(self.of(value))) for value, label in words.items()]
        return [
            Tab(label, count, f"{address}?{urlencode({'show': value})}#figures", value == kind)
            for value, label, count in tabs
            if count or value == ALL
        ]

    def page(self, kind: str, number: str | None) -> Page:
        return Paginator(self.of(kind), ROWS_PER_PAGE).get_page(number)


def kind_of(text: str) -> str:
    """The filter that the address asks for; what makes no sense shows all."""
    return text if text == REMARKED or text in set(Standing) else ALL


def rows(entries: Iterable[Entry], findings: Findings, *, one_file: bool) -> list[Row]:
    """The texts of one page's entries."""
    return [_row(entry, findings.indicators, findings.units, one_file=one_file) for entry in entries]


def _row(
    entry: Entry, indicators: Mapping[str, Indicator], units: Mapping[str, ReportingUnit], *, one_file: bool
) -> Row:
    proposal = entry.proposal
    indicator = indicators[proposal.code] if proposal else None
    return Row(
        unit=units[proposal.unit].filing_name if proposal else "",
        month=short_month_text(proposal.month) if proposal else "",
        code=proposal.code if proposal else "",
        name=indicator.name if indicator else "",
        old=cell_text(indicator, proposal.old) if proposal else "",
        new=cell_text(indicator, proposal.new) if proposal else entry.remarks[0].value,
        standing=entry.standing.value,
        mark=STANDINGS[entry.standing].icon,
        label=str(STANDINGS[entry.standing].word),
        places=places_text(entry.places, one_file=one_file),
        remarks=list(dict.fromkeys((GRADES[one.weight], one.text) for one in entry.remarks)),
    )


def places_text(places: Iterable[Place], *, one_file: bool) -> str:
    """Give "就业!F7, F8", before it the file where there are several."""
    groups: dict[Place, list[str]] = defaultdict(list)
    for place in dict.fromkeys(places):
        groups[replace(place, row=-1, column=-1)].append(place.cell)
    return _("; ").join(_place_text(sheet, cells, one_file=one_file) for sheet, cells in groups.items())


def _place_text(sheet: Place, cells: list[str], *, one_file: bool) -> str:
    said = _(", ").join(filter(None, cells))
    if one_file:
        return "!".join(filter(None, (sheet.sheet, said))) or sheet.name
    return " · ".join(filter(None, (str(sheet), said)))
