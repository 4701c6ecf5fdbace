"""What the bench measures with: its data, the SQL that it holds the portal against, and its arithmetic."""

import json

import pytest

from targets.models import Figure, ReportingUnit
from tools import bench
from tools.benchmarks import raw
from tools.benchmarks.dashboard_data import DashboardData, DifferentNumbers
from tools.benchmarks.data import YearOfData
from tools.benchmarks.pages import cells_of
from tools.benchmarks.results import Limit, rate_of, time_of
from tools.benchmarks.timing import Pair, by_turns

SLOWER = Limit(2.5, at_most=True)
AS_FAST = Limit(0.6, at_most=False)


def test_a_limit_says_itself_and_is_kept_at_its_bound():
    assert (str(SLOWER), str(AS_FAST)) == ("<= 2.5", ">= 0.6")
    assert SLOWER.holds(2.5)
    assert not SLOWER.holds(2.51)
    assert AS_FAST.holds(0.6)
    assert not AS_FAST.holds(0.59)


def test_a_rate_is_the_inverse_of_the_time():
    pair = Pair((0.002, 0.001), 2.0)
    assert time_of("data", ("sqlite", "city"), pair, SLOWER).row() == {
        "name": "data",
        "database": "sqlite",
        "scale": "city",
        "ratio": 2.0,
        "target": "<= 2.5",
        "holds": True,
    }
    assert rate_of("page", ("sqlite", "city"), pair, AS_FAST).ratio == 0.5
    assert not rate_of("page", ("sqlite", "city"), pair, AS_FAST).holds


def test_two_things_are_timed_by_turns():
    calls: list[str] = []
    pair = by_turns(lambda: calls.append("ours"), lambda: calls.append("theirs"), rounds=2, turns=2)
    assert calls == ["ours", "theirs", "ours", "theirs", "ours", "theirs", "theirs", "ours", "theirs", "ours"]
    assert pair.ratio > 0


def test_the_plain_template_is_given_the_cells_of_a_page():
    page = (
        '<table><thead><tr><th scope="col">a</th></tr></thead><tr class="x"><td>\n<b>1</b></td><td></td></tr></table>'
    )
    assert cells_of(page) == [["a"], ["\n<b>1</b>", ""]]


def test_measuring_never_meets_the_developers_database_or_settings(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://real/portal")
    monkeypatch.setenv("BUREAU_RATE_DECIMALS", "0")
    found = bench.environment("sqlite:////scratch/bench.sqlite3")
    assert found["DATABASE_URL"] == "sqlite:////scratch/bench.sqlite3"
    assert "BUREAU_RATE_DECIMALS" not in found
    assert bench.environment("")["DATABASE_URL"] == ""


def test_all_databases_and_scales_are_measured_and_written(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    monkeypatch.setattr(bench, "REPORT", tmp_path / "var" / "bench.json")
    row = {"name": "data", "ratio": 2.0, "target": "<= 2.5", "holds": True}
    monkeypatch.setattr(bench, "measured", lambda database, scale: [row | {"database": database, "scale": scale}])
    bench.main([])
    places = [(row["database"], row["scale"]) for row in json.loads(bench.REPORT.read_text())]
    assert places == [(database, scale) for database in ("sqlite", "postgresql") for scale in bench.SCALES]
    assert "data  postgresql  province   2.00   <= 2.5  yes" in capsys.readouterr().out


def test_an_unknown_word_is_refused():
    with pytest.raises(SystemExit):
        bench.main(["mysql"])


def test_hand_written_sql_and_portal_agree_on_every_indicator_and_a_difference_is_named(db, plan, monkeypatch):
    YearOfData(plan, list(ReportingUnit.objects.all())).fill()
    assert Figure.objects.filter(report__is_correction=True, standing_value__isnull=False).exists()
    DashboardData().compare()
    monkeypatch.setattr(raw, "_counts", lambda milestones, said: {})
    with pytest.raises(DifferentNumbers, match="T"):
        DashboardData().compare()


def test_nothing_reported_is_nothing_in_both(db, plan):
    DashboardData().compare()
