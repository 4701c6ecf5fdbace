"""Pieces of a page that are compressed once each and joined to one gzip stream in every answer."""

from __future__ import annotations

import secrets
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# A gzip header whose flags announce a file name; only the length of that name matters.
HEADER = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"
LAST_BLOCK = b"\x03\x00"
# A name of random length hides the length of the page, so that nobody can guess a secret in it (BREACH), as in Django.
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a page, plain and deflated independently of the parts before it."""

    plain: bytes
    deflated: bytes


def piece(plain: bytes) -> Piece:
    """A piece of these bytes; its deflated form ends with a full flush, after which any other piece may follow."""
    packer = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece(plain, packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH))


def unpacked(deflated: bytes) -> Piece:
    """The piece with these deflated bytes."""
    return Piece(zlib.decompress(deflated + LAST_BLOCK, -zlib.MAX_WBITS), deflated)


def plain(pieces: Iterable[Piece]) -> bytes:
    """The pieces joined without compression."""
    return b"".join(one.plain for one in pieces)


def gzipped(pieces: Sequence[Piece]) -> bytes:
    """The pieces joined to one gzip stream, in which a secret in one piece is never compressed with another piece."""
    checksum = 0
    for one in pieces:
        checksum = zlib.crc32(one.plain, checksum)
    size = sum(len(one.plain) for one in pieces) & 0xFFFFFFFF
    name = b"a" * secrets.randbelow(LONGEST_NAME) + b"\x00"
    return b"".join((HEADER, name, *(one.deflated for one in pieces), LAST_BLOCK, struct.pack("<LL", checksum, size)))
