"""Entries of the employment registers (tasks 1 to 5)."""

from employment.models.households import ZeroEmploymentHousehold
from employment.models.training import TrainingClass

__all__ = ["TrainingClass", "ZeroEmploymentHousehold"]
