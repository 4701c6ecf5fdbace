"""Entries of the skills registers (tasks 13 to 16)."""

from skills.models.appraisal import AppraisalBatch
from skills.models.intake import SchoolIntake
from skills.models.violations import TrainingViolation
from skills.models.workers import SkilledWorker

__all__ = ["AppraisalBatch", "SchoolIntake", "SkilledWorker", "TrainingViolation"]
