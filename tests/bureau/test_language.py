"""The interface is in Chinese unless the user has chosen English."""

from django.urls import reverse
from django.utils import formats, translation

LOGIN = "/accounts/login/"


def test_an_english_browser_gets_chinese_pages(client, db):
    answer = client.get(LOGIN, headers={"Accept-Language": "en-US,en"})
    assert answer.headers["Content-Language"] == "zh-hans"
    assert "Cookie" in answer.headers["Vary"]


def test_the_switch_works_before_the_sign_in_and_lasts(client, db):
    answer = client.post(reverse("set_language"), {"language": "en", "next": LOGIN})
    assert answer.url == LOGIN
    assert client.get(LOGIN).headers["Content-Language"] == "en"


def test_an_unknown_language_is_ignored(client, db, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx"
    assert client.get(LOGIN).headers["Content-Language"] == "zh-hans"


def test_chinese_numbers_have_thousands_separators():
    with translation.override("zh-hans"):
        assert formats.number_format(61000, use_l10n=True, force_grouping=True) == "61,000"
