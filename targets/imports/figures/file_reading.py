"""Reading uploaded files of figures: their sheets, their tables, and the numbers in these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from targets.frame.phrases import month_text
from targets.imports.figures.findings import ColumnFound, FileFound, SheetFound, TableFound
from targets.imports.figures.proposals import ImportPlan
from targets.imports.figures.table_reading import (
    ENTERED,
    GATHERS,
    LEAVE_OUT,
    NAME,
    Choices,
    TableLocation,
    TablesReader,
)
from targets.imports.marking import SUMMARY_SHEET
from targets.imports.uploads import Upload
from targets.models import IndicatorAlias
from targets.spreadsheets.cells import Book, Sheet, column_letters
from targets.spreadsheets.files.refusals import Unreadable
from targets.spreadsheets.layout import FoundTable, find_tables
from targets.spreadsheets.layouts.meanings import IMPORTED, ROLE_WORDS
from targets.spreadsheets.layouts.vocabulary import Vocabulary
from targets.spreadsheets.remarks import Place, Question, Remark, Weight
from targets.workbooks.identity import Identity, IdentityBroken


@dataclass(slots=True)
class FilesRead:
    """Everything that the files say by themselves, before it is compared with what the reports hold."""

    files: list[FileFound]
    tables: TablesReader
    remarks: list[Remark]

    @property
    def questions(self) -> list[Question]:
        return list(self.tables.questions.values())


class FilesReader:
    """Reads the files of one import into one plan."""

    def __init__(self, plan: ImportPlan, choices: Choices, words: Vocabulary):
        self.plan = plan
        self.choices = choices
        named = _explained(choices.answers, plan)
        self.words = words.with_names(**named) if named else words
        self.customs = _customs(plan)
        names = {code: unit.name_in_reports for code, unit in plan.units.items() if unit.submits_reports}
        self.tables = TablesReader(plan.indicators, choices, names)
        self.remarks: list[Remark] = []
        self.files: list[FileFound] = []

    def read(self, uploads: Iterable[Upload]) -> Iterator[FilesRead]:
        """Yields after each file what has been found so far, so that progress can be shown."""
        for number, upload in enumerate(uploads):
            self.files.append(self._file(number, upload))
            yield FilesRead(self.files, self.tables, self.remarks)

    def _file(self, number: int, upload: Upload) -> FileFound:
        place = Place(number, upload.name)
        found = FileFound(upload.name, seen_before=upload.seen_before)
        try:
            book = upload.book()
        except Unreadable as refusal:
            found.error = str(refusal)
            self._fault(place, found.error)
            return found
        found.kind = book.format.value
        identity = self._identity(book, place)
        met_before, tables = self._numbers_met(), list[FoundTable]()
        for index, sheet in enumerate(book.sheets):
            if sheet.name != SUMMARY_SHEET:
                found.sheets.append(self._sheet(f"{number}.{index}", place, sheet, identity, tables))
        if not any(sheet.tables for sheet in found.sheets):
            self._fault(place, _("No table with known units or indicators was found. Use the portal's workbook."))
        elif (
            tables
            and self._numbers_met() == met_before
            and not any(one.is_open for one in self.tables.questions.values())
        ):
            self._fault(place, _nothing_to_import(tables))
        return found

    def _numbers_met(self) -> int:
        """How many numbers have been taken or refused so far."""
        faults = sum(one.weight is Weight.FAULT for one in (*self.tables.remarks, *self.remarks))
        return len(self.tables.figures) + len(self.tables.rates) + faults

    def _sheet(
        self, key: str, place: Place, sheet: Sheet, identity: Identity | None, taken: list[FoundTable]
    ) -> SheetFound:
        """What one sheet holds; its tables are added to `taken` where the user imports the sheet."""
        tables = self._tables(sheet, identity)
        wanted = self.choices.answer(f"sheet:{key}") or ("" if sheet.hidden else "yes")
        found = SheetFound(key, sheet.name, sheet.hidden, taken=wanted == "yes")
        where = Place(place.file, place.name, sheet.name)
        for index, table in enumerate(tables):
            location = TableLocation(f"{key}.{index}", where, sheet)
            found.tables.append(_table_found(location, table, self.tables.unit_names, self.words))
            if found.taken:
                taken.append(table)
                self._check_identity(location, table, identity)
                self.tables.read(location, table)
        if tables and not found.taken and sheet.hidden:
            self.remarks.append(Remark(Weight.WARNING, where, "", _("A hidden sheet: it is left out unless ticked.")))
        return found

    def _tables(self, sheet: Sheet, identity: Identity | None) -> list[FoundTable]:
        """The sheet's tables; where it names one unit, read with the names that are that unit's own custom."""
        tables = find_tables(sheet, self.words, year=self.plan.plan.year)
        named = {table.unit for table in tables if table.unit} or {identity.unit_code if identity else ""}
        customs = self.customs.get(named.pop(), {}) if len(named) == 1 else {}
        if not customs:
            return tables
        return find_tables(sheet, self.words.with_names(indicators=customs), year=self.plan.plan.year)

    # ---- The portal's own workbook ------------------------------------------------------------------------

    def _identity(self, book: Book, place: Place) -> Identity | None:
        """The mark of a workbook that the portal wrote; a broken mark or an older plan is refused."""
        if not book.identity:
            return None
        try:
            identity = Identity.parse(book.identity)
        except IdentityBroken as broken:
            self._fault(place, str(broken))
            return None
        if identity.plan_year != self.plan.plan.year or identity.plan_version != self.plan.version:
            text = _("The plan has changed since this workbook was made. Download it again and copy the numbers over.")
            self._fault(place, text)
        return identity

    def _check_identity(self, location: TableLocation, table: FoundTable, identity: Identity | None) -> None:
        """Refuse a sheet of another unit or month than the workbook was made for: it was copied from elsewhere."""
        if identity is None:
            return
        if table.unit is None:
            table.unit = identity.unit_code
        elif table.unit != identity.unit_code:
            place = location.at(*table.unit_place) if table.unit_place else location.place
            text = _("The workbook was made for %(made)s, but the sheet names another unit. Use that unit's workbook.")
            self._fault(place, text % {"made": self.tables.unit_names.get(identity.unit_code, identity.unit_code)})
        if table.span and table.span.month not in identity.months:
            place = location.at(*table.span_place) if table.span_place else location.place
            self._fault(place, _("The workbook was made for another month. Download the workbook of this month."))

    def _fault(self, place: Place, text: str) -> None:
        self.remarks.append(Remark(Weight.FAULT, place, "", text))


def _nothing_to_import(tables: Iterable[FoundTable]) -> str:
    """Why no number of these tables becomes a figure, in one sentence."""
    slots = [slot for table in tables for slot in table.slots]
    entered = [slot for slot in slots if slot.role in ENTERED]
    if any(slot.total for slot in entered):
        return _("There is nothing to import: only totals were found. Write each unit's own numbers.")
    if entered or not slots or any(column.meaning.role in IMPORTED for table in tables for column in table.columns):
        return _("There is nothing to import: the cells of the figures are blank, or were left out.")
    roles = _("; ").join(dict.fromkeys(str(ROLE_WORDS[slot.role]) for slot in slots))
    return _("There is nothing to import: the numbers found are of another kind (%(roles)s).") % {"roles": roles}


def _explained(answers: Mapping[str, str], plan: ImportPlan) -> dict:
    """The names that the user has explained, units' and indicators' apart; empty where there are none."""
    named = {key.removeprefix(NAME): code for key, code in answers.items() if key.startswith(NAME)}
    units = {name: code for name, code in named.items() if code in plan.units}
    indicators = {name: code for name, code in named.items() if code in plan.indicators}
    left_out = [name for name, code in named.items() if code == LEAVE_OUT]
    groups = [name for name, code in named.items() if code == GATHERS]
    return {"units": units, "indicators": indicators, "left_out": left_out, "groups": groups} if named else {}


def _customs(plan: ImportPlan) -> dict[str, dict[str, str]]:
    """Names that single units use, by the unit's code; one query."""
    customs: dict[str, dict[str, str]] = {}
    rows = IndicatorAlias.objects.filter(indicator__plan=plan.plan, unit__isnull=False)
    for unit, name, code in rows.values_list("unit__code", "name", "indicator__code"):
        customs.setdefault(unit, {})[name] = code
    return customs


def _table_found(location: TableLocation, table: FoundTable, names: Mapping[str, str], words: Vocabulary) -> TableFound:
    columns = [
        ColumnFound(
            column_letters(column.column),
            " / ".join(column.path),
            column.meaning.in_words(words.is_net),
            column.hidden,
        )
        for column in table.columns
    ]
    span = table.span
    period = "" if span is None else month_text(span.month)
    if span is not None and span.cumulative:
        period = _("to the end of %(month)s") % {"month": month_text(span.month)}
    return TableFound(
        key=location.key,
        area=table.area.address,
        title=table.title,
        unit=names.get(table.unit or "", ""),
        unit_code=table.unit or "",
        period=period,
        measures="、".join(map(str, table.measures)),
        columns=columns,
        skipped=[(row.row + 1, row.text, row.why) for row in table.skipped],
    )
