"""`manage.py load_plan`: the units and the work plans from their files."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from targets.site import loading

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


class Command(BaseCommand):
    help = "Load the reporting units and the work plans from fixtures/. Repeatable: what was edited stays as it is."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, help="only the plan of this year")
        parser.add_argument("--fixtures", type=Path, default=FIXTURES, help="another folder of the same shape")

    def handle(self, *, year, fixtures, **options):
        folders = sorted(path.parent for path in (fixtures / "plans").glob("*/plan.toml"))
        if year is not None:
            folders = [fixtures / "plans" / str(year)]
        try:
            self.stdout.write(f"Units: {loading.load_units(fixtures / 'units.toml')}")
            for folder in folders:
                self.stdout.write(f"Plan {folder.name}: {loading.load_plan(folder)}")
        except loading.BadPlanFile as error:
            raise CommandError(str(error)) from error
