"""The tag `piece`, for components that look the same on every page: each is rendered once per language and cached."""

from django.template import Library

from targets.tables.components import component

register = Library()

# {% piece "components/icon.html" name="print" %}: the component may depend on nothing but the arguments given here.
register.simple_tag(component, name="piece")
