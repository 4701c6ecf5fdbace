"""How entries are named and their values written, in the reader's language."""

from datetime import date

import pytest
from django.utils.translation import override

from targets.registers.registry import registry
from targets.registers.showing import value_text
from tests.registers.entries import stored

PLANS = registry.named("insurance.collectionplan")
COVERAGE = registry.named("insurance.coveragestatement")


@pytest.mark.parametrize(("language", "title"), [("en", "unemployment · 2007"), ("zh-hans", "失业保险 · 2007")])
def test_an_entry_is_named_by_its_choice_in_words(jianshan, language, title):
    entry = stored(PLANS, jianshan, scheme="unemployment", year=2007)
    with override(language):
        assert PLANS.title_of(entry).split(" · ", 1)[1].endswith(title)


def test_an_entry_of_a_month_is_named_by_the_month(jianshan):
    entry = stored(COVERAGE, jianshan, employer_no="E-1", month=date(2007, 6, 1))
    with override("en"):
        assert COVERAGE.title_of(entry).endswith(" · 2007-06")


def test_a_year_is_written_without_a_separator(jianshan):
    assert value_text(stored(PLANS, jianshan, year=2007), "year") == "2007"


def test_the_citys_own_offices_are_named_as_in_its_reports(city):
    assert value_text(stored(PLANS, city), "unit") == city.name_in_reports != city.name
