"""An amended document: compared before it is accepted, and holding from a month on; the earlier months keep theirs."""

import io
import itertools
import re
import zipfile
from datetime import date
from urllib.parse import parse_qs, urlparse

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from targets.closing.verbs import close
from targets.models import Indicator, PlanText, Target
from targets.models.versions import data_version
from targets.periods import Month
from targets.planning.amending import latest
from targets.planning.document_page import lay_out

AMEND = "/plans/2007/text/amend/"
JOBS = "/plans/2007/indicators/T01-1/"
JUNE, JULY = Month(2007, 6), Month(2007, 7)
OLD, NEW = "城镇新增就业1.8万人", "城镇新增就业2万人"
COMPARED = r'name="compared" value="(\w+)"'
GONE = "切实做好并轨人员社会保险关系接续工作，防止停保断缴。"
ADDED = "全年新建公共实训基地3个。"


@pytest.fixture
def amended_text(plan):
    """New urban employment is 20,000 in place of 18,000, a sentence of task 6 is gone, and one of task 14 is new."""
    text = PlanText.objects.get(plan=plan).text
    assert text.count(OLD) == text.count(GONE) == 1
    changed = text.replace(OLD, NEW).replace(GONE, "")
    return changed.replace("（十五）", f"{ADDED}\n（十五）")


@pytest.fixture
def sent(amended_text):
    return {
        "title": "关于调整2007年工作要点的通知",
        "document": "双劳社发〔2007〕52号",
        "decided_on": "2007-06-28",
        "from_month": "2007-07",
        "reason": "省厅追加任务",
        "text": amended_text,
    }


@pytest.fixture
def maker(as_user, administrator):
    client = as_user(administrator)
    client.cookies["django_language"] = "en"
    return client


def _compare(maker, sent):
    """The page of the comparison, and the form with what was compared."""
    body = maker.post(AMEND, sent | {"compare": "1"}).content.decode()
    found = re.search(COMPARED, body)
    return body, sent | {"accept": "1", "compared": found[1] if found else ""}


def _accept(maker, sent):
    return maker.post(AMEND, _compare(maker, sent)[1])


def test_what_the_document_changes_is_seen_and_nothing_is_stored(maker, sent):
    version = data_version()
    body, _form = _compare(maker, sent)
    assert "1 sentence changed · 1 sentence removed · 1 sentence added" in body
    assert "<del>1.8</del>" in body
    assert "<ins>2</ins>" in body
    assert f"<del>{GONE}</del>" in body
    assert "M06-2" in body.split('id="removed"')[1]
    assert "Names a number on which no commitment rests." in body.split('id="added"')[1]
    changed = body.split('id="changed"')[1].split('id="removed"')[0]
    named = re.findall(r">(T01-\d|M\d\d-\d) ", changed)
    assert named == ["T01-1", "T01-2", "T01-3", "T01-4"]
    assert changed.count("its words stand there no more") == 1
    assert "target 18,000 by 31 December 2007" in changed
    lost = body.split('id="lost"')[1]
    assert re.findall(r">(T\d\d-\d|M\d\d-\d) ", lost) == ["T01-1", "M06-2"]
    assert "/admin/" not in changed
    assert PlanText.objects.count() == 1
    assert data_version() == version


