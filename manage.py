#!/usr/bin/env python
"""Runs the portal's commands."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run one command; settings that make no sense are told in one line, without a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bureau.settings")
    try:
        settings.INSTALLED_APPS  # noqa: B018 - reads the settings
    except ImproperlyConfigured as mistake:
        sys.exit(f"The portal cannot start. {mistake}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
