"""A rate whose upper part takes fewer of its entries: frozen as it was counted."""

from datetime import date

from labor_relations.models import InspectionBody
from targets.models import RegisterCount
from targets.reports import verbs
from tests.conftest import enter


def test_a_rate_is_frozen_with_its_own_upper_part(file_report, jianshan, reporter_jianshan):
    """Three bodies to be built: one works, one is a sign without staff, one is set up only in July."""
    built = ((date(2007, 3, 1), 3), (date(2007, 3, 1), 0), (date(2007, 7, 1), 5))
    InspectionBody.objects.bulk_create(
        InspectionBody(
            unit=jianshan, name=str(number), level="street", listed_on=date(2007, 1, 1), set_up_on=day, staff=staff
        )
        for number, (day, staff) in enumerate(built)
    )
    report = file_report(jianshan, "labor_relations", 6, {}, state="draft")
    verbs.submit(enter(report, {"T20-1": (1, 3)}, by=reporter_jianshan), by=reporter_jianshan)
    frozen = RegisterCount.objects.get(indicator__code="T20-1")
    assert frozen.numbers == (None, 1, 3)
    assert frozen.entries.count() == 3
