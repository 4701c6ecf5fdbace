"""Which imports of figures a user may open: one's own, stored ones of which one reads every report, or all."""

import pytest

from targets import access, clock
from targets.models import ImportBatch, Membership, Role, State
from tests.conftest import person


@pytest.fixture
def imported(plan, file_report, jianshan, baoqing):
    """Makes an import of reports, each said as "state" of Jianshan's or Baoqing's employment or insurance."""

    def make(*reports: tuple, by=None, left_out=False, stored=True) -> ImportBatch:
        batch = ImportBatch.objects.create(
            plan=plan, by=by or person("somebody"), created_at=clock.now(), counts={"left_out": left_out}
        )
        if stored:
            ImportBatch.objects.filter(pk=batch.pk).update(stored_at=clock.now())
        units = {"jianshan": jianshan, "baoqing": baoqing}
        for unit, app, month, state in reports:
            code = {"employment": "T01-1", "insurance": "T09-1"}[app]
            batch.reports.add(file_report(units[unit], app, month, {code: 10}, state=state))
        return batch

    return make


def sees(user, batch: ImportBatch) -> bool:
    return access.visible_imports(user).filter(pk=batch.pk).exists()


@pytest.mark.parametrize("state", State)
def test_a_stored_import_is_seen_by_who_reads_its_report_in_that_state(
    imported, state, leader, reviewer_employment, reviewer_insurance, reporter_jianshan, reporter_baoqing, stranger
):
    batch = imported(("jianshan", "employment", 3, state))
    readers = {"reporter": reporter_jianshan, "section": reviewer_employment, "leader": leader}
    others = {"other section": reviewer_insurance, "other district": reporter_baoqing, "stranger": stranger}
    reading = {State.DRAFT: {"reporter"}, State.APPROVED: {"reporter", "section", "leader"}}
    seen = {name for name, user in (readers | others).items() if sees(user, batch)}
    assert seen == reading.get(state, {"reporter", "section"})


def test_one_report_that_may_not_be_read_hides_the_whole_import(
    imported, reporter_jianshan, reviewer_employment, leader
):
    of_two_units = imported(("jianshan", "employment", 3, State.APPROVED), ("baoqing", "employment", 3, State.APPROVED))
    assert [sees(user, of_two_units) for user in (reporter_jianshan, reviewer_employment, leader)] == [
        False,
        True,
        True,
    ]
    of_two_chapters = imported(
        ("jianshan", "employment", 4, State.APPROVED), ("jianshan", "insurance", 4, State.APPROVED)
    )
    found = [sees(user, of_two_chapters) for user in (reporter_jianshan, reviewer_employment, leader)]
    assert found == [True, False, True]
    of_two_states = imported(("jianshan", "employment", 5, State.APPROVED), ("jianshan", "employment", 6, State.DRAFT))
    found = [sees(user, of_two_states) for user in (reporter_jianshan, reviewer_employment, leader)]
    assert found == [True, False, False]


def test_a_file_that_holds_more_than_was_imported_or_is_not_stored_is_its_owners_alone(
    imported, reporter_jianshan, leader
):
    march, april = (("jianshan", "employment", month, State.APPROVED) for month in (3, 4))
    for batch in (imported(march, left_out=True), imported(april, stored=False), imported()):
        assert not sees(reporter_jianshan, batch)
        assert not sees(leader, batch)


def test_ones_own_import_is_seen_while_one_may_import(imported, reporter_jianshan, leader, stranger):
    for user, is_seen in ((reporter_jianshan, True), (leader, False), (stranger, False)):
        batches = [imported(by=user, stored=False), imported(by=user, left_out=True)]
        assert [sees(user, batch) for batch in batches] == [is_seen] * 2
        assert access.visible_imports(user).count() == 2 * is_seen
    Membership.objects.filter(user=reporter_jianshan).delete()
    del reporter_jianshan._bureau_access
    assert not access.visible_imports(reporter_jianshan).exists()


def test_who_reads_every_record_of_the_whole_bureau_sees_every_import_of_figures(
    imported, auditor, administrator, jianshan
):
    batch = imported(("jianshan", "employment", 3, State.DRAFT), left_out=True, stored=False)
    entries = ImportBatch.objects.create(kind="entries", table="employment.trainingclass", created_at=clock.now())
    assert sees(auditor, batch)
    assert sees(administrator, batch)
    assert not sees(auditor, entries)
    of_a_district = person("auditor-of-a-district", Role.AUDITOR, jianshan)
    assert not sees(of_a_district, batch)


def test_two_roles_that_read_one_report_each_show_an_import_of_both(imported, jianshan, baoqing):
    both = person("reads-two", Role.REPORTER, jianshan, ["employment"])
    Membership.objects.create(user=both, role=Role.REPORTER, unit=baoqing, chapters=["insurance"])
    straight = imported(("jianshan", "employment", 3, State.DRAFT), ("baoqing", "insurance", 3, State.DRAFT))
    crossed = imported(("jianshan", "employment", 4, State.DRAFT), ("baoqing", "employment", 4, State.DRAFT))
    assert (sees(both, straight), sees(both, crossed)) == (True, False)
