"""Kept pages: nothing personal in what is kept, shared by equal rights alone, made once, and never a dead end."""

import gzip
import re
from contextlib import contextmanager

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError, connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from targets.frame import kept, pieces
from targets.models import Role, State, name_of
from targets.models.versions import CacheRow
from targets.reports import verbs
from tests.boards.test_boards import message_cookie
from tests.conftest import enter, person

DASHBOARD = "/plans/2007/"
KEPT = [
    DASHBOARD,
    "/plans/2007/chapters/employment/",
    "/plans/2007/units/230502/",
    "/plans/2007/matrix/",
    "/plans/2007/indicators/T01-1/",
    "/plans/2007/reconciliation/",
]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
TABLE = {"BACKEND": "bureau.table_cache.TableCache", "LOCATION": "portal_cache"}


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """The pages that were made, as they are kept."""
    pages: list[str] = []
    parted = kept._parted

    def remember(page: bytes) -> list[pieces.Piece]:
        pages.append(page.decode())
        return parted(page)

    monkeypatch.setattr(kept, "_parted", remember)
    return pages


@contextmanager
def a_table():
    """The cache as a server has it: one for all processes."""
    with override_settings(CACHES={"default": TABLE, "near": {"BACKEND": near_backend()}}):
        caches["near"].clear()
        yield


def near_backend() -> str:
    return "django.core.cache.backends.locmem.LocMemCache"


def named(username: str, role: str, unit, chapters=()):
    """A person whose names stand nowhere else."""
    user = person(username, role, unit, chapters)
    get_user_model().objects.filter(pk=user.pk).update(last_name="阿不都", first_name=f"热西提·{username}")
    user.refresh_from_db()
    return user


# ---- Nothing personal -------------------------------------------------------------------------------------


@pytest.mark.walk
@pytest.mark.parametrize("address", KEPT)
@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMINISTRATOR, Role.AUDITOR, Role.REVIEWER])
def test_what_is_kept_has_no_name_and_no_secret_of_its_reader(as_user, city, made, address, role):
    user = named("r7391", role, city)
    client = as_user(user)
    page = client.get(address).content.decode()
    assert len(made) == 1
    assert name_of(user) in page
    assert TOKEN.search(page)
    secrets = [morsel.value for morsel in client.cookies.values()]
    for own in ("r7391", "阿不都", "csrfmiddlewaretoken", kept.TOKEN_PLACE, *secrets):
        assert own not in made[0]
    assert kept.TOKEN_PLACE not in page
    assert not re.search("<!-- (masthead|messages) -->", page)


def test_only_these_pages_are_kept(as_user, administrator, plan):
    client = as_user(administrator)
    others = [reverse(f"targets:{name}", args=[2007]) for name in ("timeliness", "targets")]
    assert [client.get(address).has_header("ETag") for address in KEPT] == [True] * len(KEPT)
    assert [client.get(address).has_header("ETag") for address in others] == [False, False]


@pytest.mark.parametrize("address", KEPT)
def test_readers_with_equal_rights_share_what_is_kept(as_user, city, made, address):
    first = as_user(named("first", Role.LEADER, city)).get(address).content.decode()
    second = as_user(named("second", Role.LEADER, city)).get(address).content.decode()
    assert len(made) == 1
    assert "热西提·first" in first
    assert "热西提·second" in second
    assert "热西提·first" not in second
    assert TOKEN.sub("", first).replace("first", "second") == TOKEN.sub("", second)


@pytest.mark.parametrize("address", KEPT)
def test_readers_with_other_rights_never_do(as_user, city, jianshan, made, address):
    people = [
        named("leader-1", Role.LEADER, city),
        named("auditor-1", Role.AUDITOR, city),
        named("section-1", Role.REVIEWER, city, ["employment"]),
        named("section-2", Role.REVIEWER, city, ["employment", "insurance"]),
        named("district", Role.LEADER, jianshan),
        named("reporter", Role.REPORTER, jianshan),
    ]
    for user in people:
        assert as_user(user).get(address).status_code == 200
    assert len(made) == len(people)


