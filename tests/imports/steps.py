"""An import's steps as tests take them, without a browser."""

from targets.imports import life
from targets.imports.entries.examination import EntriesExamination
from targets.imports.entries.examination import receive as receive_entries
from targets.imports.figures.examination import FiguresExamination
from targets.imports.figures.examination import receive as receive_figures
from targets.imports.figures.table_reading import Choices
from targets.imports.uploads import Upload

__all__ = ["Upload", "receive_figures"]


def examine_figures(plan, *uploads, by=None, **choices):
    return FiguresExamination(uploads, plan, Choices(**choices), by=by).examined()


def examine_received_figures(batch, *, by=None):
    return FiguresExamination.of(batch, by=by).examined()


def storing_figures(batch, *, by=None, digest="", submit=False, **choices):
    chosen = Choices(**choices) if choices else None
    return life.storing(
        batch, lambda found: FiguresExamination.of(found, by=by, choices=chosen, submit=submit), digest=digest
    )


def store_figures(batch, *, by=None, digest="", submit=False, **choices):
    chosen = Choices(**choices) if choices else None
    return life.store(
        batch, lambda found: FiguresExamination.of(found, by=by, choices=chosen, submit=submit), digest=digest
    )


def receive_file(register, name, content, *, by, unit=None, form_token=None):
    return receive_entries(register, Upload(name, content), by=by, unit=unit, form_token=form_token)


def examine_entries(register, batch, *, by):
    return EntriesExamination.of(register, batch, by=by).examined()


def store_entries(register, batch, *, by, digest=""):
    return life.store(batch, lambda found: EntriesExamination.of(register, found, by=by), digest=digest)
