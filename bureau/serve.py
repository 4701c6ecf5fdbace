"""Start the portal on a server.

    python -m bureau.serve              bring static files and database up to date, then serve with gunicorn
    python -m bureau.serve --address    print the address to listen at, from BIND and PORT

Settings come from the environment. A value that makes no sense stops the start with one sentence.
"""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError

from bureau import environment as env


def prepare() -> list[str]:
    """Bring static files and database up to date, and return the command line of gunicorn."""
    address = env.address("BIND", "PORT")
    workers = env.whole("WORKERS", 3, least=1, most=64)
    threads = env.whole("THREADS", 4, least=1, most=64)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bureau.settings")
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_plan", verbosity=0)
    options = ["--bind", address, "--workers", str(workers), "--threads", str(threads), "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", "bureau.wsgi", *options]


def main(arguments: list[str]) -> None:
    """Start gunicorn in place of this process, or print the address."""
    try:
        if arguments == ["--address"]:
            sys.stdout.write(f"{env.address('BIND', 'PORT')}\n")
            return
        command = prepare()
    except (ImproperlyConfigured, CommandError) as mistake:
        sys.exit(f"The portal cannot start. {mistake}")
    except OperationalError as trouble:
        sys.exit(f"The portal cannot start. The database that DATABASE_URL names does not answer: {trouble}")
    os.execv(command[0], command)  # noqa: S606 - the process becomes the server, so that signals reach it


if __name__ == "__main__":
    main(sys.argv[1:])
