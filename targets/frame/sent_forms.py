"""Storing a form that makes a new row once, however often it is sent.

Nothing in a row such as a subsidy is unique, so that every further click would store it again. The form therefore
contains a token, made with its page; if the token is sent again, it leads to the row that was stored the first time.
Whoever wants two equal rows opens the form twice.
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
from django.utils.translation import gettext_lazy

from targets import clock
from targets.models import SentForm

TOKEN = "form_token"  # noqa: S105
# Nobody leaves a page open longer than this before sending it again.
KEPT_FOR = timedelta(days=30)

Row = TypeVar("Row", bound=models.Model)


class SentBefore(Exception):
    """The form was stored before; `first` says what was stored, `same` whether its fields had the same values."""

    def __init__(self, first: SentForm, *, same: bool):
        super().__init__(str(first))
        self.first, self.same = first, same


class TokenField(forms.UUIDField):
    """A hidden field with the token; each page that is opened gets a new one.

    One that cannot be read is none: nobody can correct what is hidden, and the form is stored as it is.
    """

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        label = gettext_lazy("token of the page")
        super().__init__(**({"required": False, "initial": uuid.uuid4, "label": label} | kwargs))

    def clean(self, value):
        try:
            return super().clean(value)
        except forms.ValidationError:
            return None


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending of a form: the user, the token (None without one), and a digest of the values of its fields."""

    by: models.Model
    token: uuid.UUID | None
    digest: str

    @classmethod
    def of(cls, data: Mapping[str, str] | QueryDict, *, by) -> Self:
        """The sending with this POST data by this user.

        Names with an underscore in front are left out of the digest: they belong to buttons, and which button was
        pressed changes nothing in the row.
        """
        try:
            token = uuid.UUID(data.get(TOKEN, ""))
        except ValueError:
            token = None
        lists = data.lists() if isinstance(data, QueryDict) else data.items()
        typed = {name: value for name, value in lists if name not in ("csrfmiddlewaretoken", TOKEN) and name[:1] != "_"}
        # Keyed with the portal's secret, so that personal data cannot be guessed from the digest.
        digest = salted_hmac("targets.frame.sent_forms", repr(sorted(typed.items())), algorithm="sha256")
        return cls(by, token, digest.hexdigest())

    def refuse_repetition(self) -> None:
        """Raise SentBefore if the form was stored already; to be called before the form is validated."""
        first = SentForm.objects.filter(by=self.by, token=self.token).first() if self.token else None
        if first:
            raise SentBefore(first, same=first.digest == self.digest)

    @transaction.atomic
    def store(self, store: Callable[[], Row]) -> Row:
        """Call `store`, which stores the row of the form, and remember the row.

        Raises SentBefore if the form was stored before. The token is written first, so that the second of two sendings
        at the same time waits there and then finds the row of the first.
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
    """Give a form that is shown again a new token, so that it is stored when it is sent next."""
    form.data = form.data.copy()
    form.data[form.add_prefix(TOKEN)] = str(uuid.uuid4())
