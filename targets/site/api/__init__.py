"""The API with which programs read the progress and the figures of a plan, with the rights of a user.

Decimal numbers are strings, and blanks are null. docs/api.md has examples.
"""

from targets.site.api import lists, milestones, numbers, since_closing
from targets.site.api.service import addresses

__all__ = ("addresses", "lists", "milestones", "numbers", "since_closing")
