"""What the portal answers to each role of the demonstration, to be compared with another version.

    python tools/same_answers.py collect FILE [--tree FOLDER] [--like OLD] [--only ACCOUNT …]
                                                                  ask the version in FOLDER (this one) and write FILE
    python tools/same_answers.py compare OLD NEW [--but LIST]     print what differs and fail where it is not listed

A database is filled with the plan and the demonstration by the code of the tree, and each role is asked through
Django's test client, in Chinese, in a copy of that database, so that no role sees traces of another. A role follows the
links from its home page and the export links of each page, up to BREADTH addresses of one shape; with --like it is
asked exactly the addresses that the collection OLD holds, in the same order. What is kept of an answer are the texts
that a reader meets, the numbers of the API, and the cells of every file. Two collections of one tree are equal.

LIST holds a line for each difference that was made on purpose, in three parts with tabs between them: a regular
expression that meets the address, one that meets the texts that may come, go or change there, and the reason. All other
texts of the page must be the same. Lines that begin with # are remarks.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import io
import itertools
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

ROOT = Path(__file__).resolve().parent.parent
# Addresses of one shape that each role opens, and of all shapes together: pages of many shapes tell more than many
# pages of one.
BREADTH = 3
MOST_PAGES = 900
DAY = "2007-07-04"
PEOPLE = (
    "unit-230500",
    "unit-230502",
    "unit-230523",
    "clerk-230502990001",
    "reviewer-employment",
    "reviewer-insurance",
    "leader",
    "auditor",
    "admin",
)
# Texts beside an element's own that people read or hear.
SPOKEN = ("title", "alt", "aria-label", "placeholder", "data-label", "value")
SILENT = frozenset({"script", "style", "svg", "template"})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# The computer's clock stands at this moment while a tree is filled and asked; the time of day is left out of answers.
MOMENT = datetime(2007, 7, 4, 1, 0, tzinfo=UTC)
TIME_OF_DAY = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?")
WORKBOOK = "spreadsheetml"

Answers = dict[str, list[str]]


class Page(HTMLParser):
    """The texts of a page in their order, and the addresses that it leads to."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.texts: list[str] = []
        self.links: list[str] = []
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag says and where it leads."""
        if tag in SILENT:
            self._silent += 1
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(urldefrag(urljoin(self.address, given["href"])).url)
        # Nobody reads hidden fields, and their tokens and versions differ from run to run.
        if self._silent or given.get("type") == "hidden":
            return
        self.texts += [f"[{given[name].strip()}]" for name in SPOKEN if given.get(name, "").strip()]

    def handle_endtag(self, tag: str) -> None:
        """Read texts again after an element whose text is not read."""
        if tag in SILENT:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        """Note a text, its white space folded."""
        if not self._silent and (text := " ".join(data.split())):
            self.texts.append(text)


def shape_of(address: str) -> str:
    """What addresses of one page have in common: numbers, codes and values of parameters left out."""
    path, _mark, query = address.partition("?")
    plain = "/".join("*" if re.search(r"\d", part) and part != "2007" else part for part in path.split("/"))
    keys = sorted({pair.partition("=")[0] for pair in query.split("&") if pair})
    export = re.search(r"export=(\w+)", query)
    return f"{plain}?{','.join(keys)}{export.group(1) if export else ''}"


def cells_of_workbook(content: bytes) -> list[str]:
    """Every filled cell of the visible sheets with its number format."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        f"{sheet.title}!{cell.coordinate} "
        f"{cell.value if isinstance(cell.value, datetime) else repr(cell.value)} {cell.number_format}"
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def told(response: Any, address: str) -> tuple[list[str], list[str]]:
    """What an answer says, without the time of day, and the addresses that it leads to."""
    texts, links = content_of(response, address)
    return [TIME_OF_DAY.sub("00:00", text) for text in [f"status {response.status_code}", *texts]], links


