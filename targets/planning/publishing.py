"""Putting a plan in force: in one step, and only where nothing stands against it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from targets import clock
from targets.models import WorkPlan
from targets.models.versions import one_change
from targets.planning.checklist import faults


class CannotPublish(Exception):
    """Something stands against publishing; `sentences` say what."""

    def __init__(self, sentences: list[str]):
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@one_change()
def publish(plan: WorkPlan) -> WorkPlan:
    """Put the plan in force for everybody; raises CannotPublish."""
    locked = WorkPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if locked.is_published:
        raise CannotPublish([_("The plan is published already.")])
    if found := faults(locked):
        raise CannotPublish([point.text for point in found])
    locked.published_at = clock.now()
    locked.save()
    return locked
