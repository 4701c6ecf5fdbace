"""Entries of the registers of migrant workers (tasks 20 and 23 to 25)."""

from migrant_workers.models.deposits import WageDeposit
from migrant_workers.models.green_channel import GreenChannelCase
from migrant_workers.models.insured import MigrantInsurance

__all__ = ["GreenChannelCase", "MigrantInsurance", "WageDeposit"]
