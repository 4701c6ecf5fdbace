"""Whatever arrives is read or refused with a sentence; nothing else happens."""

import functools
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from targets.spreadsheets.files.limits import Limits
from targets.spreadsheets.reading import Unreadable, read
from tests.spreadsheets import xlsb
from tests.spreadsheets.made_files import bytes_of, converted, repacked, sample

STARTS = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf", b"<"]
# calamine begins a process for each, which takes a while.
FEW = settings(max_examples=25)
SOME = settings(max_examples=150)


def read_or_refuse(content: bytes) -> None:
    with suppress(Unreadable):
        read("a", content, Limits(seconds=20))


@functools.cache
def workbook() -> bytes:
    return bytes_of(sample())


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The sample in LibreOffice's own formats."""
    return {kind: converted(workbook(), kind, tmp_path_factory.mktemp(kind)) for kind in ("xls", "ods")}


def flipped(content: bytes, flips: dict[float, int], cut: float) -> bytes:
    """Bytes changed at shares of the length, and the end cut off."""
    changed = bytearray(content)
    for share, byte in flips.items():
        changed[int(share * (len(changed) - 1))] = byte
    return bytes(changed[: round(len(changed) * cut)])


SHARES = st.floats(0, 1)
FLIPS = st.dictionaries(SHARES, st.integers(0, 255), max_size=8)
CUT = st.one_of(st.just(1.0), SHARES)


@SOME
@given(st.sampled_from(STARTS), st.binary(max_size=700))
@example(b"PK\x03\x04", b"")
def test_random_bytes(start, rest):
    read_or_refuse(start + rest)


@SOME
@given(FLIPS, CUT)
def test_a_damaged_xlsx(flips, cut):
    read_or_refuse(flipped(workbook(), flips, cut))


@SOME
@given(FLIPS, st.sampled_from(["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"]))
def test_an_xlsx_with_a_damaged_part(flips, path):
    read_or_refuse(repacked(workbook(), lambda name, part: flipped(part, flips, 1.0) if name == path else part))


@FEW
@given(FLIPS, CUT)
def test_a_damaged_xls(office, flips, cut):
    read_or_refuse(flipped(office["xls"], flips, cut))


@FEW
@given(FLIPS)
def test_an_ods_with_damaged_content(office, flips):
    read_or_refuse(
        repacked(office["ods"], lambda path, part: flipped(part, flips, 1.0) if path == "content.xml" else part)
    )


@FEW
@given(FLIPS, st.sampled_from(["xl/workbook.bin", "xl/styles.bin", "xl/worksheets/sheet1.bin"]))
def test_an_xlsb_with_a_damaged_part(flips, path):
    read_or_refuse(repacked(xlsb.workbook(), lambda name, part: flipped(part, flips, 1.0) if name == path else part))
