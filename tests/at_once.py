"""Several actions at the same moment, on PostgreSQL, each in a thread and a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, transaction

from targets.closing.verbs import ClosingError
from targets.imports import life
from targets.people.ending import AccountError
from targets.registers import keeping
from targets.reports import verbs
from targets.structure.ending import EndingRefused
from tests.waiting import until_somebody_waits

PATIENCE = 30
REFUSALS = (
    AccountError,
    ClosingError,
    keeping.EntryError,
    verbs.ReportError,
    life.NotStorable,
    life.NotWaiting,
    EndingRefused,
)


def at_once(*actions) -> list:
    """Do all of these at the same moment; their answers, or how they were refused."""
    start = Barrier(len(actions))

    def run(action):
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            return action()
        except REFUSALS as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return [future.result(PATIENCE) for future in [pool.submit(run, action) for action in actions]]


def while_held(holds, waits):
    """Do the first within a transaction that stays open until somebody waits for it; then what the second answers."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            holds()
            second = pool.submit(at_once, waits)
            until_somebody_waits()
        [answer] = second.result(PATIENCE)
    return answer
