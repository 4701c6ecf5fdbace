"""What forms and files of accounts both need to know of roles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from targets.models import Chapter

OWN_ROLE = _("You cannot take the administrator's role from yourself; ask another administrator.")


def chapter_choices() -> list[tuple[str, str]]:
    """The chapters of all plans by app, named as the latest plan names them."""
    chapters = Chapter.objects.order_by("plan__year", "number").only("app", "short_title_zh_hans", "short_title_en")
    return list({chapter.app: chapter.short_title for chapter in chapters}.items())
