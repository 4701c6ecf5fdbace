import pytest
from django.utils import translation


@pytest.fixture
def in_english():
    """Sentences are compared in the language of the code."""
    with translation.override("en"):
        yield
