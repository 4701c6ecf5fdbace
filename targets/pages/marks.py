"""Lines of HTML that stand on a page in hundreds."""

from html import escape

from django.utils.safestring import SafeString


def filled(form: str, **parts: object) -> SafeString:
    """Do what format_html does in less than half the time, for lines that stand in hundreds; nothing lazy goes in."""
    for name, part in parts.items():
        if part and type(part) is not SafeString:
            parts[name] = escape(str(part))
    # Not by mark_safe, which looks through what it is given for lazy texts.
    return SafeString(form.format_map(parts))
