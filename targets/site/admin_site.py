"""The admin site of the portal.

It is not part of `targets.admin`, because that package registers models when it is imported and needs the site by then.
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
    """An admin site for everybody with a role; the admin of each model asks the access rule what a user may see."""

    site_header = _("Shuangyashan Bureau of Labour and Social Security")
    site_title = _("Work plan portal")
    index_title = _("Records")
    empty_value_display = "—"

    def has_permission(self, request):
        """Whether the user has a role."""
        return request.user.is_active and bool(access.of(request.user).grants)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request, extra_context=None):
        """Use the portal's own sign-in; the first page tells users without a role that they have none."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            return redirect("targets:home")
        return redirect_to_login(request.GET.get("next") or "/admin/")
