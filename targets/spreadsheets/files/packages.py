"""A zip's parts, unpacked within the limits. Excel's .xlsx and .xlsb and LibreOffice's .ods are zips."""

from __future__ import annotations

import io
import zipfile
import zlib
from copy import copy

from django.utils.translation import gettext as _

from targets.spreadsheets.files.limits import Meter
from targets.spreadsheets.files.refusals import Unreadable

ENCRYPTED = 0x1


def damaged() -> Unreadable:
    """The refusal of a file that begins as a workbook but does not go on as one."""
    return Unreadable(
        _("The file is damaged or was not sent completely. Open it in Excel or WPS, save it as .xlsx and send that.")
    )


def locked() -> Unreadable:
    """The refusal of a file that opens only with a password."""
    return Unreadable(_("The workbook has a password. Remove it in Excel or WPS, save the file and send it again."))


class Package:
    """The zip's parts by lower-case path, as Excel compares them. The zip's directory is checked at once."""

    def __init__(self, content: bytes, meter: Meter) -> None:
        """Raises Unreadable for a zip that is broken, a bomb, or holds a part twice."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError) as broken:
            raise damaged() from broken
        parts = self._zip.infolist()
        self._parts = {part.filename.lower().lstrip("/"): part for part in parts}
        # Of two parts with one name, the checks might read one and calamine the other.
        if len(self._parts) != len(parts):
            raise damaged()
        meter.unpacked(sum(part.file_size for part in parts))

    def __contains__(self, path: str) -> bool:
        return path.lower().lstrip("/") in self._parts

    @property
    def paths(self) -> list[str]:
        """All paths, lower-case."""
        return list(self._parts)

    def check(self, but: str = "/") -> None:
        """Unpack every part once, but those under a folder, to find sizes that the zip's directory understates."""
        for path in self._parts:
            if not path.startswith(but):
                self.read(path)

    def read(self, path: str) -> bytes:
        """One part. Raises Unreadable where it is missing, damaged, encrypted or larger than the zip says."""
        part = self._parts.get(path.lower().lstrip("/"))
        if part is None:
            raise damaged()
        if part.flag_bits & ENCRYPTED:
            raise locked()
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged()
        # zipfile stops at the size that the zip gives, calamine does not: one more byte is asked for and must not come.
        asked = copy(part)
        asked.file_size += 1
        try:
            with self._zip.open(asked) as stream:
                content = stream.read(asked.file_size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as broken:
            raise damaged() from broken
        if len(content) != part.file_size:
            raise damaged()
        return content

    def replaced(self, path: str, content: bytes) -> bytes:
        """The zip with another content of one part."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as package:
            for found, part in self._parts.items():
                package.writestr(part.filename, content if found == path.lower() else self.read(found))
        return buffer.getvalue()
