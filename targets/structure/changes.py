"""What a change of a unit will change, said in sentences before it is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.frame.phrases import month_text
from targets.models import MonthlyReport, ReportingUnit, UnitKind
from targets.models.closings import ALWAYS, MonthClosing
from targets.periods import Month


def what_changes(unit: ReportingUnit, wanted: Mapping[str, Any], month: Month) -> list[str]:
    """What the new values change from the month on; empty where nothing does that holds from a month on.

    `unit` is as it is stored, `wanted` has the new values by field.
    """
    told = {"unit": unit.name, "month": month_text(month)}
    changed = {name: value for name, value in wanted.items() if getattr(unit, name) != value}
    kinds = (_of_names, _of_level, _of_parent, _of_duties)
    found = [sentence for said in kinds for sentence in said(unit, changed, told)]
    if not found:
        return []
    reports = MonthlyReport.objects.filter(unit=unit, month__gte=month.first_day).count()
    if reports and not changed.keys().isdisjoint({"parent", "kind", "counts_toward_city"}):
        words = ngettext(
            "%(count)s report of %(month)s and later counts in the new way.",
            "%(count)s reports of %(month)s and later count in the new way.",
            reports,
        )
        found.append(words % {**told, "count": reports})
    found += closed_months_stay()
    return [*found, _("The months before %(month)s keep what they had, and their totals.") % told]


def closed_months_stay() -> Iterator[str]:
    """That no closed month changes; nothing where none is closed."""
    first_open = MonthClosing.objects.first_open_month()
    if first_open != ALWAYS:
        words = _("No closed month changes: everything until %(month)s stays as it was judged.")
        yield words % {"month": month_text(first_open.previous)}


def fingerprint(sentences: list[str]) -> str:
    """Tells whether sentences are still those that somebody has seen."""
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()


def _of_names(unit: ReportingUnit, changed: Mapping[str, Any], told: dict) -> Iterator[str]:
    for name in ("name_zh_hans", "short_name_zh_hans", "name_en", "short_name_en"):
        if name in changed:
            words = _("From %(month)s on it is called %(after)s (before: %(before)s).")
            yield words % {**told, "after": changed[name], "before": getattr(unit, name)}


def _of_level(unit: ReportingUnit, changed: Mapping[str, Any], told: dict) -> Iterator[str]:
    if "kind" in changed:
        words = _("From %(month)s on its level is %(after)s (before: %(before)s).")
        before, after = (UnitKind(kind).label for kind in (unit.kind, changed["kind"]))
        yield words % {**told, "after": after, "before": before}


def _of_parent(unit: ReportingUnit, changed: Mapping[str, Any], told: dict) -> Iterator[str]:
    if "parent" not in changed or changed["parent"] is None or unit.parent is None:
        return
    names = {**told, "after": changed["parent"].name, "before": unit.parent.name}
    yield _("From %(month)s on it belongs to %(after)s; until then to %(before)s.") % names
    yield _("What it has reported month by month stays with %(before)s; what lasts goes along to %(after)s.") % names
    if below := ReportingUnit.objects.under(unit).filter(active=True).exclude(pk=unit.pk).count():
        words = ngettext("%(count)s unit below moves with it.", "%(count)s units below move with it.", below)
        yield words % {"count": below}


def _of_duties(unit: ReportingUnit, changed: Mapping[str, Any], told: dict) -> Iterator[str]:
    sentences = {
        ("submits_reports", True): _("It is asked for reports from %(month)s on."),
        ("submits_reports", False): _("It owes no report from %(month)s on, and its stocks end; its months stay."),
        ("counts_toward_city", True): _("Its reports count toward the city's total from %(month)s on."),
        ("counts_toward_city", False): _("Its reports count toward the city's total no more from %(month)s on."),
    }
    for name in ("submits_reports", "counts_toward_city"):
        if name in changed:
            yield sentences[name, changed[name]] % told
