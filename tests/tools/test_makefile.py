"""An environment that is damaged is made anew, and one that belongs to another folder is left as it is."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def damaged(tmp_path) -> Path:
    """A folder with the project's Makefile and an environment that claims to be made and has no Python."""
    folder = tmp_path / "portal"
    (folder / ".venv").mkdir(parents=True)
    (folder / ".venv" / "made.stamp").touch()
    shutil.copy(ROOT / "Makefile", folder)
    return folder


def make_in(folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(["make", "help"], cwd=folder, capture_output=True, text=True, check=False)


def test_a_damaged_environment_counts_as_missing(damaged):
    ran = make_in(damaged)
    assert "is damaged and is made anew" in ran.stdout
    assert not (damaged / ".venv" / "made.stamp").exists()


def test_a_damaged_environment_that_is_a_link_is_not_touched(damaged, tmp_path):
    theirs = (damaged / ".venv").rename(tmp_path / "theirs")
    (damaged / ".venv").symlink_to(theirs)
    ran = make_in(damaged)
    assert ran.returncode != 0
    assert "is a link to another folder" in ran.stderr
    assert (theirs / "made.stamp").exists()
