"""What the portal's pages are measured against: views behind the same middleware that do as little as can be."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from targets.models import Figure, Membership, MonthlyReport
from targets.models.history_copies import CHANGED, copy_to_history

# The page's own queries, in its order; recorded once before anything is timed. The session and its user are
# read by the middleware of every view.
recorded: list[Callable[[], object]] = []
OF_MIDDLEWARE = (Session, get_user_model())


@contextmanager
def recording() -> Iterator[None]:
    """Remember every query set that is read, counted or added up in the meantime, those of panels too."""
    fetch, aggregate, count = QuerySet._fetch_all, QuerySet.aggregate, QuerySet.count
    recorded.clear()

    def remember(queries: QuerySet[Any]) -> None:
        if queries._result_cache is None and queries.model not in OF_MIDDLEWARE:
            recorded.append(partial(_read, queries.all()))
        fetch(queries)

    def remember_sum(queries: QuerySet[Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
        recorded.append(partial(aggregate, queries.all(), *args, **kwargs))
        return aggregate(queries, *args, **kwargs)

    def remember_count(queries: QuerySet[Any]) -> int:
        recorded.append(partial(count, queries.all()))
        return count(queries)

    with (
        patch.object(QuerySet, "_fetch_all", remember),
        patch.object(QuerySet, "aggregate", remember_sum),
        patch.object(QuerySet, "count", remember_count),
    ):
        yield


# What the page needs, written by hand; set before anything is timed.
statements: list[tuple[str, Any]] = []


def _read(queries: QuerySet[Any]) -> None:
    list(queries.all())


def queries_only(request: HttpRequest) -> HttpResponse:
    """Run the page's queries, make the objects that it makes of their rows, and answer nothing of it."""
    for query in recorded:
        query()
    return HttpResponse("read")


def sql_only(request: HttpRequest) -> HttpResponse:
    """Send the statements written by hand and fetch their rows: no ORM, no instances."""
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            cursor.fetchall()
    return HttpResponse("read")


def trivial(request: HttpRequest) -> HttpResponse:
    """The same few bytes for everybody who is signed in."""
    return HttpResponse("as ever")


# The cells of the page's tables as they stand in it, by row; set before anything is timed.
cells: list[list[str]] = []


def plain(request: HttpRequest) -> HttpResponse:
    """The page's cells, ready as they are, written by the plainest template in the portal's frame."""
    return render(request, "plain.html", {"rows": cells})


@transaction.atomic
def save(request: HttpRequest) -> HttpResponse:
    """Store one figure with its history, under its report's lock; reads the user's roles, and checks nothing."""
    list(Membership.objects.filter(user=request.user.pk).select_related("unit"))
    report = MonthlyReport.objects.select_for_update().get(pk=request.POST["report"])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE targets_figure SET value = %s WHERE id = %s", [request.POST["value"], request.POST["figure"]]
        )
        cursor.execute("UPDATE targets_monthlyreport SET version = version + 1 WHERE id = %s", [report.pk])
    copy_to_history(Figure, [int(request.POST["figure"])], kind=CHANGED, by=request.user)
    return JsonResponse({"version": report.version + 1})


urlpatterns = [
    path("bench/save/", save),
    path("bench/queries/", queries_only),
    path("bench/sql/", sql_only),
    path("bench/plain/", plain),
    path("bench/trivial/", trivial),
    path("", include("bureau.urls")),
]
