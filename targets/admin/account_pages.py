"""The pages of an account on which its work is handed over and on which it is ended."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from targets.admin.persons import PersonChoiceField, label_of
from targets.models import Handover, NamesOfTheTime, name_of
from targets.people import ending, handing_over, traces

UNPROCESSABLE = 422
OWN_ACCOUNT = gettext_lazy("You cannot put your own account out of use; ask another administrator.")
OWN_WORK = gettext_lazy("You cannot hand over your own work; ask another administrator.")
TO_ONESELF = gettext_lazy("Nobody can hand work over to himself. Choose somebody else.")
NOTHING = gettext_lazy("There is nothing to hand over: this account has no role, no open import and no open case.")
SUCCESSOR_ENDED = gettext_lazy("This account has been ended. Choose another one.")


class EndForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("reason"),
        max_length=200,
        help_text=gettext_lazy("Such as: retired, moved to another office."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class HandoverForm(forms.Form):
    """To whom work is handed over: an existing account, or one that is begun with it."""

    successor = PersonChoiceField(
        label=gettext_lazy("successor"), queryset=User.objects.none(), required=False, empty_label="—"
    )
    username = forms.CharField(
        label=gettext_lazy("sign-in name"),
        max_length=150,
        required=False,
        validators=[UnicodeUsernameValidator()],
        help_text=gettext_lazy("For a successor without an account. Set the new account's password afterwards."),
    )
    last_name = forms.CharField(label=gettext_lazy("family name"), max_length=150, required=False)
    first_name = forms.CharField(label=gettext_lazy("given name"), max_length=150, required=False)
    reason = forms.CharField(
        label=gettext_lazy("reason"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Such as: retired, moved to another office."),
    )
    with_cases = forms.BooleanField(label=gettext_lazy("hand over the open cases too"), required=False, initial=True)
    ends = forms.BooleanField(label=gettext_lazy("and end the account"), required=False)

    def __init__(self, predecessor: User, acting: User, data=None, *, has_cases: bool):
        super().__init__(data)
        self.predecessor, self.acting = predecessor, acting
        self.fields["successor"].queryset = User.objects.filter(is_active=True)
        if not has_cases:
            del self.fields["with_cases"]
        if not predecessor.is_active:
            del self.fields["ends"]

    def clean_username(self) -> str:
        name = User.normalize_username(self.cleaned_data["username"])
        if name and User.objects.filter(username=name).exists():
            raise ValidationError(User._meta.get_field("username").error_messages["unique"])
        return name

    def clean_successor(self) -> User | None:
        successor = self.cleaned_data["successor"]
        if successor in (self.predecessor, self.acting):
            raise ValidationError(TO_ONESELF)
        return successor

    def clean(self) -> dict:
        data = super().clean()
        readable = "successor" in data and "username" in data
        if readable and bool(data["successor"]) == bool(data["username"]):
            raise ValidationError(_("Choose a successor, or give the sign-in name of a new account; not both."))
        return data

    @property
    def person(self) -> User:
        """The successor; a new one, not yet stored, has no password and cannot sign in."""
        data = self.cleaned_data
        if data["successor"]:
            return data["successor"]
        person = User(username=data["username"], last_name=data["last_name"], first_name=data["first_name"])
        person.set_unusable_password()
        return person


class AccountPages:
    """A mixin for the admin of accounts: the pages for whoever may change the account."""

    change_form_template = "admin/accounts/change_form.html"
    delete_selected_confirmation_template = "admin/accounts/delete_selected.html"

    def get_urls(self):
        pages = {"end": self.end_page, "hand-over": self.hand_over_page, "reinstate": self.reinstate_page}
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(self._for_account(page)),
                name=f"auth_user_{name.replace('-', '_')}",
            )
            for name, page in pages.items()
        ]
        return [*own, *super().get_urls()]

    def _for_account(self, page: Callable) -> Callable:
        """The page with the account of its address, for users who may change accounts."""

        def view(request: HttpRequest, pk: int) -> HttpResponse:
            account = get_object_or_404(self.get_queryset(request), pk=pk)
            if not self.has_change_permission(request, account):
                raise PermissionDenied
            return page(request, account)

        return view

    # ---- Ending -------------------------------------------------------------------------------------------

    def end_page(self, request, account: User) -> HttpResponse:
        """Asks for the reason, and ends the account."""
        form = EndForm(request.POST or None)
        if request.method != "POST" or not form.is_valid():
            status = UNPROCESSABLE if request.method == "POST" else 200
            return self._end_page(request, account, form, status)
        try:
            ending.end(account, by=request.user, reason=form.cleaned_data["reason"])
        except ending.OwnAccount:
            form.add_error(None, OWN_ACCOUNT)
            return self._end_page(request, account, form, UNPROCESSABLE)
        except ending.AlreadyEnded:
            messages.info(request, _("This account has been ended already."))
            return self._to_account(account)
        self.log_change(request, account, _("The account was ended."))
        messages.success(request, _("The account of %(name)s has been ended.") % {"name": name_of(account)})
        return self._to_account(account)

    def _end_page(self, request, account: User, form: EndForm, status: int = 200) -> HttpResponse:
        title = _("End the account of %(name)s") % {"name": name_of(account)}
        context = {"form": form, "work": handing_over.in_hand(account), "is_own": account == request.user}
        return self._page(request, account, "end", title, context, status)

    @method_decorator(require_POST)
    def reinstate_page(self, request, account: User) -> HttpResponse:
        """Takes an ended account into use again."""
        try:
            ending.reinstate(account, by=request.user)
        except ending.NotEnded:
            messages.info(request, _("This account is in use."))
            return self._to_account(account)
        self.log_change(request, account, _("The account was taken into use again."))
        text = _("The account of %(name)s is in use again. Look at its roles.")
        messages.success(request, text % {"name": name_of(account)})
        return self._to_account(account)

    # ---- Handing over -------------------------------------------------------------------------------------

    def hand_over_page(self, request, account: User) -> HttpResponse:
        """Shows what the person has in hand, and hands it over to the successor who is chosen."""
        work = handing_over.in_hand(account)
        data = request.POST if request.method == "POST" else None
        form = HandoverForm(account, request.user, data, has_cases=bool(work.cases))
        if account == request.user:
            return self._hand_over_page(request, account, form, work, OWN_WORK)
        if not work:
            return self._hand_over_page(request, account, form, work, NOTHING)
        if data is None or not form.is_valid():
            return self._hand_over_page(request, account, form, work)
        asked = {name: form.cleaned_data.get(name, False) for name in ("with_cases", "ends")}
        reason = form.cleaned_data["reason"]
        try:
            handover = handing_over.hand_over(account, form.person, by=request.user, reason=reason, **asked)
        except handing_over.NothingToHandOver:
            return self._hand_over_page(request, account, form, handing_over.Work(), NOTHING)
        except handing_over.SuccessorEnded:
            form.add_error("successor", SUCCESSOR_ENDED)
            return self._hand_over_page(request, account, form, work)
        return self._handed_over(request, account, handover)

    def _hand_over_page(self, request, account: User, form, work, refusal: str = "") -> HttpResponse:
        title = _("Hand over the work of %(name)s") % {"name": name_of(account)}
        context = {"form": form, "work": work, "refusal": refusal}
        status = UNPROCESSABLE if request.method == "POST" else 200
        return self._page(request, account, "hand_over", title, context, status)

    def _handed_over(self, request, account: User, handover: Handover) -> HttpResponse:
        successor = handover.successor
        text = _("The work of %(predecessor)s was handed over to %(successor)s.") % {
            "predecessor": name_of(account),
            "successor": name_of(successor),
        }
        for one in (account, successor):
            self.log_change(request, one, text)
        messages.success(request, text)
        if not successor.has_usable_password():
            messages.warning(request, _("The successor cannot sign in yet: set a password for the account."))
        return HttpResponseRedirect(reverse("admin:targets_handover_change", args=[handover.pk]))

    # ---- Deletion -----------------------------------------------------------------------------------------

    def delete_view(self, request, object_id, extra_context=None):
        """Deletes an account that never acted; of any other the page says why not, and offers to end it."""
        account = self.find(request, object_id)
        if account is None or account == request.user or not self.has_change_permission(request, account):
            return super().delete_view(request, object_id, extra_context)
        if not traces.has_acted(account):
            return super().delete_view(request, object_id, extra_context)
        title = _("%(name)s cannot be deleted") % {"name": name_of(account)}
        return self._page(request, account, "not_deleted", title, {}, status=403)

    # ---- All of them --------------------------------------------------------------------------------------

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["ending"] = _ending_text(obj)
            context["may_end"] = self.has_change_permission(request, obj) and obj != request.user
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _page(self, request, account: User, name: str, title: str, context: dict, status: int = 200) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        shared |= {"account_shown": account, "account_label": label_of(account)}
        return render(request, f"admin/accounts/{name}.html", shared | context, status=status)

    def _to_account(self, account: User) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[account.pk]))


def _ending_text(account: User) -> dict[str, object] | None:
    """When, by whom and why the account was ended; None for one that is in use, or that was never in use."""
    found = account.endings.filter(undone_at__isnull=True).select_related("ended_by").first()
    if found is None:
        return None
    return {"at": found.ended_at, "by": NamesOfTheTime().of(found.ended_by, found.ended_at), "reason": found.reason}
