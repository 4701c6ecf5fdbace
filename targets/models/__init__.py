"""All records of the portal, one module for each family. What other rooms use most is imported here."""

from targets.models.accounts import AccountEnding, Handover, NamesOfTheTime, name_of
from targets.models.closings import MonthClosing
from targets.models.documents import PlanText
from targets.models.imports import (
    ImportBatch,
    ImportedFile,
    ImportKind,
    IndicatorAlias,
    MasterDataImport,
    RegisterImport,
)
from targets.models.judged import ChangeAfterClosing, JudgedIndicator, MissingReport
from targets.models.past_figures import PastFigure
from targets.models.people import ApiToken, Membership, Role
from targets.models.plan import Chapter, Indicator, Milestone, ReportedBy, Task, WorkPlan, is_asked_of
from targets.models.register_records import (
    CaseStep,
    CountedEntry,
    DeadlineRule,
    Disclosure,
    PersonalDataView,
    RegisterCount,
)
from targets.models.reports import (
    Basis,
    Figure,
    MilestoneProgress,
    MilestoneState,
    MonthlyReport,
    Source,
    State,
    Submission,
    TaskNote,
    due_on,
)
from targets.models.sent_forms import SentForm
from targets.models.targets import Covers, Target, TargetInForce, TargetVersion
from targets.models.unit_endings import HowEnded, UnitEnding, UnitSuccession
from targets.models.units import ReportingUnit, UnitAlias, UnitKind, UnitVersion
from targets.models.versions import PortalState

__all__ = [
    "AccountEnding",
    "ApiToken",
    "Basis",
    "CaseStep",
    "ChangeAfterClosing",
    "Chapter",
    "CountedEntry",
    "Covers",
    "DeadlineRule",
    "Disclosure",
    "Figure",
    "Handover",
    "HowEnded",
    "ImportBatch",
    "ImportKind",
    "ImportedFile",
    "Indicator",
    "IndicatorAlias",
    "JudgedIndicator",
    "MasterDataImport",
    "Membership",
    "Milestone",
    "MilestoneProgress",
    "MilestoneState",
    "MissingReport",
    "MonthClosing",
    "MonthlyReport",
    "NamesOfTheTime",
    "PastFigure",
    "PersonalDataView",
    "PlanText",
    "PortalState",
    "RegisterCount",
    "RegisterImport",
    "ReportedBy",
    "ReportingUnit",
    "Role",
    "SentForm",
    "Source",
    "State",
    "Submission",
    "Target",
    "TargetInForce",
    "TargetVersion",
    "Task",
    "TaskNote",
    "UnitAlias",
    "UnitEnding",
    "UnitKind",
    "UnitSuccession",
    "UnitVersion",
    "WorkPlan",
    "due_on",
    "is_asked_of",
    "name_of",
]
