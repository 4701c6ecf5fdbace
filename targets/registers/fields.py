"""What the models of a chapter are built of; one of the three faces that chapters see of the core's registers.

Kinds of entries, the fields that many registers have, the rules between an entry's values, and what names an entry.
Where each is defined is the core's affair: migrations name those modules, chapters this one.
"""

from targets.integrity import grades
from targets.models.entries import CaseEntry, Deadlined, EntryQuerySet, EventEntry, StandingEntry
from targets.models.entry_rules import OnceAmongValid, closed_with, days_in_order, in_order, within
from targets.models.personal import IdentityNumberField, PersonNameField, TelephoneField, fault_text
from targets.models.quantities import ZERO_AND_MORE, MonthField, QuantityField, YearField, choice, money, number
from targets.models.succession import SuccessiveEntry

__all__ = [
    "ZERO_AND_MORE",
    "CaseEntry",
    "Deadlined",
    "EntryQuerySet",
    "EventEntry",
    "IdentityNumberField",
    "MonthField",
    "OnceAmongValid",
    "PersonNameField",
    "QuantityField",
    "StandingEntry",
    "SuccessiveEntry",
    "TelephoneField",
    "YearField",
    "choice",
    "closed_with",
    "days_in_order",
    "fault_text",
    "grades",
    "in_order",
    "money",
    "number",
    "within",
]
