"""The logs of the admin and of sign-ins, for users who may read every record."""

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _

from targets.access import Action
from targets.admin.base import ReadOnly, ScopedAdmin
from targets.admin.persons import NamesActors

# The name under which the admin's index lists the models of django-axes.
apps.get_app_config("axes").verbose_name = _("Sign-ins")

for model in (AccessAttempt, AccessFailureLog, AccessLog):
    admin.site.unregister(model)


class LogAdmin(ReadOnly, ScopedAdmin):
    view_actions = (Action.VIEW_EVERYTHING,)
    bureau_wide = True
    actions = None


@admin.register(LogEntry)
class LogEntryAdmin(NamesActors, LogAdmin):
    actors = {"user": "action_time"}
    by_server_clock = True
    list_display = ("action_time", "user", "content_type", "object_repr", "action_flag", "change_text")
    list_filter = ("action_flag", ("content_type", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "user__username")
    date_hierarchy = "action_time"
    fields = ("action_time", "user", "content_type", "object_repr", "action_flag", "change_text")

    @admin.display(description=_("what was changed"))
    def change_text(self, entry) -> str:
        return entry.get_change_message()


@admin.register(AccessLog)
class SignInAdmin(LogAdmin):
    list_display = ("attempt_time", "username", "ip_address", "logout_time", "user_agent")
    list_filter = ("attempt_time",)
    search_fields = AccessLogAdmin.search_fields
    date_hierarchy = "attempt_time"
    fields = ("attempt_time", "username", "ip_address", "logout_time", "user_agent", "path_info")


@admin.register(AccessFailureLog)
class FailedSignInAdmin(LogAdmin):
    list_display = ("attempt_time", "username", "ip_address", "locked_out", "user_agent")
    list_filter = ("attempt_time", "locked_out")
    search_fields = AccessFailureLogAdmin.search_fields
    date_hierarchy = "attempt_time"
    fields = ("attempt_time", "username", "ip_address", "locked_out", "user_agent", "path_info")


@admin.register(AccessAttempt)
class LockAdmin(LogAdmin):
    """The failed sign-ins that count towards a lock at present, without what was typed.

    Whoever manages accounts lifts a lock by deleting its row.
    """

    actions = ()
    list_display = ("attempt_time", "username", "ip_address", "failures_since_start", "user_agent")
    search_fields = AccessAttemptAdmin.search_fields
    date_hierarchy = "attempt_time"
    fields = ("attempt_time", "username", "ip_address", "failures_since_start", "user_agent", "path_info")

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.may(request, Action.MANAGE_ACCOUNTS)
