"""Files as real programs write them: openpyxl, LibreOffice, and what becomes of them on the way."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.packaging.custom import StringProperty

SECONDS = 120


def bytes_of(workbook: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def table(rows: list[list[object]], title: str = "就业") -> openpyxl.Workbook:
    """A workbook of one sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return workbook


def sample() -> openpyxl.Workbook:
    """Everything that reading marks: the title merged over B1:D1, row 4 and columns C, F to H hidden, B6 4.6 %."""
    workbook = table([])
    sheet = workbook.active
    sheet["B1"] = "就业情况"
    sheet.merge_cells("B1:D1")
    sheet.append([None, "尖山区", 1200, " 1,800 ", 17999.999999])
    sheet.append([None, date(2007, 3, 1), datetime.combine(date(2007, 3, 1), time(10, 30)), time(3, 4), True])
    sheet.append([None, "岭东区", 0])
    sheet["B6"], sheet["B7"] = 0.046, "4.6%"
    sheet["B6"].number_format = "0.0%"
    sheet["C6"] = 4.6
    sheet["C6"].number_format = '0.0"%"'
    sheet["D6"], sheet["E6"], sheet["F6"] = "=1/0", "=C2+1", "#N/A"
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.column_dimensions.group("F", "H", hidden=True)
    workbook.create_sheet("空表")
    workbook.create_sheet("隐藏").sheet_state = "hidden"
    workbook["隐藏"]["A1"] = 1
    return workbook


def with_identity(workbook: openpyxl.Workbook, *, as_property: bool) -> openpyxl.Workbook:
    """The portal's mark, as a document property or on its hidden sheet."""
    if as_property:
        workbook.custom_doc_props.append(StringProperty(name="BureauPortal", value="2007/abc/230502"))
    else:
        hidden = workbook.create_sheet("_bureau_portal")
        hidden.sheet_state = "veryHidden"
        hidden["A1"] = "2007/abc/230502"
    return workbook


def converted(content: bytes, kind: str, folder: Path) -> bytes:
    """What LibreOffice makes of an .xlsx: xls, ods, or an .xlsx of its own. Skips where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        assert os.environ.get("CI") != "true", "CI must have LibreOffice"
        pytest.skip("LibreOffice is not installed")
    source, target = folder / "made.xlsx", folder / "out"
    source.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", kind, "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    return (target / f"made.{kind}").read_bytes()


def repacked(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The zip with each part as `change(path, part)` gives it, None to leave it out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for path in old.namelist():
            part = change(path, old.read(path))
            if part is not None:
                new.writestr(path, part)
    return buffer.getvalue()


def with_sheet(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The .xlsx with its first sheet's XML changed."""
    return repacked(content, lambda path, part: change(part) if path == "xl/worksheets/sheet1.xml" else part)


def with_rows(rows: str) -> bytes:
    """An .xlsx whose one sheet holds these rows of XML."""
    empty, filled = re.compile(rb"<sheetData></sheetData>|<sheetData ?/>"), f"<sheetData>{rows}</sheetData>".encode()
    return with_sheet(bytes_of(openpyxl.Workbook()), lambda xml: empty.sub(lambda _found: filled, xml))


def zipped(**parts: bytes) -> bytes:
    """A zip of parts; "__" in a name stands for "/", "_" for "."."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name.replace("__", "/").replace("_", "."), part)
    return buffer.getvalue()
