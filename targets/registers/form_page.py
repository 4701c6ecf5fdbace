"""The page on which an entry is entered or changed, and what becomes of a form that was sent."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import access
from targets.frame.sent_forms import Sending, SentBefore
from targets.models.entries import Entry
from targets.registers import keeping, people
from targets.registers.deadlines import deadline_of
from targets.registers.declaration import Register
from targets.registers.forms import form_of
from targets.registers.rows import url_of
from targets.registers.showing import value_text


class FormPage:
    """The form of a new entry, or of `entry`, which is to be changed.

    After a save that failed because somebody else changed the entry, `theirs` has the fields that differ, with the
    values stored now.
    """

    def __init__(self, register: Register, user, *, data=None, entry: Entry | None = None):
        self.register, self.user, self.entry = register, user, entry
        self.form = form_of(register, access.kept_units(user, register), data, entry)
        self.theirs: list[tuple[str, str]] = []
        # Was this very form stored before? Then `save` returns the entry that it made.
        self.is_repeated = False

    def save(self) -> Entry | None:
        """Store what was typed and return the entry; None where that fails, and the form says why."""
        try:
            return self._add() if self.entry is None else self._change()
        except IntegrityError:
            # Somebody stored the same number between the check and the save.
            self.form.add_error(None, _("Another entry with the same number was stored just now. Look at it first."))
        return None

    def _add(self) -> Entry | None:
        sending = Sending.of(self.form.data, by=self.user)
        try:
            sending.refuse_repetition()
            if self.form.is_valid():
                return sending.store(lambda: keeping.add(self.register, self.form.instance, by=self.user))
        except SentBefore as before:
            first = before.first.row(self.register.model)
            if before.same and first is not None:
                self.is_repeated = True
                return first
            self.form.tell_stored_before(first)
        return None

    def _change(self) -> Entry | None:
        if not self.form.is_valid():
            return None
        try:
            version = self.form.cleaned_data["version"]
            return keeping.change(self.register, self.form.instance, by=self.user, version=version)
        except keeping.StaleEntry as stale:
            self._show_conflict(stale.entry)
        except keeping.AlreadyCancelled:
            self.form.add_error(None, _("This entry was cancelled meanwhile and cannot be changed."))
        return None

    def _show_conflict(self, current: Entry) -> None:
        """Show what somebody else stored meanwhile beside what was typed; the next save replaces theirs."""
        typed = self.form.instance
        for name in self.register.fields:
            attname = self.register.model._meta.get_field(name).attname
            if getattr(current, attname) != getattr(typed, attname):
                self.theirs.append((self.register.label(name), value_text(current, name)))
        self.form.add_error(
            None,
            _("Not saved: somebody else changed this entry. Their values stand below; save again to keep yours."),
        )
        self.form.data = self.form.data.copy()
        self.form.data["version"] = str(current.version)

    @property
    def title(self) -> str:
        if self.entry is None:
            return _("New entry: %(register)s") % {"register": self.register.entry_title}
        return _("Change: %(entry)s") % {"entry": self.register.title_of(self.entry)}

    @property
    def deadline_text(self) -> str:
        rule = deadline_of(self.register) if self.register.has_deadline else None
        return (
            _("Deadline by the rule: %(days)s days (%(source)s).") % {"days": rule.days, "source": rule.source}
            if rule
            else ""
        )

    @property
    def back_url(self) -> str:
        if self.entry is None:
            return url_of(self.register, "register")
        return url_of(self.register, "entry", self.entry.pk)

    @property
    def crumbs(self) -> list[dict]:
        return [
            {"label": _("Registers"), "url": reverse("targets:registers")},
            {"label": self.register.title, "url": url_of(self.register, "register")},
            {"label": self.title},
        ]


def tell_saved(request, page: FormPage, entry: Entry) -> None:
    """Say that the entry is stored, now or when the form was first sent, and which units keep the same person."""
    register = page.register
    if page.is_repeated:
        text = _("Stored already: %(entry)s. The form was sent twice, and the entry is stored once.")
        messages.info(request, text % {"entry": register.title_of(entry)})
        return
    messages.success(request, _("Stored: %(entry)s.") % {"entry": register.title_of(entry)})
    twins = people.other_entries_of_person(register, entry)
    if twins:
        units = _(", ").join(dict.fromkeys(twin.unit.name_in_reports for twin in twins))
        text = ngettext(
            "The same person stands in this register %(count)s more time (%(units)s). Please check.",
            "The same person stands in this register %(count)s more times (%(units)s). Please check.",
            len(twins),
        )
        messages.warning(request, text % {"count": len(twins), "units": units})
