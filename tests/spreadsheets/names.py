"""A small vocabulary for tests of layouts, and sheets written as rows of cells."""

from targets.spreadsheets.cells import CellArea, Sheet
from targets.spreadsheets.layout import FoundTable, NumberRole, find_tables
from targets.spreadsheets.layouts.vocabulary import IndicatorName, UnitName, Vocabulary

DISTRICTS = {
    "230502": "尖山区",
    "230503": "岭东区",
    "230505": "四方台区",
    "230506": "宝山区",
    "230521": "集贤县",
    "230522": "友谊县",
    "230523": "宝清县",
    "230524": "饶河县",
}
UNITS = [
    UnitName("230500", "市本级", ("双鸭山市本级", "双鸭山市劳动局"), ("双鸭山市", "双鸭山")),
    *(UnitName(code, name, (name[:-1], f"{name}劳动局")) for code, name in DISTRICTS.items()),
]
INDICATORS = [
    IndicatorName("T01-1", "城镇新增就业", names=("新增就业",), measure="人"),
    IndicatorName("T01-2", "下岗失业人员再就业（领取优惠证人员）", names=("再就业",), measure="人"),
    IndicatorName("T01-3", "其中：“4050”人员再就业", names=("4050", "4050人员"), measure="人", part_of="T01-2"),
    IndicatorName("T02-1", "职业介绍", measure="人次"),
    IndicatorName("T02-2", "介绍成功就业", measure="人", not_over="T02-1"),
    IndicatorName(
        "T04-2",
        "培训合格率",
        "ratio",
        names=("合格率", "培训合格人数/分子", "培训合格率/合格人数/分子", "培训合格率/考核人数/分母"),
        measure="%",
        numerator=("当月培训合格人数（人）",),
        denominator=("当月参加考核（结业）人数（人）",),
    ),
    IndicatorName("T04-4", "劳动预备制培训", measure="人"),
    IndicatorName("T04-5", "农村劳动力培训", measure="人"),
    IndicatorName(
        "T04-6", "其中：劳动预备制培训（农村）", names=("农村劳动预备制培训",), measure="人", part_of="T04-5"
    ),
    IndicatorName("T09-1", "失业保险参保人数", "stock", names=("失业参保",), measure="人"),
    IndicatorName("T09-2", "失业保险基金征缴（含清欠）", names=("失业保险基金征缴",), measure="万元"),
    IndicatorName("T13-6", "“23512”：二个体系", "milestones", measure="项"),
]
WORDS = Vocabulary(UNITS, INDICATORS, groups=["就业再就业"])


def tables(
    *rows: list, name: str = "Sheet1", merged: list[str] = (), words: Vocabulary = WORDS, **known
) -> list[FoundTable]:
    """The tables of a sheet; merged areas as Excel writes them, such as "B1:C1"."""
    sheet = Sheet(name, [list(row) for row in rows], merged=[area(text) for text in merged], **known)
    return find_tables(sheet, words, year=2007)


def area(text: str) -> CellArea:
    (left, top), (right, bottom) = (_spot(corner) for corner in text.split(":"))
    return CellArea(top, left, bottom, right)


def _spot(corner: str) -> tuple[int, int]:
    letters = corner.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1, int(corner[len(letters) :]) - 1


def said(*rows: list, totals: bool = False, **known) -> dict:
    """What the sheet says and is imported, as {(unit, code, part, month, role): value}; a month by its number."""
    found = {}
    for table in tables(*rows, **known):
        for slot in table.slots:
            if slot.total != totals or slot.role not in (NumberRole.MONTH, NumberRole.TO_DATE, None):
                continue
            span = slot.span or table.span
            key = (
                slot.unit or table.unit,
                slot.code,
                slot.part.value,
                span.month.month if span else None,
                slot.role.value if slot.role else None,
            )
            assert key not in found, f"{key} twice"
            found[key] = slot.value
    return found


def reasons(*rows: list, **known) -> list[str]:
    return [fault.reason for table in tables(*rows, **known) for fault in table.faults]
