"""A form that makes a new row is stored once, however often it is sent.

Rows that nothing names once, such as two equal subsidies, would otherwise be stored for every click. The form carries
a token made with its page: sent again it leads to the row of the first time. Whoever wants two equal rows opens the
form twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self, TypeVar

from django import forms
from django.db import models, transaction
from django.http import QueryDict
from django.utils.crypto import salted_hmac

from targets import clock
from targets.models import SentForm

TOKEN = "form_token"  # noqa: S105
# Longer than anybody leaves a page open before sending it again.
KEPT_FOR = timedelta(days=30)

Row = TypeVar("Row", bound=models.Model)


class SentBefore(Exception):
    """The form was stored before; `first` says what it stored, `same` whether the same was typed then."""

    def __init__(self, first: SentForm, *, same: bool):
        super().__init__(str(first))
        self.first, self.same = first, same


class TokenField(forms.UUIDField):
    """The token of a form's page, hidden in it; each page that is opened gets its own."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(**({"required": False, "initial": uuid.uuid4} | kwargs))


@dataclass(frozen=True, slots=True)
class Sending:
    """A form as it was sent: its token, None where it has none, and a digest of what was typed."""

    by: models.Model
    token: uuid.UUID | None
    digest: str

    @classmethod
    def of(cls, data: Mapping[str, str] | QueryDict, *, by) -> Self:
        """The names of buttons begin with an underscore: which of them was pressed changes nothing that is stored."""
        lists = data.lists() if isinstance(data, QueryDict) else data.items()
        typed = {name: value for name, value in lists if name != "csrfmiddlewaretoken" and name[:1] != "_"}
        token = _uuid(data.get(TOKEN, ""))
        typed.pop(TOKEN, None)
        # With the portal's secret: of what was typed of a person nothing can be guessed from it.
        digest = salted_hmac("targets.frame.sent_forms", repr(sorted(typed.items())), algorithm="sha256")
        return cls(by, token, digest.hexdigest())

    def refuse_repetition(self) -> None:
        """Raises SentBefore where the form was stored already. To be asked before what was typed is checked."""
        first = SentForm.objects.filter(by=self.by, token=self.token).first() if self.token else None
        if first:
            raise SentBefore(first, same=first.digest == self.digest)

    @transaction.atomic
    def store(self, store: Callable[[], Row]) -> Row:
        """Store what the form makes, and remember it. Raises SentBefore where another sending did at this moment.

        The token is written first: the second of two sendings at once waits there, and then finds the first one's row.
        """
        if self.token is None:
            return store()
        SentForm.objects.filter(by=self.by, at__lt=clock.now() - KEPT_FOR).delete()
        known = {"digest": self.digest, "at": clock.now()}
        sent, is_first = SentForm.objects.get_or_create(by=self.by, token=self.token, defaults=known)
        if not is_first:
            raise SentBefore(sent, same=sent.digest == self.digest)
        row = store()
        sent.stored_in, sent.key = row._meta.label_lower, row.pk
        sent.save(update_fields=["stored_in", "key"])
        return row


def renew(form: forms.Form) -> None:
    """Give the form that is shown again a token of its own: the next sending stores what stands in it."""
    form.data = form.data.copy()
    form.data[form.add_prefix(TOKEN)] = str(uuid.uuid4())


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
