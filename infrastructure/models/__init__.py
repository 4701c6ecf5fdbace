"""Entries of the registers of the groundwork (tasks 26 to 29)."""

from infrastructure.models.activities import StaffActivity
from infrastructure.models.direct_reports import DirectReportPoint
from infrastructure.models.go_lives import GoLive
from infrastructure.models.reviews import AdministrativeReview
from infrastructure.models.upgrades import UpgradeStatement

__all__ = ["AdministrativeReview", "DirectReportPoint", "GoLive", "StaffActivity", "UpgradeStatement"]
