"""Accounts with their roles as a file, without passwords or their digests."""

from __future__ import annotations

import functools

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.admin.resources import values
from targets.admin.resources.base import ListedColumn, MasterResource
from targets.admin.resources.plan import NO_CHAPTER
from targets.admin.roles import OWN_ROLE, chapter_choices
from targets.models import Chapter, Membership, ReportingUnit, Role
from targets.models.accounts import sort_key
from targets.people import ending

# A role, the code of a unit, and the apps of chapters (none means all).
GivenRole = tuple[str, str, tuple[str, ...]]


class RolesCell(values.ResourceCell):
    """A cell with all roles of an account, such as "填报员@230502；科室审核员@230500：就业再就业、社会保险"."""

    hint = gettext_lazy("role@unit code: chapters; several are divided by semicolons, no chapters means all")

    def clean(self, value, row=None, **kwargs) -> tuple[GivenRole, ...]:
        text = values.as_text(value).replace("\n", "；").replace(";", "；")
        given = [self._read(part.strip()) for part in text.split("；") if part.strip()]
        if len({(role, unit) for role, unit, _chapters in given}) < len(given):
            raise ValueError(_("A role is given twice at one unit."))
        return tuple(sorted(given))

    def _read(self, text: str) -> GivenRole:
        role, at, place = text.replace("＠", "@").partition("@")
        unit, _colon, chapters = place.replace("：", ":").partition(":")
        if not at or not unit.strip():
            raise ValueError(_("“%(text)s” is no role with its unit, such as reporter@230502.") % {"text": text})
        named = values.ChoiceCell(Role.choices).clean(role)
        if not ReportingUnit.objects.filter(code=unit.strip()).exists():
            raise ValueError(_("There is no unit with the code %(value)s.") % {"value": unit.strip()})
        return named, unit.strip(), self._chapters(chapters)

    def _chapters(self, text: str) -> tuple[str, ...]:
        names = [name.strip() for name in text.replace(",", "、").replace("，", "、").split("、") if name.strip()]
        unknown = [name for name in names if name.casefold() not in self.apps]
        if unknown:
            raise ValueError(NO_CHAPTER % {"value": _(", ").join(unknown)})
        return tuple(sorted({self.apps[name.casefold()] for name in names}))

    def render(self, value, obj=None, **kwargs):
        texts, known = [], self.titles
        for role, unit, chapters in value or ():
            titles = _(", ").join(known.get(app, app) for app in chapters)
            texts.append(f"{Role(role).label}@{unit}" + (_(": %(chapters)s") % {"chapters": titles} if titles else ""))
        return _("; ").join(texts)

    @functools.cached_property
    def titles(self) -> dict[str, str]:
        """The titles of chapters by app, read once per file."""
        return dict(chapter_choices())

    @functools.cached_property
    def apps(self) -> dict[str, str]:
        """The apps of chapters by the names that a file may use: the app's own, and the titles in both languages."""
        apps = {}
        for chapter in Chapter.objects.published():
            names = (chapter.app, chapter.short_title_zh_hans, chapter.short_title_en)
            apps |= {name.casefold(): chapter.app for name in names if name}
        return apps


def stored_roles(user: User) -> tuple[GivenRole, ...]:
    """The roles of an account as they are stored, without those that have ended."""
    roles = [role for role in user.memberships.all() if not role.has_ended]
    return tuple(sorted((role.role, role.unit.code, tuple(sorted(role.chapters))) for role in roles))


class AccountResource(MasterResource):
    memberships = ListedColumn("memberships", RolesCell(), stored_roles)

    own_labels = {"memberships": gettext_lazy("roles")}
    prefetched = ("memberships__unit",)
    notes = (
        gettext_lazy("Passwords are neither exported nor imported."),
        gettext_lazy("The cell of roles holds all of them: one that is left out is taken away."),
    )
    note_on_new = gettext_lazy("A new account cannot sign in until an administrator has set its password.")

    class Meta:
        model = User
        import_id_fields = ("username",)
        fields = ("username", "last_name", "first_name", "email", "is_active", "memberships")

    def iter_queryset(self, queryset):
        """The accounts sorted by name, as their list is."""
        return iter(sorted(queryset, key=sort_key))

    def more_errors(self, instance) -> dict:
        """Refuse to take the role of an administrator from the user who imports."""
        wanted = self.fields["memberships"].wanted(instance)
        if wanted is None or instance.pk != self.request.user.pk:
            return {}
        own_roles = [given for given in stored_roles(instance) if given[0] == Role.ADMINISTRATOR]
        return {} if all(given in wanted for given in own_roles) else {"memberships": [OWN_ROLE]}

    def before_save_instance(self, instance, row, **kwargs):
        """An account is ended and taken into use again by the verbs, as in the admin's form."""
        super().before_save_instance(instance, row, **kwargs)
        instance._is_to_be_active = instance.is_active
        if instance.pk is None:
            instance.set_unusable_password()
        else:
            instance.is_active = User.objects.values_list("is_active", flat=True).get(pk=instance.pk)

    def after_save_instance(self, instance, row, **kwargs):
        changes = instance._is_to_be_active != instance.is_active
        if changes and instance._is_to_be_active:
            ending.reinstate(instance, by=self.request.user)
        self._store_roles(instance)
        if changes and not instance._is_to_be_active:
            ending.end(instance, by=self.request.user, reason=self.reason)
        instance.is_active = instance._is_to_be_active

    def _store_roles(self, instance: User) -> None:
        wanted = self.fields["memberships"].wanted(instance)
        if wanted is None:
            return
        roles = instance.memberships.filter(ending.not_ended()).select_related("unit")
        stored = {(role.role, role.unit.code): role for role in roles}
        for role, code, chapters in wanted:
            self._give(instance, stored.pop((role, code), None), role, code, chapters)
        for membership in stored.values():
            membership._change_reason = self.reason
            membership.delete()

    def _give(self, user: User, membership: Membership | None, role: str, code: str, chapters: tuple[str, ...]) -> None:
        if membership is None:
            membership = Membership(user=user, role=role, unit=ReportingUnit.objects.get(code=code))
        elif set(membership.chapters) == set(chapters):
            return
        membership.chapters = list(chapters)
        membership._change_reason = self.reason
        membership.save()
