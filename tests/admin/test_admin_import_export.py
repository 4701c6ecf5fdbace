"""Master data as files in the admin: exported, imported with a preview, all or nothing, within the user's rights."""

import csv
import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override

from targets import clock
from targets.admin.files import FilesAdmin
from targets.admin.resources import tables
from targets.models import (
    AccountEnding,
    Chapter,
    Covers,
    Indicator,
    MasterDataImport,
    Membership,
    Milestone,
    PastFigure,
    ReportingUnit,
    Role,
    Target,
    Task,
    UnitAlias,
    WorkPlan,
)
from targets.models.versions import data_version
from targets.site import loading
from tests.conftest import FIXTURES, person

WITH_FILES = (WorkPlan, Chapter, Task, Indicator, Milestone, ReportingUnit, Target, PastFigure, User)
EXCEL, CSV = "0", "1"

PEOPLE = (
    "reporter_jianshan",
    "reporter_baoqing",
    "reporter_city",
    "reviewer_employment",
    "reviewer_insurance",
    "leader",
    "administrator",
    "auditor",
)
EVERYBODY = "200 200 200 200 200 200 200 200"
ADMINISTRATOR = "403 403 403 403 403 403 200 403"
READS_EVERYTHING = "403 403 403 403 403 403 200 200"
# Export and import, what each of PEOPLE in turn is answered.
ANSWERS = dict.fromkeys(WITH_FILES, (EVERYBODY, ADMINISTRATOR)) | {
    Target: (EVERYBODY, "403 403 403 200 200 403 200 403"),
    PastFigure: (EVERYBODY, "403 403 403 200 200 403 200 403"),
    User: (READS_EVERYTHING, ADMINISTRATOR),
}


@pytest.fixture
def shares(indicator, jianshan, baoqing):
    """Targets of two districts on two chapters, besides those of the plan, and a figure of last year."""
    past = {"indicator": indicator("T01-1"), "unit": jianshan, "month": "2006-06-01", "value": "1250.5"}
    PastFigure.objects.create(**past, footnote="口径调整")
    for code, unit, value in (("T01-1", jianshan, "4860"), ("T01-1", baoqing, "5200.5"), ("T09-1", jianshan, "910")):
        share = {"indicator": indicator(code), "unit": unit, "deadline": "2007-12-31", "value": value}
        Target.objects.create(**share, source="市政府分解")
    return Target.objects.all()


@pytest.fixture
def admin_browser(as_user, administrator):
    return as_user(administrator)


