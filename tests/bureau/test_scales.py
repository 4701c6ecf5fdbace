"""Scales and rates from the settings: they are read strictly and are in no migration."""

import os
import subprocess
import sys
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from bureau import environment as env


def test_a_scale_keeps_its_order(monkeypatch):
    monkeypatch.setenv("X", " AAA, AA ,A")
    assert env.scale("X", "A,B", longest=20) == ["AAA", "AA", "A"]


@pytest.mark.parametrize("value", ["A,A", "A,,B", "A,", "x" * 21])
def test_a_scale_that_makes_no_sense_is_refused(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match="X"):
        env.scale("X", "A,B", longest=20)


def test_rates_are_read_by_name(monkeypatch):
    monkeypatch.setenv("X", "A:1, B:2.5")
    assert env.rates("X", "", least="0", most="100") == {"A": Decimal(1), "B": Decimal("2.5")}


@pytest.mark.parametrize("value", ["A", "A:x", "A:-1", "A:101", "A:1,A:2", ":1", "A:NaN"])
def test_rates_that_make_no_sense_are_refused(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match="X"):
        env.rates("X", "", least="0", most="100")


def test_another_scale_needs_no_migration():
    """It runs in a process of its own, because the tests create their tables without migrations."""
    asked = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "BUREAU_INTEGRITY_GRADES": "AAA,AA,A,B"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stdout + asked.stderr
