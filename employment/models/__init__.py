"""Entries of the employment registers (tasks 1 to 5)."""

from employment.models.households import HouseholdStatement, ZeroEmploymentHousehold
from employment.models.persons import FortyFiftyPerson, ReEmployment
from employment.models.placement import LabourExport, PlacementStatement
from employment.models.posts import PostHolder, PublicServicePost
from employment.models.support import MicroLoan, Subsidy
from employment.models.training import TrainingClass
from employment.models.warning import LayoffNotice, Level, WarningResponse

__all__ = [
    "FortyFiftyPerson",
    "HouseholdStatement",
    "LabourExport",
    "LayoffNotice",
    "Level",
    "MicroLoan",
    "PlacementStatement",
    "PostHolder",
    "PublicServicePost",
    "ReEmployment",
    "Subsidy",
    "TrainingClass",
    "WarningResponse",
    "ZeroEmploymentHousehold",
]
