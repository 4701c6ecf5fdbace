"""One cast for all tests: the plan of 2007, its nine units, and one person of each role.

The day is 4 July 2007: the year is half over, June's reports of the districts are a day late.
Units and plan are loaded once a session; every test sees them unchanged.
"""

from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as project_settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client, override_settings

from targets import clock, demonstration
from targets.models import Covers, Indicator, Membership, MonthlyReport, ReportingUnit, Role, State, Target, WorkPlan
from targets.models.closings import ALWAYS
from targets.periods import Month
from targets.reports import changes, sheets, verbs
from targets.reports.sheets import Cell
from targets.site import loading
from tests.remembered import Remembered

# No test is decided by how fast a machine is. The examples of a property share what their test has set up.
MEANT = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture]
hypothesis.settings.register_profile("portal", deadline=None, suppress_health_check=MEANT)
hypothesis.settings.load_profile("portal")

# Threads that write at the same time need a server.
AT_ONCE = [
    "across_rooms/test_concurrency.py",
    "boards/test_kept_at_once.py",
    "closing/test_closing_at_once.py",
    "people/test_people_at_once.py",
    "across_rooms/test_lock_order.py",
    "registers/test_registers_at_once.py",
    "structure/test_ending_at_once.py",
]
collect_ignore = [] if connection.vendor == "postgresql" else AT_ONCE


# Of five steps of a walk the gate takes these. Five divides no number of roles, days, kinds or languages.
STEPS = {"sqlite": {0, 2}, "postgresql": {4}}
# On PostgreSQL the gate runs the tests of these rooms whole: what they store, lock and add up, a database decides.
STORING = {"across_rooms", "allocation", "closing", "models", "people", "progress", "structure"}
# Of those of the other rooms, which read the same through the same rooms, it runs every third.
ONE_OF = 3
# Whether every test is run, by `--whole`.
WHOLE = False


def pytest_addoption(parser):
    parser.addoption("--whole", action="store_true", help="every step of every walk, and on PostgreSQL every test")


def pytest_configure(config):
    global WHOLE
    WHOLE = config.getoption("whole")


def pytest_collection_modifyitems(config, items):
    """Leave out what a database does not decide, and all but samples of what is asked many times.

    On PostgreSQL those tests are left out that ask no database, and those marked `one_database`, which name the reason.
    What is left is sampled, unless `--whole` is given.
    """
    unexplained = [one.nodeid for one in items for mark in one.iter_markers("one_database") if not mark.args]
    if unexplained:
        raise pytest.UsageError(f"one_database without a reason: {', '.join(unexplained)}")
    chosen = list(items)
    if connection.vendor == "postgresql":
        chosen = [one for one in items if asks_a_database(one) and not one.get_closest_marker("one_database")]
    if not WHOLE:
        chosen = sampled(chosen)
    kept = set(chosen)
    config.hook.pytest_deselected(items=[one for one in items if one not in kept])
    items[:] = chosen


def sampled(items) -> list:
    """Of each walk the steps of this database, and on PostgreSQL a third of the tests of rooms that store little."""
    met: Counter[str] = Counter()
    chosen = []
    for one in items:
        if one.get_closest_marker("walk"):
            walk = f"{one.path}::{one.originalname}"
            taken = met[walk] % 5 in STEPS[connection.vendor]
        else:
            walk = str(one.path)
            taken = connection.vendor == "sqlite" or stores(one) or met[walk] % ONE_OF == 0
        met[walk] += 1
        if taken:
            chosen.append(one)
    return chosen


def stores(item) -> bool:
    """Whether a test is of a room that PostgreSQL is asked about whole, or tries two connections at a time."""
    path = item.path.relative_to(Path(__file__).parent)
    return path.parts[0] in STORING or path.as_posix() in AT_ONCE


def asks_a_database(item) -> bool:
    return "django_db_setup" in item.fixturenames or item.get_closest_marker("django_db") is not None


# Passwords are hashed as the portal hashes them, but in few rounds: its million takes a third of a second each time.
PBKDF2PasswordHasher.iterations = 1000

FIXTURES = Path(project_settings.BASE_DIR) / "fixtures"
MIDSUMMER = date(2007, 7, 4)
DEMO_PASSWORD = "Shuangyashan-07"
# The reason of a report that has nothing to report.
NOTHING_DONE = "本月未开展此项工作。"


@Remembered
def load_fixtures() -> None:
    """What `manage.py load_plan --year 2007` loads."""
    loading.load_units(FIXTURES / "units.toml")
    loading.load_plan(FIXTURES / "plans" / "2007")


@Remembered
def load_demonstration() -> None:
    """What `manage.py seed_demo` makes."""
    demonstration.load(DEMO_PASSWORD)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Units and plan stand in the test database before the first test; a test's changes are rolled back."""
    with django_db_blocker.unblock():
        load_fixtures()


