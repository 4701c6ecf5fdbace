"""The dashboard's data through the portal's own functions, against the same numbers by SQL written by hand."""

from decimal import Decimal

from targets.models import Basis, Indicator, ReportingUnit, WorkPlan
from targets.periods import Month
from targets.progress.areas import Area
from targets.progress.standings import Standing, stand
from tools.benchmarks import raw
from tools.benchmarks.data import LAST_YEAR

JUNE = Month(LAST_YEAR, 6)
NOTHING = raw.Numbers(None, None, None, 0)


class DifferentNumbers(AssertionError):
    """The portal and the SQL written by hand do not agree; the text says on which indicators."""


class DashboardData:
    """One board read in two ways."""

    def __init__(self) -> None:
        self.plan = WorkPlan.objects.get(year=LAST_YEAR)
        self.root = ReportingUnit.objects.get(parent__isnull=True)
        self.indicators = list(Indicator.objects.filter(plan=self.plan))
        self.units = list(ReportingUnit.objects.all())

    def ours(self) -> Standing:
        """Read and judge every indicator of the whole city, of the plan, units and indicators at hand."""
        standing = stand(self.plan, Area(self.root), JUNE, Basis.APPROVED, self.indicators, self.units)
        _ = standing.progress
        return standing

    def theirs(self) -> raw.Board:
        return raw.read(plan=self.plan.pk, root=self.root.pk, path=self.root.path, month=JUNE.first_day)

    def compare(self) -> None:
        """Raise DifferentNumbers unless both say the same of every indicator."""
        standing, board = self.ours(), self.theirs()
        different = [i.code for i in self.indicators if not _agree(standing, board, i.pk)]
        if different:
            raise DifferentNumbers(", ".join(different))


def _agree(standing: Standing, board: raw.Board, indicator: int) -> bool:
    tally, promise = standing.progress[indicator].tally, standing.progress[indicator].commitment
    numbers = board.numbers.get(indicator, NOTHING)
    deadline, target, _source, baseline = board.targets[indicator]
    counts = (tally.reported, tally.carried)
    says = (tally.value, tally.numerator, tally.denominator, *counts, promise.target, promise.baseline)
    expected = (numbers.to_date, numbers.numerator, numbers.denominator, numbers.reported, numbers.carried)
    return says == (*expected, _decimal(target), _decimal(baseline)) and str(promise.deadline) == str(deadline)


def _decimal(number: object) -> Decimal | None:
    return None if number is None else Decimal(str(number))
