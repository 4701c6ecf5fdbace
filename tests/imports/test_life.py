"""The life that every import has: what is broken off can be tidied up, and only its own rows are locked."""

import re
from datetime import date, timedelta
from functools import cache

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from employment.models import TrainingClass
from targets import clock
from targets.frame.sent_forms import TOKEN
from targets.imports import life
from targets.imports.entries import examination as entries
from targets.imports.entries.examination import EntriesExamination
from targets.models import Figure, ImportBatch, ImportedFile, ImportKind
from targets.registers.registry import registry
from tests.conftest import person
from tests.imports.steps import (
    Upload,
    examine_entries,
    examine_received_figures,
    receive_figures,
    receive_file,
    store_entries,
    store_figures,
)
from tests.spreadsheets.workbooks import units_down, workbook

CLASSES = registry.named("employment.trainingclass")
HEADS = ["unit", "class_no", "training_type", "provider", "trade", "started_on", "trained"]


def figures(number=120) -> Upload:
    return Upload("三月.xlsx", workbook(units_down({"尖山区": [number]}, ("T01-1",))))


def class_of(unit="230502", number="1") -> list:
    return [unit, number, "start_up", "中心", "创业", "2007-05-08", 30]


def classes(*rows) -> bytes:
    return "\n".join(",".join(map(str, row)) for row in (HEADS, *rows)).encode()


@pytest.fixture(params=ImportKind.values[:2])
def receive(request, plan, reporter_jianshan):
    """`receive()` keeps a file of Jianshan's reporter: of figures, then of entries."""

    def of_figures():
        return receive_figures([figures()], plan, by=reporter_jianshan)

    def of_entries():
        return receive_file(CLASSES, "班.csv", classes(class_of()), by=reporter_jianshan)

    return {"figures": of_figures, "entries": of_entries}[request.param]


def address(batch, action="") -> str:
    """The import's page, or one of its actions."""
    if batch.kind == ImportKind.FIGURES:
        return reverse(f"targets:import_{action}" if action else "targets:import", args=[batch.pk])
    return reverse(f"targets:register_{action or 'preview'}", args=[CLASSES.app, CLASSES.slug, batch.pk])


# ---- Broken off ---------------------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_written_leaves_no_import(receive, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError("No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(OSError, match="No space"):
        receive()
    assert not ImportBatch.objects.exists()


def test_the_import_is_stored_before_its_file(receive, monkeypatch):
    """Killed between the two, it is a waiting import that its owner sees and discards."""
    known = []
    monkeypatch.setattr(
        default_storage, "save", lambda name, _content: known.append(ImportedFile.objects.get(content=name))
    )
    receive()
    assert len(known) == 1


def test_an_import_whose_file_was_never_written_says_so_and_is_discarded(as_user, reporter_jianshan, receive):
    batch = receive()
    default_storage.delete(batch.files.get().content.name)
    client = as_user(reporter_jianshan)
    page = client.get(address(batch))
    assert page.status_code == 200
    assert "文件已不在" in page.content.decode()
    assert client.get(address(batch, "store")).status_code == 405
    assert client.post(address(batch, "discard")).status_code == 302
    assert not ImportBatch.objects.exists()


