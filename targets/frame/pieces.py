"""Pieces of a page that are compressed once and put together at each answer, as one gzip stream."""

from __future__ import annotations

import secrets
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# A gzip header whose flags announce a file name; of that, only the length matters.
HEADER = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"
LAST_BLOCK = b"\x03\x00"
# As Django's own middleware does, the stream's length is masked, so that nobody can tell a secret from it (BREACH).
LONGEST_MASK = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a page, and the same deflated without a look at what stands before them."""

    plain: bytes
    deflated: bytes


def piece(plain: bytes) -> Piece:
    """A piece of these bytes. Its end is a full flush, after which any other piece may follow."""
    packer = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece(plain, packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH))


def unpacked(deflated: bytes) -> Piece:
    """The piece whose deflated bytes these are."""
    return Piece(zlib.decompress(deflated + LAST_BLOCK, -zlib.MAX_WBITS), deflated)


def plain(pieces: Iterable[Piece]) -> bytes:
    """The page as it is."""
    return b"".join(one.plain for one in pieces)


def gzipped(pieces: Sequence[Piece]) -> bytes:
    """The page as a gzip stream. Secrets in one piece never share a window with what stands in another."""
    checksum = 0
    for one in pieces:
        checksum = zlib.crc32(one.plain, checksum)
    size = sum(len(one.plain) for one in pieces) & 0xFFFFFFFF
    name = b"a" * secrets.randbelow(LONGEST_MASK) + b"\x00"
    return b"".join((HEADER, name, *(one.deflated for one in pieces), LAST_BLOCK, struct.pack("<LL", checksum, size)))
