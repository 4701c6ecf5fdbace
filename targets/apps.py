from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    name = "targets"
    default = True
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Plan, reports and progress")

    def ready(self) -> None:
        """Find what the chapters declare, as the admin finds its modules, and the system checks."""
        autodiscover_modules("registers", "panels")
        # Importing the module registers its checks.
        from targets.site import checks  # noqa: F401


class BureauAdminConfig(admin_apps.AdminConfig):
    """The admin site under the portal's own access rule."""

    default = False
    default_site = "targets.site.admin_site.BureauAdminSite"