def url(model, place: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{place}")


def exported(client, model, kind=CSV, query="") -> bytes:
    response = client.post(url(model, "export") + query, {"format": kind, "resource": "0"})
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    return response.content


def as_table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def as_csv(rows: list[list], encoding="utf-8-sig") -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode(encoding)


def as_workbook(rows: list[list]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def sent(client, model, content: bytes, name="表.csv"):
    """The page with the preview of a file, or with its faults."""
    file = io.BytesIO(content)
    file.name = name
    return client.post(url(model, "import"), {"import_file": file})


def confirmed(client, model, preview):
    """Press the button of the preview."""
    return client.post(url(model, "process_import"), preview.context["confirm_form"].initial)


def faults(page) -> list[tuple]:
    assert page.status_code == 422, page.context.get("rows")
    return [(fault.line, fault.column, fault.value) for fault in page.context["faults"].rows]


def said(page) -> str:
    return " ".join(fault.text for fault in page.context["faults"].rows)


def changes(page) -> dict:
    assert page.status_code == 200, page.context.get("faults") or page.context["form"].errors
    return {
        row.line: (row.effect.value, [(c.label, c.old, c.new) for c in row.changes]) for row in page.context["rows"]
    }


# ---- Who may ----------------------------------------------------------------------------------------------


def test_every_list_with_files_is_listed_here():
    assert {m for m, shown in admin.site._registry.items() if isinstance(shown, FilesAdmin)} == set(WITH_FILES)


@pytest.mark.walk
@pytest.mark.parametrize("name", PEOPLE)
def test_whoever_may_change_may_import_and_whoever_may_see_may_export(request, as_user, shares, no_sidebar, name):
    client, person_number = as_user(request.getfixturevalue(name)), PEOPLE.index(name)
    for model, (out, back) in ANSWERS.items():
        may_export, may_import = int(out.split()[person_number]), int(back.split()[person_number])
        assert client.get(url(model, "export")).status_code == may_export, model
        assert client.post(url(model, "export"), {"format": CSV}).status_code == may_export, model
        assert client.get(url(model, "import")).status_code == may_import, model
        stored = client.post(url(model, "process_import"), {"upload": "x"}).status_code
        assert stored == (302 if may_import == 200 else 403), model
        page = client.get(url(model, "changelist"))
        if page.status_code == 200:
            assert (url(model, "import") in page.content.decode()) == (may_import == 200)


def test_without_a_sign_in_nothing_is_sent(client, plan):
    for model in WITH_FILES:
        for place in ("import", "export"):
            assert client.get(url(model, place)).status_code == 302
        assert client.post(url(model, "process_import")).status_code == 302


def test_an_administrator_of_one_district_imports_no_plan(as_user, jianshan):
    client = as_user(person("district-administrator", Role.ADMINISTRATOR, jianshan))
    for model in set(WITH_FILES) - {Target, PastFigure}:
        assert client.get(url(model, "import")).status_code == 403


def test_the_export_holds_what_the_list_shows(as_user, reporter_jianshan, shares):
    rows = as_table(exported(as_user(reporter_jianshan), Target))
    unit = rows[0].index(label_of(Target, "unit"))
    assert {row[unit] for row in rows[1:]} == {"230500", "230502"}


def test_the_export_follows_the_lists_search(admin_browser, units):
    rows = as_table(exported(admin_browser, ReportingUnit, query="?q=230502"))
    assert [row[0] for row in rows[1:]] == ["230502"]


# ---- Out and in again -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", [EXCEL, CSV])
def test_an_exported_file_can_be_imported_unchanged(admin_browser, shares, reviewer_employment, leader, kind, language):
    admin_browser.cookies["django_language"] = language
    for model in WITH_FILES:
        content = exported(admin_browser, model, kind)
        admin_browser.cookies["django_language"] = "zh-hans"
        page = sent(admin_browser, model, content)
        assert {kind for kind, _changes in changes(page).values()} == {"same"}, model
        assert page.context["counts"] == {"new": 0, "changed": 0, "same": model.objects.count(), "refused": 0}
        assert "confirm_form" not in page.context
        admin_browser.cookies["django_language"] = language


def test_no_two_columns_share_a_heading():
    for model in WITH_FILES:
        resource = admin.site._registry[model].resource_classes[0]
        for language in ("zh-hans", "en"):
            with override(language):
                labels = [resource.label(name) for name in resource.fields]
            assert len(set(labels)) == len(labels), (model, labels)


def test_a_whole_exported_plan_can_be_imported_into_an_empty_portal(admin_browser, plan):
    order = (WorkPlan, Chapter, Task, Indicator, Milestone)
    files = {model: exported(admin_browser, model, EXCEL) for model in order}
    before = {model: sorted(model.objects.values_list(*model.natural_key_fields[-1:])) for model in order}
    plan.delete()
    for model in order:
        page = sent(admin_browser, model, files[model])
        assert {kind for kind, _changes in changes(page).values()} == {"new"}, model
        confirmed(admin_browser, model, page)
    assert {model: sorted(model.objects.values_list(*model.natural_key_fields[-1:])) for model in order} == before


def test_a_changed_cell_shows_the_old_and_the_new_value_and_is_stored(admin_browser, administrator, jianshan):
    rows = as_table(exported(admin_browser, ReportingUnit))
    own = next(i for i, row in enumerate(rows) if row[0] == "230502")
    rows[own][rows[0].index("排序")] = "7"
    version = data_version()
    page = sent(admin_browser, ReportingUnit, as_csv(rows), "单位.csv")
    shown = changes(page)
    assert shown.pop(own + 1) == ("changed", [("排序", "1", "7")])
    assert {kind for kind, _changes in shown.values()} == {"same"}
    jianshan.refresh_from_db()
    assert (jianshan.order, data_version()) == (1, version)

    response = confirmed(admin_browser, ReportingUnit, page)
    assert response.url == url(ReportingUnit, "changelist")
    jianshan.refresh_from_db()
    assert (jianshan.order, data_version() > version) == (7, True)
    last = jianshan.history.latest()
    assert (last.history_user, "单位.csv" in last.history_change_reason) == (administrator, True)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, "单位.csv" in entry.change_message) == (administrator, str(jianshan.pk), True)
    loading.load_units(FIXTURES / "units.toml")
    jianshan.refresh_from_db()
    assert jianshan.order == 7


def test_a_column_left_out_leaves_its_values(admin_browser, jianshan):
    page = sent(admin_browser, ReportingUnit, as_csv([["代码", "排序"], ["230502", "9"]]))
    assert changes(page) == {2: ("changed", [("排序", "1", "9")])}
    confirmed(admin_browser, ReportingUnit, page)
    jianshan.refresh_from_db()
    assert (jianshan.order, jianshan.name_zh_hans, jianshan.aliases.exists()) == (9, "尖山区", True)


def test_new_units_can_be_placed_below_one_another(admin_browser, jianshan):
    heads = ["code", "name_zh_hans", "short_name_zh_hans", "kind", "parent", "aliases"]
    rows = [
        heads,
        [230502001, "二马路街道", "二马路", "street", 230502, "二马路街道办、二马路 办事处"],
        [230502001001, "向阳社区", "向阳", "community", 230502001, ""],
    ]
    page = sent(admin_browser, ReportingUnit, as_workbook(rows))
    assert page.context["counts"] == {"new": 2, "changed": 0, "same": 0, "refused": 0}
    confirmed(admin_browser, ReportingUnit, page)
    street = ReportingUnit.objects.get(code="230502001")
    assert (street.path, street.kind) == ("230500/230502/230502001/", "street")
    assert sorted(street.aliases.values_list("name", flat=True)) == ["二马路办事处", "二马路街道办"]
    assert street.children.get().path == "230500/230502/230502001/230502001001/"


def test_a_new_unit_of_a_file_does_what_is_usual_for_its_level_unless_the_file_says(admin_browser, jianshan):
    rows = [
        ["code", "name_zh_hans", "short_name_zh_hans", "kind", "parent", "order"],
        ["230502001", "二马路街道", "二马路", "街道", "230502", "1"],
        ["230507", "新城区", "新城", "区", "230500", "9"],
    ]
    confirmed(admin_browser, ReportingUnit, sent(admin_browser, ReportingUnit, as_csv(rows)))
    rows = [
        [*rows[0], "submits_reports", "counts_toward_city"],
        ["230502002", "八马路街道", "八马路", "街道", "230502", "2", "是", "是"],
    ]
    confirmed(admin_browser, ReportingUnit, sent(admin_browser, ReportingUnit, as_csv(rows)))
    duties = ReportingUnit.objects.filter(code__in=["230502001", "230502002", "230507"]).order_by("code")
    assert list(duties.values_list("submits_reports", "counts_toward_city")) == [(False,) * 2, (True,) * 2, (True,) * 2]


def test_a_file_ends_no_unit(admin_browser, jianshan):
    page = sent(admin_browser, ReportingUnit, as_csv([["code", "active"], ["230502", "否"]]))
    assert faults(page) == [(2, label_of(ReportingUnit, "active"), "否")]
    assert "撤并" in said(page)


def test_the_cell_of_aliases_has_all_of_them(admin_browser, jianshan, baoqing):
    page = sent(admin_browser, ReportingUnit, as_csv([["代码", "别名"], ["230502", "尖山劳动局"]]))
    confirmed(admin_browser, ReportingUnit, page)
    assert [alias.name for alias in jianshan.aliases.all()] == ["尖山劳动局"]
    taken = baoqing.aliases.first().name
    page = sent(admin_browser, ReportingUnit, as_csv([["代码", "别名"], ["230502", taken]]))
    assert faults(page) == [(2, "别名", taken)]
    assert UnitAlias.objects.get(name=taken).unit == baoqing


def test_dates_numbers_and_names_are_read_as_people_write_them(admin_browser, indicator, jianshan):
    heads = ["plan", "indicator", "unit", "covers", "deadline", "value", "baseline"]
    rows = [heads, ["2007", "T01-1", "230502", "本单位及所属", "2007年12月31日", "１２,０００", ""]]
    with override("zh-hans"):
        rows[1][3] = str(Covers.WHOLE.label)
    confirmed(admin_browser, Target, sent(admin_browser, Target, as_csv(rows)))
    made = Target.objects.get(unit=jianshan)
    assert (made.value, made.baseline, str(made.deadline), made.covers) == (12000, None, "2007-12-31", "whole")


def test_zero_and_blank_stay_apart(admin_browser, shares, jianshan, indicator):
    heads = ["plan", "indicator", "unit", "covers", "deadline", "value", "baseline"]
    row = ["2007", "T01-1", "230502", "whole", "2007-12-31"]
    confirmed(admin_browser, Target, sent(admin_browser, Target, as_csv([heads, [*row, "", "0"]])))
    target = Target.objects.get(unit=jianshan, indicator=indicator("T01-1"))
    assert (target.value, target.baseline) == (None, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_of_excel_and_wps_are_read(admin_browser, jianshan, encoding):
    page = sent(admin_browser, ReportingUnit, as_csv([["代码", "名称（English）"], ["230502", "尖山"]], encoding))
    assert changes(page)[2][0] == "changed"


# ---- Faults -----------------------------------------------------------------------------------------------


def test_every_fault_is_named_and_nothing_is_stored(admin_browser, shares, jianshan, indicator):
    heads = ["plan", "indicator", "unit", "covers", "deadline", "value"]
    rows = [
        heads,
        ["2007", "T01-1", "230502", "whole", "2007-12-31", "5000"],
        ["2007", "T01-2", "999999", "whole", "2007-12-31", "1"],
        [],
        ["2007", "T99-9", "230502", "whole", "2007-12-31", "1"],
        ["2007", "T01-2", "230502", "half", "31 Dec", "1.8万"],
        ["2008", "T01-2", "230502", "whole", "2007-12-31", "1"],
        ["2007", "T01-2", "230502", "whole", "", "1"],
        ["2007", "T01-1", "230502", "whole", "2007/12/31", "6000"],
    ]
    page = sent(admin_browser, Target, as_csv(rows))
    with override("zh-hans"):
        label = admin.site._registry[Target].resource_classes[0].label
        expected = [
            (3, label("unit"), "999999"),
            (5, label("indicator"), "T99-9"),
            (6, label("covers"), "half"),
            (6, label("deadline"), "31 Dec"),
            (6, label("value"), "1.8万"),
            (7, label("indicator"), "T01-2"),
            (8, label("deadline"), ""),
            (9, "", ""),
        ]
    assert faults(page) == expected
    assert Target.objects.get(unit=jianshan, indicator=indicator("T01-1")).value == 4860
    assert "confirm_form" not in page.context
    assert "999999" in said(page)


def test_a_name_that_contradicts_its_code_is_refused(admin_browser, shares):
    rows = as_table(exported(admin_browser, Target))
    name = rows[0].index(label_of(Target, "unit_name"))
    row = next(i for i, row in enumerate(rows) if "尖山区" in row)
    rows[row][name] = "宝清县"
    assert faults(sent(admin_browser, Target, as_csv(rows))) == [(row + 1, rows[0][name], "宝清县")]


def label_of(model, column: str) -> str:
    with override("zh-hans"):
        return admin.site._registry[model].resource_classes[0].label(column)


def test_a_row_that_the_form_refuses_is_refused(admin_browser, city, indicator):
    page = sent(admin_browser, ReportingUnit, as_csv([["code", "active"], ["230500", "否"]]))
    assert faults(page) == [(2, label_of(ReportingUnit, "active"), "否")]
    curve = [["plan", "code", "pacing", "curve"], ["2007", "T01-1", "curve", "0、50、100"]]
    assert faults(sent(admin_browser, Indicator, as_csv(curve))) == [(2, label_of(Indicator, "curve"), "0、50、100")]
    cycle = [["code", "parent"], ["230500", "230502"]]
    found = faults(sent(admin_browser, ReportingUnit, as_csv(cycle)))
    assert {fault[:2] for fault in found} == {(2, label_of(ReportingUnit, "parent"))}


@pytest.mark.parametrize(
    "rows",
    [
        [["代码", "编号"], ["230502", "1"]],
        [["排序"], ["1"]],
        [["代码", "代码"], ["230502", "230502"]],
        [["code", "代码"], ["230502", "230502"]],
    ],
)
def test_unknown_missing_and_repeated_headings_are_named(admin_browser, units, rows):
    assert faults(sent(admin_browser, ReportingUnit, as_csv(rows))) == [(None, "", "")]


def _bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"0" * (tables.UNPACKED_AT_MOST + 1))
    return written.getvalue()


BROKEN = {
    "nothing": b"",
    "spaces": b" \r\n ",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00",
    "an old workbook": b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
    "another zip": b"PK\x03\x04" + b"\x00" * 600,
    "a cut workbook": as_workbook([["代码"], ["230502"]])[:2000],
    "a page": "<html><table><tr><td>代码</td></tr></table></html>".encode(),
    "headings alone": as_csv([["代码", "排序"]]),
    "cells without headings": as_csv([["代码"], ["230502", "1"]]),
    "a formula": as_workbook([["代码", "排序"], ["230502", "=1+1"]]),
    "an error": as_workbook([["代码", "排序"], ["230502", "#REF!"]]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(admin_browser, units, name):
    page = sent(admin_browser, ReportingUnit, BROKEN[name], "表.xlsx")
    assert page.status_code == 422
    assert page.context["form"].errors.get("import_file")
    assert not LogEntry.objects.exists()


def test_a_truncated_workbook_is_refused():
    whole = as_workbook([["代码", "排序"], ["230502", 1]])
    assert list(tables.read(whole)) == [("230502", 1)]
    for length in range(0, len(whole), 61):
        with pytest.raises(tables.Unreadable):
            tables.read(whole[:length])


def test_a_workbook_that_unpacks_to_too_much_is_refused(admin_browser, units):
    assert sent(admin_browser, ReportingUnit, _bomb(), "表.xlsx").status_code == 422


def test_a_file_that_is_too_large_is_refused(admin_browser, units, settings):
    settings.IMPORT_MAX_MB = 1
    page = sent(admin_browser, ReportingUnit, b"x" * (1024 * 1024 + 1))
    assert page.status_code == 422
    assert "1 MB" in page.context["form"].errors["import_file"][0]


# ---- Formulas ---------------------------------------------------------------------------------------------


@pytest.mark.walk
@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@SUM(A1)", "'=1", "'quoted", '=HYPERLINK("http://x")'])
def test_text_like_a_formula_is_exported_as_text_and_imported_again(admin_browser, shares, jianshan, indicator, text):
    shares.filter(unit=jianshan, indicator=indicator("T01-1")).update(source=text)
    book = openpyxl.load_workbook(io.BytesIO(exported(admin_browser, Target, EXCEL)))
    cells = [cell for row in book.active for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    out = [field for row in as_table(exported(admin_browser, Target)) for field in row]
    assert not any(field.startswith(("=", "+", "-", "@")) for field in out)
    for kind in (EXCEL, CSV):
        page = sent(admin_browser, Target, exported(admin_browser, Target, kind))
        assert page.context["counts"]["same"] == Target.objects.count()


def test_numbers_and_dates_are_numbers_and_dates_in_a_workbook(admin_browser, shares, baoqing):
    sheet = openpyxl.load_workbook(io.BytesIO(exported(admin_browser, Target, EXCEL))).active
    heads = [cell.value for cell in sheet[1]]
    row = next(
        row for row in sheet.iter_rows(min_row=2) if row[heads.index(label_of(Target, "unit"))].value == "230523"
    )
    assert row[heads.index(label_of(Target, "value"))].value == 5200.5
    assert row[heads.index(label_of(Target, "deadline"))].is_date


# ---- Whose rows -------------------------------------------------------------------------------------------


def _target(code: str, unit: str, value) -> list[list]:
    heads = ["plan", "indicator", "unit", "covers", "deadline", "value"]
    return [heads, ["2007", code, unit, "whole", "2007-12-31", value]]


def test_a_section_imports_targets_of_its_chapters_only(as_user, reviewer_employment, shares, jianshan, indicator):
    client = as_user(reviewer_employment)
    page = sent(client, Target, as_csv(_target("T01-1", "230502", 5000)))
    assert changes(page)[2][0] == "changed"
    confirmed(client, Target, page)
    assert Target.objects.get(unit=jianshan, indicator=indicator("T01-1")).value == 5000
    assert [line for line, *_rest in faults(sent(client, Target, as_csv(_target("T09-1", "230502", 1))))] == [2]
    assert [line for line, *_rest in faults(sent(client, Target, as_csv(_target("T09-1", "230523", 1))))] == [2]
    assert [line for line, *_rest in faults(sent(client, Target, as_csv(_target("T01-1", "230500", 1))))] == [2]
    assert Target.objects.get(unit=jianshan, indicator=indicator("T09-1")).value == 910


def test_a_section_can_import_its_whole_export_unchanged(as_user, reviewer_employment, shares):
    client = as_user(reviewer_employment)
    page = sent(client, Target, exported(client, Target))
    assert page.context["counts"] == {"new": 0, "changed": 0, "same": Target.objects.count(), "refused": 0}


def test_districts_outside_the_users_units_are_unknown(as_user, jianshan, shares):
    client = as_user(person("district-reviewer", Role.REVIEWER, jianshan))
    assert changes(sent(client, Target, as_csv(_target("T01-1", "230502", 1))))[2][0] == "changed"
    page = sent(client, Target, as_csv(_target("T01-1", "230523", 1)))
    assert faults(page) == [(2, label_of(Target, "unit"), "230523")]
    known, unknown = said(page), said(sent(client, Target, as_csv(_target("T01-1", "230599", 1))))
    assert known.replace("230523", "") == unknown.replace("230599", "")


# ---- Accounts ---------------------------------------------------------------------------------------------


def test_an_account_is_imported_with_roles_and_without_a_password(admin_browser, administrator):
    with override("zh-hans"):
        reviewer = Role.REVIEWER.label
    heads = ["username", "last_name", "first_name", "is_active", "memberships"]
    roles = f"reporter@230502；{reviewer}＠230500：就业再就业,insurance"
    page = sent(admin_browser, User, as_csv([heads, ["wang", "王", "芳", "是", roles]]), "人员.csv")
    with override("zh-hans"):
        note = gettext("A new account cannot sign in until an administrator has set its password.")
    assert note in page.content.decode().split("file-preview")[0]
    confirmed(admin_browser, User, page)
    wang = User.objects.get(username="wang")
    assert (wang.has_usable_password(), wang.is_staff, wang.is_superuser) == (False, False, False)
    given = {(m.role, m.unit.code, tuple(m.chapters)) for m in wang.memberships.all()}
    assert given == {("reporter", "230502", ()), ("reviewer", "230500", ("employment", "insurance"))}
    last = Membership.history.filter(user=wang).latest()
    assert (last.history_user, "人员.csv" in last.history_change_reason) == (administrator, True)


def test_the_cell_of_roles_has_all_of_them_and_passwords_stay(admin_browser, leader):
    leader.set_password("shuangyashan-7")
    leader.save()
    page = sent(admin_browser, User, as_csv([["username", "memberships"], ["leader", "auditor@230500"]]))
    confirmed(admin_browser, User, page)
    leader.refresh_from_db()
    assert leader.memberships.get().role == Role.AUDITOR
    assert leader.check_password("shuangyashan-7")
    assert Membership.history.filter(user=leader, history_type="-").exists()


def test_an_account_put_out_of_use_by_a_file_is_ended_and_comes_back(admin_browser, leader, administrator):
    heads = ["username", "is_active"]
    confirmed(admin_browser, User, sent(admin_browser, User, as_csv([heads, ["leader", "否"]]), "人员.csv"))
    ending = AccountEnding.objects.get(user=leader)
    assert (ending.ended_by, "人员.csv" in ending.reason) == (administrator, True)
    assert not Membership.objects.current().filter(user=leader).exists()
    confirmed(admin_browser, User, sent(admin_browser, User, as_csv([heads, ["leader", "是"]])))
    leader.refresh_from_db()
    assert leader.is_active
    assert Membership.objects.current().get(user=leader).role == Role.LEADER


def test_a_file_ends_nobody_before_it_is_confirmed(admin_browser, leader):
    sent(admin_browser, User, as_csv([["username", "is_active"], ["leader", "否"]]))
    leader.refresh_from_db()
    assert leader.is_active
    assert not AccountEnding.objects.exists()


@pytest.mark.parametrize("column", ["password", "is_superuser", "is_staff", "user_permissions", "groups"])
def test_a_file_cannot_set_what_the_form_does_not_offer(admin_browser, leader, column):
    assert faults(sent(admin_browser, User, as_csv([["username", column], ["leader", "1"]]))) == [(None, "", "")]
    assert column not in as_table(exported(admin_browser, User))[0]


def test_no_digest_of_a_password_is_exported(admin_browser, leader):
    leader.set_password("shuangyashan-7")
    leader.save()
    content = exported(admin_browser, User).decode("utf-8-sig")
    assert leader.password not in content
    assert "md5" not in content
    assert "pbkdf2" not in content


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("memberships", ""),
        ("memberships", "administrator@230502"),
        ("memberships", "auditor@230500"),
        ("is_active", "no"),
    ],
)
def test_administrators_cannot_take_rights_from_themselves(admin_browser, administrator, column, value):
    page = sent(admin_browser, User, as_csv([["username", column], ["administrator", value]]))
    assert faults(page) == [(2, label_of(User, column), value)]
    assert administrator.memberships.get().role == Role.ADMINISTRATOR


@pytest.mark.parametrize("roles", ["king@230502", "reporter", "reporter@999999", "reporter@230502:cooking"])
def test_an_unknown_role_is_named(admin_browser, leader, roles):
    page = sent(admin_browser, User, as_csv([["username", "memberships"], ["leader", roles]]))
    assert faults(page) == [(2, label_of(User, "memberships"), roles)]


# ---- Between preview and confirmation ---------------------------------------------------------------------


def test_a_change_since_the_preview_shows_the_preview_again(admin_browser, jianshan):
    content = as_csv([["code", "order"], ["230502", "7"]])
    page = sent(admin_browser, ReportingUnit, content)
    jianshan.order = 5
    jianshan.save()
    again = confirmed(admin_browser, ReportingUnit, page)
    assert changes(again) == {2: ("changed", [(label_of(ReportingUnit, "order"), "5", "7")])}
    jianshan.refresh_from_db()
    assert jianshan.order == 5
    confirmed(admin_browser, ReportingUnit, again)
    jianshan.refresh_from_db()
    assert jianshan.order == 7


def test_only_the_sender_of_an_upload_can_store_it_and_only_once(as_user, admin_browser, city, jianshan):
    page = sent(admin_browser, ReportingUnit, as_csv([["code", "order"], ["230502", "7"]]))
    other = as_user(person("second", Role.ADMINISTRATOR, city))
    assert confirmed(other, ReportingUnit, page).url == url(ReportingUnit, "import")
    jianshan.refresh_from_db()
    assert jianshan.order == 1
    assert confirmed(admin_browser, ReportingUnit, page).url == url(ReportingUnit, "changelist")
    jianshan.refresh_from_db()
    assert jianshan.order == 7
    assert confirmed(admin_browser, ReportingUnit, page).url == url(ReportingUnit, "changelist")
    assert LogEntry.objects.count() == 1


def test_a_preview_of_another_list_stores_nothing(admin_browser, plan):
    page = sent(admin_browser, WorkPlan, as_csv([["year", "title_zh_hans"], ["2007", "改"]]))
    assert confirmed(admin_browser, ReportingUnit, page).url == url(ReportingUnit, "import")
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("forged", [{"digest": "0" * 64}, {"digest": ""}, {"upload": "x"}, {"upload": "9" * 30}])
def test_a_digest_that_no_preview_showed_stores_nothing(admin_browser, jianshan, forged):
    page = sent(admin_browser, ReportingUnit, as_csv([["code", "order"], ["230502", "7"]]))
    admin_browser.post(url(ReportingUnit, "process_import"), page.context["confirm_form"].initial | forged)
    jianshan.refresh_from_db()
    assert jianshan.order == 1


def test_a_file_that_changes_nothing_or_is_refused_is_not_kept(admin_browser, jianshan):
    sent(admin_browser, ReportingUnit, as_csv([["code", "order"], ["230502", "1"]]))
    sent(admin_browser, ReportingUnit, as_csv([["code", "order"], ["230502", "-1"]]))
    assert not MasterDataImport.objects.exists()


def test_a_stored_file_is_kept_with_its_result(as_user, admin_browser, auditor, leader, jianshan):
    content = as_csv([["code", "order"], ["230502", "7"]])
    confirmed(admin_browser, ReportingUnit, sent(admin_browser, ReportingUnit, content, name="单位.csv"))
    stored = MasterDataImport.objects.get()
    assert (stored.is_stored, stored.counts["changed"], stored.files.get().name) == (True, 1, "单位.csv")
    address = reverse("admin:targets_masterdataimport_file", args=[stored.pk])
    change = reverse("admin:targets_masterdataimport_change", args=[stored.pk])
    assert address in as_user(auditor).get(change).content.decode()
    assert b"".join(as_user(auditor).get(address).streaming_content) == content
    assert as_user(leader).get(address).status_code == 403


def test_files_unconfirmed_for_a_week_are_deleted_at_the_next_upload(admin_browser, jianshan):
    content = as_csv([["code", "order"], ["230502", "7"]])
    sent(admin_browser, ReportingUnit, content)
    MasterDataImport.objects.update(created_at=clock.now() - timedelta(days=8))
    left = MasterDataImport.objects.get()
    sent(admin_browser, ReportingUnit, content)
    assert not MasterDataImport.objects.filter(pk=left.pk).exists()
    assert MasterDataImport.objects.count() == 1


def test_an_export_needs_no_more_queries_for_more_rows(admin_browser, shares, indicator, units, leader):
    def queries(model) -> int:
        with CaptureQueriesContext(connection) as captured:
            exported(admin_browser, model)
        return len(captured)

    before = [queries(model) for model in (Target, User, ReportingUnit)]
    for code in ("230503", "230505", "230506"):
        person(f"reviewer-{code}", Role.REVIEWER, units[code], ["skills"])
        Target.objects.create(indicator=indicator("T01-2"), unit=units[code], deadline="2007-12-31", value=1)
        ReportingUnit.objects.create(code=f"{code}001", name="街道", kind="street", parent=units[code])
    assert [queries(model) for model in (Target, User, ReportingUnit)] == before


# ---- Pages ------------------------------------------------------------------------------------------------


def test_pages_contain_nothing_inline(admin_browser, shares, jianshan):
    pages = [admin_browser.get(url(Target, place)) for place in ("import", "export")]
    pages.append(sent(admin_browser, Target, as_csv(_target("T01-1", "230502", "<b>7"))))
    pages.append(sent(admin_browser, Target, as_csv(_target("T01-1", "230502", 7))))
    for page in pages:
        text = page.content.decode()
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick=" not in text
        assert "<b>7" not in text


def test_a_file_and_a_confirmation_sent_twice_are_told_and_done_once(admin_browser, units):
    admin_browser.cookies["django_language"] = "en"
    page = admin_browser.get(url(ReportingUnit, "import"))
    token = page.context["form"]["form_token"].value()
    assert f'name="form_token" value="{token}"' in page.content.decode()

    def send():
        file = io.BytesIO(as_csv([["code", "order"], ["230502", "7"]]))
        file.name = "表.csv"
        return admin_browser.post(url(ReportingUnit, "import"), {"import_file": file, "form_token": token})

    def told(answer) -> list[str]:
        return [str(message) for message in answer.context["messages"]]

    first, second = send(), send()
    assert told(first) == []
    assert told(second) == ["Received already. The files were sent twice, and there is one import of them."]
    assert MasterDataImport.objects.count() == 1
    confirm = second.context["confirm_form"].initial
    store = url(ReportingUnit, "process_import")
    once, twice = (admin_browser.post(store, confirm, follow=True) for _click in range(2))
    assert told(once)[0].startswith("Imported:")
    assert told(twice) == ["This import was stored already, and is stored once."]
    ReportingUnit.objects.filter(code="230502").update(order=8)
    anew = send()
    assert anew.context["confirm_form"].initial["upload"] != confirm["upload"]
    assert MasterDataImport.objects.count() == 2
