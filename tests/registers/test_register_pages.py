"""A register in the browser: its list, a new entry, a change, a case's end, persons masked and shown whole."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employment.models import TrainingClass, ZeroEmploymentHousehold
from targets.models import CaseStep, PersonalDataView
from targets.registers import keeping, registry

CLASSES = ("employment", "training-classes")
HOUSEHOLDS = ("employment", "zero-employment-households")
NUMBER = "230599197001010010"


def url(name, register, *more):
    return reverse(f"targets:{name}", args=[*register, *more])


@pytest.fixture
def training_class(jianshan, reporter_jianshan):
    entry = TrainingClass(
        unit=jianshan,
        class_no="2007-01",
        training_type="unemployed",
        provider="市就业训练中心",
        trade="焊工",
        started_on=date(2007, 5, 8),
        ended_on=date(2007, 6, 7),
        trained=40,
        examined=38,
        passed=36,
    )
    return keeping.add(registry.get(*CLASSES), entry, by=reporter_jianshan)


@pytest.fixture
def household(jianshan, reporter_jianshan):
    entry = ZeroEmploymentHousehold(
        unit=jianshan,
        household_no="户-7",
        head="张三丰",
        identity_number=NUMBER,
        working_age=2,
        unemployed=2,
        recognised_on=date(2007, 3, 1),
    )
    return keeping.add(registry.get(*HOUSEHOLDS), entry, by=reporter_jianshan)


TYPED = {
    "class_no": "2007-02",
    "training_type": "start_up",
    "provider": "创业指导中心",
    "trade": "创业",
    "started_on": "2007-06-01",
    "ended_on": "2007-06-20",
    "trained": "３0",
    "examined": "28",
    "passed": "25",
    "placed": "",
    "subsidy": "12,000.50",
}


def test_a_typed_class_is_stored_with_its_numbers_as_people_type_them(as_user, reporter_jianshan, jianshan):
    answer = as_user(reporter_jianshan).post(url("entry_new", CLASSES), TYPED | {"unit": jianshan.pk})
    stored = TrainingClass.objects.get()
    assert answer.url == url("entry", CLASSES, stored.pk)
    assert (stored.trained, stored.placed, str(stored.subsidy), stored.version) == (30, 0, "12000.50", 1)
    assert stored.history.get().history_user == reporter_jianshan


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(as_user, reporter_jianshan, jianshan):
    wrong = TYPED | {"unit": jianshan.pk, "passed": "29", "trained": "三十", "ended_on": "2007-05-01"}
    answer = as_user(reporter_jianshan).post(url("entry_new", CLASSES), wrong)
    assert answer.status_code == 422
    assert not TrainingClass.objects.exists()
    errors = answer.context["form"].errors
    assert set(errors) == {"trained", "ended_on", "passed"}
    assert "三十" in answer.content.decode()


def test_the_same_number_is_taken_once_in_a_unit(as_user, reporter_jianshan, jianshan, training_class):
    again = TYPED | {"unit": jianshan.pk, "class_no": training_class.class_no}
    answer = as_user(reporter_jianshan).post(url("entry_new", CLASSES), again)
    assert answer.status_code == 422
    assert TrainingClass.objects.count() == 1


def test_full_width_digits_are_the_same_number(as_user, reporter_jianshan, jianshan):
    client, typed = as_user(reporter_jianshan), TYPED | {"unit": jianshan.pk}
    assert client.post(url("entry_new", CLASSES), typed | {"class_no": "Ｊ－２０"}).status_code == 302
    assert client.post(url("entry_new", CLASSES), typed | {"class_no": "J-20"}).status_code == 422
    assert TrainingClass.objects.get().class_no == "J-20"


def test_nobody_enters_for_another_district(as_user, reporter_baoqing, jianshan):
    answer = as_user(reporter_baoqing).post(url("entry_new", CLASSES), TYPED | {"unit": jianshan.pk})
    assert answer.status_code == 422
    assert "unit" in answer.context["form"].errors


def test_a_change_keeps_the_old_value_in_the_history(as_user, reporter_jianshan, training_class):
    client, address = as_user(reporter_jianshan), url("entry_edit", CLASSES, training_class.pk)
    typed = TYPED | {"unit": training_class.unit_id, "class_no": "2007-01", "trained": "42", "version": "1"}
    assert client.post(address, typed).status_code == 302
    page = client.get(url("entry", CLASSES, training_class.pk)).content.decode()
    assert '<span class="was">40</span> → <span class="is-now">42</span>' in page


def test_two_people_never_overwrite_each_other(as_user, reporter_jianshan, training_class):
    client, address = as_user(reporter_jianshan), url("entry_edit", CLASSES, training_class.pk)
    mine = TYPED | {"unit": training_class.unit_id, "class_no": "2007-01", "version": "1"}
    assert client.post(address, mine | {"trained": "42"}).status_code == 302
    late = client.post(address, mine | {"trained": "45"})
    assert late.status_code == 409
    assert ("参训人数", "42") in late.context["page"].theirs
    training_class.refresh_from_db()
    assert training_class.trained == 42
    again = mine | {"trained": "45", "version": late.context["form"]["version"].value()}
    assert client.post(address, again).status_code == 302


def test_a_list_narrows_by_words_choice_days_and_state(as_user, reporter_jianshan, training_class):
    client = as_user(reporter_jianshan)
    TrainingClass.objects.filter(pk=training_class.pk).update(provider="数控Cnc中心")
    for query, found in (
        ("", 1),
        ("?q=焊", 1),
        ("?q=电", 0),
        ("?q=cnc", 1),
        ("?q=数控CNC", 1),
        ("?q=100%25", 0),
        ("?training_type=unemployed", 1),
        ("?training_type=start_up", 0),
        ("?begin=2007-05-08&end=2007-05-08", 1),
        ("?begin=2007-05-09", 0),
        ("?state=cancelled", 0),
        ("?state=nonsense&sort=nonsense&page=99&begin=nonsense", 1),
    ):
        assert client.get(url("register", CLASSES) + query).context["listing"].page.paginator.count == found, query


def test_a_list_sorts_by_any_column_and_pages_never_overlap(as_user, reporter_jianshan, jianshan):
    entries = [
        TrainingClass(
            unit=jianshan,
            class_no=str(number),
            training_type="unemployed",
            provider="x",
            trade="y",
            started_on=date(2007, 5, 8),
            trained=40,
        )
        for number in range(120)
    ]
    TrainingClass.objects.bulk_create(entries)
    client = as_user(reporter_jianshan)
    pages = [client.get(url("register", CLASSES), {"sort": "trained", "page": p}).context["listing"] for p in (1, 2, 3)]
    numbers = [line["first"] for page in pages for line in page.table.lines]
    assert len(numbers) == len(set(numbers)) == 120


def test_the_number_of_queries_of_a_list_does_not_grow(as_user, reporter_jianshan, jianshan, training_class):

    client = as_user(reporter_jianshan)
    counts = []
    for batch in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(url("register", CLASSES))
        counts.append(len(queries))
        TrainingClass.objects.bulk_create(
            TrainingClass(
                unit=jianshan,
                class_no=f"{batch}-{number}",
                training_type="unemployed",
                provider="x",
                trade="y",
                started_on=date(2007, 5, 8),
                trained=40,
            )
            for number in range(40)
        )
    assert counts[0] == counts[1] <= 15


# ---- Persons ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["reporter_jianshan", "reviewer_employment", "leader", "administrator", "auditor"])
def test_persons_are_masked_on_every_page_and_in_every_file(request, as_user, household, who):
    client = as_user(request.getfixturevalue(who))
    pages = [
        url("register", HOUSEHOLDS),
        url("entry", HOUSEHOLDS, household.pk),
        url("register_duplicates", HOUSEHOLDS),
    ]
    pages += [url("register_duplicates", HOUSEHOLDS), url("register", HOUSEHOLDS) + "?export=csv"]
    for page in pages:
        text = client.get(page).content.decode("utf-8-sig")
        assert "三丰" not in text, page
        assert "19700101" not in text, page
    assert "张**" in client.get(pages[1]).content.decode()
    assert not PersonalDataView.objects.exists()


def test_who_keeps_the_register_sees_persons_whole_and_each_view_is_logged(as_user, reporter_jianshan, household):
    answer = as_user(reporter_jianshan).post(url("entry_reveal", HOUSEHOLDS, household.pk))
    assert "张三丰" in answer.content.decode()
    assert NUMBER in answer.content.decode()
    seen = PersonalDataView.objects.get()
    assert (seen.by, seen.entry, seen.occasion) == (reporter_jianshan, household.pk, "entry")
    assert "张" not in str(seen)


@pytest.mark.parametrize("who", ["reviewer_employment", "leader", "administrator", "auditor"])
def test_nobody_else_sees_persons_whole(request, as_user, household, who):
    client = as_user(request.getfixturevalue(who))
    assert client.post(url("entry_reveal", HOUSEHOLDS, household.pk)).status_code == 403
    assert client.get(url("entry_edit", HOUSEHOLDS, household.pk)).status_code == 403


def test_a_person_is_found_by_the_whole_number_and_only_by_who_keeps_the_register(
    as_user, reporter_jianshan, leader, household
):
    def found(who, words):
        listing = as_user(who).get(url("register", HOUSEHOLDS), {"q": words}).context["listing"]
        return listing.page.paginator.count

    assert found(reporter_jianshan, NUMBER) == 1
    assert found(reporter_jianshan, "张三丰") == 1
    assert found(reporter_jianshan, "张三") == 0
    assert found(leader, NUMBER) == found(leader, "张三丰") == 0


def test_a_number_of_fifteen_digits_is_stored_with_eighteen(as_user, reporter_jianshan, jianshan):
    typed = {
        "unit": jianshan.pk,
        "household_no": "1",
        "head": "演示甲",
        "identity_number": "230599 700101 001",
        "working_age": "2",
        "unemployed": "2",
        "recognised_on": "2007-03-01",
    }
    assert as_user(reporter_jianshan).post(url("entry_new", HOUSEHOLDS), typed).status_code == 302
    assert ZeroEmploymentHousehold.objects.get().identity_number == NUMBER


def test_the_same_person_in_two_districts_is_told_to_both(
    as_user, household, reporter_jianshan, reporter_baoqing, baoqing
):
    typed = {
        "unit": baoqing.pk,
        "household_no": "宝-1",
        "head": "张三丰",
        "identity_number": NUMBER,
        "working_age": "1",
        "unemployed": "1",
        "recognised_on": "2007-05-01",
    }
    there = as_user(reporter_baoqing).post(url("entry_new", HOUSEHOLDS), typed, follow=True).content.decode()
    assert "尖山区" in there
    here = as_user(reporter_jianshan).get(url("register", HOUSEHOLDS)).content.decode()
    assert url("register_duplicates", HOUSEHOLDS) in here
    both = as_user(reporter_jianshan).get(url("register_duplicates", HOUSEHOLDS)).context["page"].table.rows
    assert [place.unit for place in both[0].places] == ["尖山区", "宝清县"]
    assert [bool(place.url) for place in both[0].places] == [True, False]


# ---- Ends -------------------------------------------------------------------------------------------------


def test_a_deadline_is_worked_out_from_the_rule(household):
    assert household.due_on == date(2007, 5, 30)


def test_an_overdue_household_is_marked_and_found(as_user, reporter_jianshan, household):
    listing = as_user(reporter_jianshan).get(url("register", HOUSEHOLDS), {"state": "overdue"}).context["listing"]
    assert [row.mark_words for row in listing.table.rows] == ["逾期"]


def test_a_cancelled_entry_counts_no_longer_and_stays_to_be_read(as_user, reporter_jianshan, training_class):
    client = as_user(reporter_jianshan)
    assert client.post(url("entry_cancel", CLASSES, training_class.pk), {"reason": ""}).status_code == 422
    client.post(url("entry_cancel", CLASSES, training_class.pk), {"reason": "重复录入", "version": "1"})
    assert client.get(url("register", CLASSES)).context["listing"].page.paginator.count == 0
    assert "重复录入" in client.get(url("entry", CLASSES, training_class.pk)).content.decode()
    assert client.post(url("entry_edit", CLASSES, training_class.pk), TYPED).status_code == 422


@pytest.mark.parametrize("version", ["1", "", "x", "9" * 30])
@pytest.mark.parametrize("verb", ["cancel", "delete"])
def test_what_somebody_else_changed_meanwhile_is_not_taken_out_unseen(
    as_user, reporter_jianshan, training_class, verb, version
):
    client = as_user(reporter_jianshan)
    client.cookies["django_language"] = "en"
    page = client.get(url("entry", CLASSES, training_class.pk))
    assert page.content.decode().count('name="version" value="1"') == 2
    training_class.trained = 77
    keeping.change(registry.get(*CLASSES), training_class, by=reporter_jianshan, version=1)
    sent = {"reason": "重复录入"}
    answer = client.post(url(f"entry_{verb}", CLASSES, training_class.pk), sent | {"version": version})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "somebody else changed this entry" in text
    assert TrainingClass.objects.get().cancelled_on is None
    if version == "1":
        assert [value for _label, value in answer.context["page"].theirs] == ["77"]
    assert text.count('name="version" value="2"') == 2
    if verb == "cancel":
        assert answer.context["cancel_form"]["reason"].value() == "重复录入"
    again = client.post(url(f"entry_{verb}", CLASSES, training_class.pk), sent | {"version": "2"})
    assert again.status_code == 302
    assert not TrainingClass.objects.valid().exists()


def test_what_somebody_else_cancelled_meanwhile_is_neither_deleted_nor_given_a_step(
    as_user, reporter_jianshan, household
):
    client, register = as_user(reporter_jianshan), registry.get(*HOUSEHOLDS)
    client.cookies["django_language"] = "en"
    keeping.cancel(register, household.pk, by=reporter_jianshan, version=1, reason="重复录入")
    deleted = client.post(url("entry_delete", HOUSEHOLDS, household.pk), {"version": "1"})
    step = {"taken_on": "2007-07-03", "words": "上门走访"}
    stepped = client.post(url("entry_step", HOUSEHOLDS, household.pk), step, follow=True)
    for answer in (deleted, stepped):
        assert "This entry was cancelled meanwhile and cannot be changed." in answer.content.decode()
    assert register.model.objects.exists()
    assert not CaseStep.objects.exists()


def test_an_entry_nothing_rests_on_is_deleted(as_user, reporter_jianshan, training_class):
    client = as_user(reporter_jianshan)
    assert client.post(url("entry_delete", CLASSES, training_class.pk), {"version": "1"}).status_code == 302
    assert not TrainingClass.objects.exists()
    assert TrainingClass.history.filter(history_type="-", history_user=reporter_jianshan).exists()


def test_steps_of_a_case_are_written_down_once_taken(as_user, reporter_jianshan, household):
    client, address = as_user(reporter_jianshan), url("entry_step", HOUSEHOLDS, household.pk)
    assert client.post(address, {"taken_on": "2007-07-05", "words": "上门走访"}).status_code == 422
    client.post(address, {"taken_on": "2007-07-03", "words": "上门走访"})
    assert "上门走访" in client.get(url("entry", HOUSEHOLDS, household.pk)).content.decode()


# ---- A community's clerk ----------------------------------------------------------------------------------


def test_a_clerk_keeps_the_households_of_the_community_and_the_district_sees_them(
    as_user, clerk, community, reporter_jianshan, household
):
    client = as_user(clerk)
    assert client.get("/").url == reverse("targets:registers")
    typed = {
        "unit": community.pk,
        "household_no": "铁西-1",
        "head": "演示乙",
        "identity_number": "230599197001010037",
        "working_age": "1",
        "unemployed": "1",
        "recognised_on": "2007-05-01",
    }
    assert client.post(url("entry_new", HOUSEHOLDS), typed).status_code == 302
    assert client.get(url("register", HOUSEHOLDS)).context["listing"].page.paginator.count == 1
    assert client.get(url("entry", HOUSEHOLDS, household.pk)).status_code == 404
    assert as_user(reporter_jianshan).get(url("register", HOUSEHOLDS)).context["listing"].page.paginator.count == 2
    assert client.get(reverse("targets:my_month")).status_code in (403, 404)
