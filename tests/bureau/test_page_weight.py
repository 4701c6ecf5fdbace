"""The compressed size of the first page with its styles and scripts, and of the library that draws charts."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders

pytestmark = [
    pytest.mark.usefixtures("demonstrated"),
    pytest.mark.django_db,
    pytest.mark.one_database("what files weigh is measured, and a page whose rows are the same on both"),
]

KILOBYTE = 1000
ASSET = re.compile(r'(?:src|href)="/static/([^"#]+\.(?:js|css|svg))')


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def file_of(name: str) -> bytes:
    found = finders.find(name)
    assert found, f"{name} is not there: run `make assets`."
    return Path(found).read_bytes()


def assets_of(page: str) -> set[str]:
    return set(ASSET.findall(page))


def test_the_first_visit_loads_less_than_120_kilobytes_and_no_chart(client):
    client.force_login(get_user_model().objects.get(username="leader"))
    page = client.get("/plans/2007/")
    assets = assets_of(page.content.decode())
    assert "vendor/bootstrap.min.css" in assets
    assert not any("chart" in name for name in assets)
    assert compressed(page.content) + sum(compressed(file_of(name)) for name in assets) < 120 * KILOBYTE


def test_the_page_with_a_chart_loads_a_library_below_200_kilobytes(client):
    client.force_login(get_user_model().objects.get(username="leader"))
    assets = assets_of(client.get("/plans/2007/indicators/T01-1/").content.decode())
    assert "targets/js/charts.js" in assets
    assert compressed(file_of("vendor/echarts.min.js")) < 200 * KILOBYTE
