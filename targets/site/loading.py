"""Loading units and work plans from their TOML files; loading them again brings only what has changed in the files.

What the bureau edited or deleted stays as it is: each row remembers the values of its last loading (`Shipped`), and
only values that still equal them are replaced.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models

from targets import clock
from targets.formatting import plain_text
from targets.models import (
    Chapter,
    Covers,
    Indicator,
    IndicatorAlias,
    Milestone,
    PlanText,
    ReportingUnit,
    Target,
    Task,
    UnitAlias,
    WorkPlan,
)
from targets.models.closings import ALWAYS
from targets.models.plan import MONTHS, BelowChapter, OverPlans
from targets.models.shipped import Shipped
from targets.models.units import usual_duties
from targets.models.versions import one_change
from targets.names import squeeze
from targets.periods import Month, NotAMonth

# The text of the plan's document, beside plan.toml.
TEXT = "document.txt"
LANGUAGES = {"zh": "zh_hans", "en": "en"}
PLAIN_INDICATOR_FIELDS = (
    "kind",
    "sense",
    "quote",
    "as_written",
    "numerator_kind",
    "denominator_kind",
    "numerator_within",
    "is_net",
    "decimals",
    "parts_decimals",
    "reported_by",
    "pacing",
    "curve",
    "in_wan",
    "headline",
)


class BadPlanFile(ValueError):
    """A file that cannot be read, or that names something that does not exist; the message says what."""


@dataclass
class Loaded:
    """How many rows were added, updated or left unchanged, the aliases of units and indicators included."""

    counts: Counter = field(default_factory=Counter)

    def __str__(self) -> str:
        return ", ".join(f"{self.counts[name]} {name}" for name in ("added", "updated", "unchanged"))


def _as_json(value: Any) -> Any:
    """The value as JSON stores it, so that it can be compared with a shipped value."""
    if isinstance(value, Decimal):
        return plain_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.pk if isinstance(value, models.Model) else value


def put(model: type[Shipped], key: dict, values: dict, loaded: Loaded, beside: dict | None = None) -> Shipped | None:
    """Add the row, or update the values that the bureau has not edited; None if the bureau has deleted the row.

    `beside` has values to be remembered with the shipped ones although they are not fields of the row.
    """
    row = model.objects.filter(**key).first()
    shipped = {name: _as_json(value) for name, value in values.items()} | (beside or {})
    if row is None:
        if model.history.filter(history_type="-", **key).exists():
            loaded.counts["unchanged"] += 1
            return None
        loaded.counts["added"] += 1
        row = model(**key, **values, shipped=shipped)
        _refuse_closed_months(row)
        row.save(force_insert=True)
        return row
    untouched = {name for name in values if _as_json(getattr(row, name)) == row.shipped.get(name, shipped[name])}
    changed = [name for name in untouched if _as_json(getattr(row, name)) != shipped[name]]
    loaded.counts["updated" if changed else "unchanged"] += 1
    if changed or row.shipped != shipped:
        for name in changed:
            setattr(row, name, values[name])
        row.shipped = shipped
        _refuse_closed_months(row)
        # A shipped target is the plan's own: what a new release corrects in it was meant from the beginning.
        row.save(**({"from_month": ALWAYS} if isinstance(row, Target) else {}))
    return row


def _refuse_closed_months(row: Shipped) -> None:
    """Raise BadPlanFile where the row would change how closed months of its plan were judged, or has wrong months."""
    if isinstance(row, BelowChapter) and (faults := row.faults()):
        said = " ".join(f"{name}: {sentence}" for name, sentence in faults.items())
        raise BadPlanFile(f"{row._meta.verbose_name} {row}: {said} Nothing was loaded.")


def _shipped_aliases(model: type[Shipped], key: dict) -> list[str]:
    """The aliases of the row when its file was last loaded."""
    shipped = model.objects.filter(**key).values_list("shipped", flat=True).first()
    return (shipped or {}).get("aliases", [])


def _put_alias(model: type[models.Model], key: dict, values: dict, is_new: bool, loaded: Loaded) -> None:
    """Add an alias that is new in its file; one that the bureau has deleted since the last loading stays deleted."""
    added = is_new and model.objects.get_or_create(**key, defaults=values)[1]
    loaded.counts["added" if added else "unchanged"] += 1


def _texts(table: dict, **names: str) -> dict:
    """Texts in both languages: with `name="title"`, name_zh_hans and name_en are read from title_zh and title_en."""
    return {
        f"{attribute}_{language}": table.get(f"{key}_{short}", "")
        for attribute, key in names.items()
        for short, language in LANGUAGES.items()
    }


def _read(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise BadPlanFile(f"{path} does not exist.") from missing
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise BadPlanFile(f"{path} is not valid TOML: {broken}") from broken


@one_change()
def load_units(path: Path) -> Loaded:
    """Load the units with their aliases. Raises BadPlanFile, as when a unit comes before its parent."""
    loaded = Loaded()
    ReportingUnit.objects.all().lock_with_reports(Month.of(clock.today()).first_day)
    for table in _read(path)["unit"]:
        parent = ReportingUnit.objects.filter(code=table["parent"]).first() if table["parent"] else None
        if table["parent"] and parent is None:
            raise BadPlanFile(f"{path}: unit {table['code']} belongs to {table['parent']}, which is not known.")
        key = {"code": table["code"]}
        values = {"kind": table["kind"], "order": table["order"], "parent": parent}
        values |= {name: table.get(name, usual) for name, usual in usual_duties(table["kind"]).items()}
        values |= _texts(table, name="name", short_name="short_name")
        aliases = table["aliases"]
        shipped_before = _shipped_aliases(ReportingUnit, key)
        unit = put(ReportingUnit, key, values, loaded, beside={"aliases": aliases})
        for alias in aliases if unit else []:
            is_new = alias not in shipped_before
            _put_alias(UnitAlias, {"name": squeeze(alias)}, {"unit": unit}, is_new, loaded)
    return loaded


@one_change()
def load_plan(folder: Path) -> Loaded:
    """Load the plan of a year: plan.toml, a file for each chapter, and the text of its document where it is there.

    A plan that comes in files is published. Raises BadPlanFile, also if no units are loaded, because the plan sets
    targets for the city, and where a plan of the year is being made in the portal.
    """
    loaded = Loaded()
    table = _read(folder / "plan.toml")["plan"]
    values = {"starts": table["starts"], "ends": table["ends"]}
    texts = _texts(table, title="title", issued_by="issued_by")
    if WorkPlan.objects.filter(year=table["year"], published_at=None).exists():
        raise BadPlanFile(
            f"The plan of {table['year']} is being made in the portal: publish it or delete it there first."
        )
    # Whoever closes a month waits for it.
    WorkPlan.objects.filter(year=table["year"]).lock()
    plan = put(WorkPlan, {"year": table["year"]}, values | texts, loaded)
    city = ReportingUnit.objects.filter(parent__isnull=True).order_by("order").first()
    if city is None:
        raise BadPlanFile("No unit is loaded: load the units before the plan.")
    if plan and (folder / TEXT).exists():
        key = {"plan": plan, "from_month": ALWAYS.first_day}
        put(PlanText, key, {"text": (folder / TEXT).read_text(encoding="utf-8").strip()}, loaded)
    if plan and not plan.is_published:
        plan.published_at = clock.now()
        plan.save()
    if plan:
        for app in table["chapters"]:
            _ChapterLoader(plan, city, folder / f"{app}.toml", loaded).load()
    return loaded


def _months(table: dict) -> dict[str, date | None]:
    """The first and the last month, written as "2007-07"; what is not written is as long as the plan."""
    try:
        return {name: Month.parse(table[name]).first_day if name in table else None for name in MONTHS}
    except NotAMonth as wrong:
        raise BadPlanFile(f"{wrong} is not a month; write it as 2007-07.") from wrong


class _ChapterLoader:
    """Loads the file of one chapter; indicators and milestones keep the order that they have in their task."""

    def __init__(self, plan: WorkPlan, city: ReportingUnit, path: Path, loaded: Loaded):
        self.plan, self.city, self.path, self.loaded = plan, city, path, loaded
        self.order = 0

    def load(self) -> None:
        content = _read(self.path)
        head = content["chapter"]
        texts = _texts(head, title="title", short_title="short_title", lead_section="lead_section")
        key = {"plan": self.plan, "app": head["app"]}
        chapter = put(Chapter, key, {"number": head["number"]} | texts, self.loaded)
        for table in content["task"] if chapter else []:
            self._task(chapter, table)

    def _task(self, chapter: Chapter, table: dict) -> None:
        texts = _texts(table, title="title", summary="summary", lead_section="lead_section")
        key = {"plan": self.plan, "number": table["number"]}
        task = put(Task, key, {"chapter": chapter} | texts | _months(table), self.loaded)
        if task is None:
            return
        self.order = 0
        for row in table.get("indicator", []):
            self._indicator(task, row)
        for row in table.get("milestone", []):
            self._milestone(task, row, None)

    def _next_order(self, task: Task) -> int:
        self.order += 1
        return task.number * 100 + self.order

    def _indicator(self, task: Task, table: dict) -> None:
        values = {name: table[name] for name in PLAIN_INDICATOR_FIELDS if name in table}
        values |= {"task": task, "order": self._next_order(task)} | _months(table)
        values |= {name: self._indicator_named(table.get(name)) for name in ("part_of", "not_over")}
        values["continues"] = self._continued(Indicator, table)
        values |= _texts(
            table,
            name="name",
            unit_of_measure="unit",
            definition="definition",
            numerator_label="numerator",
            denominator_label="denominator",
        )
        key = {"plan": self.plan, "code": table["code"]}
        aliases = table.get("aliases_zh", [])
        shipped_before = _shipped_aliases(Indicator, key)
        indicator = put(Indicator, key, values, self.loaded, beside={"aliases": aliases})
        if indicator is None:
            return
        self._target(indicator, table)
        for alias in aliases:
            row = {"indicator": indicator, "unit": None, "name": squeeze(alias)}
            _put_alias(IndicatorAlias, row, {}, alias not in shipped_before, self.loaded)
        for element in table.get("element", []):
            self._milestone(task, element, indicator)

    def _indicator_named(self, code: str | None) -> Indicator | None:
        if code is None:
            return None
        indicator = Indicator.objects.filter(plan=self.plan, code=code).first()
        if indicator is None:
            raise BadPlanFile(f"{self.path}: {code} is named before it is defined.")
        return indicator

    def _continued(self, model: type[OverPlans], table: dict) -> OverPlans | None:
        """The first plan's row of a commitment over several plans (延续事项), which is written as "2007/T13-6"."""
        if "continues" not in table:
            return None
        try:
            return model.objects.first_of_commitment(table["continues"], before=self.plan)
        except model.DoesNotExist:
            raise BadPlanFile(
                f"{self.path}: {table['code']} continues {table['continues']}, which is in no earlier plan."
                " Write the year and the code, such as 2007/T13-6."
            ) from None

    def _target(self, indicator: Indicator, table: dict) -> None:
        key = {
            "indicator": indicator,
            "unit": self.city,
            "covers": Covers.WHOLE,
            "deadline": table["deadline"],
        }
        values = {"value": Decimal(table["target"]), "source": table["quote"][:200]}
        put(Target, key, values, self.loaded)

    def _milestone(self, task: Task, table: dict, indicator: Indicator | None) -> None:
        values = {
            "task": task,
            "indicator": indicator,
            "order": self._next_order(task),
            "deadline": table["deadline"],
            "reported_by": table["reported_by"],
            "quote": table.get("quote", ""),
        }
        values |= _texts(table, name="name", deadline_basis="deadline_basis") | _months(table)
        values["continues"] = self._continued(Milestone, table)
        put(Milestone, {"plan": self.plan, "code": table["code"]}, values, self.loaded)
