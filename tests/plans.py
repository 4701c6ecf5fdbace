"""A plan of the next year, made from the files of 2007."""

import shutil
from pathlib import Path

from targets.models import WorkPlan
from targets.site import loading
from tests.conftest import FIXTURES


def load_plan_of_2008(folder: Path) -> WorkPlan:
    """A plan with the same codes, other targets and one chapter fewer; its files are written into the folder."""
    copy = folder / "2008"
    shutil.copytree(FIXTURES / "plans" / "2007", copy)
    for path in copy.glob("*.toml"):
        path.write_text(path.read_text(encoding="utf-8").replace("2007-", "2008-"), encoding="utf-8")
    head = (copy / "plan.toml").read_text(encoding="utf-8")
    head = head.replace("year         = 2007", "year         = 2008").replace(', "infrastructure"', "")
    (copy / "plan.toml").write_text(head, encoding="utf-8")
    employment = (copy / "employment.toml").read_text(encoding="utf-8")
    (copy / "employment.toml").write_text(employment.replace('"18000"', '"21000"'), encoding="utf-8")
    loading.load_plan(copy)
    return WorkPlan.objects.get(year=2008)