def test_the_same_rights_in_another_order_of_chapters_are_the_same(as_user, city, made):
    as_user(named("one", Role.REVIEWER, city, ["employment", "insurance"])).get(DASHBOARD)
    as_user(named("two", Role.REVIEWER, city, ["insurance", "employment"])).get(DASHBOARD)
    assert len(made) == 1


def test_another_basis_month_or_language_is_another_page(as_user, auditor, made):
    client = as_user(auditor)
    for address in (DASHBOARD, f"{DASHBOARD}?basis=submitted", f"{DASHBOARD}?month=2007-03"):
        client.get(address)
    client.cookies["django_language"] = "en"
    client.get(DASHBOARD)
    assert len(made) == 4


def test_a_changed_name_shows_though_the_kept_page_stays(as_user, leader, made):
    client = as_user(leader)
    tag = client.get(DASHBOARD).headers["ETag"]
    get_user_model().objects.filter(pk=leader.pk).update(last_name="欧阳", first_name="修")
    page = client.get(DASHBOARD, headers={"If-None-Match": tag})
    assert page.status_code == 200
    assert "欧阳" in page.content.decode()
    assert len(made) == 1


def test_a_message_is_put_around_the_kept_page_and_told_once(as_user, leader, made):
    client = as_user(leader)
    client.get(DASHBOARD)
    client.cookies["messages"] = message_cookie("Saved for you")
    told = client.get(DASHBOARD)
    assert "Saved for you" in told.content.decode()
    assert not told.has_header("ETag")
    assert "Saved for you" not in client.get(DASHBOARD).content.decode()
    assert len(made) == 1


# ---- Fresh ------------------------------------------------------------------------------------------------


def test_saving_a_draft_leaves_boards_kept_and_renews_the_reconciliation(as_user, auditor, file_report, jianshan, made):
    report = file_report(jianshan, "employment", 6, {"T01-1": 5}, state=State.DRAFT)
    client = as_user(auditor)
    tags = {address: client.get(address).headers["ETag"] for address in KEPT}
    made.clear()
    enter(report, {"T01-1": 77}, by=person("reporter-230502"))
    changed = [address for address in KEPT if client.get(address).headers["ETag"] != tags[address]]
    assert changed == ["/plans/2007/reconciliation/"]
    assert len(made) == 1


def test_an_approval_makes_every_board_anew(as_user, leader, file_report, jianshan, made):
    report = file_report(jianshan, "employment", 6, {"T01-1": 654}, state=State.SUBMITTED)
    client = as_user(leader)
    before = [client.get(address).content.decode() for address in KEPT]
    verbs.approve(report, by=person("reviewer"))
    after = [client.get(address).content.decode() for address in KEPT]
    assert not any("654" in page for page in before)
    # The reconciliation shows only what registers count.
    assert ["654" in page for page in after] == [True, True, True, True, True, False]
    assert len(made) == 2 * len(KEPT)


# ---- Queries ----------------------------------------------------------------------------------------------


def queries_of(client, address: str, **headers: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address, headers=headers)
    return len(queries)


def test_a_page_repeated_or_unchanged_asks_for_session_user_version_and_roles_alone(as_user, leader):
    client = as_user(leader)
    tag = client.get(DASHBOARD).headers["ETag"]
    assert queries_of(client, DASHBOARD) == 4
    assert queries_of(client, DASHBOARD, **{"If-None-Match": tag}) == 4


def test_another_process_takes_the_page_from_the_table(as_user, leader, made):
    with a_table():
        client = as_user(leader)
        first = client.get(DASHBOARD).content.decode()
        caches["near"].clear()
        # Session, user, version, roles; the page; for the masthead the roles with their units, the plans.
        assert queries_of(client, DASHBOARD) == 7
        assert TOKEN.sub("", client.get(DASHBOARD).content.decode()) == TOKEN.sub("", first)
    assert len(made) == 1


# ---- Made by one, and never a dead end --------------------------------------------------------------------


