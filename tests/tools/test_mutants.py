"""`make mutants`: which rules are changed, how, and that a changed rule is what the tests then meet."""

import random
import sys
import types

import pytest

from tools import mutants

KEPT = """from functools import lru_cache

LIMIT = 3

@lru_cache
def is_few(count):
    return count <= LIMIT

class Counter:
    @property
    def few(self):
        return is_few(2) and True
"""


def texts(source: str) -> set[str]:
    """What stands in the changed lines of all mutants."""
    found = mutants.mutants_of("rule.py", source, 0, random.Random(1))
    return {text.strip() for one in found for text in set(one.text.splitlines()) - set(source.splitlines())}


@pytest.mark.parametrize("module", mutants.rules())
def test_a_rule_and_its_tests_are_where_the_list_says(module):
    assert (mutants.BASE / module).is_file()
    assert [file for file in mutants.rules()[module] if not (mutants.BASE / file).is_file()] == []


def test_comparisons_conditions_and_numbers_are_changed():
    assert texts("def f(a, b):\n    if a:\n        return b < 3 and not a\n") == {
        "if not (a):",
        "return b <= 3 and not a",
        "return b < 4 and not a",
        "return b < 3 or not a",
        "return b < 3 and a",
    }


def test_each_condition_of_a_filter_is_forgotten_once():
    assert texts("def f(rows):\n    return rows.filter(kept, unit=1)\n") == {
        "return rows.filter(unit=1)",
        "return rows.filter(kept, )",
        "return rows.filter(kept, unit=2)",
    }


def test_words_for_people_and_types_are_left_alone():
    assert texts('def f(a: "1 < 2") -> None:\n    return _("at most %(n)s", n=1)\n') == set()


def test_a_sample_is_the_same_for_the_same_seed():
    rule = (mutants.BASE / "targets/arithmetic.py").read_text(encoding="utf-8")
    draws = [mutants.mutants_of("targets/arithmetic.py", rule, 3, random.Random(seed)) for seed in (1, 1, 2)]
    assert [len(draw) for draw in draws] == [3, 3, 3]
    assert draws[0] == draws[1] != draws[2]


@pytest.fixture
def kept():
    """A module with a decorated function, a property and a number, known by others as well."""
    module = types.ModuleType("rule")
    exec(KEPT, vars(module))  # noqa: S102
    sys.modules["rule"] = module
    yield module
    del sys.modules["rule"]


def alive(line: str) -> None:
    """The mutant of KEPT with this line comes alive."""
    found = mutants.mutants_of("rule.py", KEPT, 0, random.Random(1))
    assert mutants.come_alive(next(one for one in found if line in one.text))


def test_who_has_imported_a_rule_meets_the_changed_one(kept):
    held, counter = kept.is_few, kept.Counter()
    assert held(3)
    alive("return count < LIMIT")
    assert not held(3), "and what was remembered is forgotten"
    assert counter.few
    alive("return is_few(2) and False")
    assert not counter.few


def test_a_changed_number_of_the_module_counts(kept):
    alive("LIMIT = 4")
    assert kept.is_few(4)


RESTING = """LIMIT = 3
SIZES = {"few": LIMIT}

def is_few(count, most=LIMIT):
    return count <= most

def is_many(count):
    return count > LIMIT
"""


def test_what_rests_on_a_changed_number_is_made_anew():
    (changed,) = [one for one in mutants.mutants_of("rule.py", RESTING, 0, random.Random(1)) if one.line == 1]
    assert "LIMIT = 4" in changed.statement
    assert "SIZES" in changed.statement
    assert "def is_few" in changed.statement
    assert "def is_many" not in changed.statement, "what stands within a function is asked later"
    assert changed.was == changed.statement.replace("LIMIT = 4", "LIMIT = 3")


def test_statements_run_anew_without_a_change_change_nothing(kept):
    drawn = mutants.mutants_of("rule.py", KEPT, 0, random.Random(1))
    (control,) = mutants.unchanged(drawn)
    held = kept.is_few
    assert mutants.come_alive(control)
    assert (held(3), held(4), kept.Counter().few) == (True, False, True)


def test_a_mutant_that_does_not_load_or_was_not_decided_is_in_no_rate():
    results = [mutants.KILLED, mutants.ENDLESS, mutants.SURVIVED, mutants.NOT_LOADED, mutants.UNDECIDED]
    line = mutants.rate_line("rule.py", results)
    assert line == "   2 of    3 killed   66.7 %  rule.py, 1 not loaded, 1 undecided"
