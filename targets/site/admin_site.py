"""The bureau's admin site: open to everybody who has a role, each seeing what the access rule lets one see.

Stands outside `targets.admin`: that package registers models as it is imported, and needs the site by then.
"""

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from targets import access


class BureauAdminSite(AdminSite):
    site_header = _("Shuangyashan Bureau of Labour and Social Security")
    site_title = _("Work plan portal")
    index_title = _("Records")
    empty_value_display = "—"

    def has_permission(self, request):
        """Anybody with a role; what each may see and change is asked model by model."""
        return request.user.is_active and bool(access.of(request.user).grants)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request, extra_context=None):
        """There is one sign-in, the portal's; who has signed in without a role is told so on the first page."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            return redirect("targets:home")
        return redirect_to_login(request.GET.get("next") or "/admin/")