def test_who_claims_a_page_that_was_finished_just_before_makes_it_no_second_time(db, monkeypatch):
    finished = kept._parted(b"<p>made by another</p>")
    add = cache.add

    def finish_then_add(claim, *arguments):
        cache.set("page", [one.deflated for one in finished])
        return add(claim, *arguments)

    monkeypatch.setattr(cache, "add", finish_then_add)
    page = kept.kept_or_made("page", lambda: pytest.fail("The page was made twice."))
    assert pieces.plain(page) == pieces.plain(finished)
    assert cache.get("page-claim") is None


def test_who_finds_somebody_making_the_page_waits_for_it(db, monkeypatch):
    cache.add("page-claim", True)
    waited = []

    def pause(_seconds: float) -> None:
        waited.append(1)
        if len(waited) == 3:
            cache.set("page", [pieces.piece(b"made by another").deflated])

    monkeypatch.setattr(kept.time, "sleep", pause)
    assert pieces.plain(kept.kept_or_made("page", lambda: pytest.fail("made twice"))) == b"made by another"


def test_a_maker_who_dies_is_waited_for_no_longer_than_his_claim_lives(db, monkeypatch):
    cache.add("page-claim", True)
    now = [0.0]
    monkeypatch.setattr(kept.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(kept.time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    assert pieces.plain(kept.kept_or_made("page", lambda: b"made at last")) == b"made at last"
    assert kept.MAKING_SECONDS <= now[0] < kept.MAKING_SECONDS + 1


def test_a_page_that_cannot_be_made_gives_its_claim_back(db):
    def fail() -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        kept.kept_or_made("page", fail)
    assert pieces.plain(kept.kept_or_made("page", lambda: b"made")) == b"made"
    assert cache.get("page-claim") is None


@pytest.mark.parametrize("fails", ["_base_set", "get_many"])
def test_a_cache_that_is_busy_or_broken_costs_nobody_the_page(as_user, leader, monkeypatch, fails):
    def busy(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(DatabaseCache, fails, busy)
    monkeypatch.setattr(kept.time, "sleep", lambda _seconds: pytest.fail("waited"))
    with a_table():
        assert as_user(leader).get(DASHBOARD).status_code == 200


def test_migrate_makes_the_table_that_the_cache_uses(db):
    with a_table():
        cache.set("key", "value")
        assert cache.get("key") == "value"
        assert CacheRow.objects.filter(cache_key=":1:key").exists()


# ---- Compressed -------------------------------------------------------------------------------------------


@given(st.lists(st.binary(max_size=300), max_size=6))
def test_pieces_make_one_gzip_stream_of_the_whole(parts):
    page = [pieces.piece(part) for part in parts]
    assert gzip.decompress(pieces.gzipped(page)) == b"".join(parts) == pieces.plain(page)
    assert [pieces.unpacked(one.deflated) for one in page] == page


@pytest.mark.parametrize("address", KEPT)
def test_a_compressed_page_is_the_same_page_and_its_tag_is_known(as_user, leader, address):
    client = as_user(leader)
    whole = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    page = gzip.decompress(packed.content).decode()
    assert TOKEN.sub("", page) == TOKEN.sub("", whole.content.decode())
    assert packed.headers["ETag"] == f"W/{whole.headers['ETag']}"
    assert "Accept-Encoding" in packed.headers["Vary"]
    again = client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_first_page_weighs_little(as_user, administrator, file_report, units):
    for unit in units.values():
        file_report(unit, "employment", 6, {"T01-1": 12, "T01-4": (1, 20)})
    packed = as_user(administrator).get(DASHBOARD, headers={"Accept-Encoding": "gzip"})
    assert len(packed.content) < 20_000 < len(gzip.decompress(packed.content))


def test_other_pages_are_compressed_and_workbooks_are_not(client, as_user, leader):
    accepts = {"Accept-Encoding": "gzip"}
    login = client.get("/accounts/login/", headers=accepts)
    assert "<form" in gzip.decompress(login.content).decode()
    workbook = as_user(leader).get(f"{DASHBOARD}?export=xlsx", headers=accepts)
    assert not workbook.has_header("Content-Encoding")
    assert workbook.content.startswith(b"PK")


def test_the_length_of_a_page_is_masked(db):
    page = [pieces.piece(b"the same page")]
    assert len({len(pieces.gzipped(page)) for _try in range(200)}) > 10