def content_of(response: Any, address: str) -> tuple[list[str], list[str]]:
    """The texts, lines or cells of an answer as they stand, and the addresses that it leads to."""
    kind = response.headers.get("Content-Type", "")
    if response.status_code in (301, 302):
        target = response.headers["Location"]
        return [target], [target]
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if kind.startswith("text/html"):
        page = Page(address, content.decode())
        return page.texts, page.links
    if WORKBOOK in kind:
        return cells_of_workbook(content), []
    if kind.startswith(("text/", "application/json")):
        text = content.decode("utf-8-sig")
        if kind.startswith("text/csv"):
            return ["\t".join(row) for row in csv.reader(io.StringIO(text))], []
        lines = json.dumps(json.loads(text), ensure_ascii=False, indent=0) if "json" in kind else text
        return lines.splitlines(), []
    return [kind], []


def walk(client: Any, start: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Open what can be reached, page by page, each shape of address at most BREADTH times."""
    waiting, known, shapes = list(start), set(start), Counter[str]()
    opened = 0
    while waiting and opened < MOST_PAGES:
        address = waiting.pop(0)
        shape = shape_of(address)
        if shapes[shape] >= BREADTH or "/logout" in address or "/static/" in address:
            continue
        shapes[shape] += 1
        opened += 1
        said, links = told(client.get(address), address)
        yield address, said
        for link in dict.fromkeys(links):
            if link.startswith("/") and link not in known:
                known.add(link)
                waiting.append(link)


def api_addresses(client: Any) -> list[str]:
    """Every address of the API that needs no parameter in its path but the plan's year."""
    paths = client.get("/api/openapi.json").json()["paths"]
    filled = (path.replace("{year}", "2007").replace("{plan}", "2007") for path in paths)
    return [path for path in filled if "{" not in path]


def set_up(folder: Path) -> None:
    """Start the code of this process's tree with its files in `folder` and the computer's clock at MOMENT.

    Each reading of the clock is a microsecond later than the one before, so that what was stored first stays first.
    """
    import django
    from django.utils import timezone

    readings = itertools.count()
    # Before the models are loaded, whose fields take the function for their defaults.
    timezone.now = lambda: MOMENT + timedelta(microseconds=next(readings))
    django.setup()
    from django.conf import settings

    # Nothing of the developer's own demonstration is touched.
    settings.DEMO_PASSWORD_FILE, settings.MEDIA_ROOT = folder / "password", folder / "media"
    settings.IMPORT_FOLDER = folder / "imports"
    logging.disable(logging.CRITICAL)


def fill(folder: Path) -> None:
    """Fill this process's database with the plan and the demonstration."""
    set_up(folder)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_plan", verbosity=0, stdout=io.StringIO())
    call_command("seed_demo", password="Shuangyashan-07", stdout=io.StringIO())  # noqa: S106 - of a database thrown away


def ask(folder: Path, name: str) -> None:
    """Write into `folder` what the account is answered: at the addresses written there, or at those that it finds."""
    set_up(folder)
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    # Only the demonstration needs it; with it on, a refusal would show Django's page for developers.
    settings.DEBUG = False
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    user = get_user_model().objects.get(username=name)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "zh-hans"
    if (wanted := folder / f"{name}.addresses").exists():
        addresses = json.loads(wanted.read_text(encoding="utf-8"))
        found = {address: told(client.get(address), address)[0] for address in addresses}
    else:
        start = ["/", "/registers/", "/imports/", "/review/", "/reports/", "/admin/", *api_addresses(client)]
        found = dict(walk(client, start))
    (folder / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False, indent=0), encoding="utf-8")


