"""The history of a row in the admin: who changed what and when. It can be read, but no change can be reverted there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from targets.access import Action
from targets.admin.base import ScopedAdmin
from targets.admin.texts import NOTHING, value_text, yes_or_no
from targets.models import NamesOfTheTime
from targets.models.personal import PersonalField
from targets.tables import Column, DrawnColumn, MomentColumn, Table

# Fields for the portal's own use, which mean nothing to a reader.
NOT_SHOWN = ("id", "shipped", "is_demo", "path", "district_path", "version")


class MaskedChanges(HistoricalRecordContextHelper):
    """Changes as texts: choices by their labels, a dash for an empty value, personal data masked."""

    def prepare_delta_change_value(self, change, value):
        field = self.model._meta.get_field(change.field)
        if isinstance(field, PersonalField):
            return field.mask(str(value or ""))
        if value in (None, ""):
            return NOTHING
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return yes_or_no(value)
        return super().prepare_delta_change_value(change, value)


CHANGES = {"+": gettext_lazy("made"), "~": gettext_lazy("changed"), "-": gettext_lazy("deleted")}


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change of a row; `url` is the address of the row as it was after it."""

    record: Any
    url: str

    @property
    def at(self) -> datetime:
        return self.record.history_date

    @property
    def kind(self) -> str:
        return str(CHANGES[self.record.history_type])

    @property
    def by(self) -> str:
        """Who made the change, under the name of that time."""
        return self.record.made_by

    @property
    def reason(self) -> str:
        return self.record.history_change_reason or ""

    @property
    def changes(self) -> list[dict]:
        """The fields with their old and new values; the first change of a row has none before it to compare with."""
        return getattr(self.record, "history_delta_changes", [])


class ChangeTable(Table):
    """The changes of one row, the latest first."""

    row_template = "admin/history_row.html"

    at = MomentColumn(gettext_lazy("Date/time"), heading=True)
    kind = Column(gettext_lazy("What was done"))
    by = Column(gettext_lazy("By"))
    reason = Column(gettext_lazy("Reason"), empty="")
    changes = DrawnColumn(gettext_lazy("What changed"))


class HistoryAdmin(ScopedAdmin, SimpleHistoryAdmin):
    """The admin of a model with a history.

    Whoever may read a row may read its history; that of a deleted row is for users who may read every record.
    """

    object_history_template = "admin/history.html"
    object_history_list_template = "admin/history_list.html"

    def history_view(self, request, object_id, extra_context=None):
        """The changes of the row; for a row that does not exist for the user, the admin's usual answer."""
        if not self._may_read_history(request, object_id):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return super().history_view(request, object_id, extra_context)

    def _may_read_history(self, request, object_id: str) -> bool:
        """Whether the user may read the history of the row. Raises PermissionDenied without any right on the model."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if self.find(request, object_id) is not None:
            return True
        is_key = object_id.isascii() and object_id.isdigit()
        may_read = is_key and self.may(request, Action.VIEW_EVERYTHING)
        return may_read and self.deleted_rows(request).filter(id=object_id).exists()

    def deleted_rows(self, request):
        """The history of deleted rows, as far as a user with the right to read every record may see it."""
        return self.model.history.exclude(id__in=self.model._default_manager.values("pk"))

    def has_view_permission(self, request, obj=None) -> bool:
        """Allow deleted rows too, to users who may read every record; `_may_read_history` has checked which rows."""
        if super().has_view_permission(request, obj):
            return True
        is_deleted = obj is not None and not self.model._default_manager.filter(pk=obj.pk).exists()
        return is_deleted and self.may(request, Action.VIEW_EVERYTHING)

    def has_change_history_permission(self, request, obj=None) -> bool:
        """Nobody may rewrite history."""
        return False

    def revert_disabled(self, request, obj=None) -> bool:
        return True

    def set_history_delta_changes(self, request, historical_records, foreign_keys_are_objs=True):
        """Set who made each change, under the name of that time, and what it changed, without the hidden fields."""
        persons = NamesOfTheTime()
        for record in historical_records:
            record.made_by = persons.of(record.history_user, record.history_date)
        names = [field.name for field in self.model.history.model.tracked_fields]
        hidden = [name for name in names if self._is_hidden(name)]
        for newer, older in pairwise(historical_records):
            delta = newer.diff_against(older, excluded_fields=hidden, foreign_keys_are_objs=foreign_keys_are_objs)
            newer.history_delta_changes = MaskedChanges(self.model, newer).context_for_delta_changes(delta)

    def _is_hidden(self, name: str) -> bool:
        """Whether the field is not shown. The field of a translated text only repeats that of one language."""
        is_repeated = name in getattr(getattr(self, "trans_opts", None), "all_fields", ())
        return is_repeated or name in NOT_SHOWN or name.startswith("standing_")

    def render_history_view(self, request, template, context, **kwargs):
        """Add the table of the changes to what the page shows."""
        place = f"admin:{self.opts.app_label}_{self.opts.model_name}_simple_history"
        changes = [
            RecordedChange(record, reverse(place, args=[record.id, record.pk])) for record in context["page_obj"]
        ]
        return super().render_history_view(request, template, {**context, "table": ChangeTable(changes)}, **kwargs)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """The page with the row as it was after one change."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        if not (version_id.isascii() and version_id.isdigit() and self._may_read_history(request, object_id)):
            raise Http404
        version = get_object_or_404(self.model.history.select_related("history_user"), id=object_id, pk=version_id)
        fields = [field for field in version.tracked_fields if not self._is_hidden(field.name)]
        context = {
            **self.admin_site.each_context(request),
            "title": _("As it stood: %(row)s") % {"row": version.history_object},
            "opts": self.opts,
            "object_id": object_id,
            "version": version,
            "made_by": NamesOfTheTime().of(version.history_user, version.history_date),
            "rows": [(self.label_of(field), value_text(version, field)) for field in fields],
            **(extra_context or {}),
        }
        return render(request, "admin/history_version.html", context)

    def label_of(self, field) -> str:
        return str(field.verbose_name)
