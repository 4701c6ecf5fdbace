"""What every declared register must do, whatever its fields: walked with the demonstration's entries."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import ProtectedError, UniqueConstraint
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from targets.frame.sent_forms import TOKEN
from targets.models import ReportingUnit
from targets.models.entries import Entry
from targets.models.entry_rules import OnceAmongValid
from targets.models.personal import personal_fields
from targets.models.quantities import MonthField
from targets.periods import Month
from targets.registers import registry
from targets.registers.counting import count_all, entries_behind
from targets.registers.entry_figures import counted_months
from tests.imports.steps import examine_entries, receive_file, store_entries

NAMES = [register.name for register in registry]
MOST_QUERIES = 15
EVERY = pytest.mark.parametrize("name", NAMES)
# What is looked through by parts of words; persons are only ever found whole.
SEARCHED = {
    one.name: [name for name in one.search if name not in {field.name for field in personal_fields(one.model)}]
    for one in registry
}


@pytest.fixture
def register(demonstrated, db, name):
    return registry.named(name)


@pytest.fixture
def entries(register) -> list[Entry]:
    return list(register.model.objects.select_related("unit").order_by("pk"))


def browser(username: str) -> Client:
    client = Client()
    client.force_login(
        get_user_model().objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def keeper(entry: Entry) -> Client:
    """Who reports for the entry's district."""
    return browser(f"unit-{entry.unit.district_path.rstrip('/').rpartition('/')[2]}")


def url(register, name, *more, **query):
    return reverse(f"targets:{name}", args=[register.app, register.slug, *more], query=query or None)


def typed(register, entry: Entry) -> dict[str, str]:
    """The entry as one would type it into the form."""
    texts = {name: text_of(entry, name) for name in register.fields}
    return {name: text for name, text in texts.items() if text != ""}


def text_of(entry: Entry, name: str) -> str:
    field, value = entry._meta.get_field(name), getattr(entry, entry._meta.get_field(name).attname)
    if value is None or value is False:
        return ""
    if isinstance(field, MonthField):
        return f"{value:%Y-%m}"
    return value.isoformat() if isinstance(value, date) else str(value)


# ---- What is declared -------------------------------------------------------------------------------------


def test_all_thirty_one_ledgers_are_there():
    ledgers = {f"R{number:02d}" for number in range(1, 32)}
    assert ledgers <= {register.code for register in registry}


@EVERY
def test_columns_filters_search_key_and_figures_name_fields(name):
    register = registry.named(name)
    fields = {field.name for field in register.model._meta.get_fields()}
    for named in (register.columns, register.filters, register.search, register.key):
        assert set(named) <= fields
    assert len({figure.key for figure in register.figures}) == len(register.figures)
    assert not {f.name for f in personal_fields(register.model)} & set(register.filters)


@EVERY
def test_the_days_by_which_entries_are_found_are_indexed(name):
    model = registry.named(name).model
    first = {index.fields[0] for index in model._meta.indexes} | {f.name for f in model._meta.fields if f.db_index}
    indexed = {field for index in model._meta.indexes for field in index.fields} | first
    assert model.day_field in indexed


# ---- Entries ----------------------------------------------------------------------------------------------


@EVERY
def test_the_demonstration_fills_it_with_entries_that_its_own_rules_accept(register, entries):
    assert entries
    assert all(entry.is_demo for entry in entries)
    for entry in entries:
        assert [sentence for kept, _field, sentence in entry.requirements() if not kept] == [], entry.pk
    for entry in entries[:20]:
        try:
            entry.clean_fields(exclude=[f.name for f in entry._meta.fields if f.is_relation])
        except ValidationError as refused:
            pytest.fail(f"{entry.pk}: {refused}")


@EVERY
def test_no_entry_names_a_person_in_words_that_logs_and_messages_quote(register, entries):
    for entry in entries[:20]:
        said = f"{entry} {register.title_of(entry)}"
        for field in personal_fields(register.model):
            value = getattr(entry, field.name)
            assert not value or value not in said


# ---- Pages ------------------------------------------------------------------------------------------------


