"""What README, CONTRIBUTING and docs name is there: folders, modules, rooms, classes."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
# What a path may begin with: the project, the core, its spreadsheets; employment stands for every chapter.
BEGINNINGS = [ROOT, ROOT / "targets", ROOT / "targets" / "spreadsheets", ROOT / "employment"]
# Made by the commands, or written for the reader to fill in.
NOT_STORED = re.compile(r"^(var|\.venv|node_modules)/|[<…*]")
PATH = re.compile(r"`([\w.<>…*-]+(?:/[\w.<>…*-]*)+|[\w-]+\.(?:py|toml|js|css|html))`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
DOTTED = re.compile(r"(?<![/\w])(targets(?:\.(?!css|html)[a-z_]+)+)(?:\.([A-Z]\w+))?")


def map_lines() -> list[str]:
    """The lines of README's map of the house."""
    map_of_the_house = (ROOT / "README.md").read_text("utf-8").split("## A map of the house")[1]
    return re.findall(r"^    (.*)$", map_of_the_house.split("\n\n")[1], re.MULTILINE)


def rooms() -> set[str]:
    """The rooms of the core: its folders with modules in them."""
    return {folder.parent.name for folder in (ROOT / "targets").glob("*/__init__.py")}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_a_document_names_is_there(document):
    text = document.read_text("utf-8")
    named = {path for path in PATH.findall(text) if not NOT_STORED.search(path)}
    files = {path.name for folder in ("targets", "templates", "skills") for path in (ROOT / folder).rglob("*.*")}
    missing = {
        path
        for path in named
        if not any((base / path).exists() or (base / f"{path}.py").exists() for base in BEGINNINGS)
        and not ("/" not in path and path in files)
    }
    missing |= {path for path in LINK.findall(text) if not (document.parent / path).exists()}
    assert missing == set()


def test_every_room_of_the_core_stands_in_the_map_once():
    named = [name for line in map_lines() for name in re.findall(r"^  (\w+)/ ", line)]
    several = [name for line in map_lines() if re.match(r"^  \w+/ \w+/", line) for name in re.findall(r"(\w+)/", line)]
    assert {*named, *several} >= rooms()
    assert sorted(named) == sorted(set(named))


def test_every_folder_and_module_of_the_map_is_there():
    missing = []
    for line in map_lines():
        base = ROOT / "targets" if line.startswith("  ") and not line.startswith("   ") else ROOT
        names = re.match(r"\s{0,2}((?:[\w.]+(?:/|\.py)(?: |$))+)", line)
        missing += [name for name in names.group(1).split() if not (base / name).exists()] if names else []
    assert missing == []


@pytest.mark.parametrize("suffix", ["md", "html"])
def test_what_documents_and_templates_name_of_the_core_can_be_imported(suffix):
    files = DOCUMENTS if suffix == "md" else sorted((ROOT / "templates").rglob("*.html"))
    unknown = set()
    for file in files:
        for path, name in DOTTED.findall(file.read_text("utf-8")):
            module, _dot, last = path.rpartition(".")
            try:
                found = import_module(path)
            except ModuleNotFoundError:
                found = getattr(import_module(module), last, None)
            if found is None or (name and not hasattr(found, name)):
                unknown.add(f"{file.name}: {path} {name}")
    assert unknown == set()


def test_no_class_of_the_core_has_the_name_of_another():
    """A name says one thing in the whole core. Django demands `Command`; a nested class is named with its owner."""
    modules = [path for path in (ROOT / "targets").rglob("*.py") if "migrations" not in path.parts]
    found = [
        (name, path.relative_to(ROOT).as_posix())
        for path in modules
        for name in re.findall(r"^class (\w+)", path.read_text("utf-8"), re.MULTILINE)
        if name != "Command"
    ]
    assert len(found) > 400
    names = [name for name, _path in found]
    assert [(name, path) for name, path in found if names.count(name) > 1] == []
