"""The system check that keeps `manage.py migrate` from touching the database of another version."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

UNKNOWN_MIGRATIONS = "targets.E001"


@register(Tags.database)
def database_is_of_this_version(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[Error]:
    """Refuse a database with migrations of the portal's apps that this version does not have.

    Version 0.1.0 was never deployed, and 0.2.0 began its migrations anew: a database of 0.1.0 cannot be migrated.
    """
    own_apps = {
        config.label for config in apps.get_app_configs() if Path(config.path).parent == Path(settings.BASE_DIR)
    }
    known = MigrationLoader(None).disk_migrations
    errors = []
    for alias in databases or ():
        applied = MigrationRecorder(connections[alias]).applied_migrations()
        unknown = sorted(f"{app}.{name}" for app, name in applied if app in own_apps and (app, name) not in known)
        if unknown:
            errors.append(_refusal(alias, unknown))
    return errors


def _refusal(alias: str, names: list[str]) -> Error:
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return Error(
        f"This database was made by another version of the portal: it holds the migration {names[0]}{others}, "
        "which this version does not have.",
        hint=(
            "A database of version 0.1.0 cannot be brought forward: move "
            f"{connections[alias].settings_dict['NAME']} away, or name an empty database in DATABASE_URL, then run "
            "migrate and load_plan. For a database of a newer version install that version."
        ),
        id=UNKNOWN_MIGRATIONS,
    )
