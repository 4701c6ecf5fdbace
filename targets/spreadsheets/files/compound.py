"""The streams of an old Office file, which is a small file system (MS-CFB) of chained sectors with a directory."""

from __future__ import annotations

import struct
from array import array

from targets.spreadsheets.files.packages import damaged

END = 0xFFFFFFFA  # and above: free sectors, ends of chains
HEADER, ENTRY, MINI_SECTOR = 512, 128, 64


class Compound:
    """An old Office file. Raises Unreadable where a chain of sectors leaves the file or returns to itself."""

    def __init__(self, content: bytes) -> None:
        if len(content) < HEADER or content[30:31] not in (b"\x09", b"\x0c"):
            raise damaged()
        self._content = content
        self._size = 1 << content[30]
        self._small_below = self._number(56)
        self._fat = self._sectors_numbers(self._fat_sectors())
        self._small_fat = self._sectors_numbers(self._chain(self._number(60), self._fat))
        directory = b"".join(map(self._sector, self._chain(self._number(48), self._fat)))
        self._entries = dict(
            reversed([_entry(directory[at : at + ENTRY]) for at in range(0, len(directory) - ENTRY + 1, ENTRY)])
        )
        self._root = next((found for name, found in self._entries.items() if name == "Root Entry"), (END, 0))

    def stream(self, *names: str) -> bytes:
        """The first of the streams so named. Raises Unreadable where there is none."""
        return self._stream(*self._entries[self.first(*names)])

    def first(self, *names: str) -> str:
        """The first of the names that a stream has. Raises Unreadable where there is none."""
        for name in names:
            if name in self._entries:
                return name
        raise damaged()

    def with_bytes(self, name: str, at: int, new: bytes) -> bytes:
        """The whole file with other bytes at a place within a stream."""
        first, size = self._entries[name]
        content = bytearray(self._content)
        for offset, byte in enumerate(new, start=at):
            if size >= self._small_below:
                place = self._place(self._chain(first, self._fat), offset, self._size)
            else:
                within = self._chain(first, self._small_fat)[offset // MINI_SECTOR] * MINI_SECTOR + offset % MINI_SECTOR
                place = self._place(self._chain(self._root[0], self._fat), within, self._size)
            content[place] = byte
        return bytes(content)

    @staticmethod
    def _place(chain: list[int], offset: int, size: int) -> int:
        """Where in the file the byte of a chain of sectors stands; the header takes the room of one sector."""
        return (chain[offset // size] + 1) * size + offset % size

    def _stream(self, first: int, size: int) -> bytes:
        if size >= self._small_below:
            return b"".join(map(self._sector, self._chain(first, self._fat)))[:size]
        whole = b"".join(map(self._sector, self._chain(self._root[0], self._fat)))
        parts = self._chain(first, self._small_fat)
        return b"".join(whole[part * MINI_SECTOR : (part + 1) * MINI_SECTOR] for part in parts)[:size]

    def _fat_sectors(self) -> list[int]:
        """The sectors of the allocation table: the header names 109, a chain of sectors the others."""
        found = list(struct.unpack_from("<109I", self._content, 76))
        at, seen = self._number(68), set[int]()
        while at < END and at not in seen:
            seen.add(at)
            *more, at = self._numbers(at)
            found += more
        return [sector for sector in found if sector < END]

    def _sectors_numbers(self, sectors: list[int]) -> array[int]:
        return array("I", [number for sector in sectors for number in self._numbers(sector)])

    def _chain(self, first: int, following: array[int]) -> list[int]:
        found: list[int] = []
        while first < END:
            if first >= len(following) or len(found) > len(following):
                raise damaged()
            found.append(first)
            first = following[first]
        return found

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._content):
            raise damaged()
        return self._content[start : start + self._size]

    def _numbers(self, sector: int) -> tuple[int, ...]:
        content = self._sector(sector)
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])

    def _number(self, at: int) -> int:
        return int.from_bytes(self._content[at : at + 4], "little")


def _entry(raw: bytes) -> tuple[str, tuple[int, int]]:
    """An entry's name, first sector and size."""
    length = min(int.from_bytes(raw[64:66], "little"), 64)
    name = raw[: max(0, length - 2)].decode("utf-16-le", "replace")
    return name, (int.from_bytes(raw[116:120], "little"), int.from_bytes(raw[120:124], "little"))
