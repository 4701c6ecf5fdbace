"""What a loader stored once is put back as it was."""

import pytest
from django.db import connection, transaction

from targets.models import ReportingUnit, UnitAlias
from tests.conftest import load_demonstration
from tests.remembered import Remembered, everything


def taken_back(load):
    """What stands in all tables after the loader, which is then rolled back."""
    with transaction.atomic():
        load()
        stored = {model: stored.rows for model, stored in everything().items() if stored.rows}
        connection.check_constraints()
        transaction.set_rollback(True)
    return stored


def test_rows_made_changed_and_deleted_come_back(plan, jianshan, baoqing):
    """A loader that reads the clock or draws lots stores the same again."""
    aliases = UnitAlias.objects.filter(unit=baoqing)
    assert aliases.exists()
    runs = []

    @Remembered
    def load():
        runs.append(1)
        aliases.delete()
        renamed = ReportingUnit.objects.get(pk=jianshan.pk)
        renamed.name = "改名"
        renamed.save()
        UnitAlias.objects.create(unit=jianshan, name="改名区")

    first = taken_back(load)
    assert aliases.exists()
    assert taken_back(load) == first
    load()
    assert not aliases.exists()
    assert ReportingUnit.objects.get(name="改名").aliases.filter(name="改名区").exists()
    assert runs == [1]


@pytest.mark.usefixtures("plan")
def test_the_demonstration_comes_back_row_by_row():
    first = taken_back(load_demonstration)
    assert sum(map(len, first.values())) > 1000
    assert taken_back(load_demonstration) == first
