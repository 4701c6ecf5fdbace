"""Files between their preview and its confirmation: kept for their sender alone, an hour at most."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core import signing

KEPT_SECONDS = 3600


class Gone(Exception):
    """The upload was confirmed already, is too old, or is somebody else's."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file waiting for its confirmation; `digest` is of the preview that its sender saw."""

    key: str
    name: str
    digest: str

    def token(self, user) -> str:
        """What the preview's form sends back; nobody else can use it."""
        return signing.dumps([self.key, self.name, self.digest], salt=_salt(user))

    def content(self) -> bytes:
        """What the file holds. Raises Gone."""
        try:
            return _path(self.key).read_bytes()
        except FileNotFoundError as gone:
            raise Gone from gone

    def forget(self) -> None:
        _path(self.key).unlink(missing_ok=True)


def keep(content: bytes, name: str, digest: str) -> Upload:
    """Keep the file until it is confirmed; what nobody confirmed in time goes."""
    folder = Path(settings.IMPORT_FOLDER)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _forget_old(folder)
    upload = Upload(uuid4().hex, name, digest)
    _path(upload.key).write_bytes(content)
    return upload


def _forget_old(folder: Path) -> None:
    for old in folder.iterdir():
        # Another request may take the same file away meanwhile.
        with suppress(FileNotFoundError):
            if time.time() - old.stat().st_mtime > KEPT_SECONDS:
                old.unlink()


def find(token: str, user) -> Upload:
    """The upload that a preview of this user named. Raises Gone."""
    try:
        return Upload(*signing.loads(token, salt=_salt(user), max_age=KEPT_SECONDS))
    except signing.BadSignature as wrong:
        raise Gone from wrong


def _salt(user) -> str:
    return f"import of {user.pk}"


def _path(key: str) -> Path:
    return Path(settings.IMPORT_FOLDER) / key
