"""Entries of the social insurance registers (tasks 6 to 12)."""

from insurance.models.continuation import InsuranceContinuation
from insurance.models.coverage import CollectionPlan, CoverageStatement
from insurance.models.funds import FundCase, FundStatement

__all__ = ["CollectionPlan", "CoverageStatement", "FundCase", "FundStatement", "InsuranceContinuation"]