def test_an_accepted_document_holds_from_its_month_on_and_june_keeps_the_earlier_one(
    maker, fetch, leader, sent, plan, administrator
):
    answer = _accept(maker, sent)
    assert answer.url == "/plans/2007/text/changes/?month=2007-07"
    accepted = latest(plan)
    assert (accepted.begins, accepted.document, accepted.decided_on) == (JULY, sent["document"], date(2007, 6, 28))
    assert accepted.decided_by == administrator
    assert accepted.history.get().history_user == administrator
    june = fetch(leader, "/plans/2007/text/", month="2007-06").content.decode()
    july = fetch(leader, "/plans/2007/text/", month="2007-07").content.decode()
    texts = [body.split('plan-text">')[1].split('id="elsewhere"')[0] for body in (june, july)]
    assert [(OLD in text, NEW in text) for text in texts] == [(True, False), (False, True)]
    for body in (june, july):
        assert "关于调整2007年工作要点的通知 (双劳社发〔2007〕52号)" in body
        assert "from July 2007 · 28 June 2007" in body
    # The words of June are those of June, whatever is mended for July.
    Indicator.objects.filter(code="T01-1").update(quote=NEW)
    assert lay_out(plan, JUNE).elsewhere == []
    assert [one.code for one in lay_out(plan, JULY).elsewhere] == ["M06-2"]
    said = {
        month: re.search(r"Words of the plan</dt><dd>(\S+)", fetch(leader, JOBS, month=month).content.decode())[1]
        for month in (JUNE, JULY)
    }
    assert said == {JUNE: f"2007年全市完成{OLD}", JULY: NEW}


def test_the_forms_begin_with_what_the_document_says_and_change_nothing_before_they_are_saved(
    maker, sent, indicator, plan
):
    _accept(maker, sent)
    city = Target.objects.get(indicator=indicator("T01-1"))
    assert city.value == 18000
    body = maker.get("/plans/2007/text/changes/?month=2007-07").content.decode().replace("&amp;", "&")
    links = dict(reversed(re.findall(r'href="(/admin/[^"]+)">([^<]+)<span class="visually-hidden">: T01-1', body)))
    by_label = {label: url for url, label in links.items()}
    target = maker.get(by_label["Change the target"]).content.decode()
    assert 'name="from_month" value="2007-07"' in target
    assert sent["document"] in target
    assert 'value="2007-06-28"' in target
    words = maker.get(by_label["Mend the words"]).content.decode()
    assert f"2007年全市完成{NEW}</textarea>" in words
    assert 'name="until_month" value="2007-06"' in maker.get(by_label["Let it end"]).content.decode()
    new = next(url for url in re.findall(r'href="(/admin/targets/indicator/add/[^"]+)"', body))
    assert parse_qs(urlparse(new).query) == {"quote": [ADDED], "from_month": ["2007-07"]}
    form = maker.get(new).content.decode()
    assert f"{ADDED}</textarea>" in form
    assert 'name="from_month" value="2007-07"' in form
    assert indicator("T01-1").quote.endswith(OLD)


def test_a_reader_sees_the_changes_without_the_forms(maker, fetch, leader, sent):
    _accept(maker, sent)
    body = fetch(leader, "/plans/2007/text/changes/", month="2007-08").content.decode()
    assert "<ins>2</ins>" in body
    assert "/admin/" not in body.split("<main")[1]
    assert fetch(leader, "/plans/2007/text/changes/", month="2007-06").status_code == 404


def test_a_document_of_a_closed_month_holds_from_the_first_open_one(maker, sent, plan, administrator):
    close(plan, Month(2007, 1), by=administrator)
    body, form = _compare(maker, sent | {"from_month": "2007-01"})
    assert "January 2007 is closed and keeps its document. This one holds from February 2007 on." in body
    assert maker.post(AMEND, form).url.endswith("?month=2007-02")
    accepted = latest(plan)
    assert (accepted.begins, accepted.decided_for) == (Month(2007, 2), date(2007, 1, 1))
    assert lay_out(plan, Month(2007, 1)).paragraphs[2].text != ""
    assert OLD in "".join(paragraph.text for paragraph in lay_out(plan, Month(2007, 1)).paragraphs)


