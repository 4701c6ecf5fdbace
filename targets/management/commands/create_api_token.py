"""`manage.py create_api_token`: a token with which a program reads the API."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from targets.access import tokens
from targets.models import ApiToken

NOTE_LENGTH = ApiToken._meta.get_field("note").max_length


class Command(BaseCommand):
    help = "Make a token with which a program reads the API as this user, and print it once."

    def add_arguments(self, parser):
        parser.add_argument("user", help="the user's sign-in name")
        parser.add_argument("--note", default="", help="what the token is for")

    def handle(self, *args, user, note, **options):
        owner = get_user_model().objects.filter(username=user).first()
        if owner is None:
            raise CommandError(f"There is no user {user}.")
        if not owner.is_active:
            raise CommandError(f"The account {user} is not active, so a token for it would be refused.")
        if len(note) > NOTE_LENGTH:
            raise CommandError(f"The note has more than {NOTE_LENGTH} characters.")
        self.stdout.write(tokens.create(owner, note))
