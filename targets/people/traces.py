"""Whether an account has ever acted: then records name it, and it is ended and never deleted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.contrib.auth.models import User
from django.db.models import Exists, ForeignKey, OuterRef, Q, QuerySet

# What is said of an account, without saying that its person did anything; in the histories of these models as well.
OF_THE_ACCOUNT = {"membership.user", "apitoken.user", "accountending.user"}


def acting_fields() -> Iterator[ForeignKey]:
    """Every field of the portal, of its histories and of Django's log that says who did something."""
    for relation in User._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        field, model = relation.field, relation.related_model
        if not model._meta.auto_created and _name(field) not in OF_THE_ACCOUNT:
            yield field


def _name(field: ForeignKey) -> str:
    return f"{field.model._meta.model_name.removeprefix('historical')}.{field.name}"


def acted(accounts: QuerySet[User]) -> QuerySet[User]:
    """Those of the accounts that have signed in or done anything; one query."""
    traces = [Exists(field.model._base_manager.filter(**{field.name: OuterRef("pk")})) for field in acting_fields()]
    return accounts.filter(reduce(or_, (Q(trace) for trace in traces), Q(last_login__isnull=False)))


def has_acted(account: User) -> bool:
    return account.last_login is not None or acted(User.objects.filter(pk=account.pk)).exists()