def test_imports_that_waited_a_week_are_deleted_at_the_next_upload_whoever_made_them(
    receive, plan, django_capture_on_commit_callbacks
):
    old = [
        receive(),
        receive_figures([figures()], plan, by=None),
        receive_figures([figures()], plan, by=person("left")),
    ]
    stored = receive_figures([figures(7)], plan, by=None)
    store_figures(stored)
    names = [batch.files.get().content.name for batch in old]
    ImportBatch.objects.update(created_at=clock.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        new = receive()
    assert set(ImportBatch.objects.all()) == {stored, new}
    assert not any(default_storage.exists(name) for name in names)


def test_a_killed_command_leaves_an_import_without_owner_that_is_deleted_later(plan, tmp_path, monkeypatch):
    file = tmp_path / "三月.xlsx"
    file.write_bytes(figures().content)

    def killed(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(life, "store", killed)
    monkeypatch.setattr(life, "discard", killed)
    with pytest.raises(KeyboardInterrupt):
        call_command("import_figures", str(file))
    assert ImportBatch.objects.get().by is None
    ImportBatch.objects.update(created_at=clock.now() - timedelta(days=8))
    life.forget_leftovers()
    assert not ImportBatch.objects.exists()


# ---- Confirmed ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("digest", [{}, {"digest": ""}, {"digest": "-"}, {"digest": "0" * 64}])
def test_what_no_preview_showed_is_not_stored(as_user, reporter_jianshan, receive, digest):
    batch = receive()
    assert as_user(reporter_jianshan).post(address(batch, "store"), digest).status_code == 409
    assert not Figure.objects.exists()
    assert not TrainingClass.objects.exists()


def test_a_figure_changed_between_preview_and_confirmation_is_not_overwritten(
    as_user, plan, reporter_jianshan, jianshan, file_report
):
    file_report(jianshan, "employment", 3, {"T01-1": 100}, state="draft")
    batch = receive_figures([figures(120)], plan, by=reporter_jianshan)
    digest = examine_received_figures(batch, by=reporter_jianshan).digest
    file_report(jianshan, "employment", 3, {"T01-1": 115}, state="draft")
    answer = as_user(reporter_jianshan).post(address(batch, "store"), {"digest": digest})
    assert answer.status_code == 409
    assert Figure.objects.get().value == 115
    assert [row.old for row in answer.context["preview"].rows] == ["115"]


def test_a_confirmation_of_what_was_discarded_leads_to_the_list(as_user, reporter_jianshan, receive, monkeypatch):
    batch, store = receive(), life.store

    def discarded_meanwhile(found, *args, **kwargs):
        life.discard(found)
        return store(found, *args, **kwargs)

    monkeypatch.setattr(life, "store", discarded_meanwhile)
    answer = as_user(reporter_jianshan).post(address(batch, "store"), {"digest": "x"})
    uploads = [reverse("targets:imports"), reverse("targets:register_import", args=[CLASSES.app, CLASSES.slug])]
    assert answer.url == uploads[batch.kind == ImportKind.ENTRIES]


# ---- What is held -------------------------------------------------------------------------------------------------


def test_an_import_of_entries_holds_the_units_that_its_file_names(monkeypatch, reporter_jianshan, jianshan, community):
    """A user who keeps the registers of many units does not make the writers of the others wait."""
    held = []
    monkeypatch.setattr(entries, "lock_units", lambda units: held.append(set(units)))
    batch = receive_file(CLASSES, "班.csv", classes(class_of(community.code)), by=reporter_jianshan)
    assert examine_entries(CLASSES, batch, by=reporter_jianshan).can_be_stored
    assert not held, "a look holds nothing"
    store_entries(CLASSES, batch, by=reporter_jianshan)
    assert held == [{community}]


def test_an_import_of_figures_begins_and_holds_the_reports_that_its_file_names(plan, jianshan, reporter_jianshan):
    batch = receive_figures([figures()], plan, by=reporter_jianshan)
    store_figures(batch, by=reporter_jianshan)
    assert [(report.unit, report.chapter.app) for report in batch.reports.all()] == [(jianshan, "employment")]


def test_an_import_of_entries_tells_how_far_it_is(reporter_jianshan, monkeypatch):
    monkeypatch.setattr(entries, "CHUNK", 2)
    rows = [class_of(number=str(number)) for number in range(5)]
    batch = receive_file(CLASSES, "班.csv", classes(*rows), by=reporter_jianshan)
    steps = life.storing(batch, lambda found: EntriesExamination.of(CLASSES, found, by=reporter_jianshan))
    assert [(step.done, step.total) for step in steps] == [(1, 1), (2, 5), (4, 5), (5, 5)]
    assert TrainingClass.objects.count() == 5


def test_an_import_of_entries_closed_half_way_stores_nothing(reporter_jianshan, monkeypatch):
    monkeypatch.setattr(entries, "CHUNK", 2)
    rows = [class_of(number=str(number)) for number in range(5)]
    batch = receive_file(CLASSES, "班.csv", classes(*rows), by=reporter_jianshan)
    steps = life.storing(batch, lambda found: EntriesExamination.of(CLASSES, found, by=reporter_jianshan))
    while next(steps).done != 4:
        pass
    steps.close()
    assert not TrainingClass.objects.exists()
    batch.refresh_from_db()
    assert not batch.is_stored


# ---- Sent twice ---------------------------------------------------------------------------------------------------


@pytest.fixture(params=ImportKind.values[:2])
def send(request, as_user, reporter_jianshan):
    """`send(number, page)` sends a file that says this number, as the page's form would; `send.page()` opens one."""
    client, is_figures = as_user(reporter_jianshan), request.param == ImportKind.FIGURES
    url = (
        reverse("targets:imports")
        if is_figures
        else reverse("targets:register_import", args=[CLASSES.app, CLASSES.slug])
    )

    @cache
    def content_of(number):
        """A workbook that is written anew names the second in which it was written."""
        return figures(number).content if is_figures else classes(class_of(number=number))

    def sent(number, page):
        file = SimpleUploadedFile("三月.xlsx" if is_figures else "班.csv", content_of(number))
        data = {"files" if is_figures else "file": file, TOKEN: page.context["form"][TOKEN].value()}
        return client.post(url, data)

    client.cookies["django_language"] = "en"
    sent.page = lambda: client.get(url)
    sent.client = client
    return sent


def told(page) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_the_page_that_takes_files_sends_a_token_of_its_own(send):
    first, second = send.page(), send.page()
    value = first.context["form"][TOKEN].value()
    assert f'name="{TOKEN}" value="{value}"' in first.content.decode()
    assert value != second.context["form"][TOKEN].value()


def test_a_second_click_leads_to_the_first_ones_import(send):
    page = send.page()
    first = send(120, page)
    assert not told(send.client.get(first.url))
    second = send(120, page)
    assert first.url == second.url
    assert ImportBatch.objects.count() == ImportedFile.objects.count() == 1
    assert told(send.client.get(second.url)) == [
        "Received already. The files were sent twice, and there is one import of them."
    ]


def test_a_second_confirmation_says_that_the_import_is_stored_already(send):
    preview = send.client.get(send(120, send.page()).url)
    sent = {"digest": re.search('name="digest" value="([^"]+)"', preview.content.decode())[1]}
    store = address(ImportBatch.objects.get(), "store")
    answers = [send.client.post(store, sent, follow=True) for _click in range(2)]
    assert [told(answer) for answer in answers] == [
        ["Stored."],
        ["This import was stored already, and is stored once."],
    ]


def test_another_file_from_the_same_page_is_another_import(send):
    page = send.page()
    assert send(120, page).url != send(121, page).url
    assert ImportBatch.objects.count() == 2


def test_the_same_file_from_another_page_is_another_import(send):
    assert send(120, send.page()).url != send(120, send.page()).url


def test_a_discarded_file_comes_in_again_from_the_same_page(send):
    page = send.page()
    send(120, page)
    first = ImportBatch.objects.get()
    send.client.post(address(first, "discard"))
    send(120, page)
    assert ImportBatch.objects.exclude(pk=first.pk).count() == ImportBatch.objects.count() == 1
    send(120, page)
    assert ImportBatch.objects.count() == 1


def test_the_month_that_was_chosen_is_part_of_what_was_sent(as_user, reporter_jianshan):
    client, url = as_user(reporter_jianshan), reverse("targets:imports")
    token, content = client.get(url).context["form"][TOKEN].value(), figures().content
    for month in ("2007-05", "2007-06", "2007-06"):
        file = SimpleUploadedFile("三月.xlsx", content)
        client.post(url, {"files": file, "month": month, TOKEN: token})
    assert set(ImportBatch.objects.values_list("month", flat=True)) == {date(2007, 5, 1), date(2007, 6, 1)}
    assert ImportBatch.objects.count() == 2
