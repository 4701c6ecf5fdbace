"""The page of an entry: its fields with personal data masked, steps, history, and what the user may do with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from targets import access
from targets.access import Action
from targets.frame.phrases import day_text, moment_text
from targets.models import CaseStep, Disclosure, NamesOfTheTime
from targets.models.entries import Entry
from targets.registers import keeping, people
from targets.registers.deadlines import deadline_of
from targets.registers.declaration import Register
from targets.registers.entry_figures import CountedFor, FrozenIn, counted_for, frozen_in
from targets.registers.list_page import find_register, mark_of
from targets.registers.rows import url_of
from targets.registers.showing import field_text, value_text

HISTORY_SHOWN = 100


def find_entry(user, app: str, slug: str, pk: int, action: Action = Action.VIEW_REGISTERS) -> tuple[Register, Entry]:
    """An entry and its register, for a user who may do the action.

    Raises Http404 where the user may not read the entry, PermissionDenied where the user may but lacks the action.
    """
    register = find_register(user, app, slug)
    related = [f.name for f in register.model._meta.fields if f.is_relation]
    entry = get_object_or_404(access.visible_entries(user, register.model).select_related(*related), pk=pk)
    if not access.of(user).may(action, entry.unit, app):
        raise PermissionDenied
    return register, entry


@dataclass(frozen=True, slots=True)
class Fact:
    """A field with its text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field's texts before and after a change."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One change of the history: what was done in a word, by whom, when, why, and which fields differ by it."""

    word: str
    by: str
    at: str
    reason: str
    differences: list[FieldDifference]


@dataclass(frozen=True, slots=True)
class SamePerson:
    """Another entry of the same person; `url` is empty where the reader may not open it."""

    unit: str
    day: str
    url: str


