"""What the page of social insurance shows besides figures: collection, funds, insured persons."""

from insurance.panels.collection import CollectionAgainstPlan
from insurance.panels.funds import Funds
from insurance.panels.insured import Insured

__all__ = ["CollectionAgainstPlan", "Funds", "Insured"]
