"""The admin of what closed months were judged by: a change is checked and stored without a closing in between."""

from contextlib import contextmanager

from django.db import transaction

from targets.models import WorkPlan


class LocksPlans:
    """A mixin for an admin: whoever closes a month waits for a change to be stored, and the other way round."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with self._plans_locked(request):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        with self._plans_locked(request):
            return super().delete_view(request, object_id, extra_context)

    @contextmanager
    def _plans_locked(self, request):
        """A transaction that no closing runs into, where the request writes anything."""
        if request.method != "POST":
            yield
            return
        with transaction.atomic():
            WorkPlan.objects.lock()
            yield
