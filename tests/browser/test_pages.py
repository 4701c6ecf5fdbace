"""Every page in both languages: no serious fault of accessibility, nothing refused, nothing wider than the screen.

What a machine can tell of accessibility lies in a page's structure, which is the same in both languages, so that it is
looked for in the Chinese pages alone. How wide a page is depends on its words.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from tests.browser.people import CHINESE, ENGLISH, read_in, sign_in, width_of

pytestmark = pytest.mark.django_db(transaction=True)

DESK = {"width": 1280, "height": 900}
TELEPHONE = {"width": 360, "height": 740}
SERIOUS = ("serious", "critical")
JIANSHAN = "/reports/230502/employment/2007-06/"
# Name, who looks at it, address.
PAGES = {
    "sign-in": (None, "/accounts/login/"),
    "my month": ("unit-230506", "/reports/"),
    "report to fill in": ("unit-230506", "/reports/230506/employment/2007-06/"),
    "report to read": ("leader", JIANSHAN),
    "figure's history": ("leader", JIANSHAN + "history/T01-1/"),
    "import": ("unit-230506", "/imports/"),
    "review list": ("reviewer-employment", "/review/"),
    "report to review": ("reviewer-employment", "/reports/230523/employment/2007-06/"),
    "dashboard": ("leader", "/plans/2007/"),
    "chapter": ("leader", "/plans/2007/chapters/employment/"),
    "unit": ("leader", "/plans/2007/units/230502/"),
    "matrix": ("leader", "/plans/2007/matrix/"),
    "indicator": ("leader", "/plans/2007/indicators/T01-1/"),
    "who has reported": ("leader", "/plans/2007/reporting/"),
    "text of the plan": ("leader", "/plans/2007/text/"),
    "closing a month": ("admin", "/plans/2007/closing/"),
    "targets": ("admin", "/plans/2007/targets/"),
    "target's split": ("admin", "/plans/2007/targets/T01-1/"),
    "chapter with cases": ("leader", "/plans/2007/chapters/labor_relations/"),
    "chapter with funds": ("leader", "/plans/2007/chapters/insurance/"),
    "chapter with migrants": ("leader", "/plans/2007/chapters/migrant_workers/"),
    "registers": ("unit-230506", "/registers/"),
    "register": ("unit-230506", "/registers/employment/zero-employment-households/"),
    "new entry": ("unit-230506", "/registers/employment/training-classes/new/"),
    "import of entries": ("unit-230506", "/registers/employment/training-classes/import/"),
    "same person twice": ("unit-230506", "/registers/employment/zero-employment-households/duplicates/"),
    "rows behind a figure": ("leader", JIANSHAN + "entries/T04-1/"),
    "registers against reports": ("leader", "/plans/2007/reconciliation/"),
    "records": ("admin", "/admin/"),
    "list of records": ("admin", "/admin/targets/indicator/"),
    "change of password": ("leader", "/accounts/password_change/"),
}


def serious_faults(page) -> list[str]:
    """What axe finds that keeps people out: the rule, how often, and the first place."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']} ({len(fault['nodes'])}): {fault['nodes'][0]['html'][:200]}"
        for fault in found
        if fault["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_everybody_can_use_every_page_at_a_desk_and_on_a_telephone(demonstration, context, page, live_server, language):
    read_in(context, live_server, language)
    faults = {}
    for name, (username, address) in PAGES.items():
        if username:
            sign_in(context, live_server, get_user_model().objects.get(username=username))
        page.set_viewport_size(DESK)
        assert page.goto(live_server.url + address).status == 200, name
        expect(page.locator("html")).to_have_attribute("lang", language)
        found = (serious_faults(page) if language == CHINESE else []) + overflow(page)
        if found:
            faults[name] = found
    assert faults == {}


def overflow(page) -> list[str]:
    """Names the screens on which a reader would have to scroll sideways."""
    found = []
    for size in (DESK, TELEPHONE):
        page.set_viewport_size(size)
        width = width_of(page)
        if width > size["width"]:
            found.append(f"{width} px wide on a screen of {size['width']} px")
    return found
