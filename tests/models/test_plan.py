"""The plan of 2007 against a list typed from the document itself, not from the fixtures."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from targets.models import Chapter, Indicator, Milestone, ReportingUnit, Target, Task

YEAR_END, MID_YEAR = date(2007, 12, 31), date(2007, 6, 30)
PLAN_2010, PING_AN = date(2010, 12, 31), date(2008, 12, 31)

# Code, target, unit, kind, sense, deadline.
COMMITMENTS = [
    ("T01-1", "18000", "人", "flow", ">=", YEAR_END),
    ("T01-2", "15000", "人", "flow", ">=", YEAR_END),
    ("T01-3", "3000", "人", "flow", ">=", YEAR_END),
    ("T01-4", "4.6", "%", "ratio", "<=", YEAR_END),
    ("T02-1", "61000", "人次", "flow", ">=", YEAR_END),
    ("T02-2", "20000", "人", "flow", ">=", YEAR_END),
    ("T02-3", "15000", "人", "flow", ">=", YEAR_END),
    ("T02-4", "5", "项", "milestones", ">=", YEAR_END),
    ("T03-1", "1000", "个", "flow", ">=", YEAR_END),
    ("T03-2", "2", "项", "milestones", ">=", YEAR_END),
    ("T03-3", "3", "项", "milestones", ">=", YEAR_END),
    ("T04-1", "15000", "人", "flow", ">=", YEAR_END),
    ("T04-2", "90", "%", "ratio", ">=", YEAR_END),
    ("T04-3", "1500", "人", "flow", ">=", YEAR_END),
    ("T04-4", "1500", "人", "flow", ">=", YEAR_END),
    ("T04-5", "11500", "人", "flow", ">=", YEAR_END),
    ("T04-6", "5000", "人", "flow", ">=", YEAR_END),
    ("T04-7", "2000", "人", "flow", ">=", YEAR_END),
    ("T08-1", "8", "%", "level", ">=", YEAR_END),
    ("T09-1", "114000", "人", "stock", ">=", YEAR_END),
    ("T09-2", "1250", "万元", "flow", ">=", YEAR_END),
    ("T10-1", "261000", "人", "stock", ">=", YEAR_END),
    ("T10-2", "95", "%", "ratio", ">=", YEAR_END),
    ("T11-1", "119000", "人", "stock", ">=", YEAR_END),
    ("T13-1", "1200", "人", "flow", ">=", YEAR_END),
    ("T13-2", "280", "人", "flow", ">=", YEAR_END),
    ("T13-3", "6000", "人次", "flow", ">=", YEAR_END),
    ("T13-4", "600", "人", "flow", ">=", YEAR_END),
    ("T13-5", "10", "人", "flow", ">=", YEAR_END),
    ("T13-6", "2", "项", "milestones", ">=", PLAN_2010),
    ("T13-7", "3", "项", "milestones", ">=", PLAN_2010),
    ("T13-8", "5", "项", "milestones", ">=", PLAN_2010),
    ("T13-9", "1", "项", "milestones", ">=", PLAN_2010),
    ("T13-10", "2", "项", "milestones", ">=", PLAN_2010),
    ("T15-1", "4000", "人", "flow", ">=", YEAR_END),
    ("T16-1", "0", "起", "flow", "<=", YEAR_END),
    ("T19-1", "90", "%", "ratio", ">=", YEAR_END),
    ("T20-1", "100", "%", "ratio", ">=", MID_YEAR),
    ("T20-2", "4", "级", "milestones", ">=", MID_YEAR),
    ("T21-1", "2", "区", "milestones", ">=", YEAR_END),
    ("T23-1", "3", "项", "milestones", ">=", YEAR_END),
    ("T25-1", "3", "年", "milestones", ">=", PING_AN),
    ("T28-1", "100", "%", "ratio", ">=", MID_YEAR),
    ("T28-2", "7", "项", "milestones", ">=", YEAR_END),
    ("T28-3", "2", "项", "milestones", ">=", YEAR_END),
    ("T29-1", "10", "种", "milestones", ">=", YEAR_END),
]

TASKS = [
    "全面完成就业再就业目标任务", "推进城乡统筹就业", "提升就业服务水平", "加强再就业培训和创业培训",
    "切实加强失业调控",
    "完善并实施各项社会保险政策", "加大社会保险费征缴力度", "继续稳步推进养老保险制度改革", "落实失业保险制度",
    "全面推进医疗保险工作", "积极做好工伤保险工作", "切实加强社会保险基金的管理和监督",
    "强力推进“23512”重点工作", "加大高技能人才培养力度", "推动企业技能人才评价和职业技能鉴定工作",
    "切实整顿培训市场秩序",
    "积极解决企业拖欠工资问题", "落实企业工资调控机制", "大力推行劳动合同制度", "加强劳动保障执法监察体制和机制创新",
    "加强劳动争议处理工作", "妥善做好信访和维稳工作",
    "切实做好农民工的就业服务工作", "努力建立农民工维权长效机制", "推进农民工社会保障工作",
    "强化劳动保障法制工作", "加强规划统计工作", "推进劳动保障信息化建设与应用", "大力加强队伍建设",
]  # fmt: skip

CHAPTERS = {
    "employment": range(1, 6),
    "insurance": range(6, 13),
    "skills": range(13, 17),
    "labor_relations": range(17, 23),
    "migrant_workers": range(23, 26),
    "infrastructure": range(26, 30),
}

UNITS = {
    "230500": "双鸭山市", "230502": "尖山区", "230503": "岭东区", "230505": "四方台区", "230506": "宝山区",
    "230521": "集贤县", "230522": "友谊县", "230523": "宝清县", "230524": "饶河县",
}  # fmt: skip


@pytest.mark.parametrize("commitment", COMMITMENTS, ids=lambda c: c[0])
def test_each_commitment_is_as_the_document_says(plan, city, commitment):
    code, value, unit, kind, sense, deadline = commitment
    indicator = Indicator.objects.get(plan=plan, code=code)
    target = Target.objects.get(indicator=indicator, unit=city)
    assert (indicator.unit_of_measure, indicator.kind, indicator.sense) == (unit, kind, sense)
    assert (target.value, target.deadline) == (Decimal(value), deadline)
    assert indicator.task.number == int(code[1:3])


def test_there_are_46_commitments_and_no_more(plan):
    assert len(COMMITMENTS) == 46
    assert set(Indicator.objects.values_list("code", flat=True)) == {commitment[0] for commitment in COMMITMENTS}
    assert Target.objects.count() == 46, "the plan names no split among the units"


def test_the_29_tasks_have_their_official_titles_in_their_chapters(plan):
    assert list(plan.tasks.order_by("number").values_list("title", flat=True)) == TASKS
    for app, numbers in CHAPTERS.items():
        chapter = Chapter.objects.get(plan=plan, app=app)
        assert list(chapter.tasks.order_by("number").values_list("number", flat=True)) == list(numbers)


def test_no_task_is_empty_and_94_deliverables_are_in_words(plan):
    in_words = Milestone.objects.filter(plan=plan, indicator=None)
    assert in_words.count() == 94
    for task in Task.objects.filter(plan=plan):
        assert task.indicators.exists() or task.milestones.exists(), task
        assert task.summary_zh_hans
        assert task.summary_en


def test_23512_has_its_thirteen_elements(plan):
    elements = Milestone.objects.filter(plan=plan, indicator__code__in=[f"T13-{n}" for n in range(6, 11)])
    assert Counter(elements.values_list("indicator__code", flat=True)) == {
        "T13-6": 2, "T13-7": 3, "T13-8": 5, "T13-9": 1, "T13-10": 2,
    }  # fmt: skip
    assert {element.deadline for element in elements} == {PLAN_2010}


def test_every_milestones_commitment_has_as_many_elements_as_its_target(plan, city):
    for indicator in Indicator.objects.filter(plan=plan, kind="milestones"):
        assert indicator.elements.count() == Target.objects.get(indicator=indicator, unit=city).value, indicator


def test_the_ten_kinds_of_ethos_are_named(plan):
    names = Indicator.objects.get(plan=plan, code="T29-1").elements.values_list("name", flat=True)
    assert list(names) == [
        "刻苦学习", "开拓进取", "务实敬业", "优质服务", "勤俭节约", "诚信友爱",
        "团结协作", "文明办公", "政令畅通", "廉洁自律",
    ]  # fmt: skip


def test_parts_and_companions_are_linked_to_their_indicators(plan):
    parts = dict(Indicator.objects.exclude(part_of=None).values_list("code", "part_of__code"))
    assert parts == {"T01-3": "T01-2", "T04-6": "T04-5", "T04-7": "T04-5", "T13-2": "T13-1", "T13-5": "T13-4"}
    assert Indicator.objects.get(code="T02-2").not_over.code == "T02-1"


def test_training_for_school_leavers_appears_twice_and_stays_apart(plan):
    first, rural = (Indicator.objects.get(plan=plan, code=code) for code in ("T04-4", "T04-6"))
    assert first.name != rural.name
    assert first.part_of is None


def test_ratios_know_their_parts(plan):
    kinds = {
        ratio.code: (ratio.numerator_kind, ratio.denominator_kind) for ratio in Indicator.objects.filter(kind="ratio")
    }
    assert kinds == {
        "T01-4": ("stock", "stock"),
        "T04-2": ("flow", "flow"),
        "T10-2": ("flow", "flow"),
        "T19-1": ("stock", "stock"),
        "T20-1": ("stock", "stock"),
        "T28-1": ("stock", "stock"),
    }
    for ratio in Indicator.objects.filter(kind="ratio"):
        assert ratio.numerator_label_zh_hans
        assert ratio.denominator_label_en


def test_school_intake_steps_in_september_and_the_id_upgrade_waits_for_its_deadline(plan):
    assert Indicator.objects.get(code="T13-4").curve == [0] * 8 + [100] * 4
    assert Indicator.objects.get(code="T28-1").pacing == "deadline"


def test_both_languages_are_complete(plan):
    for indicator in Indicator.objects.filter(plan=plan):
        for text in ("name", "definition", "unit_of_measure"):
            assert getattr(indicator, f"{text}_zh_hans"), (indicator.code, text)
            assert getattr(indicator, f"{text}_en"), (indicator.code, text)
    assert not Milestone.objects.filter(name_en="").exists()
    assert not Task.objects.filter(title_en="").exists()


def test_the_nine_units_have_their_codes_and_unused_codes_stay_unused(units):
    assert {code: unit.name for code, unit in units.items()} == UNITS
    assert units["230500"].is_city
    assert all(unit.parent == units["230500"] for code, unit in units.items() if code != "230500")
    assert all(unit.full_clean() is None for unit in units.values())


def test_aliases_are_exact(units):
    by_alias = ReportingUnit.objects.get(aliases__name="双鸭山市尖山区")
    assert by_alias == units["230502"]
    assert not ReportingUnit.objects.filter(aliases__name__contains="农场").exists()


@pytest.mark.parametrize("curve", [[], [100] * 11, [0] * 11 + [99], [50, 40] + [100] * 10, ["x"] * 12])
def test_an_invalid_curve_is_refused(indicator, curve):
    intake = indicator("T13-4")
    intake.curve = curve
    with pytest.raises(ValidationError):
        intake.clean()


def test_a_ratio_without_its_parts_is_refused(indicator):
    ratio = indicator("T01-4")
    ratio.denominator_kind = ""
    with pytest.raises(ValidationError):
        ratio.clean()


def test_a_street_can_be_added_below_a_district(jianshan, city):
    street = ReportingUnit.objects.create(code="230502001", name="二马路街道", kind="street", parent=jianshan)
    assert street.path == "230500/230502/230502001/"
    assert street.district_path == jianshan.path
    assert set(ReportingUnit.objects.under(jianshan)) == {jianshan, street}
    assert list(ReportingUnit.objects.own_area(city)) == [city]


def test_a_unit_cannot_lie_below_itself(jianshan):
    street = ReportingUnit.objects.create(code="230502001", name="二马路街道", kind="street", parent=jianshan)
    jianshan.parent = street
    with pytest.raises(ValidationError):
        jianshan.clean()


def test_moving_a_unit_moves_all_units_below_it(jianshan, baoqing):
    street = ReportingUnit.objects.create(code="230502001", name="二马路街道", kind="street", parent=jianshan)
    community = ReportingUnit.objects.create(code="230502001001", name="社区", kind="community", parent=street)
    street.parent = baoqing
    street.save()
    community.refresh_from_db()
    assert community.path == "230500/230523/230502001/230502001001/"
    assert community.district_path == baoqing.path
