"""calamine in a process of its own, for the formats in which damage may do more harm than an error.

A broken .xls, .xlsb or .ods can make calamine ask for more memory than there is, or never end, and take the portal down
with it. A process with limits of memory and time ends alone. Run as a program, this module reads the file from standard
input and writes its sheets, pickled, to standard output.
"""

from __future__ import annotations

import io
import pickle
import resource
import subprocess
import sys
from typing import NamedTuple

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MEMORY = 2 * 1024**3
LOCKED = 3


class RawSheet(NamedTuple):
    """One sheet as calamine gives it. A plain tuple on the way, since two processes know the class by two names."""

    name: str
    worksheet: bool
    hidden: bool
    rows: list[list[object]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]


class Locked(Exception):
    """The workbook has a password."""


class Broken(Exception):
    """calamine raised an error, panicked, or ran out of its memory or time."""


def read_apart(raw: bytes, seconds: float) -> list[RawSheet]:
    """The sheets, or one of the exceptions above. `seconds` is the time that is left."""
    command = [sys.executable, "-I", __file__, str(max(1, round(seconds)))]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=max(1, seconds), check=False)
    except subprocess.TimeoutExpired as late:
        raise TimeoutError from late
    if done.returncode == LOCKED:
        raise Locked
    if done.returncode != 0:
        raise Broken
    # The bytes are our own program's, never the user's.
    return [RawSheet(*found) for found in pickle.loads(done.stdout)]  # noqa: S301


def sheet_of(workbook: CalamineWorkbook, index: int) -> RawSheet:
    """One sheet from A1 on; a sheet of a chart or macros without rows."""
    known = workbook.sheets_metadata[index]
    hidden = known.visible is not SheetVisibleEnum.Visible
    if known.typ is not SheetTypeEnum.WorkSheet:
        return RawSheet(known.name, False, hidden, [], [])
    sheet = workbook.get_sheet_by_index(index)
    rows: list[list[object]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
    return RawSheet(known.name, True, hidden, rows, sheet.merged_cell_ranges or [])


def main() -> None:
    """The program; its only argument is the number of seconds that it may compute."""
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as workbook:
            found = [tuple(sheet_of(workbook, index)) for index in range(len(workbook.sheet_names))]
    except PasswordError:
        sys.exit(LOCKED)
    sys.stdout.buffer.write(pickle.dumps(found, protocol=pickle.HIGHEST_PROTOCOL))


if __name__ == "__main__":
    main()
