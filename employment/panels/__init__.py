"""What the page of employment shows besides figures."""

from employment.panels.households import Households
from employment.panels.support import Support
from employment.panels.warning import EarlyWarning

__all__ = ["EarlyWarning", "Households", "Support"]
