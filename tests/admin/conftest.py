import pytest
from django.contrib import admin


@pytest.fixture
def no_sidebar(monkeypatch):
    """Leave out the list of all models, which every page of the admin repeats; the index is tested with it."""
    monkeypatch.setattr(admin.site, "enable_nav_sidebar", False)
    monkeypatch.setattr(admin.site, "get_app_list", lambda request, app_label=None: [])
