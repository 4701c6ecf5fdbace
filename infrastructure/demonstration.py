"""Invented entries of the groundwork, January to June, in step with the invented reports.

One gap is meant, so that the comparison of registers and reports has something to show: 宝山区 reported June's
upgrades and did not enter them, so that May's statements still stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from infrastructure.models import AdministrativeReview, DirectReportPoint, GoLive, StaffActivity, UpgradeStatement
from infrastructure.models.activities import Ethos
from infrastructure.models.go_lives import GoLiveStatus, Module
from infrastructure.models.reviews import ReviewDecision, ReviewMatter
from infrastructure.models.upgrades import Database
from infrastructure.registers import AdministrativeReviews
from targets.demonstration.cases import LABEL, life, some_day, somebody
from targets.demonstration.entries import Ground, invents
from targets.demonstration.invention import spread
from targets.demonstration.script import chance
from targets.models import ReportingUnit
from targets.periods import Month
from targets.registers import due_by_rule

NOT_ENTERED = ("230506", 6)
# What part of a unit's old numbers each database holds.
DATABASES = {Database.PENSION: 0.6, Database.EMPLOYMENT: 0.4}
# The month in which a module was to be live everywhere; those of the second half of the year are on trial at most.
PLANNED = {
    Module.PENSION: 2,
    Module.PENSION_FINANCE: 3,
    Module.REAL_NAMES: 4,
    Module.CERTIFICATES: 5,
    Module.PLACEMENT: 6,
    Module.FUND_SUPERVISION: 9,
    Module.SUBSIDIES: 9,
    Module.WORK_INJURY: 11,
    Module.UNEMPLOYMENT: 12,
}
# Where the certificates' module was not live in time.
LATE_UNITS = ("230506", "230524")
POINTS = 7
SECTIONS = ("办公室", "人事科", "法规科", "规划统计科", "信息中心")
# The kinds of ethos for which no activity was held yet.
WITHOUT = (Ethos.THRIFT, Ethos.ORDERS)


@invents
def upgrades(ground: Ground) -> Iterator[UpgradeStatement]:
    """Each month's statement of every unit's databases, which add up to its report."""
    for code, unit in ground.units.items():
        for month in ground.months:
            cell = ground.cells.get((code, month, "T28-1"))
            if cell is None or cell.numerator is None or (code, month) == NOT_ENTERED:
                continue
            weights = list(DATABASES.values())
            parts = zip(DATABASES, spread(cell.denominator, weights), spread(cell.numerator, weights), strict=True)
            for database, old_form, upgraded in parts:
                left = int(old_form - upgraded)
                yield UpgradeStatement(
                    unit=unit,
                    database=database,
                    old_form=int(old_form),
                    upgraded=int(upgraded),
                    failed_check=left // 20,
                    duplicates=left // 50,
                    to_verify=left // 100,
                    as_of=Month(ground.year, month).last_day,
                )


@invents
def go_lives(ground: Ground) -> Iterator[GoLive]:
    """The go-live of every module at every unit."""
    for code, unit in ground.units.items():
        for module, month in PLANNED.items():
            luck = chance("go-live", code, module)
            late = module is Module.CERTIFICATES and code in LATE_UNITS
            live = month <= ground.script.months and not late
            waiting = GoLiveStatus.TRIAL if late or month == 9 else GoLiveStatus.NOT_STARTED
            yield GoLive(
                unit=unit,
                module=module,
                office=f"{unit.name_in_reports}经办机构{LABEL}",
                planned_on=ground.day(month, 28),
                live_on=some_day(luck, ground.year, month) if live else None,
                status=GoLiveStatus.LIVE if live else waiting,
                issue="网络线路尚未开通" if late else "",
            )


@invents
def direct_report_points(ground: Ground) -> Iterator[DirectReportPoint]:
    """Seven communities of each district and county, some of which report; two are communities of their own."""
    own = [unit for unit in ground.communities.values() if unit.kind == "community"]
    for code, unit in ground.units.items():
        if unit.is_city:
            continue
        for number in range(1, POINTS + 1):
            keeper = own[number - 1] if code == "230502" and number <= len(own) else unit
            name = keeper.name if keeper is not unit else f"{unit.name_in_reports}演示{number}社区"
            yield _point(ground, keeper, name, chance("point", code, number))


def _point(ground: Ground, unit: ReportingUnit, name: str, luck) -> DirectReportPoint:
    month = luck.randint(1, 9)
    live = month <= ground.script.months
    made = ground.script.months - month if live else 0
    return DirectReportPoint(
        unit=unit,
        community=name,
        reporter=somebody(luck) if live else "",
        telephone=f"0000-000{luck.randrange(10_000):04d}" if live else "",
        listed_on=ground.day(1, 1),
        live_on=some_day(luck, ground.year, month) if live else None,
        reports_made=made,
        on_time=luck.randint(80, 100) if made else None,
    )


@invents
def administrative_reviews(ground: Ground) -> Iterator[AdministrativeReview]:
    """Two reviews from the year before and two a month; most are decided within sixty days."""
    luck, rule = chance("reviews"), AdministrativeReviews.deadline
    days = [date(ground.year - 1, 12, 5), date(ground.year - 1, 12, 20)]
    days += [some_day(luck, ground.year, number // 2 + 1) for number in range(ground.script.months * 2)]
    for number, received in enumerate(days, 1):
        decided = life(ground, luck, received, (30, 64))
        yield AdministrativeReview(
            unit=ground.city,
            case_no=f"演复{received.year}-{number:02d}",
            applicant=somebody(luck),
            authority=f"{luck.choice(list(ground.units.values())).name_in_reports}劳动保障局{LABEL}",
            matter=luck.choice(list(ReviewMatter)),
            received_on=received,
            due_on=due_by_rule(rule, received),
            officer=somebody(luck),
            decision=luck.choice([ReviewDecision.UPHELD] * 4 + list(ReviewDecision)) if decided else "",
            closed_on=decided,
            sued=bool(decided) and number % 7 == 0,
        )


@invents
def staff_activities(ground: Ground) -> Iterator[StaffActivity]:
    """Three activities for each kind of ethos but two."""
    luck = chance("activities")
    for ethos in Ethos:
        for number in range(1, 4) if ethos not in WITHOUT else ():
            yield StaffActivity(
                unit=ground.city,
                title=f"演示活动{list(Ethos).index(ethos) + 1}-{number}",
                held_on=some_day(luck, ground.year, luck.randint(1, ground.script.months)),
                section=luck.choice(SECTIONS),
                ethos=ethos,
                persons=luck.randint(15, 120),
                effect="已总结" if number == 1 else "",
            )
