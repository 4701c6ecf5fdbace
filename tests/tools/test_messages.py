"""Faults that the translation check finds."""

import pytest
from babel.messages.catalog import Catalog

from tools import messages


def catalogue(*entries):
    """A catalogue of (msgid, Chinese) pairs."""
    made = Catalog(locale="zh_Hans")
    for msgid, chinese in entries:
        made.add(msgid, chinese, locations=[("page.html", 1)])
    return made


@pytest.mark.parametrize(
    ("msgid", "chinese", "fault"),
    [
        ("Save", "保存", None),
        ("Save", "", "untranslated"),
        ("Save", "Save", "Chinese equals English"),
        ("Excel", "Excel", None),
        ("%(n)s / %(all)s", "%(n)s / %(all)s", None),
        ("%(n)s of %(all)s", "共 %(n)s", "placeholders differ"),
        ("{n} months", "{m} 个月", "placeholders differ"),
        (("%(n)s unit", "%(n)s units"), ("%(n)s 个单位",), None),
        (("One unit", "%(n)s units"), ("单位",), "placeholders differ"),
        (("%(n)s unit", "%(n)s units"), ("",), "untranslated"),
    ],
)
def test_a_fault_is_named(msgid, chinese, fault):
    (message,) = messages.spoken(catalogue((msgid, chinese)))
    assert messages.fault_of(message) == fault


def test_missing_and_obsolete_are_listed():
    found = list(messages.faults(catalogue(("New", None)), catalogue(("Old", "旧"))))
    assert found == ["page.html: missing in django.po (run: make messages): 'New'", "django.po: obsolete: 'Old'"]


def test_merging_keeps_translations_and_marks_the_rest_obsolete():
    merged = messages.merge(catalogue(("Kept", None)), catalogue(("Kept", "留"), ("Gone", "去")), prune=False)
    assert [message.string for message in messages.spoken(merged)] == ["留"]
    assert [message.id for message in merged.obsolete.values()] == ["Gone"]
    again = messages.merge(catalogue(("Gone", None)), merged, prune=False)
    assert [message.string for message in messages.spoken(again)] == ["去"]


def test_words_of_libraries_are_kept_and_checked():
    old = Catalog(locale="zh_Hans")
    old.add("Access Log", "登录日志", user_comments=["library: axes"])
    old.add("Access Logs", "", user_comments=["library: axes"])
    merged = messages.merge(catalogue(), old, prune=True)
    assert [message.id for message in messages.spoken(merged)] == ["Access Log", "Access Logs"]
    assert list(messages.faults(catalogue(), merged)) == ["django.po: untranslated: 'Access Logs'"]


def test_gettext_under_an_unknown_name_is_a_fault(tmp_path):
    module = tmp_path / "module.py"
    module.write_text("from django.utils.translation import gettext as _\nfrom x import pgettext_lazy as mine\n")
    assert list(messages.unread_names([module])) == ["module.py: messages marked by mine() are not collected"]


def test_templates_are_read_like_code(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("""{% load i18n %}
      <p title="{% translate "It's due" %}">{% blocktranslate trimmed count n=n %}
          {{ n }} unit
        {% plural %}
          {{ n }} units
        {% endblocktranslate %}</p>
      {% translate "May" context "month" %} (unclosed "quote
    """)
    assert [(message.id, message.context) for message in messages.spoken(messages.collect([page]))] == [
        ("It's due", None),
        (("%(n)s unit", "%(n)s units"), None),
        ("May", "month"),
    ]
