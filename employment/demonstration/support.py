"""Invented public-service posts with their holders, micro-loans and subsidies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from employment.demonstration.common import identity_number, shares
from employment.models import MicroLoan, PostHolder, PublicServicePost, Subsidy
from employment.models.persons import PersonCategory
from employment.models.posts import PostStatus, a_year_later
from employment.models.support import Repayment, SubsidyKind
from targets.demonstration.cases import LABEL, firm, some_day, somebody
from targets.demonstration.entries import Ground, invents
from targets.demonstration.script import chance
from targets.models import ReportingUnit

# On purpose one batch of this unit and month is not entered.
BATCH_MISSING = ("230521", 5)
POSTS = ("社区保洁", "治安协管", "劳动保障协理", "绿化养护")
POSTS_TOGETHER = 12
HELD_IN = ("230503", "230505", "230522")


@invents
def posts(ground: Ground) -> Iterator[PublicServicePost | PostHolder]:
    """Batches of posts that add up to the reports; three units enter the holders as well."""
    for code, unit in ground.units.items():
        number = 0
        for month in ground.months:
            batches = shares(ground.value(code, month, "T03-1") or 0, POSTS_TOGETHER)
            for size in batches[1:] if (code, month) == BATCH_MISSING else batches:
                number += 1
                post = _post(ground, unit, number, month, size)
                yield post
                if code in HELD_IN:
                    yield from _holders(post, ground)


def _post(ground: Ground, unit: ReportingUnit, number: int, month: int, size: int) -> PublicServicePost:
    luck = chance("post", unit.code, number)
    created = some_day(luck, ground.year, month)
    filled = size * luck.randint(70, 100) // 100
    return PublicServicePost(
        unit=unit,
        post_no=f"{ground.year}-{number:03d}",
        post=luck.choice(POSTS),
        host_unit=f"{unit.name_in_reports}街道办{LABEL}",
        created_on=created,
        posts=size,
        filled=filled,
        category=luck.choice(list(PersonCategory)),
        subsidy=Decimal(300),
        contract_from=created,
        contract_to=a_year_later(created) - timedelta(days=1),
        status=PostStatus.FILLED if filled == size else PostStatus.OPEN,
    )


def _holders(post: PublicServicePost, ground: Ground) -> Iterator[PostHolder]:
    for place in range(post.filled):
        luck = chance("holder", post.unit.code, post.post_no, place)
        born = date(luck.randint(1955, 1966), luck.randint(1, 12), luck.randint(1, 28))
        yield PostHolder(
            unit=post.unit,
            post=post,
            name=somebody(luck),
            identity_number=identity_number(luck, born, luck.random() < 0.4),
            category=post.category,
            holds_from=post.created_on,
            subsidy=post.subsidy,
        )


@invents
def loans(ground: Ground) -> Iterator[MicroLoan]:
    """Two or three loans a month in each district, for two years; a few of the year before are repaid."""
    for code, unit in ground.units.items():
        if unit.is_city:
            continue
        for number in range(1, 16):
            luck = chance("loan", code, number)
            old = number <= 3
            paid = some_day(luck, ground.year - 2 if old else ground.year, luck.randint(1, 6))
            repaid = date(ground.year, luck.randint(1, 6), 20) if old and number < 3 else None
            yield MicroLoan(
                unit=unit,
                loan_no=f"{paid.year}-{number:03d}",
                borrower=somebody(luck),
                certificate_no=f"演示{code}{number:05d}",
                bank=f"演示商业银行{unit.short_name}支行",
                amount=Decimal(luck.choice((1, 2, 2, 2))),
                paid_on=paid,
                due_on=date(paid.year + 2, paid.month, paid.day),
                jobs=luck.randint(1, 3),
                interest_subsidy=Decimal(500),
                repayment=Repayment.REPAID if repaid else Repayment.RUNNING,
                repaid_on=repaid,
            )


@invents
def subsidies(ground: Ground) -> Iterator[Subsidy]:
    """One subsidy of each kind a month in each district; June's are approved and not yet paid."""
    for code, unit in ground.units.items():
        for month in ground.months:
            luck = chance("subsidy", code, month)
            kind, persons = luck.choice(list(SubsidyKind)), luck.randint(20, 200)
            approved = some_day(luck, ground.year, month)
            yield Subsidy(
                unit=unit,
                kind=kind,
                recipient=firm(unit, luck.randrange(16)),
                persons=persons,
                months=f"{ground.year}年{month}月",
                amount=Decimal(persons * 300),
                approved_on=approved,
                paid_on=approved + timedelta(days=10) if month < ground.script.months else None,
            )
