"""Loading units and plans: it can be repeated, and the bureau's own changes stay."""

import re
import shutil
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from targets.admin.resources.plan import IndicatorResource, MilestoneResource
from targets.models import Indicator, IndicatorAlias, Milestone, ReportingUnit, Target, Task, UnitAlias, WorkPlan
from targets.site import loading
from tests.conftest import FIXTURES
from tests.plans import load_plan_of_2008

PLAN_2007 = FIXTURES / "plans" / "2007"


def load_again() -> dict[str, int]:
    return dict(loading.load_plan(PLAN_2007).counts)


def rewritten(tmp_path, file: str, old: str, new: str):
    """A copy of the plan's folder with one change in it."""
    folder = tmp_path / "2007"
    shutil.copytree(PLAN_2007, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_loading_twice_changes_nothing(plan):
    before = {model: list(model.objects.order_by("pk").values()) for model in (Indicator, Target, Task, Milestone)}
    histories = Indicator.history.count()
    counts = load_again()
    assert set(counts) == {"unchanged"}
    assert {model: list(model.objects.order_by("pk").values()) for model in before} == before
    assert Indicator.history.count() == histories
    assert dict(loading.load_units(FIXTURES / "units.toml").counts) == {"unchanged": 9 + 40}


def test_an_edit_by_the_bureau_survives(plan, city, indicator):
    target = Target.objects.get(indicator=indicator("T01-1"), unit=city)
    target.value = Decimal(19000)
    target.save()
    renamed = indicator("T01-1")
    renamed.definition_zh_hans = "按市局口径"
    renamed.save()
    load_again()
    target.refresh_from_db()
    renamed.refresh_from_db()
    assert target.value == 19000
    assert renamed.definition_zh_hans == "按市局口径"


def test_an_edit_survives_even_if_the_same_value_changes_in_the_file(plan, city, indicator, tmp_path):
    target = Target.objects.get(indicator=indicator("T01-1"), unit=city)
    target.value = Decimal(19000)
    target.save()
    loading.load_plan(rewritten(tmp_path, "employment.toml", '"18000"', '"18500"'))
    target.refresh_from_db()
    assert target.value == 19000


def test_what_was_not_edited_follows_the_file(plan, city, indicator, tmp_path):
    loaded = loading.load_plan(rewritten(tmp_path, "employment.toml", '"18000"', '"18500"'))
    assert loaded.counts["updated"] == 1
    assert Target.objects.get(indicator=indicator("T01-1"), unit=city).value == 18500


def test_a_deletion_by_the_bureau_survives(plan, indicator):
    Milestone.objects.get(plan=plan, code="M01-1").delete()
    indicator("T16-1").delete()
    load_again()
    assert not Milestone.objects.filter(code="M01-1").exists()
    assert not Indicator.objects.filter(code="T16-1").exists()


def test_a_deleted_alias_stays_deleted(plan):
    UnitAlias.objects.get(name="尖山区劳动局").delete()
    loading.load_units(FIXTURES / "units.toml")
    assert not UnitAlias.objects.filter(name="尖山区劳动局").exists()


@pytest.fixture
def plan_of_2008(plan, tmp_path) -> WorkPlan:
    """A plan of the next year with the same codes, other targets and one chapter fewer."""
    return load_plan_of_2008(tmp_path)


def test_plans_of_two_years_exist_side_by_side(plan, plan_of_2008, city):
    def target(of):
        return Target.objects.get(indicator__plan=of, indicator__code="T01-1", unit=city)

    assert (target(plan).value, target(plan_of_2008).value) == (18000, 21000)
    assert target(plan_of_2008).deadline == date(2008, 12, 31)
    assert (plan.tasks.count(), plan_of_2008.tasks.count()) == (29, 25)
    assert Indicator.objects.get(plan=plan_of_2008, code="T01-3").part_of.plan == plan_of_2008
    assert set(load_again()) == {"unchanged"}


def test_the_command_loads_every_plan_it_finds(plan, capsys):
    call_command("load_plan")
    assert capsys.readouterr().out.splitlines() == [
        "Units: 0 added, 0 updated, 49 unchanged",
        "Plan 2007: 0 added, 0 updated, 448 unchanged",
    ]


def test_a_year_without_a_file_is_named(plan):
    with pytest.raises(CommandError, match=r"2031.*does not exist"):
        call_command("load_plan", "--year", "2031")


def test_a_broken_file_is_named_and_nothing_is_loaded(plan, tmp_path):
    folder = rewritten(tmp_path, "skills.toml", "[chapter]", "[chapter")
    before = Indicator.history.count()
    with pytest.raises(loading.BadPlanFile, match=r"skills\.toml is not valid TOML"):
        loading.load_plan(folder)
    assert Indicator.history.count() == before


def test_an_unknown_code_in_part_of_is_named(plan, tmp_path):
    folder = rewritten(tmp_path, "employment.toml", 'part_of           = "T01-2"', 'part_of           = "T99-2"')
    with pytest.raises(loading.BadPlanFile, match="T99-2 is named before it is defined"):
        loading.load_plan(folder)


def test_the_plan_cannot_be_loaded_before_the_units(db):
    Indicator.objects.update(part_of=None, not_over=None)
    WorkPlan.objects.all().delete()
    ReportingUnit.objects.filter(parent__isnull=False).delete()
    ReportingUnit.objects.all().delete()
    with pytest.raises(loading.BadPlanFile, match="load the units before the plan"):
        loading.load_plan(PLAN_2007)


def test_short_names_of_indicators_are_loaded_once(plan, indicator):
    names = set(indicator("T01-1").aliases.values_list("name", flat=True))
    assert "新增就业" in names
    IndicatorAlias.objects.get(indicator=indicator("T01-1"), name="新增就业").delete()
    assert set(load_again()) == {"unchanged"}
    assert set(indicator("T01-1").aliases.values_list("name", flat=True)) == names - {"新增就业"}


def test_a_short_name_added_to_the_file_reaches_a_plan_loaded_before(plan, indicator, tmp_path):
    loaded = loading.load_plan(rewritten(tmp_path, "employment.toml", '"新增就业",', '"新增就业", "城镇新增",'))
    assert indicator("T01-1").aliases.filter(name="城镇新增", unit=None).exists()
    assert str(loaded) == "1 added, 0 updated, 448 unchanged"


def test_an_alias_added_to_the_file_reaches_a_unit_loaded_before(plan, tmp_path):
    text = (FIXTURES / "units.toml").read_text(encoding="utf-8")
    path = tmp_path / "units.toml"
    path.write_text(text.replace('"尖山区劳动局"]', '"尖山区劳动局", "尖山 劳动局"]'), encoding="utf-8")
    assert str(loading.load_units(path)) == "1 added, 0 updated, 49 unchanged"
    assert UnitAlias.objects.get(name="尖山劳动局").unit.short_name_zh_hans == "尖山"
    assert str(loading.load_units(path)) == "0 added, 0 updated, 50 unchanged"


def test_a_commitment_over_several_plans_is_shipped_with_the_row_that_it_continues(plan, tmp_path, administrator):
    """The plan of 2008 says so of T13-6 and its first system; the list of the admin writes it as the file does."""
    load_plan_of_2008(tmp_path)
    file = tmp_path / "2008" / "skills.toml"
    text = file.read_text(encoding="utf-8")
    for code in ("T13-6", "T13-6-1"):
        old = re.search(rf'^ *code += "{code}"\n', text, re.MULTILINE)[0]
        text = text.replace(old, f'{old}continues = "2007/{code}"\n')
    file.write_text(text, encoding="utf-8")
    assert loading.load_plan(file.parent).counts["updated"] == 2
    for model, resource, code in ((Indicator, IndicatorResource, "T13-6"), (Milestone, MilestoneResource, "T13-6-1")):
        first, later = (model.objects.get(plan__year=year, code=code) for year in (2007, 2008))
        assert later.continues == first
        table = resource().export(model.objects.filter(plan__year=2008, code=code), force_native_type=True)
        assert f"2007/{code}" in table[0]
    file.write_text(text.replace("2007/T13-6-1", "2008/T13-6-1"), encoding="utf-8")
    with pytest.raises(loading.BadPlanFile, match="continues 2008/T13-6-1, which is in no earlier plan"):
        loading.load_plan(file.parent)
