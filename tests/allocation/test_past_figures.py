"""Last year's figures typed in from a printed report: a unit and month on one page, and a blank workbook for it."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from targets.models import Covers, PastFigure
from targets.periods import Month
from tests.admin.test_admin_import_export import confirmed, sent

JUNE = Month(2006, 6).first_day
PAGE = "/plans/2007/targets/last-year/"
JIANSHAN = f"{PAGE}?place=230502&month=2006-06"
GET_QUERIES, SAVE_QUERIES = 9, 22

pytestmark = pytest.mark.usefixtures("plan")


@pytest.fixture
def section(as_user, reviewer_employment):
    """The browser of the employment section."""
    return as_user(reviewer_employment)


def numbers(figure: PastFigure) -> tuple:
    return figure.value, figure.to_date, figure.numerator, figure.denominator


def save(client, address: str, typed: dict[str, str]):
    """Open the page, type over what stands there and press the button."""
    form = client.get(address).context["page"].form
    return client.post(address, form.stored | {"base": form.base_text} | typed)


def test_a_month_of_a_unit_is_typed_in_and_the_page_goes_on_to_the_next_unit(section, jianshan, reviewer_employment):
    typed = {"value-T01-1": "1,500", "to_date-T01-1": "６０００", "footnote-T01-1": "不含农垦", "value-T03-1": "0"}
    typed |= {"numerator-T01-4": "46", "denominator-T01-4": "1000", "source": "2006年6月月报", "next": "1"}
    answer = save(section, JIANSHAN, typed)
    assert answer.url == f"{PAGE}?place=230503&month=2006-06"
    jobs, rate, posts = PastFigure.objects.filter(unit=jianshan, month=JUNE).order_by("indicator__code")
    assert [numbers(one) for one in (jobs, rate, posts)] == [
        (1500, 6000, None, None),
        (None, None, 46, 1000),
        (0, None, None, None),
    ]
    assert (jobs.footnote, jobs.source, jobs.entered_by) == ("不含农垦", "2006年6月月报", reviewer_employment)
    assert jobs.history.get().history_user == reviewer_employment
    page = section.get(JIANSHAN).content.decode()
    assert 'name="to_date-T01-1" value="6000"' in page
    assert "2006年6月月报" in page


def test_numbers_that_contradict_one_another_are_named_at_the_one_that_nobody_would_see(section):
    """46 in 1,000 is 4.6 %, not 5.6; 400 to date is less than 1,500 in June alone."""
    typed = {"numerator-T01-4": "46", "denominator-T01-4": "1000", "value-T02-1": "1500"}
    answer = save(section, JIANSHAN, typed | {"value-T01-4": "5.6", "to_date-T02-1": "400"})
    assert (answer.status_code, PastFigure.objects.count()) == (422, 0)
    assert set(answer.context["page"].form.errors) == {"value-T01-4", "to_date-T02-1"}
    assert save(section, JIANSHAN, typed | {"value-T01-4": "4.6", "to_date-T02-1": "6000"}).status_code == 302


def test_with_a_faulty_entry_nothing_is_stored_and_nothing_typed_is_lost(section):
    typed = {"value-T01-1": "1500", "value-T01-2": "约100", "numerator-T01-4": "46", "source": "月报"}
    answer = save(section, JIANSHAN, typed)
    page = answer.content.decode()
    assert (answer.status_code, PastFigure.objects.count()) == (422, 0)
    assert "有2项须更正" in page
    assert all(f'value="{text}"' in page for text in ("1500", "约100", "46", "月报"))


def test_over_somebody_elses_change_both_values_are_shown_and_the_next_save_decides(section, jianshan, indicator):
    row = PastFigure.objects.create(indicator=indicator("T01-1"), unit=jianshan, month=JUNE, value=100)
    base = section.get(JIANSHAN).context["page"].form.base_text
    row.value = Decimal(120)
    row.save()
    clash = section.post(JIANSHAN, {"base": base, "value-T01-1": "130"})
    assert (clash.status_code, PastFigure.objects.get().value) == (409, 120)
    [shown] = [one for one in rows(clash) if one.code == "T01-1"]
    assert (shown.month.text, shown.month.now) == ("130", "120")
    section.post(JIANSHAN, {"base": clash.context["page"].form.base_text, "value-T01-1": "130"})
    assert PastFigure.objects.get().value == 130


def rows(answer) -> list:
    return [row for table in answer.context["page"].tables for row in table.rows]


def test_a_figure_of_which_nothing_is_left_is_deleted_and_its_history_stays(section, jianshan, indicator):
    row = PastFigure.objects.create(indicator=indicator("T01-1"), unit=jianshan, month=JUNE, value=100, is_demo=True)
    kept = PastFigure.objects.create(
        indicator=indicator("T01-2"), unit=jianshan, month=JUNE, value=7, source="旧", is_demo=True
    )
    save(section, JIANSHAN, {"value-T01-1": "", "value-T01-2": "8"})
    kept.refresh_from_db()
    assert list(PastFigure.objects.all()) == [kept]
    assert PastFigure.history.filter(id=row.pk, history_type="-").count() == 1
    assert (kept.value, kept.source, kept.is_demo) == (8, "", False), "it is the bureau's own figure from now on"


def test_the_whole_city_and_its_own_part_have_pages_of_their_own(section, city, plan):
    whole, own = (rows(section.get(f"{PAGE}?place={place}&month=2006-06")) for place in ("230500", "230500-own"))
    assert "T01-1" in {row.code for row in whole}, "the whole city has a figure of what districts report"
    assert "T01-1" not in {row.code for row in own}
    save(section, f"{PAGE}?place=230500&month=2006-06", {"value-T01-1": "900"})
    assert PastFigure.objects.get().covers == Covers.WHOLE


@pytest.mark.parametrize("query", ["place=230502&month=2007-06", "place=230502&month=x", "place=999999&month=2006-06"])
def test_another_years_month_and_an_unknown_unit_have_no_page(section, query):
    assert section.get(f"{PAGE}?{query}").status_code == 404


def test_page_and_saving_take_a_fixed_number_of_queries(section, jianshan, indicator, django_assert_max_num_queries):
    for code in ("T01-1", "T01-2"):
        PastFigure.objects.create(indicator=indicator(code), unit=jianshan, month=JUNE, value=7)
    with django_assert_max_num_queries(GET_QUERIES):
        section.get(JIANSHAN)
    few = {"value-T01-1": "8", "value-T02-1": "5"}
    many = {f"value-{code}": "9" for code in ("T01-1", "T01-2", "T01-3", "T02-1", "T02-2", "T02-3", "T03-1", "T04-1")}
    for typed in (few, many):
        base = section.get(JIANSHAN).context["page"].form.base_text
        with django_assert_max_num_queries(SAVE_QUERIES):
            assert section.post(JIANSHAN, typed | {"base": base}).status_code == 302
    assert PastFigure.objects.count() == len(many)


def test_a_blank_workbook_comes_back_filled_in_and_its_blank_rows_are_left_out(section, jianshan, indicator):
    page = section.get(JIANSHAN).context["page"]
    book = load_workbook(BytesIO(b"".join(section.get(page.template_url).streaming_content)))
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    assert heads[:7] == ["工作要点（年度）", "指标（代码）", "指标名称", "单位（代码）", "单位名称", "统计范围", "期别"]
    lines = {row[1].value: row for row in sheet.iter_rows(min_row=2)}
    assert len(lines) == len(page.listed.figures)
    lines["T01-1"][heads.index("当月数")].value = 500
    lines["T01-1"][heads.index("累计数")].value = 2500
    filled = BytesIO()
    book.save(filled)
    confirmed(section, PastFigure, sent(section, PastFigure, filled.getvalue(), "上年数.xlsx"))
    figure = PastFigure.objects.get()
    assert (figure.unit, figure.indicator.code, figure.month, figure.to_date) == (jianshan, "T01-1", JUNE, 2500)


def test_the_workbook_is_for_those_who_bring_figures_in(as_user, reporter_jianshan, section):
    address = reverse("admin:targets_pastfigure_template")
    assert section.get(address, {"plan": "2007", "month": "2007-06"}).status_code == 404
    asked = {"plan": "2007", "month": "2006-06"}
    assert as_user(reporter_jianshan).get(address, asked).status_code == 403
