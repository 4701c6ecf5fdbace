"""The tool that holds the answers of two versions against each other."""

import json
import subprocess
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.http import HttpResponse
from openpyxl import Workbook

from tools import same_answers
from tools.same_answers import BREADTH, Page, collect, compare, shape_of, told, walk

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def answers(tmp_path):
    """`answers("old", {"leader": {"/": ["200"]}})` is the file that a version's answers were written to."""

    def write(name: str, found: dict):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(found), encoding="utf-8")
        return path

    return write


def test_a_page_is_read_as_a_person_reads_it():
    page = Page(
        "/plans/2007/",
        '<title>工作目标</title><script>let a = "no text";</script><p>  城镇新增\n就业 </p>'
        '<a href="units/230502/#top">尖山区</a>'
        '<input type="hidden" name="csrfmiddlewaretoken" value="secret"><input name="code" value="500">'
        '<td data-label="累计">7,100</td><p>保存于 09:15</p>',
    )
    assert page.texts == ["工作目标", "城镇新增 就业", "尖山区", "[500]", "[累计]", "7,100", "保存于 09:15"]
    assert page.links == ["/plans/2007/units/230502/"]


def test_neither_hidden_fields_nor_the_time_of_day_count():
    answer = HttpResponse('<input type="hidden" name="version" value="7"><p>保存于 2007-07-04 09:15:30.000012</p>')
    assert told(answer, "/")[0] == ["status 200", "保存于 2007-07-04 00:00"]


def test_a_moment_in_a_cell_is_its_day():
    book = Workbook()
    book.active.append([datetime(2007, 7, 4, 9, 15, 30), 7100, "7100"])  # noqa: DTZ001 - a cell has no zone
    content = BytesIO()
    book.save(content)
    answer = HttpResponse(content.getvalue(), content_type=XLSX)
    assert told(answer, "/")[0] == [
        "status 200",
        "Sheet!A1 2007-07-04 00:00 yyyy-mm-dd h:mm:ss",
        "Sheet!B1 7100 General",
        "Sheet!C1 '7100' General",
    ]


class Site:
    """A client of a small site: every address leads to the given ones."""

    def __init__(self, *links: str) -> None:
        self.links = "".join(f'<a href="{link}">{link}</a>' for link in links)
        self.asked: list[str] = []

    def get(self, address: str) -> HttpResponse:
        self.asked.append(address)
        return HttpResponse(self.links)


def test_of_addresses_of_one_shape_only_some_are_opened():
    site = Site(*(f"/people/{number}/" for number in range(1, 40)), "/accounts/logout/", "/static/a.css")
    assert len(dict(walk(site, ["/"]))) == 1 + BREADTH
    assert "/accounts/logout/" not in site.asked


def test_addresses_of_one_page_have_one_shape():
    assert shape_of("/reports/230502/employment/2007-06/") == shape_of("/reports/230523/employment/2007-05/")
    assert shape_of("/plans/2007/?month=2007-06&basis=approved") == shape_of("/plans/2007/?basis=filed&month=2007-01")
    assert shape_of("/plans/2007/?export=csv") != shape_of("/plans/2007/?export=xlsx")


def test_a_collection_like_an_old_one_asks_its_addresses_in_their_order(answers, monkeypatch, tmp_path):
    def run(command: list[str], **_kwargs) -> None:
        step, folder, name = command[-3], Path(command[-2]), command[-1]
        if step == "fill":
            (folder / f"{name}.sqlite3").touch()
        elif step == "ask":
            addresses = json.loads((folder / f"{name}.addresses").read_text(encoding="utf-8"))
            (folder / f"{name}.json").write_text(json.dumps({address: ["status 200"] for address in addresses}))

    monkeypatch.setattr(subprocess, "run", run)
    old = answers("old", {"leader": {"/reports/": [], "/gone/": [], "/": []}})
    collect(tmp_path / "new.json", tmp_path, ["auditor", "leader"], old)
    found = json.loads((tmp_path / "new.json").read_text(encoding="utf-8"))
    assert list(found) == ["leader"]
    assert list(found["leader"]) == ["/reports/", "/gone/", "/"]


def test_equal_answers_pass(answers, capsys):
    found = {"leader": {"/": ["status 200", "7,100"]}}
    assert compare(answers("old", found), answers("new", found), None) == 0
    assert "1 answers compared, 0 differ" in capsys.readouterr().out


def test_a_changed_number_and_a_page_that_is_gone_fail(answers, capsys):
    old = answers("old", {"leader": {"/": ["status 200", "7,100"], "/plans/2007/": ["status 200"]}})
    new = answers("new", {"leader": {"/": ["status 200", "7,010"]}})
    assert compare(old, new, None) == 1
    printed = capsys.readouterr().out
    assert "-7,100" in printed
    assert "+7,010" in printed
    assert "+not reached" in printed
    assert "2 differ without being listed" in printed


def test_what_was_changed_on_purpose_is_counted_with_its_reason(answers, tmp_path, capsys):
    old, new = answers("old", {"leader": {"/x/1/": ["a"]}}), answers("new", {"leader": {"/x/1/": ["b"]}})
    listed = tmp_path / "list"
    listed.write_text("# remarks\n^/x/\\d+/$\t^[ab]$\tThe heading is shorter.\n", encoding="utf-8")
    assert compare(old, new, listed) == 0
    assert "1 on purpose: The heading is shorter." in capsys.readouterr().out


def test_another_address_is_not_covered_by_the_list(answers, tmp_path):
    old, new = answers("old", {"leader": {"/y/": ["a"]}}), answers("new", {"leader": {"/y/": ["b"]}})
    listed = tmp_path / "list"
    listed.write_text("^/x/\t^a$\tThe heading is shorter.\n", encoding="utf-8")
    assert compare(old, new, listed) == 1


def test_another_text_of_a_listed_address_is_not_covered(answers, tmp_path, capsys):
    old, new = answers("old", {"leader": {"/x/": ["a", "7,100"]}}), answers("new", {"leader": {"/x/": ["7,010", "b"]}})
    listed = tmp_path / "list"
    listed.write_text("^/x/\t^[ab]$\tThe heading is shorter.\n", encoding="utf-8")
    assert compare(old, new, listed) == 1
    printed = capsys.readouterr().out
    assert "+7,010" in printed
    assert "+b" not in printed


def test_an_account_that_one_file_lacks_is_named(answers, capsys):
    found = {"leader": {"/": ["status 200"]}}
    assert compare(answers("old", found | {"auditor": {}}), answers("new", found), None) == 0
    assert "Not asked in both: auditor." in capsys.readouterr().out


@pytest.mark.one_database("two lists of roles are compared")
def test_every_role_of_the_demonstration_is_asked(demonstrated, db):
    from targets.models import Membership

    asked = Membership.objects.filter(user__username__in=same_answers.PEOPLE).values_list("role", flat=True)
    assert set(asked) == set(Membership.objects.values_list("role", flat=True))
