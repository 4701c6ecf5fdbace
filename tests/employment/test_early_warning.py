"""Early warning: each level begins at its own number, and the gravest of three signs decides."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from bureau import environment as env
from employment.early_warning import LEVELS, Sign, judge, level_of, rise
from employment.models import Level
from employment.panels.warning import scales

RATE = {"red": Decimal("5.5"), "orange": Decimal(5), "yellow": Decimal("4.6"), "blue": Decimal("4.3")}
CHANGE = {"red": Decimal(1), "orange": Decimal("0.6"), "yellow": Decimal("0.4"), "blue": Decimal("0.2")}
LAYOFFS = {"red": Decimal(500), "orange": Decimal(200), "yellow": Decimal(100), "blue": Decimal(50)}
SCALES = {Sign.RATE: RATE, Sign.CHANGE: CHANGE, Sign.LAYOFFS: LAYOFFS}


def judged(rate=None, change=None, layoffs=None):
    """The level and which signs reached it."""
    numbers = {Sign.RATE: rate, Sign.CHANGE: change, Sign.LAYOFFS: layoffs}
    found = judge({sign: None if n is None else Decimal(n) for sign, n in numbers.items()}, SCALES)
    return found and (found.level, [sign.value for sign in found.signs])


@pytest.mark.parametrize(
    ("number", "level"),
    [
        ("4.29", None),
        ("4.3", "blue"),
        ("4.59", "blue"),
        ("4.6", "yellow"),
        ("4.99", "yellow"),
        ("5", "orange"),
        ("5.49", "orange"),
        ("5.5", "red"),
        ("30", "red"),
    ],
)
def test_a_level_begins_at_its_number(number, level):
    assert level_of(Decimal(number), RATE) == level


@pytest.mark.parametrize(
    ("layoffs", "level"), [("49", None), ("50", "blue"), ("99", "blue"), ("199", "yellow"), ("499", "orange")]
)
def test_layoffs_are_counted_in_persons(layoffs, level):
    assert level_of(Decimal(layoffs), LAYOFFS) == level


@pytest.mark.parametrize("change", ["-1", "0", "0.19"])
def test_a_rate_that_falls_or_hardly_rises_warns_of_nothing(change):
    assert level_of(Decimal(change), CHANGE) is None


def test_the_gravest_sign_decides_and_is_named():
    assert judged("4.3", "0.6", "99") == ("orange", ["change"])
    assert judged("5.5", "0.6", "99") == ("red", ["rate"])
    assert judged("4.2", "0.1", "200") == ("orange", ["layoffs"])


def test_signs_of_the_same_level_decide_together():
    assert judged("4.6", "0.2", "100") == ("yellow", ["rate", "layoffs"])


def test_what_is_unknown_warns_of_nothing():
    assert judged() is None
    assert judged("4.2", None, None) is None
    assert judged(None, None, "50") == ("blue", ["layoffs"])


def test_the_rise_is_known_only_with_both_months():
    assert rise(Decimal("4.6"), Decimal("4.35")) == Decimal("0.25")
    assert rise(None, Decimal(4)) is None
    assert rise(Decimal(4), None) is None


def test_the_levels_are_those_that_a_response_names():
    assert tuple(Level.values) == LEVELS


def test_the_bureau_sets_the_thresholds(settings):
    assert scales() == SCALES
    settings.WARNING_RATE = RATE | {"blue": Decimal("4.1")}
    assert scales()[Sign.RATE]["blue"] == Decimal("4.1")


@pytest.mark.parametrize(
    "nonsense",
    [
        "red:4,orange:5,yellow:6,blue:7",
        "red:6,orange:5,yellow:5,blue:4",
        "red:6,orange:5,yellow:4.6",
        "blue:4,yellow:5,orange:6,red:7",
        "red:101,orange:5,yellow:4.6,blue:4",
        "6,5,4.6,4",
        "red:six,orange:5,yellow:4.6,blue:4",
        "red:NaN,orange:5,yellow:4.6,blue:4",
    ],
)
def test_thresholds_that_make_no_sense_stop_the_start(monkeypatch, nonsense):
    monkeypatch.setenv("BUREAU_WARNING_RATE", nonsense)
    with pytest.raises(ImproperlyConfigured, match="BUREAU_WARNING_RATE"):
        env.falling("BUREAU_WARNING_RATE", "red:5.5,orange:5,yellow:4.6,blue:4.3", least="0", most="100")


def test_thresholds_are_read_by_their_levels(monkeypatch):
    monkeypatch.setenv("BUREAU_WARNING_RATE", "red:7, orange:6, yellow:5, blue:4.5")
    found = env.falling("BUREAU_WARNING_RATE", "red:5.5,orange:5,yellow:4.6,blue:4.3", least="0", most="100")
    assert found == dict(zip(LEVELS, map(Decimal, ("7", "6", "5", "4.5")), strict=True))
    assert list(settings.WARNING_LAYOFFS) == list(LEVELS)
