"""What an .xlsx holds besides its values: the parts of its sheets, percentage formats, the portal's own property."""

from __future__ import annotations

from collections.abc import Iterator

from targets.spreadsheets.cells import IDENTITY_PROPERTY
from targets.spreadsheets.files.limits import Meter
from targets.spreadsheets.files.marks import ERRORS, PERCENT_FORMATS, Marks, is_percent
from targets.spreadsheets.files.packages import Package
from targets.spreadsheets.files.xlsx_cells import scan_sheet
from targets.spreadsheets.files.xml_parts import Attributes, local, walk

KNOWN_ERRORS = frozenset(f"<v>{text}</v>".encode() for text in ERRORS.values())


def scan(package: Package, meter: Meter) -> Iterator[Marks]:
    """The sheets' marks in the workbook's order; the XML of one sheet is released before the next is read."""
    percent = _percent_styles(package)
    for name, path in _sheets(package):
        meter.time()
        marks = scan_sheet(package.read(path), percent, meter)
        marks.name, marks.path = name, path
        yield marks


def mended(package: Package, marks: Marks) -> bytes | None:
    """The workbook with errors that calamine does not know, such as #SPILL!, replaced by #N/A; None without any.

    calamine gives up the whole sheet for one of them; the marks keep the error.
    """
    newer = {f"<v>{text}</v>".encode() for text in marks.errors.values()} - KNOWN_ERRORS
    if not newer:
        return None
    xml = package.read(marks.path)
    for error in newer:
        xml = xml.replace(error, b"<v>#N/A</v>")
    return package.replaced(marks.path, xml)


def identity(package: Package) -> str:
    """The custom document property that the portal's own template carries, or nothing."""
    if "docprops/custom.xml" not in package:
        return ""
    inside = False
    found: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        if name == "property":
            inside = attributes.get("name") == IDENTITY_PROPERTY

    walk(package.read("docprops/custom.xml"), start, text=lambda text: found.append(text) if inside else None)
    return "".join(found).strip()


def _sheets(package: Package) -> list[tuple[str, str]]:
    """Name and path of each sheet."""
    targets = relations(package, "xl/_rels/workbook.xml.rels")
    found: list[tuple[str, str]] = []

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            plain = local(attributes)
            found.append((plain.get("name", ""), part_path(targets.get(plain.get("id", ""), ""))))

    walk(package.read("xl/workbook.xml"), sheet)
    return found


def relations(package: Package, path: str) -> dict[str, str]:
    """The targets of a part's relations by their ids."""
    targets: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    walk(package.read(path), start)
    return targets


def part_path(target: str) -> str:
    """A relation's target as a path in the zip; it is relative to xl/ unless it begins with a slash."""
    if target.startswith("/"):
        return target[1:]
    return target if target.startswith("xl/") else f"xl/{target}"


def _percent_styles(package: Package) -> frozenset[str]:
    """The cell styles that show a percentage, by the numbers with which cells name them."""
    codes: dict[str, str] = {}
    styles: list[str] = []
    inside = ""

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        if name in ("cellXfs", "cellStyleXfs", "dxfs"):
            inside = name
        elif name == "numFmt" and inside != "dxfs":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and inside == "cellXfs":
            styles.append(attributes.get("numFmtId", ""))

    if "xl/styles.xml" in package:
        walk(package.read("xl/styles.xml"), start)
    formats = {number for number, code in codes.items() if is_percent(code)}
    formats |= {str(number) for number in PERCENT_FORMATS} - set(codes)
    return frozenset(str(style) for style, number in enumerate(styles) if number in formats)
