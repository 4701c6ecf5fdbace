"""Invented entries of social insurance, January to June, in step with the invented reports but for two gaps."""

from insurance.demonstration.coverage import coverage_statements
from insurance.demonstration.funds import collection_plans, fund_cases, fund_statements
from insurance.demonstration.workers import insurance_continuations

__all__ = ["collection_plans", "coverage_statements", "fund_cases", "fund_statements", "insurance_continuations"]
