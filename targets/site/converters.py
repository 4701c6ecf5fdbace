"""A path converter for months in addresses, such as 2007-03."""

from targets.periods import Month


class MonthConverter:
    """Converts YYYY-MM to a `Month` and back."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, text: str) -> Month:
        """Raises NotAMonth, a ValueError, which Django answers with 404."""
        return Month.parse(text)

    def to_url(self, month: Month) -> str:
        return str(month)
