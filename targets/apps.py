from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    """The core of the portal."""

    name = "targets"
    default = True
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Plan, reports and progress")

    def ready(self) -> None:
        """Import the registers and panels that the chapters declare, and the system checks."""
        autodiscover_modules("registers", "panels")
        from targets.site import checks  # noqa: F401


class BureauAdminConfig(admin_apps.AdminConfig):
    """The admin with the portal's own site, where `targets.access` decides what a user may do."""

    default = False
    default_site = "targets.site.admin_site.BureauAdminSite"
