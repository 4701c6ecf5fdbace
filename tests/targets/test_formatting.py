"""Numbers as text."""

from decimal import Decimal

import pytest
from django.utils import translation

from targets.formatting import number_text, percent_text, plain_text, points_text, rounded, wan_text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("18000", "18,000"),
        ("18000.0000", "18,000"),
        ("1250.5000", "1,250.5"),
        ("0", "0"),
        ("-1234", "−1,234"),
        ("100", "100"),
    ],
)
def test_numbers_have_separators_and_no_trailing_zeros(number, text):
    assert number_text(Decimal(number)) == text


def test_a_missing_number_is_a_dash_and_never_a_zero():
    assert number_text(None) == wan_text(None) == percent_text(None) == points_text(None) == "—"
    assert plain_text(None) is None


def test_rounding_is_half_up_as_published():
    assert number_text(Decimal("61.785"), 2) == "61.79"
    assert rounded(Decimal("2.5"), 0) == 3
    assert percent_text(Decimal("61.78"), 1) == "61.8%"


def test_ten_thousands_are_written_as_in_the_plan():
    with translation.override("zh-hans"):
        assert wan_text(Decimal(18000)) == "1.8万"
        assert wan_text(Decimal(1500)) == "1,500"
        assert wan_text(Decimal(114000)) == "11.4万"
        assert wan_text(Decimal(10000)) == "1万"


def test_percentage_points_have_a_sign():
    with translation.override("zh-hans"):
        assert points_text(Decimal("0.3")) == "+0.30个百分点"
        assert points_text(Decimal("-1.255")) == "−1.26个百分点"
        assert points_text(Decimal(0)).startswith("0.00")


def test_plain_text_has_no_separators():
    assert plain_text(Decimal("18000.0000")) == "18000"
    assert plain_text(Decimal("4.6000")) == "4.6"
    assert plain_text(Decimal("1E+2")) == "100"
