"""Inventing figures from the tables of the script; they are the same every time, and no database is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from targets.demonstration.script import Script, chance
from targets.reports.sheets import Cell

HUNDRED = Decimal(100)
# Months differ from the season by up to this part.
JITTER = 0.08


def whole(number: Decimal | float) -> Decimal:
    """The number rounded half up to a whole one."""
    return Decimal(str(number)).quantize(Decimal(1), ROUND_HALF_UP)


def split(total: Decimal, weights: dict[str, int]) -> dict[str, Decimal]:
    """The total divided by weights into round numbers; the unit with the largest weight gets the remainder as well."""
    step = Decimal(10) ** max(total.adjusted() - 3, 0)
    given = {unit: whole(total * weight / sum(weights.values()) / step) * step for unit, weight in weights.items()}
    largest = max(weights, key=weights.__getitem__)
    given[largest] += total - sum(given.values())
    return given


def spread(total: Decimal, weights: Sequence[float]) -> list[Decimal]:
    """The total divided by weights into whole numbers that add up to it."""
    marks, reached, scale = [Decimal(0)], 0.0, sum(weights)
    for weight in weights:
        reached += weight
        marks.append(whole(total * Decimal(str(reached / scale))))
    return [later - earlier for earlier, later in pairwise(marks)]


class Invention:
    """Invents the figures of one unit: for each indicator a list of cells, one for each month of the half-year."""

    def __init__(self, script: Script, unit: str):
        self.script, self.unit = script, unit
        self.lean = Decimal(script.lean[unit]) / HUNDRED
        self.made: dict[str, list[Cell]] = {}

    def cells(self, code: str, target: Decimal | None) -> list[Cell]:
        """The cells of an indicator whose target for this unit is `target`."""
        profile = self.script.figures[code]
        if code not in self.made:
            self.made[code] = self._make(code, profile, target or Decimal(0))
        return self.made[code]

    def _make(self, code: str, profile: dict, target: Decimal) -> list[Cell]:
        if "values" in profile:
            return [Cell(value=Decimal(str(value))) for value in profile["values"]]
        if "of" in profile:
            return self._tested(profile)
        if "to" in profile:
            return self._ratio(code, profile)
        if "from" in profile:
            return self._stock(code, profile, target)
        return self._flow(code, profile, target)

    def _weights(self, code: str) -> list[float]:
        """The weights of the months: the season with a little chance, and with the outlier where there is one."""
        luck = chance(code, self.unit)
        weights = [month * luck.uniform(1 - JITTER, 1 + JITTER) for month in self.script.season]
        if outlier := self.script.outlier_of(code, self.unit):
            weights[outlier["month"] - 1] *= outlier["times"]
        return weights

    def _flow(self, code: str, profile: dict, target: Decimal) -> list[Cell]:
        lean = self.lean * Decimal(str(chance(code, self.unit, "lean").uniform(0.95, 1.05)))
        total = whole(target * Decimal(str(profile["pace"])) / HUNDRED * lean)
        cells = [Cell(value=value) for value in spread(total, self._weights(code))]
        if outlier := self.script.outlier_of(code, self.unit):
            place = outlier["month"] - 1
            cells[place] = Cell(value=cells[place].value, explanation=outlier["explanation"])
        return self._net(code, profile, cells) if "attrition" in profile else cells

    def _net(self, code: str, profile: dict, cells: list[Cell]) -> list[Cell]:
        """The same net figures with what they are the difference of: attrition is a percentage of the net figure."""
        luck = chance(code, self.unit, "attrition")
        made = []
        for cell in cells:
            share = Decimal(str(profile["attrition"] * luck.uniform(1 - JITTER, 1 + JITTER)))
            went_out = whole(cell.value * share / HUNDRED)
            made.append(replace(cell, numerator=cell.value + went_out, denominator=went_out))
        return made

    def _way(self, start: Decimal, end: Decimal, code: str) -> list[Decimal]:
        """The values of the months on a slightly uneven way from start to end."""
        steps = spread(Decimal(100_000), [chance(code, self.unit, m).uniform(0.92, 1.08) for m in range(6)])
        return [start + (end - start) * sum(steps[: month + 1]) / 100_000 for month in range(self.script.months)]

    def _stock(self, code: str, profile: dict, target: Decimal) -> list[Cell]:
        start = baseline(profile, target)
        end = start + (target - start) * profile["pace"] / HUNDRED * self.lean
        return [Cell(value=whole(number)) for number in self._way(start, end, code)]

    def _ratio(self, code: str, profile: dict) -> list[Cell]:
        if "filled" in profile:
            return self._filled(profile)
        shift = Decimal(str(chance(code, self.unit, "shift").uniform(-0.02, 0.02)))
        ends = [Decimal(str(profile[name])) for name in ("from", "to")]
        rates = [rate * (1 + shift) for rate in self._way(ends[0], ends[1], code)]
        if "share" not in profile:
            return [_money(rate, Decimal(profile["whole"])) for rate in rates]
        below = whole(Decimal(profile["whole"]) * self.script.shares[profile["share"]][self.unit] / HUNDRED)
        return [Cell(numerator=whole(below * rate / HUNDRED), denominator=below) for rate in rates]

    def _filled(self, profile: dict) -> list[Cell]:
        """A rate that rises to 100 % by the month that the profile names for the unit."""
        below, last = Decimal(profile["wholes"][self.unit]), profile["filled"][self.unit]
        missing = below * (100 - profile["from"]) / HUNDRED
        left = [missing * max(last - month, 0) / last for month in range(1, self.script.months + 1)]
        return [Cell(numerator=below - whole(rest), denominator=below) for rest in left]

    def _tested(self, profile: dict) -> list[Cell]:
        """The persons who passed, of those examined among the persons trained in the month."""
        rates = self._way(Decimal(str(profile["from"])), Decimal(str(profile["to"])), profile["of"])
        examined = [whole(cell.value * profile["tested"] / HUNDRED) for cell in self.made[profile["of"]]]
        return [
            Cell(numerator=whole(below * rate / HUNDRED), denominator=below)
            for below, rate in zip(examined, rates, strict=True)
        ]


def _money(rate: Decimal, below: Decimal) -> Cell:
    """A ratio of amounts in 万元, with two decimals."""
    return Cell(numerator=(below * rate / HUNDRED).quantize(Decimal("0.01"), ROUND_HALF_UP), denominator=below)


def baseline(profile: dict, target: Decimal) -> Decimal:
    """The value of a stock at the end of the year before."""
    return whole(target * Decimal(str(profile["from"])) / HUNDRED)
