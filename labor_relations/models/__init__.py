"""Entries of the registers of labour relations (tasks 17 to 22)."""

from labor_relations.models.arbitration import ArbitrationCase, ArbitrationInstitute
from labor_relations.models.arrears import WageArrearsCase
from labor_relations.models.contracts import ContractFiling
from labor_relations.models.grading import IntegrityGrading
from labor_relations.models.inspection import InspectionBody
from labor_relations.models.petitions import PetitionCase

__all__ = [
    "ArbitrationCase",
    "ArbitrationInstitute",
    "ContractFiling",
    "InspectionBody",
    "IntegrityGrading",
    "PetitionCase",
    "WageArrearsCase",
]