def test_only_what_was_compared_is_accepted(maker, sent, plan):
    _body, form = _compare(maker, sent)
    for other in (form | {"text": sent["text"] + "\n另加一句。"}, form | {"compared": ""}):
        answer = maker.post(AMEND, other)
        assert answer.status_code == 409
        assert "not what was compared" in answer.content.decode()
    assert PlanText.objects.count() == 1
    assert maker.post(AMEND, form).status_code == 302
    # Sent twice, the second is no longer compared with the document in force.
    assert maker.post(AMEND, form).status_code == 409
    assert PlanText.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"text": ""}, 422, "Paste the text of the amended document, or choose a file with it."),
        ({"from_month": "2008-01"}, 422, "This month lies outside the plan of 2007."),
        ({"title": ""}, 422, "This field is required."),
        ({"text": "长" * 50_001}, 422, "The text is longer than 50,000 characters."),
        ({"text": None}, 409, "The text is the same as that of the document in force. Nothing would change."),
    ],
)
def test_what_cannot_be_accepted_is_told(maker, sent, plan, change, status, sentence):
    same = latest(plan).text
    answer = maker.post(AMEND, sent | {name: same if value is None else value for name, value in change.items()})
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert 'name="accept"' not in answer.content.decode()


def test_a_second_document_follows_the_first_and_not_in_its_month(maker, sent, plan):
    _accept(maker, sent)
    again = sent | {"text": sent["text"] + "\n附则。", "title": "再次调整"}
    refused = maker.post(AMEND, again | {"compare": "1"})
    assert refused.status_code == 409
    assert "A document holds from July 2007 on already." in refused.content.decode()
    assert _accept(maker, again | {"from_month": "2007-09"}).status_code == 302
    assert [one.begins for one in PlanText.objects.filter(plan=plan)][1:] == [JULY, Month(2007, 9)]
    assert lay_out(plan, Month(2007, 8)).documents[1].is_shown


@pytest.mark.one_database("a file is read into a form")
def test_a_file_is_read_as_a_text_that_can_be_corrected(maker, sent, plan):
    for upload in (_text_file(sent["text"]), _word_file(sent["text"])):
        answer = maker.post(AMEND, sent | {"text": "", "file": upload, "compare": "1"})
        body = answer.content.decode()
        assert answer.status_code == 200
        assert "1 sentence changed · 1 sentence removed · 1 sentence added" in body
        assert ADDED in body.split("<textarea")[1]
        # A browser sends the lines of the text that it was shown with its own ends of lines.
        shown = {"text": sent["text"].replace("\n", "\r\n"), "compared": re.search(COMPARED, body)[1], "accept": "1"}
        assert maker.post(AMEND, sent | shown).status_code == 302
        latest(plan).delete()
    for name, content in (("a.pdf", b"%PDF-1.4"), ("a.docx", b"PK no zip"), ("a.txt", b"\x00\x01")):
        answer = maker.post(AMEND, sent | {"file": SimpleUploadedFile(name, content), "compare": "1"})
        assert answer.status_code == 422


def _text_file(text):
    return SimpleUploadedFile("要点.txt", text.encode("gb18030"))


def _word_file(text):
    """As Word writes it: runs within paragraphs, broken lines, and what tracked changes have deleted and moved away."""
    runs = "".join(
        f"<w:r><w:t>{line[:5]}</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
        f"<w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom><w:r><w:t>{line[5:]}</w:t>{end}</w:r>"
        for line, end in zip(text.splitlines(), itertools.cycle(("<w:br/>", "</w:r></w:p><w:p><w:r>")), strict=False)
    )
    runs = f"<w:p>{runs}</w:p>"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{runs}</w:body></w:document>')
    return SimpleUploadedFile("要点.docx", file.getvalue())


def test_the_admin_keeps_the_documents_with_their_history(maker, sent, plan):
    _accept(maker, sent)
    assert sent["title"] in maker.get(reverse("admin:targets_plantext_changelist")).content.decode()
    address = reverse("admin:targets_plantext_change", args=[latest(plan).pk])
    assert 'name="decided_by"' not in maker.get(address).content.decode(), "who accepted it is kept"
    fields = {name: sent[name] for name in ("document", "decided_on", "reason", "text")}
    assert maker.post(address, fields | {"title": "更正后的标题"}).status_code == 302
    assert latest(plan).title == "更正后的标题"
    assert latest(plan).history.count() == 2
    assert maker.get(reverse("admin:targets_plantext_delete", args=[latest(plan).pk])).status_code == 403
