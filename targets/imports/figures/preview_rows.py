"""The rows of a preview: each figure as it is reported and as it would be, with the remarks on its cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.core.paginator import Page, Paginator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.frame.phrases import short_month_text
from targets.imports.figures.findings import FiguresFindings, ProposedFigure
from targets.imports.findings import Effect
from targets.imports.listing import EFFECTS
from targets.imports.remark_tables import GRADES
from targets.models import Indicator, ReportingUnit
from targets.reports.texts import cell_text
from targets.spreadsheets.remarks import Place, Remark, Weight
from targets.tables import Column, Table

ROWS_PER_PAGE = 200
REMARKED, ALL = "remarked", ""


@dataclass(frozen=True, slots=True)
class FigureInPreview:
    """A proposed figure, or a cell that is refused before it could become one; with its remarks."""

    proposal: ProposedFigure | None
    places: tuple[Place, ...]
    remarks: list[Remark]

    @property
    def effect(self) -> Effect:
        return self.proposal.effect if self.proposal else Effect.REFUSED


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure of the preview with its texts."""

    unit: str
    month: str
    code: str
    name: str
    old: str
    new: str
    effect: str
    mark: str
    label: str
    places: str
    remarks: list[tuple[str, str]]


class FigurePreview(Table):
    """Figures as they stand and as they would stand, each with what is said of its cell."""

    title = gettext_lazy("Figures")
    row_template = "imports/figures/figure_row.html"
    css = "table-stack figures"

    name = Column(gettext_lazy("Indicator"), heading=True)
    unit = Column(gettext_lazy("Unit"))
    month = Column(gettext_lazy("Month"))
    old = Column(gettext_lazy("As it stands"), empty="", css="number")
    new = Column(gettext_lazy("In the file"), empty="", css="number")
    label = Column(gettext_lazy("State"))
    places = Column(gettext_lazy("Place"), empty="")


@dataclass(frozen=True, slots=True)
class FilterTab:
    """One way to filter the list, with how many figures it shows."""

    label: str
    count: int
    url: str
    current: bool


class FiguresInPreview:
    """All figures of the findings, in the plan's order, the refused cells without a figure at the end."""

    def __init__(self, findings: FiguresFindings):
        here: dict[Place, list[Remark]] = defaultdict(list)
        for remark in findings.remarks:
            here[remark.place].append(remark)
        self.all = [
            FigureInPreview(
                proposal, proposal.places, [one for place in proposal.places for one in here.get(place, ())]
            )
            for proposal in findings.proposals
        ]
        shown = {place for entry in self.all for place in entry.places}
        self.all += [
            FigureInPreview(None, (place,), remarks)
            for place, remarks in here.items()
            if place not in shown and place.row >= 0 and any(one.weight is Weight.FAULT for one in remarks)
        ]
        shown.update(place for entry in self.all for place in entry.places)
        self.elsewhere = [one for one in findings.remarks if one.place not in shown and one.weight is not Weight.FAULT]
        self.one_file = len(findings.files) == 1

    def of(self, kind: str) -> list[FigureInPreview]:
        """Those of an effect, those with remarks, or all."""
        if kind == REMARKED:
            return [entry for entry in self.all if entry.remarks]
        return [entry for entry in self.all if kind in (ALL, entry.effect.value)]

    def tabs(self, kind: str, address: str) -> list[FilterTab]:
        words = {
            ALL: _("all"),
            **{one.value: str(look.word) for one, look in EFFECTS.items()},
            REMARKED: _("with remarks"),
        }
        tabs = [(value, label, len(self.of(value))) for value, label in words.items()]
        return [
            FilterTab(label, count, f"{address}?{urlencode({'show': value})}#figures", value == kind)
            for value, label, count in tabs
            if count or value == ALL
        ]

    def page(self, kind: str, number: str | None) -> Page:
        return Paginator(self.of(kind), ROWS_PER_PAGE).get_page(number)


def kind_of(text: str) -> str:
    """The filter that the address asks for; an unknown one shows all."""
    return text if text == REMARKED or text in set(Effect) else ALL


def rows(entries: Iterable[FigureInPreview], findings: FiguresFindings, *, one_file: bool) -> list[FigureRow]:
    """The texts of one page's figures."""
    return [_row(entry, findings.indicators, findings.units, one_file=one_file) for entry in entries]


def _row(
    entry: FigureInPreview, indicators: Mapping[str, Indicator], units: Mapping[str, ReportingUnit], *, one_file: bool
) -> FigureRow:
    proposal = entry.proposal
    indicator = indicators[proposal.code] if proposal else None
    return FigureRow(
        unit=units[proposal.unit].name_in_reports if proposal else "",
        month=short_month_text(proposal.month) if proposal else "",
        code=proposal.code if proposal else "",
        name=indicator.name if indicator else "",
        old=cell_text(indicator, proposal.old) if proposal else "",
        new=cell_text(indicator, proposal.new) if proposal else entry.remarks[0].value,
        effect=entry.effect.value,
        mark=EFFECTS[entry.effect].icon,
        label=str(EFFECTS[entry.effect].word),
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
