"""The lock files serve every supported Python, whichever one locked them."""

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def locked(name: str) -> set[str]:
    """The packages that a lock file pins."""
    return set(re.findall(r"^([\w-]+)==", (ROOT / "requirements" / name).read_text(encoding="utf-8"), re.MULTILINE))


def needed_by(package: str, python: str) -> set[str]:
    """What a package of this environment needs under a version of Python, without its extras."""
    environment = default_environment() | {"python_version": python, "python_full_version": f"{python}.0", "extra": ""}
    try:
        needs = [Requirement(line) for line in requires(package) or []]
    except PackageNotFoundError:  # Locked for another Python or system only.
        return set()
    return {canonicalize_name(need.name) for need in needs if not need.marker or need.marker.evaluate(environment)}


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("name", ["base.txt", "test.txt"])
def test_what_a_locked_package_needs_is_locked_for_every_python(name, python):
    pinned = locked(name)
    assert set().union(*(needed_by(package, python) for package in pinned)) <= pinned