def collect(into: Path, tree: Path, people: list[str], like: Path | None) -> int:
    """Ask the version in `tree` in processes of its own, as many at once as there are processors."""
    wanted = json.loads(like.read_text(encoding="utf-8")) if like else {}
    people = [name for name in people if not like or name in wanted]
    with tempfile.TemporaryDirectory(prefix="portal-answers-") as place:
        folder = Path(place)

        def run(step: str, database: str) -> None:
            environment = os.environ | {
                "DEBUG": "1",
                "TODAY": DAY,
                "DATABASE_URL": f"sqlite:///{folder}/{database}.sqlite3",
                "SECRET_KEY": "of a database thrown away, and longer than fifty characters",
                "ALLOWED_HOSTS": "localhost",
                "DJANGO_SETTINGS_MODULE": "bureau.settings",
                "PYTHONPATH": str(tree.resolve()),
            }
            command = [sys.executable, str(Path(__file__).resolve()), step, str(folder), database]
            subprocess.run(command, cwd=tree, env=environment, check=True)

        def asked(name: str) -> Answers:
            shutil.copy(folder / "filled.sqlite3", folder / f"{name}.sqlite3")
            if like:
                (folder / f"{name}.addresses").write_text(json.dumps(list(wanted[name])), encoding="utf-8")
            run("ask", name)
            answers: Answers = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            print(f"{name}: {len(answers)} answers", file=sys.stderr)
            return answers

        compiling = [sys.executable, str(tree.resolve() / "tools" / "messages.py"), "compile"]
        subprocess.run(compiling, cwd=tree, check=True)
        run("fill", "filled")
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = dict(zip(people, pool.map(asked, people), strict=True))
    into.write_text(json.dumps(found, ensure_ascii=False, indent=0), encoding="utf-8")
    return 0


def purposes(path: Path | None) -> list[tuple[re.Pattern[str], re.Pattern[str], str]]:
    """The differences that were made on purpose: at what addresses, in what texts, and why."""
    lines = path.read_text(encoding="utf-8").splitlines() if path else []
    parts = [line.split("\t", 2) for line in lines if line.strip() and not line.startswith("#")]
    return [(re.compile(address), re.compile(text), reason) for address, text, reason in parts]


def compare(old: Path, new: Path, listed: Path | None) -> int:
    """Print every difference of the accounts that both files hold; 1 where one is not listed."""
    before, after = (json.loads(path.read_text(encoding="utf-8")) for path in (old, new))
    reasons, meant, unmeant, total = purposes(listed), Counter[str](), 0, 0
    for name in [name for name in before if name in after]:
        total += len(before[name])
        for address in sorted({*before[name], *after[name]}):
            one, other = (side[name].get(address, ["not reached"]) for side in (before, after))
            for where, what, why in reasons:
                if one != other and where.search(address):
                    kept = [[text for text in side if not what.search(text)] for side in (one, other)]
                    meant[why] += kept != [one, other]
                    one, other = kept
            if one == other:
                continue
            unmeant += 1
            print(f"== {name} {address}")
            changes = difflib.unified_diff(one, other, lineterm="", n=1)
            print(*[line for line in changes if not line.startswith(("---", "+++"))][:40], sep="\n")
    print(*[f"{count} on purpose: {reason}" for reason, count in meant.items()], sep="\n")
    if missing := [name for name in before if name not in after]:
        print(f"Not asked in both: {', '.join(missing)}.")
    print(f"{total} answers compared, {unmeant} differ without being listed.")
    return bool(unmeant)


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    collecting = commands.add_parser("collect")
    collecting.add_argument("file", type=Path)
    collecting.add_argument("--tree", type=Path, default=ROOT)
    collecting.add_argument("--like", type=Path, metavar="OLD")
    collecting.add_argument("--only", nargs="+", default=list(PEOPLE), choices=PEOPLE, metavar="ACCOUNT")
    comparing = commands.add_parser("compare")
    comparing.add_argument("old", type=Path)
    comparing.add_argument("new", type=Path)
    comparing.add_argument("--but", type=Path)
    # The two steps that `collect` runs with the code of the tree.
    filling = commands.add_parser("fill")
    filling.add_argument("folder", type=Path)
    filling.add_argument("name")
    asking = commands.add_parser("ask")
    asking.add_argument("folder", type=Path)
    asking.add_argument("name")
    given = parser.parse_args()
    if given.command == "fill":
        fill(given.folder)
        return 0
    if given.command == "ask":
        ask(given.folder, given.name)
        return 0
    if given.command == "collect":
        return collect(given.file, given.tree, given.only, given.like)
    return compare(given.old, given.new, given.but)


if __name__ == "__main__":
    sys.exit(main())
