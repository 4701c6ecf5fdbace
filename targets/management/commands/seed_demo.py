"""`manage.py seed_demo`: makes the demonstration, or deletes it."""

import os
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from targets import demonstration
from targets.demonstration import accounts
from targets.models import Membership, MonthlyReport, name_of


class Command(BaseCommand):
    help = "Make the demonstration: accounts of every role and invented reports of January to June 2007."

    def add_arguments(self, parser):
        parser.add_argument("--password", help="for all demonstration accounts; made up when not given")
        parser.add_argument("--if-empty", action="store_true", help="only where there is no user and no report yet")
        parser.add_argument("--clear", action="store_true", help="take the demonstration back whole, and nothing else")

    def handle(self, *, password, if_empty, clear, **options):
        if clear:
            self._clear()
        elif if_empty and not _is_empty():
            there = demonstration.is_present()
            reason = "The demonstration is there" if there else "The database is in use"
            self.stdout.write(f"{reason} already: nothing was loaded.")
            self._print_accounts()
        else:
            self._load(password)

    def _load(self, password):
        if not settings.DEBUG:
            raise CommandError("The demonstration is for trying the portal out: it is refused while DEBUG is off.")
        password = password or _read_password() or secrets.token_urlsafe(9)
        try:
            demonstration.load(password)
        except demonstration.CannotDemonstrate as error:
            raise CommandError(str(error)) from error
        _write_password(password)
        self._print_accounts()

    def _clear(self):
        """Delete the demonstration; allowed with DEBUG off too, for a portal that goes into use."""
        demonstration.clear()
        settings.DEMO_PASSWORD_FILE.unlink(missing_ok=True)
        self.stdout.write("The demonstration is gone: its reports, targets and accounts.")

    def _print_accounts(self):
        """Print the accounts of the demonstration, if there are any."""
        people = list(accounts.everybody().order_by("pk"))
        if not people:
            return
        self.stdout.write("Demonstration accounts:")
        for user in people:
            self.stdout.write(f"  {user.username:<26} {name_of(user)}")
        self.stdout.write(f"Password of all: {_read_password() or 'as set when they were made'}")


def _is_empty() -> bool:
    users = get_user_model().objects.exists() or Membership.objects.exists()
    return not users and not MonthlyReport.objects.exists()


def _read_password() -> str:
    """The password in its file; empty if there is none."""
    path = settings.DEMO_PASSWORD_FILE
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def _write_password(password: str) -> None:
    """Write the password to a file that only its owner can read."""
    path = settings.DEMO_PASSWORD_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{password}\n")
