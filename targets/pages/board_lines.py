"""Lines of a board's tables, put together here: in a template each of their cells would cost several look-ups."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from django.templatetags.static import static
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from targets.pages import marks
from targets.pages.marks import filled

if TYPE_CHECKING:
    from targets.pages.boards import TaskBlock
    from targets.pages.indicator_rows import MilestoneRow, Row
    from targets.pages.phrases import Number

TASK = (
    '<tbody><tr class="group-row"><th scope="rowgroup" colspan="9"><a href="{url}">{number} {title}</a>'
    "{deliverables}</th></tr>{rows}</tbody>"
)
DELIVERABLES = '<span class="under">{text}</span>{names}'
LINE = (
    '<tr><th scope="row"{level}><a href="{url}">{name}</a> {definition}{elements}</th>'
    '<td data-label="%(target)s">{target}</td>'
    '<td class="number" data-label="%(to_date)s">{to_date}{fraction}{carried}</td>'
    '<td class="number" data-label="%(done)s">{percent}</td>'
    '<td class="number" data-label="%(due)s">{due}</td>'
    '<td class="number{loss}" data-label="%(gap)s">{gap}</td>'
    '<td class="needed" data-label="%(needed)s">{needed}</td>'
    '<td class="centre" data-label="%(units)s">{units}</td>'
    '<td class="bar-cell">{chip}{bar}</td></tr>'
)
TILE = (
    '<article class="stat stat-{status}"><h2 class="stat-label"><a href="{url}">{name}</a></h2>'
    '<p class="stat-value">{value}{unit}</p>{bar}'
    '<div class="stat-foot"><p class="stat-note">{note}</p>{chip}</div></article>'
)
NAMES = (
    '<details class="definition board-elements"><summary><svg class="icon" aria-hidden="true" focusable="false">'
    '<use href="%(icons)s#chevron"></use></svg>%(word)s</summary><ul class="definition-body">{items}</ul></details>'
)


def head() -> SafeString:
    """The head of a board's tables."""
    return marks.piece("targets/board/head.html")


def task(block: TaskBlock) -> SafeString:
    """A task's part of a table: its title with its deliverables, then its indicators' lines."""
    forms = _forms(get_language())
    return filled(
        TASK,
        url=block.url,
        number=block.number,
        title=block.title,
        deliverables=_deliverables(block, forms) if block.done_text else "",
        rows=SafeString("".join([_line(row, forms) for row in block.rows])),
    )


def _deliverables(block: TaskBlock, forms: Forms) -> SafeString:
    """How many are done and which is next, with their names behind."""
    coming = [forms.coming % {"text": block.next_text}] if block.next_text else []
    return filled(DELIVERABLES, text=" · ".join([block.done_text, *coming]), names=_names(block.milestones, forms))


def line(row: Row) -> SafeString:
    """An indicator's line; on a telephone, where it is a card, each cell says its column's head itself."""
    return _line(row, _forms(get_language()))


def _line(row: Row, forms: Forms) -> SafeString:
    return filled(
        forms.line,
        level=LEVEL if row.level else "",
        url=row.url,
        name=row.name,
        definition=marks.definition(row.name, row.definition, forms.language) if row.definition else "",
        elements=_names(row.elements, forms) if row.elements else "",
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
        bar=row.bar_html if row.bar.filled else "",
    )


def _names(elements: Iterable[MilestoneRow], forms: Forms) -> SafeString:
    """The names behind a count of deliverables, opened where they stand."""
    items = SafeString("".join(map(_item, elements)))
    return filled(forms.names, items=items)


def _item(element: MilestoneRow) -> str:
    """HTML of one of these names with its state and its deadline; a board has some 150."""
    name, deadline = escape(element.name), escape(element.deadline)
    return f'<li>{element.chip} {name} <span class="quiet nowrap">{deadline}</span></li>'


def tile(row: Row) -> SafeString:
    """A headline indicator, inside <div class="stats">."""
    return filled(
        TILE,
        status=row.status.value,
        url=row.url,
        name=row.name,
        value=_figure(row.to_date),
        unit=filled(' <span class="stat-unit">{unit}</span>', unit=row.unit) if row.unit else "",
        bar=row.bar_html,
        note=row.note,
        chip=row.chip,
    )


def _figure(number: Number) -> SafeString:
    return number.html if number.exact else filled('<span class="num">{text}</span>', text=number.text)


LEVEL = SafeString(' class="level-1"')


def _under(text: str, more: str = "") -> SafeString | str:
    return filled('<span class="under{more}">{text}</span>', more=more, text=text) if text else ""


class Forms(NamedTuple):
    """The forms that have words in them, in one language."""

    language: str | None
    line: str
    names: str
    coming: str


@lru_cache
def _forms(language: str | None) -> Forms:
    """Once for each language: a line with the columns' heads in it, the names, what stands before the next of them."""
    heads = {
        "target": _("Target"),
        "to_date": _("To date"),
        "done": _("Done"),
        "due": _("Due by now"),
        "gap": _("Ahead or behind"),
        "needed": _("Still needed"),
        "units": _("Units"),
    }
    said = {"icons": static("targets/img/icons.svg"), "word": conditional_escape(_("Names"))}
    line = LINE % {name: conditional_escape(text) for name, text in heads.items()}
    return Forms(language, line, NAMES % said, _("next: %(text)s"))
