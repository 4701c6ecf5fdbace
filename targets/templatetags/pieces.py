"""Components that look alike on every page, rendered once for each language and then remembered."""

from django.template import Library

from targets.tables.components import component

register = Library()

# {% piece "components/icon.html" name="print" %}: for components that show nothing but the words given here.
register.simple_tag(component, name="piece")
