"""Lines of a board's tables, put together here: in a template each of their cells would cost several look-ups."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from targets.pages.indicator_rows import MilestoneRow, Row

LINE = (
    '<tr><th scope="row"{level}><a href="{url}">{name}</a> {definition}{elements}</th>'
    '<td data-label="{target_head}">{target}</td>'
    '<td class="number" data-label="{to_date_head}">{to_date}{fraction}{carried}</td>'
    '<td class="number" data-label="{done_head}">{percent}</td>'
    '<td class="number" data-label="{due_head}">{due}</td>'
    '<td class="number{loss}" data-label="{gap_head}">{gap}</td>'
    '<td class="needed" data-label="{needed_head}">{needed}</td>'
    '<td class="centre" data-label="{units_head}">{units}</td>'
    '<td class="bar-cell">{chip}{bar}</td></tr>'
)
NAMES = (
    '<details class="definition board-elements"><summary><svg class="icon" aria-hidden="true" focusable="false">'
    '<use href="{}#chevron"></use></svg>{}</summary><ul class="definition-body">{}</ul></details>'
)


def line(row: Row) -> SafeString:
    """An indicator's line; on a telephone, where it is a card, each cell says its column's head itself."""
    return format_html(
        LINE,
        **_heads(get_language()),
        level=LEVEL if row.level else "",
        url=row.url,
        name=row.name,
        definition=row.definition_html,
        elements=names(row.elements) if row.elements else "",
        target=row.target.html,
        to_date=row.to_date.html,
        fraction=_under(row.fraction),
        carried=_under(row.carried, " carried"),
        percent=row.percent,
        due=row.due.html,
        loss=" loss" if row.is_short else "",
        gap=row.gap,
        needed=row.needed,
        units=row.units,
        chip=row.chip,
        bar=row.bar_html,
    )


def names(elements: Iterable[MilestoneRow]) -> SafeString:
    """The names behind a count of deliverables, opened where they stand."""
    # Each item is escaped where it is put together.
    items = mark_safe("".join(element.item for element in elements))  # noqa: S308
    return format_html(NAMES, static("targets/img/icons.svg"), _("Names"), items)


LEVEL = mark_safe(' class="level-1"')


def _under(text: str, more: str = "") -> SafeString | str:
    return format_html('<span class="under{}">{}</span>', more, text) if text else ""


@lru_cache
def _heads(_language: str | None) -> dict[str, SafeString]:
    """The columns' heads, once for each language."""
    heads = {
        "target_head": _("Target"),
        "to_date_head": _("To date"),
        "done_head": _("Done"),
        "due_head": _("Due by now"),
        "gap_head": _("Ahead or behind"),
        "needed_head": _("Still needed"),
        "units_head": _("Units"),
    }
    return {name: conditional_escape(text) for name, text in heads.items()}