@pytest.fixture(autouse=True)
def calm_surroundings(settings, tmp_path):
    """Every test begins on the same day, with an empty cache and a folder of its own for files."""
    settings.TODAY = MIDSUMMER
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DEMO_PASSWORD_FILE = tmp_path / "demo-password"
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def plan(db) -> WorkPlan:
    """The plan of 2007; put back where a transactional test has emptied the database."""
    if not WorkPlan.objects.filter(year=2007).exists():
        load_fixtures()
    return WorkPlan.objects.get(year=2007)


@contextmanager
def for_a_module(blocker):
    """What is stored before the yield stands for all tests of a module and is rolled back after them."""
    with blocker.unblock(), transaction.atomic():
        if not WorkPlan.objects.exists():
            load_fixtures()
        yield
        transaction.set_rollback(True)


def settle() -> None:
    """Have PostgreSQL look at the references now, and not again after each test, and count the rows for its plans."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The server's own cleaning may hold a table for longer than the portal waits for a lock.
            cursor.execute("SET LOCAL lock_timeout = 0")
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


@pytest.fixture(scope="module")
def demonstrated(django_db_setup, django_db_blocker):
    """The demonstration, made once for all tests of a module."""
    with for_a_module(django_db_blocker):
        load_demonstration()
        settle()
        yield


def examples(number: int) -> int:
    """How many examples a property is tried with: all with `--whole`, in the gate half, on PostgreSQL a fifth."""
    if WHOLE:
        return number
    return number // (2 if connection.vendor == "sqlite" else 5)


# ---- Units ------------------------------------------------------------------------------------------------


@pytest.fixture
def units(plan) -> dict[str, ReportingUnit]:
    """The nine units by code, the city first."""
    return {unit.code: unit for unit in ReportingUnit.objects.select_related("parent")}


@pytest.fixture
def city(units) -> ReportingUnit:
    return units["230500"]


@pytest.fixture
def jianshan(units) -> ReportingUnit:
    return units["230502"]


@pytest.fixture
def lingdong(units) -> ReportingUnit:
    return units["230503"]


@pytest.fixture
def baoqing(units) -> ReportingUnit:
    return units["230523"]


@pytest.fixture
def indicator(plan):
    """`indicator("T01-1")` is the plan's indicator of that code."""
    return lambda code: Indicator.objects.select_related("task__chapter").get(plan=plan, code=code)


# ---- People -----------------------------------------------------------------------------------------------


def person(username: str, role: str | None = None, unit: ReportingUnit | None = None, chapters=()):
    """A user by name, with one role; the same user again where the name is known."""
    user, made = get_user_model().objects.get_or_create(username=username)
    if made and role:
        Membership.objects.create(user=user, role=role, unit=unit, chapters=list(chapters))
    return user


def reporter_of(unit: ReportingUnit):
    return person(f"reporter-{unit.code}", Role.REPORTER, unit)


@pytest.fixture
def reporter_jianshan(jianshan):
    return reporter_of(jianshan)


@pytest.fixture
def reporter_baoqing(baoqing):
    return reporter_of(baoqing)


@pytest.fixture
def reporter_city(city):
    return reporter_of(city)


@pytest.fixture
def community(jianshan) -> ReportingUnit:
    """A community of Jianshan, below a street; neither reports."""
    below = {"submits_reports": False}
    street = ReportingUnit.objects.create(
        code="230502001", name="二马路街道", short_name="二马路", kind="street", parent=jianshan, **below
    )
    return ReportingUnit.objects.create(
        code="230502001001", name="铁西社区", short_name="铁西", kind="community", parent=street, **below
    )


@pytest.fixture
def clerk(community):
    """Keeps the community's registers of employment."""
    return person("clerk", Role.CLERK, community, ["employment"])


@pytest.fixture
def reviewer_employment(city):
    return person("reviewer-employment", Role.REVIEWER, city, ["employment"])


@pytest.fixture
def reviewer_insurance(city):
    return person("reviewer-insurance", Role.REVIEWER, city, ["insurance"])


@pytest.fixture
def leader(city):
    return person("leader", Role.LEADER, city)


@pytest.fixture
def administrator(city):
    return person("administrator", Role.ADMINISTRATOR, city)


@pytest.fixture
def auditor(city):
    return person("auditor", Role.AUDITOR, city)


def person_of_two(username: str, *memberships: tuple):
    """A user with several roles, each given as role, unit and chapters."""
    user = person(username)
    for role, unit, chapters in memberships:
        Membership.objects.get_or_create(user=user, role=role, unit=unit, defaults={"chapters": chapters})
    return user


@pytest.fixture
def reporter_of_two_districts(jianshan, lingdong):
    """Reports on employment for one district and on insurance for another."""
    employment, insurance = (Role.REPORTER, jianshan, ["employment"]), (Role.REPORTER, lingdong, ["insurance"])
    return person_of_two("reporter-of-two", employment, insurance)


