"""Fields of a filter put together in Python: Django renders two templates for each, and one for each choice."""

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

OPTION = '<option value="{}"{}>{}</option>'
SELECTED = SafeString(" selected")


def _input(widget, name, value, attrs=None, renderer=None):
    own = {"type": widget.input_type, "name": name, "value": widget.format_value(value)}
    return format_html("<input{}>", flatatt(widget.build_attrs(widget.attrs, own | (attrs or {}))))


class SearchInput(forms.TextInput):
    """A line of words to look for."""

    input_type = "search"
    render = _input


class DayInput(forms.DateInput):
    """A day, in the browser's own field for days."""

    input_type = "date"
    render = _input

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class Select(forms.Select):
    """A drop-down without groups."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = self.format_value(value)
        lines = ((key, SELECTED if str(key) in chosen else "", label) for key, label in self.choices)
        attributes = flatatt(self.build_attrs(self.attrs, {"name": name} | (attrs or {})))
        return format_html("<select{}>{}</select>", attributes, format_html_join("", OPTION, lines))
