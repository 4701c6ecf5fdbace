"""The bureau's admin site: open to everybody who has a role, each seeing what the access rule lets one see."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _

from targets import access


class BureauAdminSite(AdminSite):
    site_header = _("Shuangyashan Bureau of Labour and Social Security")
    site_title = _("Work plan portal")
    index_title = _("Records")

    def has_permission(self, request):
        """Anybody with a role; what each may see and change is asked model by model."""
        return request.user.is_active and bool(access.of(request.user).grants)
