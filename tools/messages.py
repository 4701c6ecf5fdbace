"""The one message catalogue: English msgids in the code, Simplified Chinese in django.po.

    python tools/messages.py update    collect the msgids and merge them into django.po
    python tools/messages.py prune     the same, and drop what the code no longer says
    python tools/messages.py compile   write django.mo
    python tools/messages.py check     list every fault and fail, if there is one

Babel does the work, so GNU gettext need not be installed. Words of a library that has no Chinese of its own
stand in django.po too, with the comment `# library: its name`; they are kept although the code does not say them.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CHAPTERS = ("employment", "insurance", "skills", "labor_relations", "migrant_workers", "infrastructure")
SOURCES = ("bureau", "targets", *CHAPTERS, "templates")
CATALOGUE = ROOT / "targets" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
SINGULAR, PLURAL, CONTEXT, CONTEXT_PLURAL = (1,), (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    **dict.fromkeys(("_", "_lazy", "gettext", "gettext_lazy", "gettext_noop"), SINGULAR),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), PLURAL),
    **dict.fromkeys(("_lazy_of", "pgettext", "pgettext_lazy"), CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), CONTEXT_PLURAL),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
# Read the same in both languages.
SAME = frozenset({"API", "CSV", "Excel", "JSON", "OpenAPI", "PDF", "Word"})

RENAMED = re.compile(r"import [np]*gettext\w* as (\w+)")

Key = tuple[str, str | None]


def key_of(message: Message) -> Key:
    """What tells one message from another: its singular and its context."""
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return singular, message.context


def sources() -> Iterator[Path]:
    """Every file that may say something to a user, in a fixed order."""
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts:
                yield path


def python_text(path: Path) -> str:
    """A source as Python; of a template only its messages remain, as calls.

    Indentation means nothing in a template and would trip the tokenizer.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    return "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())


def collect(paths: Iterable[Path]) -> Catalog:
    """All messages of these files, without translations."""
    found = Catalog(locale="zh_Hans")
    for path in paths:
        place = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        stream = BytesIO(python_text(path).encode())
        for line, message, _comments, context in extract("python", stream, KEYWORDS, options={"encoding": "utf-8"}):
            found.add(message, locations=[(place, line)], context=context)
    return found


def empty() -> Catalog:
    """A catalogue that holds nothing but its header."""
    return Catalog(
        locale="zh_Hans",
        project=PROJECT["name"],
        version=PROJECT["version"],
        fuzzy=False,
        header_comment="",
        msgid_bugs_address="the portal's maintainers",
        last_translator="the portal's maintainers",
        language_team="Simplified Chinese",
    )


def stored() -> Catalog:
    """The catalogue as it stands; an empty one where there is none yet."""
    if not CATALOGUE.exists():
        return empty()
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def spoken(catalogue: Catalog) -> list[Message]:
    """The messages without the header."""
    return [message for message in catalogue if message.id]


def of_library(message: Message) -> bool:
    """Does the message come from a library?"""
    return any(comment.startswith("library:") for comment in message.user_comments)


def merge(found: Catalog, old: Catalog, *, prune: bool) -> Catalog:
    """What the code says, with the translations that exist; the rest marked obsolete or dropped."""
    merged = empty()
    merged.creation_date = merged.revision_date = old.creation_date
    known = {key_of(message): message for message in [*old.obsolete.values(), *spoken(old)]}
    for message in spoken(found):
        twin = known.pop(key_of(message), None)
        kept = twin if twin and isinstance(twin.id, str) == isinstance(message.id, str) else None
        flags = {"fuzzy"} if kept and kept.fuzzy else set[str]()
        string = kept.string if kept else None
        merged.add(message.id, string, message.locations, flags, context=message.context)
    for message in [left for left in known.values() if of_library(left)]:
        merged.add(message.id, message.string, user_comments=message.user_comments, context=message.context)
        del known[key_of(message)]
    if not prune:
        merged.obsolete = {(key[0], key[1] or ""): gone for key, gone in known.items() if gone.string}
    return merged


def translations(message: Message) -> list[str]:
    """The Chinese of a message, one per plural form."""
    string = message.string or ""
    return [string] if isinstance(string, str) else list(string)


def fault_of(message: Message) -> str | None:
    """What is wrong with one translated message."""
    original = message.id if isinstance(message.id, str) else message.id[-1]
    strings = translations(message)
    if not strings or not all(strings):
        return "untranslated"
    if message.fuzzy:
        return "fuzzy"
    if any(set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(original)) for text in strings):
        return "placeholders differ"
    wordless = not re.search("[A-Za-z]", PLACEHOLDER.sub("", original))
    if original in strings and not wordless and original not in SAME:
        return "Chinese equals English"
    return None


def faults(found: Catalog, catalogue: Catalog) -> Iterator[str]:
    """One line per fault, each with its place in the code."""
    translated = {key_of(message): message for message in spoken(catalogue)}
    for message in spoken(found):
        place = message.locations[0][0]
        twin = translated.pop(key_of(message), None)
        fault = fault_of(twin) if twin else "missing in django.po (run: make messages)"
        if re.search("[\u4e00-\u9fff]", key_of(message)[0]):
            fault = "msgids are English"
        if fault:
            yield f"{place}: {fault}: {key_of(message)[0]!r}"
    for left in [*translated.values(), *catalogue.obsolete.values()]:
        fault = fault_of(left) if of_library(left) else "obsolete"
        if fault:
            yield f"django.po: {fault}: {key_of(left)[0]!r}"


def unread_names(paths: Iterable[Path]) -> Iterator[str]:
    """Gettext imported under a name that is not looked for: its messages would be missed silently."""
    for path in (path for path in paths if path.suffix == ".py"):
        for name in RENAMED.findall(path.read_text(encoding="utf-8")):
            if name not in KEYWORDS:
                yield f"{path.name}: messages marked by {name}() are not collected"


def update(*, prune: bool = False) -> None:
    """Rewrite django.po from the code; line numbers are left out, so that it changes only with the words."""
    merged = merge(collect(sources()), stored(), prune=prune)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, merged, width=100, sort_by_file=True, include_lineno=False)
    missing = sum(fault_of(message) == "untranslated" for message in spoken(merged))
    print(f"{len(spoken(merged))} messages, {missing} without Chinese, {len(merged.obsolete)} obsolete")


def compile_catalogue() -> None:
    """Write django.mo beside django.po."""
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, stored())


def check() -> None:
    """Print every fault and leave with failure, where there is one."""
    found = [*unread_names(sources()), *faults(collect(sources()), stored())]
    print(*found, sep="\n", end="\n" if found else "")
    if found:
        sys.exit(f"{len(found)} faults in the translations.")


def main(command: str) -> None:
    """Run one of the commands above."""
    commands = {
        "update": update,
        "prune": lambda: update(prune=True),
        "compile": compile_catalogue,
        "check": check,
    }
    commands.get(command, lambda: sys.exit(__doc__))()


if __name__ == "__main__":
    main("".join(sys.argv[1:]))
