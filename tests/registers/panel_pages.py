"""A plan's page as panels are given it."""

from django.test import RequestFactory

from targets.frame import plan_pages
from targets.frame.plan_pages import PlanPage


def page_of(user, **asked: str) -> PlanPage:
    """The page that the user reads at `?month=2007-06` and the like."""
    request = RequestFactory().get("/", asked)
    request.user = user
    return plan_pages.read(request, 2007)