@pytest.fixture
def section_and_district(city, jianshan):
    """Reviews insurance for the city and reports on employment for a district."""
    reviewer, reporter = (Role.REVIEWER, city, ["insurance"]), (Role.REPORTER, jianshan, ["employment"])
    return person_of_two("section-and-district", reviewer, reporter)


@pytest.fixture
def clerk_and_leader(community, lingdong):
    """Keeps a community's registers of employment and leads another district."""
    return person_of_two("clerk-and-leader", (Role.CLERK, community, ["employment"]), (Role.LEADER, lingdong, []))


@pytest.fixture
def stranger(db):
    """Has an account and no role."""
    return person("stranger")


@pytest.fixture
def as_user():
    """`as_user(leader)` is a browser in which the leader has signed in."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def fetch(as_user):
    """`fetch(leader, "/plans/2007/", month="2007-06")` is the page's answer, in English."""

    def get(user, address, export=None, **parameters):
        client = as_user(user)
        client.cookies["django_language"] = "en"
        return client.get(address, parameters | ({"export": export} if export else {}))

    return get


def set_target(indicator: Indicator, unit: ReportingUnit, value, covers: str = Covers.WHOLE) -> Target:
    """The unit's only target for the indicator, which has been this value from the beginning."""
    target = Target.objects.get(indicator=indicator, unit=unit, covers=covers)
    target.value = Decimal(value)
    target.save(from_month=ALWAYS)
    return target


# ---- Reports ----------------------------------------------------------------------------------------------


def cell(entry, explanation: str = "") -> Cell:
    """A cell from what a test writes: 12, (45, 50) for a rate's two parts, "n/a", or None for a blank."""
    if entry == "n/a":
        return Cell(not_applicable=True, explanation=explanation)
    if isinstance(entry, tuple):
        parts = [None if part is None else Decimal(str(part)) for part in entry]
        return Cell(numerator=parts[0], denominator=parts[1], explanation=explanation)
    return Cell(value=None if entry is None else Decimal(str(entry)), explanation=explanation)


def month_of(month: int | str | Month) -> Month:
    """A month of 2007 by its number, or as "2008-03"."""
    if isinstance(month, int):
        return Month(2007, month)
    return Month.parse(month) if isinstance(month, str) else month


def enter(report: MonthlyReport, figures: dict, *, by, explanation: str = "") -> MonthlyReport:
    """Save these figures by code into the report as it stands."""
    known = {i.code: i.pk for i in Indicator.objects.filter(plan=report.chapter.plan_id, code__in=figures)}
    cells = {known[code]: cell(entry, explanation) for code, entry in figures.items()}
    return verbs.save(report, changes.Changes(figures=cells), by=by, version=report.version)


@pytest.fixture
def file_report(plan):
    """`file_report(jianshan, "employment", 3, {"T01-1": 120, "T01-4": (43, 1000)})` files March as approved."""
    return partial(file, plan)


@pytest.fixture
def only_these_report(units):
    """`only_these_report(jianshan)`: no other unit is asked for reports, so that theirs make a month complete."""

    def build(*asked) -> None:
        for unit in units.values():
            unit.submits_reports = unit in asked
            unit.save(from_month=ALWAYS)

    return build


def state_nothing(report: MonthlyReport, *, by, reason: str = NOTHING_DONE) -> MonthlyReport:
    """Save the statement that there is nothing to report."""
    return verbs.save(report, changes.Changes(nothing_to_report=reason), by=by, version=report.version)


def file(plan, unit, app, month, figures=None, *, state=State.APPROVED, by=None, explanation="") -> MonthlyReport:
    """File a report the way of every report: opened, saved, submitted, approved, up to `state`.

    Filing for a month twice adds to it while it is open. A month that has not begun is filed the day after its end. A
    report without content is submitted with the statement that there is nothing to report.
    """
    period, reporter = month_of(month), by or reporter_of(unit)
    chapter = plan.chapters.get(app=app)
    day = max(clock.today(), period.last_day + timedelta(days=1))
    with override_settings(TODAY=day):
        report = verbs.open_report(unit, chapter, period, by=reporter)
        report = enter(report, figures or {}, by=reporter, explanation=explanation)
        if state != State.DRAFT:
            filled = any(entry is not None for entry in (figures or {}).values())
            statement = "" if filled or sheets.load(report, ()).has_content else NOTHING_DONE
            if statement != report.nothing_to_report:
                report = state_nothing(report, by=reporter, reason=statement)
            report = verbs.submit(report, by=reporter)
        if state == State.RETURNED:
            report = verbs.send_back(report, by=_chief(), reason="请核实后重报")
        elif state == State.APPROVED:
            report = verbs.approve(report, by=_chief())
    return report


def _chief():
    """A reviewer of every chapter."""
    return person("reviewer", Role.REVIEWER, ReportingUnit.objects.get(parent__isnull=True))
