"""What the tests run with, set before the settings load.

A plugin and not a conftest.py, which pytest-django reads too late: DATABASES
changed there would silently stay on SQLite.
"""

import os

import pytest

# Nothing of the developer's own environment decides a test.
for name in [name for name in os.environ if name.startswith("BUREAU_")]:
    del os.environ[name]

os.environ |= {
    "DEBUG": "0",
    "SECRET_KEY": "a key for tests, long enough to sign with and no secret at all",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "SECURE_SSL": "0",
    "STATIC_HASHED": "0",
    "TIME_ZONE": "Asia/Shanghai",
    "TODAY": "2007-07-04",
    # What the table of the database does is tested by itself: most tests ask no database.
    "CACHE_URL": "memory://",
    "CSRF_TRUSTED_ORIGINS": "",
    "BEHIND_PROXY": "0",
}

# Only its vendor matters: the test runner makes databases of its own.
os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or "sqlite://:memory:"


def pytest_sessionstart() -> None:
    """Refuse to run on another database than the one that EXPECT_DB_VENDOR names."""
    from django.db import connection

    expected = os.environ.get("EXPECT_DB_VENDOR", connection.vendor)
    if connection.vendor != expected:
        pytest.exit(f"The tests were to run on {expected}, but DATABASE_URL gives {connection.vendor}.", 3)


def pytest_report_header() -> str:
    """Say which database it is."""
    from django.db import connection

    return f"database: {connection.vendor}"