@pytest.mark.walk
@EVERY
def test_list_and_entry_and_files_mask_persons(register, entries):
    entry = entries[0]
    personal = {field.name for field in personal_fields(register.model)}
    # Officers' names are no secret, and some invented ones are the same.
    open_texts = {getattr(e, name) for e in entries for name in register.fields if name not in personal}
    secrets = {getattr(e, name) for e in entries for name in personal} - {"", None} - open_texts
    pages = [
        url(register, "register"),
        url(register, "register", export="csv"),
        url(register, "entry", entry.pk),
    ]
    for client in (keeper(entry), browser("leader"), browser("auditor")):
        for address in pages:
            answer = client.get(address)
            assert answer.status_code == 200, address
            text = answer.content.decode("utf-8-sig")
            assert not [secret for secret in secrets if len(secret) > 2 and secret in text], address


@pytest.mark.one_database("how many statements a page takes is decided before a database is asked")
@EVERY
def test_a_list_takes_few_queries_however_many_entries(register, entries):
    client = keeper(entries[0])
    client.get(url(register, "register"))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url(register, "register"))
    assert answer.status_code == 200
    assert len(queries) <= MOST_QUERIES


@pytest.mark.parametrize("name", [name for name, fields in SEARCHED.items() if fields])
def test_a_search_finds_by_what_the_declaration_names(register, entries):
    field = SEARCHED[register.name][0]
    entry = next(e for e in entries if getattr(e, field))
    listing = keeper(entry).get(url(register, "register", q=getattr(entry, field))).context["listing"]
    assert entry.pk in {row.pk for row in listing.entries}


@pytest.mark.walk
@EVERY
def test_another_district_sees_none_of_it(register, entries):
    districts = [e for e in entries if not e.unit.is_city]
    entry = (districts or entries)[0]
    code = "230524" if "230524" not in entry.unit.path else "230502"
    client = browser(f"unit-{code}")
    assert client.get(url(register, "entry", entry.pk)).status_code == 404
    assert client.post(url(register, "entry_delete", entry.pk)).status_code == 404
    assert entry.pk not in {row.pk for row in client.get(url(register, "register")).context["listing"].entries}


