"""What closed months were judged by stays in their plan."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from targets.closing.verbs import close
from targets.models import Milestone
from targets.periods import Month


@pytest.fixture
def closed(plan, administrator):
    return close(plan, Month(2007, 1), by=administrator)


@pytest.mark.parametrize(
    ("field", "value"), [("pacing", "held"), ("sense", "<="), ("reported_by", "city"), ("curve", [0] * 11 + [100])]
)
def test_an_indicator_keeps_how_it_was_judged(closed, indicator, field, value):
    chosen = indicator("T01-1")
    setattr(chosen, field, value)
    with pytest.raises(ValidationError) as refused:
        chosen.full_clean()
    assert field in refused.value.message_dict


def test_a_milestone_keeps_its_deadline(closed, plan):
    milestone = Milestone.objects.filter(plan=plan, indicator__isnull=False).first()
    milestone.deadline = date(2007, 11, 30)
    with pytest.raises(ValidationError) as refused:
        milestone.full_clean()
    assert list(refused.value.message_dict) == ["deadline"]


def test_names_and_definitions_can_be_mended(closed, indicator):
    chosen = indicator("T01-1")
    chosen.definition = "口径说明"
    chosen.full_clean()


def test_while_no_month_is_closed_everything_can_be_mended(plan, indicator):
    chosen = indicator("T01-1")
    chosen.pacing = "held"
    chosen.full_clean()
