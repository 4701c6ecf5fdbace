"""Fill the database that DATABASE_URL names, measure, and write the results to a file.

    python -m tools.benchmarks SCALE FILE

`tools/bench.py` calls it with a database made for the purpose.
"""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402

from tools.benchmarks.dashboard_data import DashboardData  # noqa: E402
from tools.benchmarks.data import SCALES, Scale, fill  # noqa: E402
from tools.benchmarks.imports import Imports  # noqa: E402
from tools.benchmarks.kept_boards import Boards  # noqa: E402
from tools.benchmarks.pages import CHAPTER, DASHBOARD, MONTH_PAGES, Browser  # noqa: E402
from tools.benchmarks.registers import LIST, Registers  # noqa: E402
from tools.benchmarks.results import Limit, Result, count_of, rate_of, share_of, time_of  # noqa: E402
from tools.benchmarks.timing import Pair, by_turns  # noqa: E402
from tools.benchmarks.writes import WORKING_PAGES, Writes  # noqa: E402

SLOWER = Limit(2.5, at_most=True)
TWICE = Limit(2, at_most=True)
AS_FAST = Limit(0.6, at_most=False)
PAGES = {"dashboard": DASHBOARD, "chapter page": CHAPTER}
THIRTY = Limit(30, at_most=False)
SEVEN_TENTHS = Limit(0.7, at_most=False)


def measure(scale: Scale) -> list[Result]:
    """All that is measured on one database at one scale."""
    where = (connection.vendor, scale.name)
    if scale.name == "registers":
        return measure_registers(where)
    if scale.name == "writes":
        return measure_writes(where)
    return measure_imports(where) if scale.name == "import" else measure_pages(where, scale)


def measure_registers(where: tuple[str, str]) -> list[Result]:
    """All registers filled: the largest one's list and import, a chapter's month, the pages that show registers."""
    registers = Registers()
    results = []
    for name, (address, by_hand) in registers.lists.items():
        pair = _shown(name, registers.list_page(address, by_hand))
        results.append(time_of(f"{name}, time to hand-written SQL", where, pair, SLOWER))
    results.append(measure_drawing(where, "register's list", Browser(), LIST, turns=3))
    registers.compare()
    rolled = _shown("month of a chapter's registers", by_turns(registers.ours, registers.theirs, rounds=9, turns=3))
    results.append(time_of("month of a chapter's registers, time to hand-written SQL", where, rolled, SLOWER))
    for name, address in PAGES.items():
        pair = _shown(name, registers.page(address))
        results.append(rate_of(f"{name} made anew, requests/s to its queries alone", where, pair, AS_FAST))
    stored = _shown("entries imported", registers.importing())
    return [
        *results,
        rate_of("import of 20,000 entries, rows/s to bulk_create", where, stored, Limit(0.3, at_most=False)),
    ]


def measure_writes(where: tuple[str, str]) -> list[Result]:
    """The pages of those who report and review, one figure saved by the page's script, and a report submitted."""
    writes = Writes()
    drawn = [
        measure_drawing(where, name, Browser(account), address, turns=5)
        for name, (address, account) in WORKING_PAGES.items()
    ]
    saved = _shown("one figure saved", writes.saving())
    changed, unchanged = writes.statements(writes.autosave), writes.statements(writes.autosave_unchanged)
    results = [
        time_of("one figure autosaved, time to a view that only stores it", where, saved, Limit(5, at_most=True)),
        count_of("one figure autosaved, statements", where, changed, Limit(14, at_most=True)),
        count_of("nothing new autosaved, statements", where, unchanged, Limit(8, at_most=True)),
    ]
    writes.clear_the_way()
    submitted = writes.statements(writes.submit)
    return [
        *drawn,
        *results,
        count_of("report saved and submitted, statements", where, submitted, Limit(22, at_most=True)),
    ]


def measure_imports(where: tuple[str, str]) -> list[Result]:
    """A province's year from one workbook."""
    imports = Imports()
    reading = _shown("workbook read", imports.reading())
    storing, rate = imports.storing()
    _shown("import stored", storing)
    stock = imports.stock_rate()
    print(f"   {rate:.0f} figures/s, the stock library {stock:.0f} rows/s", flush=True)
    return [
        rate_of("workbook read, rows/s to calamine alone", where, reading, Limit(0.6, at_most=False)),
        rate_of("import, figures/s to bulk_create with history", where, storing, Limit(0.4, at_most=False)),
        rate_of("import, figures/s to stock import-export", where, Pair((1 / rate, 1 / stock), stock / rate), THIRTY),
    ]


def measure_pages(where: tuple[str, str], scale: Scale) -> list[Result]:
    """The dashboard's data and pages."""
    # Few turns suffice where each takes a tenth of a second.
    turns = 10 if scale.years == 1 else 4
    data, browser = DashboardData(), Browser()
    data.compare()
    read = _shown("dashboard data", by_turns(data.ours, data.theirs, rounds=9, turns=turns))
    browser.record_queries()
    fresh = _shown("page made anew", by_turns(browser.fresh, browser.queries_only, rounds=9, turns=turns))
    pages = MONTH_PAGES if scale.name == "city" else {}
    drawn = [measure_drawing(where, name, browser, address, turns) for name, address in pages.items()]
    repeated = _shown("page repeated", by_turns(browser.repeated, browser.trivial, rounds=15, turns=25))
    stamp = browser.stamp()
    same = _shown("304", by_turns(lambda: browser.unchanged(stamp), browser.trivial, rounds=15, turns=25))
    return [
        time_of("dashboard data, time to hand-written SQL", where, read, SLOWER),
        rate_of("page made anew, requests/s to its queries alone", where, fresh, AS_FAST),
        *drawn,
        rate_of("page repeated, requests/s to a trivial view", where, repeated, AS_FAST),
        rate_of("304 answer, requests/s to a trivial view", where, same, AS_FAST),
        *measure_writers(where, scale, browser),
    ]


def measure_drawing(where: tuple[str, str], name: str, browser: Browser, address: str, turns: int) -> Result:
    """A page's time beside its queries."""
    pair = _shown(f"{name}, beside its queries", browser.beside_queries(address, rounds=9, turns=turns))
    return time_of(f"{name} made anew, time beside its queries to a plain template", where, pair, TWICE)


def measure_writers(where: tuple[str, str], scale: Scale, browser: Browser) -> list[Result]:
    """Boards kept while drafts are saved; and on PostgreSQL, whose writers need not wait, 32 of them at once."""
    if scale.name != "province":
        return []
    boards = Boards()
    rate = boards.hit_rate(browser)
    results = [
        share_of("kept boards while drafts are saved, requests that find one", where, rate, Limit(0.95, at_most=False))
    ]
    if connection.vendor == "postgresql":
        for name, writing in {"autosaves": boards.autosaves, "approvals": boards.approvals}.items():
            pair = _shown(f"32 writers, {name}", writing())
            results.append(
                rate_of(f"32 writers, {name}/s to the same without raising the version", where, pair, SEVEN_TENTHS)
            )
    return results


def _shown(name: str, pair: Pair) -> Pair:
    ours, theirs = (1000 * seconds for seconds in pair.seconds)
    print(f"   {name}: {ours:.2f} ms, against {theirs:.2f} ms", flush=True)
    return pair


def main(scale: str, file: str) -> None:
    fill(SCALES[scale])
    results = measure(SCALES[scale])
    Path(file).write_text(json.dumps([result.row() for result in results]), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