@pytest.mark.walk
@EVERY
def test_an_entry_is_typed_stored_changed_and_cancelled(register, entries):
    entry = _free(register, entries)
    client, sent = keeper(entry), typed(register, entry)
    answer = client.post(url(register, "entry_new"), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    stored = register.model.objects.latest("pk")
    for name in register.fields:
        attname = register.model._meta.get_field(name).attname
        assert getattr(stored, attname) == getattr(entry, attname), name
    changed = client.post(url(register, "entry_edit", stored.pk), sent | {"remarks": "核实", "version": "1"})
    assert changed.status_code == 302
    stored.refresh_from_db()
    assert (stored.remarks, stored.version) == ("核实", 2)
    cancelled = client.post(url(register, "entry_cancel", stored.pk), {"reason": "录重", "version": "2"})
    assert cancelled.status_code == 302
    assert not register.model.objects.valid().filter(pk=stored.pk).exists()


@pytest.mark.walk
@EVERY
def test_a_form_sent_twice_stores_one_entry_and_one_opened_twice_two(register, entries):
    """With or without a number that names it: the second sending leads to the first one's page."""
    entry = _free(register, entries)
    client, new, before = keeper(entry), url(register, "entry_new"), register.model.objects.count()

    def opened() -> dict[str, str]:
        return typed(register, entry) | {TOKEN: client.get(new).context["form"][TOKEN].value()}

    sent = opened()
    pages = [client.post(new, sent).url for _click in range(3)]
    stored = register.model.objects.latest("pk")
    assert pages == [url(register, "entry", stored.pk)] * 3
    assert register.model.objects.count() == before + 1
    assert client.post(new, opened()).status_code == (422 if register.key else 302)
    assert register.model.objects.count() == before + (1 if register.key else 2)


@EVERY
def test_an_entrys_number_is_free_again_once_it_is_cancelled_and_only_then(register, entries):
    entry = _free(register, entries)
    client, sent = keeper(entry), typed(register, entry)
    assert client.post(url(register, "entry_new"), sent).status_code == 302
    wrong = register.model.objects.latest("pk")
    if register.key:
        refused = client.post(url(register, "entry_new"), sent)
        assert refused.status_code == 422
        assert set(refused.context["form"].errors) == {next(name for name in register.key if name != "unit")}
    for _time in range(2):
        assert (
            client.post(url(register, "entry_cancel", wrong.pk), {"reason": "录错", "version": "1"}).status_code == 302
        )
    assert client.post(url(register, "entry_new"), sent).status_code == 302
    right = register.model.objects.latest("pk")
    assert (right.pk != wrong.pk, right.cancelled_on) == (True, None)
    wrong.refresh_from_db()
    assert (wrong.cancel_reason, wrong.version) == ("录错", 2)


@EVERY
def test_what_names_an_entry_is_kept_by_the_database_among_valid_ones(name):
    register = registry.named(name)
    rules = [one for one in register.model._meta.constraints if isinstance(one, UniqueConstraint)]
    assert all(isinstance(one, OnceAmongValid) for one in rules)
    assert {frozenset({*one.fields} - {"unit"}) for one in rules} == (
        {frozenset(register.key)} if register.key else set()
    )


def _free(register, entries: list[Entry]) -> Entry:
    """An entry taken out of the register, to which nothing else refers."""
    for entry in entries[::-1][:40]:
        try:
            with transaction.atomic():
                register.model.objects.filter(pk=entry.pk).delete()
        except ProtectedError:
            continue
        return entry
    raise AssertionError("everything hangs on everything")


# ---- Figures ----------------------------------------------------------------------------------------------


@EVERY
def test_figures_count_exactly_the_entries_behind_them(register, entries):
    months = [Month(2007, number) for number in range(1, 7)]
    counts = count_all([register], months)
    units = list(ReportingUnit.objects.filter(submits_reports=True))
    for figure in register.figures:
        for unit in units:
            month = months[hash((unit.code, figure.key)) % 6]
            found = counts.of(register, unit, month, figure)
            behind = entries_behind(register, figure, unit, month)
            if found is None:
                assert not behind.exists(), (figure.key, unit.code)
            elif not figure.is_ratio and not figure.reached:
                total = behind.aggregate(n=figure.counts.copy())["n"] or 0
                assert found.value == round(Decimal(str(total)), 4), (figure.key, unit.code)


@EVERY
def test_an_entry_names_exactly_the_figures_and_months_that_count_it(register, entries):
    months = [Month(2006, 12), *(Month(2007, number) for number in range(1, 13))]
    city = ReportingUnit.objects.get(parent=None)
    behind = {
        (figure.key, month): set(
            entries_behind(register, figure, city, month, city_wide=True).values_list("pk", flat=True)
        )
        for figure in register.figures
        for month in months
    }
    for entry in entries[:: len(entries) // 60 + 1]:
        told = {
            (span.figure.key, month) for span in counted_months(register, entry) for month in months if month in span
        }
        assert told == {place for place, keys in behind.items() if entry.pk in keys}, entry.pk


# ---- Files ------------------------------------------------------------------------------------------------


@pytest.mark.walk
@EVERY
def test_an_entry_comes_in_from_a_workbook_as_it_was_and_a_second_time_changes_nothing(register, entries, settings):
    entry = _free(register, entries)
    content = _workbook(register, entry)
    by = get_user_model().objects.get(username=f"unit-{entry.unit.district_path.rstrip('/').rpartition('/')[2]}")
    for counts in ({"new": 1}, {"same": 1}):
        batch = receive_file(register, "台帐.xlsx", content, by=by)
        action = store_entries if "new" in counts else examine_entries
        found = action(register, batch, by=by)
        assert {name: number for name, number in found.counts.items() if number} == counts, found.faults
    stored = register.model.objects.latest("pk")
    for name in register.fields:
        attname = register.model._meta.get_field(name).attname
        assert getattr(stored, attname) == getattr(entry, attname), name


def _workbook(register, entry: Entry) -> bytes:
    """The entry in one row beneath the labels, as people write it."""
    book = Workbook()
    book.active.append([register.label(name) for name in register.fields])
    book.active.append([_written(entry, name) for name in register.fields])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _written(entry: Entry, name: str) -> str:
    field, value = entry._meta.get_field(name), getattr(entry, name)
    if name == "unit":
        return value.name_in_reports
    if field.choices and value:
        return str(dict(field.flatchoices)[value])
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if field.is_relation else text_of(entry, name)
