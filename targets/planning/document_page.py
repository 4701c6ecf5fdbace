"""The text of a plan's document, paragraph by paragraph, with the commitments that stand in each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.urls import reverse

from targets.models import Indicator, PlanText, WorkPlan
from targets.names import squeeze


@dataclass(frozen=True, slots=True)
class QuotedIndicator:
    """An indicator whose words stand in a paragraph."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the document; `anchor` is its place on the page."""

    anchor: str
    text: str
    commitments: list[QuotedIndicator] = field(default_factory=list)


def paragraphs(plan: WorkPlan) -> list[Paragraph]:
    """The document's paragraphs, each with the indicators that quote it; empty without a text."""
    texts = _texts(plan)
    found: dict[int, list[QuotedIndicator]] = defaultdict(list)
    for indicator in Indicator.objects.filter(plan=plan).order_by("order", "code"):
        number = _place(texts, indicator.quote)
        if number is not None:
            url = reverse("targets:indicator", args=[plan.year, indicator.code])
            found[number].append(QuotedIndicator(str(indicator), url))
    return [Paragraph(_anchor(number), text, found[number]) for number, text in enumerate(texts)]


def place_of(indicator: Indicator, plan: WorkPlan) -> str:
    """The address of the paragraph that holds the indicator's words; empty where it is not known."""
    number = _place(_texts(plan), indicator.quote)
    return "" if number is None else f"{reverse('targets:plan_text', args=[plan.year])}#{_anchor(number)}"


def _texts(plan: WorkPlan) -> list[str]:
    text = PlanText.objects.filter(plan=plan).values_list("text", flat=True).first() or ""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _place(texts: list[str], quote: str) -> int | None:
    """The number of the first paragraph with these words, apart from white space and width."""
    words = squeeze(quote)
    return next((number for number, text in enumerate(texts) if words in squeeze(text)), None) if words else None


def _anchor(number: int) -> str:
    return f"p{number + 1}"
