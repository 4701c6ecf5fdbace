"""A generator of layouts: known figures written as districts might write them, for tests of what is read back."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from targets.spreadsheets.cells import CellArea, Sheet
from tests.spreadsheets.names import DISTRICTS

NAMES = {
    "T01-1": ["城镇新增就业", "新增就业", "新增就业人数", "T01-1", "T01-1 城镇新增就业", "城镇新增就业（人）"],
    "T01-2": ["下岗失业人员再就业（领取优惠证人员）", "再就业", "T01-2", "下岗失业人员再就业"],
    "T01-3": ["其中：“4050”人员再就业", "4050人员", "T01-3", "其中:4050人员再就业"],
    "T02-1": ["职业介绍", "T02-1职业介绍", "职业介绍（人次）"],
    "T04-5": ["农村劳动力培训", "T04-5"],
    "T04-6": ["农村劳动预备制培训", "T04-6", "其中：劳动预备制培训（农村）", "劳动预备制培训"],
    "T09-1": ["失业保险参保人数", "失业参保", "T09-1"],
}
ROLES = {"month": ["本月", "当月", "本月完成数"], "to_date": ["累计", "本年累计", "1-3月累计", "截至3月底"]}
BESIDE = {"target": ["年计划", "全年目标"], "share": ["完成年计划%"], "rank": ["排名"], "last_year": ["去年同期累计"]}

Key = tuple[str, str, int, str | None]
"""Unit, indicator, month, role."""


@dataclass
class Drawn:
    """A sheet, and the figures that it holds."""

    sheet: Sheet
    figures: dict[Key, int]
    strangers: bool = False


@dataclass
class Item:
    """A thing on one axis: the texts of its levels, what it means, and whether its numbers are data."""

    texts: tuple[str, ...]
    unit: str | None = None
    code: str | None = None
    month: int | None = None
    role: str | None = None
    data: bool = True
    stranger: bool = False


@st.composite
def dressed(draw, text: str) -> str:
    """The same name, padded, broken, in full width or numbered."""
    form = draw(st.sampled_from(["plain", "plain", "padded", "wide", "broken", "numbered", "footnote"]))
    if form == "padded" and len(text) < 12:
        return "　".join(text)
    if form == "wide":
        return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
    if form == "broken" and len(text) > 3:
        return text[:3] + "\n" + text[3:]
    if form == "numbered" and not text[0].isdigit() and "其中" not in text:
        return "一、" + text
    return f"{text}①" if form == "footnote" else text


@st.composite
def unit_items(draw) -> list[Item]:
    codes = draw(st.lists(st.sampled_from(sorted(DISTRICTS)), min_size=1, max_size=5, unique=True))
    items = []
    for code in codes:
        name = DISTRICTS[code]
        text = draw(st.sampled_from([name, name[:-1], f"双鸭山市{name}", code, f"{name}劳动局"]))
        items.append(Item((draw(dressed(text)),), unit=code))
    if draw(st.booleans()):
        total = Item((draw(st.sampled_from(["合计", "总计", "全市", "双鸭山市", "小　计"])),), data=False)
        items.insert(draw(st.sampled_from([0, len(items)])), total)
    if draw(st.integers(0, 5)) == 0:
        name = draw(st.sampled_from(["东山区", "友谊农场", "上海市宝山区", "其他"]))
        items.insert(draw(st.integers(0, len(items))), Item((name,), data=False, stranger=True))
    return items


@st.composite
def indicator_items(draw, *, with_roles: bool) -> list[Item]:
    """Indicators, each with its roles beneath where they are wanted."""
    codes = draw(st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=5, unique=True))
    roles = (
        draw(st.lists(st.sampled_from(sorted(ROLES)), min_size=1, max_size=2, unique=True)) if with_roles else [None]
    )
    beside = draw(st.lists(st.sampled_from(sorted(BESIDE)), max_size=2, unique=True)) if with_roles else []
    items = []
    for code in codes:
        name = draw(dressed(draw(st.sampled_from(NAMES[code]))))
        for role in roles:
            texts = (name, draw(st.sampled_from(ROLES[role]))) if role else (name,)
            items.append(Item(texts, code=code, role=role))
        items += [Item((name, draw(st.sampled_from(BESIDE[other]))), code=code, data=False) for other in beside]
    if draw(st.integers(0, 5)) == 0:
        texts = ("就业困难人员", "本月") if with_roles else ("就业困难人员",)
        items.append(Item(texts, data=False, stranger=True))
    return items


@st.composite
def month_items(draw) -> list[Item]:
    months = sorted(draw(st.lists(st.integers(1, 12), min_size=1, max_size=6, unique=True)))
    form = draw(st.sampled_from(["{}月", "2007年{}月", "{}月份"]))
    return [Item((form.format(month),), month=month, role="month") for month in months]


@st.composite
def layouts(draw) -> Drawn:
    """Units, indicators, roles and months on two axes and in the lines above, with everything that may stand around."""
    form = draw(
        st.sampled_from([_units_and_indicators, _units_and_months, _indicators_and_roles, _indicators_and_months])
    )
    rows, columns, lines, fixed = draw(form())
    if form is not _indicators_and_roles and draw(st.booleans()):
        rows, columns = columns, rows
    return draw(_written(rows, columns, lines, fixed))


@st.composite
def _units_and_indicators(draw):
    columns = draw(indicator_items(with_roles=draw(st.booleans())))
    return draw(unit_items()), columns, [["2007年3月情况表"]], {"month": 3}


@st.composite
def _units_and_months(draw):
    code = draw(st.sampled_from(sorted(NAMES.keys() - {"T04-6"})))
    return draw(unit_items()), draw(month_items()), [[f"2007年{NAMES[code][1]}情况表"]], {"code": code}


@st.composite
def _indicators_and_roles(draw):
    unit = draw(st.sampled_from(sorted(DISTRICTS)))
    columns = [Item((draw(st.sampled_from(texts)),), role=role) for role, texts in ROLES.items()]
    beside = draw(st.lists(st.sampled_from(sorted(BESIDE)), max_size=2, unique=True))
    columns += [Item((draw(st.sampled_from(BESIDE[other])),), data=False) for other in beside]
    lines = [["2007年3月情况表"], [f"填报单位：{DISTRICTS[unit]}"]]
    return draw(indicator_items(with_roles=False)), columns, lines, {"unit": unit, "month": 3}


@st.composite
def _indicators_and_months(draw):
    unit = draw(st.sampled_from(sorted(DISTRICTS)))
    rows = draw(indicator_items(with_roles=False))
    return rows, draw(month_items()), [[f"{DISTRICTS[unit]}2007年完成情况"]], {"unit": unit}


@st.composite
def _lists_and_months(draw):
    """Two names beside each row: the unit, once for all its rows or each time, and the indicator."""
    indicators = [item for item in draw(indicator_items(with_roles=False)) if item.data]
    units = [item for item in draw(unit_items()) if item.data]
    rows = [
        Item(unit.texts + indicator.texts, unit=unit.unit, code=indicator.code)
        for unit in units
        for indicator in indicators
    ]
    columns = draw(st.sampled_from([draw(month_items()), [Item(("数值",))], [Item(("本月",), role="month")]]))
    fixed = {} if columns[0].month else {"month": 3}
    return rows, columns, [["2007年3月情况表" if fixed else "2007年情况表"]], fixed


class _Writer:
    """Writes two axes as a sheet; `draw` decides what stands around the figures."""

    def __init__(self, draw, rows: list[Item], columns: list[Item]):
        self.draw, self.rows, self.columns = draw, rows, columns
        self.merges, self.counted = draw(st.booleans()), draw(st.booleans())
        self.coded, self.repeated = draw(st.integers(0, 3)) == 0, draw(st.booleans())
        self.offset, self.gap = draw(st.integers(0, 2)), draw(st.integers(0, 1))
        self.key_width = max(len(item.texts) for item in rows)
        self.first_key = self.offset + int(self.counted)
        self.first = self.first_key + self.key_width + self.gap
        self.grid: list[list] = []
        self.areas: list[CellArea] = []
        self.figures: dict[Key, int] = {}

    def lines(self, lines: list[list]) -> None:
        self.grid += [[] for _ in range(self.draw(st.integers(0, 2)))]
        self.grid += [["", *line] if self.draw(st.booleans()) else line for line in lines]
        if self.draw(st.booleans()):
            self.grid.append(["", "", "单位：人"])
        self.grid += [[] for _ in range(self.draw(st.integers(0, 1)))]

    def head(self) -> None:
        head, depth = len(self.grid), max(len(item.texts) for item in self.columns)
        for level in range(depth):
            heading = [""] * self.first
            if level == 0:
                heading[self.first_key] = self.draw(st.sampled_from(["指标", "项目", "单位", "县区", ""]))
                heading[self.offset] = "序号" if self.counted else heading[self.offset]
            self.grid.append(heading + [item.texts[level] if level < len(item.texts) else "" for item in self.columns])
        if not self.repeated:
            _group(self.grid, self.areas, head, depth, self.first, self.merges)
        if self.draw(st.integers(0, 3)) == 0:
            blanks = self.first - self.first_key - 1
            numbers = list(range(1, len(self.columns) + 1))
            self.grid.append([""] * self.first_key + ["甲"] + [""] * blanks + numbers)

    def body(self, fixed: dict) -> None:
        number, previous = self.draw(st.integers(1000, 2000)), ()
        for index, row in enumerate(self.rows):
            if self.draw(st.integers(0, 9)) == 0:
                self.grid.append([])
            texts = list(row.texts)
            if not self.repeated and len(texts) > 1 and previous[:1] == row.texts[:1]:
                texts[0] = ""
            previous = row.texts
            line = [""] * self.offset + ([index + 1] if self.counted else []) + texts
            line += [""] * (self.first - len(line))
            for column in self.columns:
                number += 7
                blank = self.draw(st.integers(0, 9)) == 0
                line.append("" if blank else number)
                if row.data and column.data and not blank:
                    self.figures[_key(row, column, fixed)] = number
            self.grid.append(line + ([row.code] if self.coded and row.code else []))


@st.composite
def _written(draw, rows: list[Item], columns: list[Item], lines: list[list], fixed: dict) -> Drawn:
    """The two axes as a sheet, with merged areas or, as in text files, without."""
    writer = _Writer(draw, rows, columns)
    writer.lines(lines)
    writer.head()
    writer.body(fixed)
    writer.grid += draw(st.lists(st.sampled_from(NOTES), max_size=2))
    hidden = frozenset(draw(st.sets(st.integers(0, len(writer.grid)), max_size=2)))
    name = draw(st.sampled_from(["Sheet1", "就业", "Sheet1 (2)"]))
    strangers = any(item.stranger for item in rows + columns)
    return Drawn(Sheet(name, writer.grid, hidden_rows=hidden, merged=writer.areas), writer.figures, strangers)


NOTES = [
    ["注：本表由统计科汇总，共12项。"],
    ["", "数据来源：统计科"],
    ["单位负责人：张三", "", "填表人：李四", "联系电话：", 4223311],
    ["　　2.截至3月31日。"],
]


def _key(row: Item, column: Item, fixed: dict) -> Key:
    def either(name: str):
        return getattr(row, name) or getattr(column, name) or fixed.get(name)

    return either("unit"), either("code"), either("month"), either("role")


def _group(grid: list[list], areas: list[CellArea], head: int, depth: int, first: int, merge: bool) -> None:
    """Upper levels that repeat: merged, or written once with blanks behind."""
    for level in range(depth - 1):
        row = grid[head + level]
        start = first
        for column in range(first + 1, len(row) + 1):
            if column < len(row) and row[column] == row[start]:
                row[column] = ""
                continue
            if merge and column - start > 1:
                areas.append(CellArea(head + level, start, head + level, column - 1))
            start = column
