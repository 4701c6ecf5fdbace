"""What the forms and the files of accounts share."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from targets.models import Chapter

OWN_ROLE = _("You cannot take the administrator's role from yourself; ask another administrator.")


def chapter_choices() -> list[tuple[str, str]]:
    """The chapters of all plans as choices by app, with their titles in the latest plan."""
    chapters = (
        Chapter.objects.published()
        .order_by("plan__year", "number")
        .only("app", "short_title_zh_hans", "short_title_en")
    )
    return list({chapter.app: chapter.short_title for chapter in chapters}.items())
