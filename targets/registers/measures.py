"""The units of measure (计量单位) of the registers' own figures; an indicator brings its own from the plan."""

from django.utils.translation import pgettext_lazy

BREACHES = pgettext_lazy("unit of measure", "breaches")
CASES = pgettext_lazy("unit of measure", "cases")
CERTIFICATES = pgettext_lazy("unit of measure", "certificates")
DAYS = pgettext_lazy("unit of measure", "days")
FIRMS = pgettext_lazy("unit of measure", "firms")
HOUSEHOLDS = pgettext_lazy("unit of measure", "households")
ITEMS = pgettext_lazy("unit of measure", "items")
LOANS = pgettext_lazy("unit of measure", "loans")
MEASURES = pgettext_lazy("unit of measure", "measures")
OCCASIONS = pgettext_lazy("unit of measure", "occasions")
PERSONS = pgettext_lazy("unit of measure", "persons")
PERSON_TIMES = pgettext_lazy("unit of measure", "person-times")
RECORDS = pgettext_lazy("unit of measure", "records")
TEN_THOUSAND_YUAN = pgettext_lazy("unit of measure", "10,000 yuan")
YUAN = pgettext_lazy("unit of measure", "yuan")
