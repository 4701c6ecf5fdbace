"""Forms of the admin that an address fills in; what it brings is stored only when the form is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django import forms


class PrefilledForm(forms.ModelForm):
    """A form in which values suggested by the address stand in place of those stored."""

    suggested: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {**(kwargs.get("initial") or {}), **self.suggested}
        super().__init__(*args, **kwargs)


class Prefilled:
    """A mixin for the admin: `prefilled` are the fields that the address of a row's form may fill in."""

    prefilled: tuple[str, ...] = ()

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if request.method == "GET":
            form.suggested = {name: request.GET[name] for name in self.prefilled if name in request.GET}
        return form
