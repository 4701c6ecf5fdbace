"""The pages' script reads numbers as the portal does: the same table of cases, any text at all, and the same marks."""

from decimal import Decimal

import pytest
from django.templatetags.static import static
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from targets.formatting import number_text
from targets.values.numbers import TYPED, NumberKind, NumberRules, read_number
from tests.browser.test_report_grid import PAGE, PASTE, sign_in
from tests.values.table import numbers
from tests.values.test_read_back import TYPED_SIGNS

pytestmark = pytest.mark.django_db(transaction=True)

WHOLE = NumberRules(least=Decimal(0), decimals=0)
SHARE = NumberRules(least=Decimal(0), most=Decimal(100), decimals=2)
READ = """async ([script, texts, limits]) => {
    const { read, show } = await import(script);
    const rules = {
        decimals: limits.decimals,
        least: limits.least === null ? null : read(limits.least),
        most: limits.most === null ? null : read(limits.most),
    };
    return texts.map((text) => {
        const number = read(text, rules);
        if (number === undefined) return "refused";
        return number === null ? "blank" : show(number);
    });
}"""


def limits_of(rules):
    return {
        "decimals": rules.decimals,
        "least": None if rules.least is None else str(rules.least),
        "most": None if rules.most is None else str(rules.most),
    }


@pytest.fixture
def script(page, live_server):
    """What the script makes of texts under rules, each shown as the page shows it."""
    page.goto(f"{live_server.url}/accounts/login/")
    return lambda texts, rules: page.evaluate(READ, [static("targets/js/numbers.js"), list(texts), limits_of(rules)])


def portal(texts, rules):
    """The same of the portal."""
    found = [read_number(text, rules) for text in texts]
    shown = {NumberKind.REFUSED: "refused", NumberKind.BLANK: "blank"}
    return [shown.get(one.kind) or number_text(one.number) for one in found]


@pytest.mark.parametrize(("place", "rules"), [("report", TYPED), ("target", WHOLE)])
def test_the_script_passes_the_table_of_cases(script, place, rules):
    wanted = numbers(place)
    shown = [answer if isinstance(answer, str) else number_text(answer) for answer in wanted.values()]
    assert dict(zip(wanted, script(wanted, rules), strict=True)) == dict(zip(wanted, shown, strict=True))


@settings(max_examples=30)
@given(
    st.lists(st.text(alphabet=TYPED_SIGNS, max_size=10), min_size=40, max_size=80),
    st.sampled_from([TYPED, WHOLE, SHARE]),
)
def test_script_and_portal_agree_on_any_text(script, texts, rules):
    assert script(texts, rules) == portal(texts, rules)


@settings(max_examples=20)
@given(st.lists(st.decimals(-(10**10), 10**10, places=4), min_size=40, max_size=80))
def test_the_script_reads_back_what_the_portal_shows_and_shows_the_same(script, some):
    shown = [number_text(number) for number in some]
    assert script(shown, TYPED) == shown


def test_the_grid_marks_what_the_portal_would_refuse_typed_and_pasted(
    plan, context, page, live_server, reporter_jianshan
):
    sign_in(context, live_server, reporter_jianshan)
    page.goto(live_server.url + PAGE)
    page.click("#f-T01-1-value")
    page.keyboard.type("18*")
    page.keyboard.press("Tab")
    expect(page.locator("#f-T01-1-value")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-T01-1-total")).to_have_text("—")
    page.click("#f-T02-1-value")
    page.evaluate(PASTE, "18  000\n1e3\n\u200b\n18,000\n")
    for code, text in (("T02-1", "18  000"), ("T02-2", "1e3")):
        expect(page.locator(f"#f-{code}-value")).to_have_value(text)
        expect(page.locator(f"#f-{code}-value")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#grid-message")).to_contain_text(text)
    expect(page.locator("#f-T02-3-value")).to_have_value("")
    expect(page.locator("#f-T03-1-value")).to_have_value("18,000")


def test_the_page_of_shares_marks_what_its_indicator_does_not_allow(
    plan, context, page, live_server, reviewer_employment
):
    sign_in(context, live_server, reviewer_employment)
    page.goto(live_server.url + reverse("targets:target_split", args=[2007, "T01-1"]))
    field = page.locator("#value-230502")
    for text in ("1.5", "-5", "18*"):
        field.fill(text)
        field.blur()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(page.locator("[data-given]")).to_have_text("—")
    field.fill("１８，０００")
    field.blur()
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-given]")).to_have_text("18,000")
