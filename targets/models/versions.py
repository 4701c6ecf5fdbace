"""A number that changes with every change that a page could show, so that pages can be cached."""

from django.db import models


class PortalState(models.Model):
    """One row: the data's version, and whether demonstration data are loaded.

    Every write through the models below raises the version inside its own transaction; a page
    made from an older version is stale. The row is the last that a transaction locks.
    """

    version = models.PositiveBigIntegerField(default=0)
    demonstration = models.BooleanField(default=False)

    ONLY = 1

    def __str__(self):
        return str(self.version)

    @classmethod
    def current(cls) -> "PortalState":
        """The row as it stands; an empty one in a new database."""
        return cls.objects.filter(pk=cls.ONLY).first() or cls(pk=cls.ONLY)

    @classmethod
    def bump(cls, **changes) -> None:
        """Say that data have changed; what changes of the row itself does so in the same statement."""
        changed = cls.objects.filter(pk=cls.ONLY).update(version=models.F("version") + 1, **changes)
        if not changed:
            cls.objects.get_or_create(pk=cls.ONLY, defaults={"version": 1} | changes)

    @classmethod
    def set_demonstration(cls, present: bool) -> None:
        cls.bump(demonstration=present)


class TrackedQuerySet(models.QuerySet):
    """Raises the data's version with every write of many rows."""

    def _bumped(self, answer):
        PortalState.bump()
        return answer

    def update(self, **kwargs):
        return self._bumped(super().update(**kwargs))

    update.alters_data = True

    def delete(self):
        return self._bumped(super().delete())

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, *args, **kwargs):
        return self._bumped(super().bulk_create(*args, **kwargs))


class Tracked(models.Model):
    """Raises the data's version with every save and delete of one row."""

    objects = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        PortalState.bump()

    def delete(self, *args, **kwargs):
        answer = super().delete(*args, **kwargs)
        PortalState.bump()
        return answer
