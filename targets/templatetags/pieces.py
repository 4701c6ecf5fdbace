"""Components that look alike on every page, rendered once for each language and then remembered."""

from django.template import Library

from targets.pages import marks

register = Library()

# {% piece "components/icon.html" name="print" %}: for components that show nothing but the words given here.
register.simple_tag(marks.piece, name="piece")