class EntryPage:
    """What the page of one entry shows; `whole` shows personal data unmasked, which the caller has logged.

    `seen` is the version on which something was based that is refused because somebody changed the entry since.
    """

    def __init__(
        self, register: Register, entry: Entry, user, *, whole: bool = False, step_form=None, seen: int | None = None
    ):
        self.register, self.entry, self.user, self.whole, self.seen = register, entry, user, whole, seen
        self.rights = access.of(user)
        self.step_form = step_form
        self.names = NamesOfTheTime()

    @property
    def title(self) -> str:
        return self.register.title_of(self.entry)

    @cached_property
    def keeps(self) -> bool:
        return self.rights.may(Action.KEEP_REGISTERS, self.entry.unit, self.register.app)

    @property
    def may_change(self) -> bool:
        return self.keeps and self.entry.cancelled_on is None

    @cached_property
    def may_delete(self) -> bool:
        return self.keeps and not keeping.is_counted(self.register, self.entry.pk)

    @property
    def may_reveal(self) -> bool:
        return self.keeps and self.register.is_personal and not self.whole

    @property
    def mark(self) -> tuple[str, str]:
        return mark_of(self.register, self.entry)

    @property
    def facts(self) -> list[Fact]:
        names = self.register.fields
        return [Fact(self.register.label(n), value_text(self.entry, n, whole=self.whole)) for n in names]

    @property
    def origin(self) -> str:
        """Where the entry came from: a file's name, or the demonstration; empty for one that was typed."""
        return _("demonstration") if self.entry.is_demo else self.entry.origin

    @property
    def cancelled_text(self) -> str:
        if not self.entry.cancelled_on:
            return ""
        words = {"day": day_text(self.entry.cancelled_on), "reason": self.entry.cancel_reason}
        return _("Cancelled on %(day)s: %(reason)s. It counts no longer.") % words

    @property
    def deadline_text(self) -> str:
        """The rule of the register's deadline, with its source."""
        rule = deadline_of(self.register) if self.register.has_deadline else None
        return _("%(days)s days: %(source)s") % {"days": rule.days, "source": rule.source} if rule else ""

    @cached_property
    def steps(self) -> list[CaseStep]:
        if not self.register.has_deadline:
            return []
        return list(CaseStep.objects.filter(register=self.register.name, entry=self.entry.pk).select_related("by"))

    @property
    def step_rows(self) -> list[tuple[str, str, str]]:
        return [(day_text(s.taken_on), s.words, self.names.of(s.by, s.written_at)) for s in self.steps]

    @cached_property
    def twins(self) -> list[SamePerson]:
        """The other entries of the same person, shown to every unit that keeps one of them, and to the bureau."""
        found = []
        for entry in people.other_entries_of_person(self.register, self.entry):
            readable = self.rights.may(Action.VIEW_REGISTERS, entry.unit, self.register.app)
            url = url_of(self.register, "entry", entry.pk) if readable else ""
            found.append(SamePerson(entry.unit.name_in_reports, value_text(entry, entry.day_field), url))
        return found

    @cached_property
    def counted_for(self) -> list[CountedFor]:
        return counted_for(self.register, self.entry)

    @cached_property
    def frozen_in(self) -> list[FrozenIn]:
        return frozen_in(self.register, self.entry, self.user)

    # ---- History ------------------------------------------------------------------------------------------

    @cached_property
    def theirs(self) -> list[tuple[str, str]]:
        """The fields that others changed since the version that was seen, with the values stored now."""
        seen = None if self.seen is None else self.entry.history.filter(version=self.seen).first()
        if seen is None:
            return []
        attnames = {name: self.register.model._meta.get_field(name).attname for name in self.register.fields}
        changed = [name for name, at in attnames.items() if getattr(seen, at) != getattr(self.entry, at)]
        return [(self.register.label(name), value_text(self.entry, name)) for name in changed]

    @cached_property
    def changes(self) -> list[EntryChange]:
        """The latest changes, the newest first; personal data are always masked here."""
        rows = self.entry.history.select_related("history_user").order_by("-history_date", "-history_id")
        kept = list(rows[: HISTORY_SHOWN + 1])
        pairs = zip(kept, [*kept[1:], None], strict=True)
        return [self._change(newer, older) for newer, older in pairs][:HISTORY_SHOWN]

    def _change(self, newer, older) -> EntryChange:
        word = _("entered") if older is None else (_("cancelled") if newer.cancelled_on else _("changed"))
        return EntryChange(
            word,
            self.names.of(newer.history_user, newer.history_date) or _("the portal"),
            moment_text(newer.history_date),
            newer.history_change_reason or "",
            self._differences(newer, older) if older is not None else [],
        )

    def _differences(self, newer, older) -> list[FieldDifference]:
        found = []
        for name in self.register.fields:
            model_field = self.register.model._meta.get_field(name)
            old, new = getattr(older, model_field.attname), getattr(newer, model_field.attname)
            if old != new:
                if model_field.is_relation:
                    old, new = getattr(older, name), getattr(newer, name)
                found.append(
                    FieldDifference(
                        self.register.label(name), field_text(model_field, old), field_text(model_field, new)
                    )
                )
        return found

    # ---- Links --------------------------------------------------------------------------------------------

    @property
    def urls(self) -> dict[str, str]:
        names = ("entry", "entry_edit", "entry_cancel", "entry_delete", "entry_reveal", "entry_step")
        return {name: url_of(self.register, name, self.entry.pk) for name in names}

    @property
    def crumbs(self) -> list[dict]:
        return [
            {"label": _("Registers"), "url": reverse("targets:registers")},
            {"label": self.register.title, "url": url_of(self.register, "register")},
            {"label": self.title},
        ]


def reveal(register: Register, entry: Entry, user) -> None:
    """Log that the user is shown the entry unmasked. Raises Http404 where the register holds nothing personal."""
    if not register.is_personal:
        raise Http404
    people.log_disclosure(register, [entry], Disclosure.ENTRY, by=user)
