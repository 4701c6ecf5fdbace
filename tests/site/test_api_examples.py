"""The examples of docs/api.md run as they are written, and the answers have the fields that it shows."""

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings

from targets.access import tokens
from targets.closing.verbs import close
from targets.models import PastFigure
from targets.periods import Month

DOCUMENT = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")
PORTAL = "https://portal.example.gov.cn"
CURL = re.findall(r"^    (curl [^\n]*)\n\n```json\n(.*?)```", DOCUMENT, re.MULTILINE | re.DOTALL)


def example(language: str) -> str:
    [text] = re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    return text


def fields(answer) -> object:
    """The names of all fields; of a list, those of its first row."""
    if isinstance(answer, dict):
        return {name: fields(value) for name, value in answer.items()}
    return [fields(row) for row in answer[:1]] if isinstance(answer, list) else None


@pytest.fixture
def june(plan, leader, jianshan, file_report, only_these_report, indicator) -> str:
    """A token of the leader's, who has Jianshan's June to read beside June 2006, and a late report of January."""
    only_these_report(jianshan)
    close(plan, Month(2007, 1), by=None)
    file_report(jianshan, "employment", 1, {"T02-1": 500})
    file_report(jianshan, "employment", 6, {"T01-1": 572})
    PastFigure.objects.create(
        indicator=indicator("T01-1"), unit=jianshan, month=date(2006, 6, 1), value=500, to_date=2500
    )
    return tokens.create(leader)


@pytest.fixture
def served(live_server, june):
    """`served(["sh", "-c", LINE], LINE)` runs an example against a running portal; what it printed."""

    def run(program: list[str], text: str) -> str:
        return subprocess.run(
            [*program, text.replace(PORTAL, live_server.url)],
            env={"TOKEN": june, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout

    return run


@pytest.mark.one_database("the examples ask an API whose answers test_api compares on both")
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_every_address_answers_curl_with_the_fields_shown(served):
    assert len(CURL) == 8
    for line, shown in CURL:
        answer, expected = json.loads(served(["sh", "-c"], line)), json.loads(shown)
        if "months" in expected:
            assert [month["month"] for month in answer["months"]] == [month["month"] for month in expected["months"]]
            assert answer.keys() == expected.keys()
        else:
            assert fields(answer) == fields(expected)


@pytest.mark.one_database("the examples ask an API whose answers test_api compares on both")
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_tables_of_a_page_answer_curl(served):
    [line] = re.findall(r"^    (curl .*export=csv.*)$", DOCUMENT, re.MULTILINE)
    assert "城镇新增就业" in served(["sh", "-c"], line)


@pytest.mark.one_database("the examples ask an API whose answers test_api compares on both")
def test_the_example_in_python_prints_every_indicator_of_six_months(served):
    lines = served([sys.executable, "-c"], example("python")).splitlines()
    assert len(lines) == 6 * 46
    assert "2007-06,T01-1,572,far_behind" in lines


def test_what_the_example_of_power_query_asks_for_and_expands_exists(client, june):
    text = example("powerquery")
    [path] = re.findall(r'RelativePath = "(.*)"', text)
    [query] = re.findall(r"Query = \[(.*)\],", text)
    # A record of M whose fields are texts or lists of texts, as JSON.
    asked = json.loads("{" + re.sub(r"(\w+) = ", r'"\1": ', query.replace("{", "[").replace("}", "]")) + "}")
    answer = client.get(f"/{path}?{urlencode(asked, doseq=True)}", headers={"Authorization": f"Bearer {june}"}).json()
    [columns] = re.findall(r'"indicators", \{(.*)\}\)', text)
    assert set(json.loads(f"[{columns}]")) <= set(answer["months"][0]["indicators"][0])
    assert set(re.findall(r'\{"(\w+)", type number\}', text)) <= set(json.loads(f"[{columns}]"))
