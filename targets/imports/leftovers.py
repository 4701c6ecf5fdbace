"""Imports that nobody went on with."""

from datetime import timedelta

from targets import clock
from targets.imports.life import discard
from targets.models import ImportBatch

KEPT_FOR = timedelta(days=7)


def forget_leftovers(by) -> None:
    """Delete the user's imports that have waited for more than a week, with their files."""
    for batch in ImportBatch.objects.filter(by=by, stored_at__isnull=True, created_at__lt=clock.now() - KEPT_FOR):
        discard(batch)
