"""A row's history, to be read: who changed what and when. Nothing is taken back from here."""

from __future__ import annotations

from itertools import pairwise

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from targets.access import Action
from targets.admin.base import ScopedAdmin
from targets.admin.texts import NOTHING, value_text
from targets.models.personal import PersonalField

# Kept for the portal's own use; says nothing to a reader.
NOT_SHOWN = ("id", "shipped", "is_demo", "path", "district_path", "version")


class Masking(HistoricalRecordContextHelper):
    """Changes in words, a dash for nothing; persons masked, for everybody."""

    def prepare_delta_change_value(self, change, value):
        field = self.model._meta.get_field(change.field)
        if isinstance(field, PersonalField):
            return field.mask(str(value or ""))
        if value in (None, ""):
            return NOTHING
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return super().prepare_delta_change_value(change, value)


class HistoryAdmin(ScopedAdmin, SimpleHistoryAdmin):
    """A model with a history: read by who may read the row, of a deleted row by who reads everything."""

    object_history_template = "admin/history.html"
    object_history_list_template = "admin/history_list.html"

    def history_view(self, request, object_id, extra_context=None):
        """The row's changes; a row of somebody else's, or none, as the admin always answers."""
        if not self._may_read_history(request, object_id):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return super().history_view(request, object_id, extra_context)

    def _may_read_history(self, request, object_id: str) -> bool:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if self.find(request, object_id) is not None:
            return True
        gone = object_id.isascii() and object_id.isdigit() and self.may(request, Action.VIEW_EVERYTHING)
        return gone and self._kept(request).filter(id=object_id).exists()

    def _kept(self, request):
        """The history of rows that are gone, for those who read everything; nobody else is asked here."""
        return self.model.history.exclude(id__in=self.model._default_manager.values("pk"))

    def has_view_permission(self, request, obj=None) -> bool:
        """A row that is gone can be read by who reads everything: its address has passed `_may_read_history`."""
        if super().has_view_permission(request, obj):
            return True
        gone = obj is not None and not self.model._default_manager.filter(pk=obj.pk).exists()
        return gone and self.may(request, Action.VIEW_EVERYTHING)

    def has_change_history_permission(self, request, obj=None) -> bool:
        """History is never rewritten."""
        return False

    def revert_disabled(self, request, obj=None) -> bool:
        return True

    def set_history_delta_changes(self, request, historical_records, foreign_keys_are_objs=True):
        """What each change changed, without what says nothing to a reader."""
        hidden = [name for name in self._history_names() if self._is_hidden(name)]
        for newer, older in pairwise(historical_records):
            delta = newer.diff_against(older, excluded_fields=hidden, foreign_keys_are_objs=foreign_keys_are_objs)
            newer.history_delta_changes = Masking(self.model, newer).context_for_delta_changes(delta)

    def _history_names(self) -> list[str]:
        return [field.name for field in self.model.history.model.tracked_fields]

    def _is_hidden(self, name: str) -> bool:
        """A translated name's own column only repeats one of its languages."""
        repeated = name in getattr(getattr(self, "trans_opts", None), "all_fields", ())
        return repeated or name in NOT_SHOWN or name.startswith("standing_")

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """The row as it stood after one change."""
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
            "rows": [(self.label_of(field), value_text(version, field)) for field in fields],
            **(extra_context or {}),
        }
        return render(request, "admin/history_version.html", context)

    def label_of(self, field) -> str:
        return str(field.verbose_name)
