"""All records of the portal, one module for each family. What other rooms use most is imported here."""

from targets.models.imports import (
    ImportBatch,
    ImportedFile,
    ImportKind,
    IndicatorAlias,
    MasterDataImport,
    RegisterImport,
)
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
from targets.models.targets import Covers, Target
from targets.models.units import ReportingUnit, UnitAlias, UnitKind, UnitVersion
from targets.models.versions import PortalState

__all__ = [
    "ApiToken",
    "Basis",
    "CaseStep",
    "Chapter",
    "CountedEntry",
    "Covers",
    "DeadlineRule",
    "Disclosure",
    "Figure",
    "ImportBatch",
    "ImportKind",
    "ImportedFile",
    "Indicator",
    "IndicatorAlias",
    "MasterDataImport",
    "Membership",
    "Milestone",
    "MilestoneProgress",
    "MilestoneState",
    "MonthlyReport",
    "PersonalDataView",
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
    "Task",
    "TaskNote",
    "UnitAlias",
    "UnitKind",
    "UnitVersion",
    "WorkPlan",
    "due_on",
    "is_asked_of",
]
