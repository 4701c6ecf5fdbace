"""Views of registers: which there are, a register's list, an entry, and what is done to it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from targets import access
from targets.access import Action
from targets.frame import downloads
from targets.frame.sent_forms import Sending, SentBefore, renew
from targets.models import Disclosure
from targets.registers import (
    duplicates_page,
    entry_page,
    form_page,
    index_page,
    keeping,
    list_page,
    movement_by_month,
    people,
    rows,
)
from targets.registers.forms import CancelForm, DeleteForm, StepForm

UNPROCESSABLE, CONFLICT = 422, 409
KEEP = Action.KEEP_REGISTERS


@require_GET
def registers(request):
    """All registers that the user may read, chapter by chapter."""
    access.of(request.user).require(Action.VIEW_REGISTERS)
    return render(request, "registers/index.html", index_page.context(request))


@require_GET
def register(request, app, register):
    """A register's list, narrowed, sorted and paged as the address asks; persons masked."""
    found = list_page.find_register(request.user, app, register)
    listing = list_page.Listing(found, request.user, request.GET.dict())
    if kind := downloads.asked(request):
        return downloads.send(request, kind, listing.download())
    movement = movement_by_month.year_of(found, request.user)
    return render(request, "registers/list.html", {"listing": listing, "page_obj": listing.page, "movement": movement})


@require_GET
def duplicates(request, app, register):
    """Persons with more than one entry in the register, shown to every unit that keeps one of their entries."""
    found = list_page.find_register(request.user, app, register)
    page = duplicates_page.DuplicatesPage(found, request.user)
    if kind := downloads.asked(request):
        return downloads.send(request, kind, page.download())
    return render(request, "registers/duplicates.html", {"page": page})


@require_http_methods(["GET", "POST"])
def entry_new(request, app, register):
    """Type a new entry."""
    found = list_page.find_register(request.user, app, register, KEEP)
    data = request.POST if request.method == "POST" else None
    return _form(request, form_page.FormPage(found, request.user, data=data))


@require_http_methods(["GET", "POST"])
def entry_edit(request, app, register, pk):
    """Change an entry; the form shows persons whole, and that is logged."""
    found, entry = entry_page.find_entry(request.user, app, register, pk, KEEP)
    data = request.POST if request.method == "POST" else None
    if data is None:
        people.log_disclosure(found, [entry], Disclosure.FORM, by=request.user)
    return _form(request, form_page.FormPage(found, request.user, data=data, entry=entry))


def _form(request, page):
    """Store a form that was sent and lead to the entry; otherwise show the form, with what is wrong with it."""
    if page.form.is_bound and (stored := page.save()):
        form_page.tell_saved(request, page, stored)
        return redirect(rows.url_of(page.register, "entry", stored.pk))
    status = CONFLICT if page.theirs else UNPROCESSABLE if page.form.is_bound else 200
    return render(request, "registers/form.html", {"page": page, "form": page.form}, status=status)


@require_GET
def entry(request, app, register, pk):
    """An entry with its history, persons masked."""
    found, row = entry_page.find_entry(request.user, app, register, pk)
    return _entry(request, found, row)


def _entry(request, register, entry, *, status=200, cancel_form=None, **more):
    page = entry_page.EntryPage(register, entry, request.user, **{"step_form": StepForm()} | more)
    context = {
        "page": page,
        "cancel_form": cancel_form or CancelForm(initial={"version": entry.version}),
        "delete_form": DeleteForm(initial={"version": entry.version}, auto_id=False),
    }
    return render(request, "registers/entry.html", context, status=status)


def _changed_meanwhile(request, register, entry, seen, said, **more):
    """The entry as it is stored now, with what differs from the version that was seen; the next sending is based on it.

    Raises Http404 where it was moved to a unit whose entries the user may not read.
    """
    register, entry = entry_page.find_entry(request.user, register.app, register.slug, entry.pk)
    if entry.cancelled_on:
        said = _("This entry was cancelled meanwhile and cannot be changed.")
    messages.error(request, said)
    return _entry(request, register, entry, status=CONFLICT, seen=seen, **more)


@require_POST
def entry_reveal(request, app, register, pk):
    """The entry with personal data unmasked, for a user who keeps it; each view is logged."""
    found, row = entry_page.find_entry(request.user, app, register, pk, KEEP)
    entry_page.reveal(found, row, request.user)
    return _entry(request, found, row, whole=True)


@require_POST
def entry_step(request, app, register, pk):
    """Write down a step of the case."""
    found, row = entry_page.find_entry(request.user, app, register, pk, KEEP)
    form = StepForm(request.POST)
    if not form.is_valid() or not found.has_deadline:
        return _entry(request, found, row, status=UNPROCESSABLE, step_form=form)
    taken_on, words = form.cleaned_data["taken_on"], form.cleaned_data["words"]
    try:
        Sending.of(request.POST, by=request.user).store(
            lambda: keeping.add_step(found, row, by=request.user, taken_on=taken_on, words=words)
        )
    except SentBefore as before:
        if not before.same:
            form.add_error(None, _("Not saved: this form wrote down a step already. To write down this one too, save."))
            renew(form)
            return _entry(request, found, row, status=UNPROCESSABLE, step_form=form)
        messages.info(request, _("The step is written down already."))
    except keeping.AlreadyCancelled:
        messages.error(request, _("This entry was cancelled meanwhile and cannot be changed."))
    else:
        messages.success(request, _("The step is written down."))
    return redirect(rows.url_of(found, "entry", pk))


@require_POST
def entry_cancel(request, app, register, pk):
    """Cancel an entry: it counts no longer and stays to be read, with the reason."""
    found, row = entry_page.find_entry(request.user, app, register, pk, KEEP)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _entry(request, found, row, status=UNPROCESSABLE, cancel_form=form)
    seen = form.cleaned_data["version"]
    try:
        keeping.cancel(found, pk, by=request.user, version=seen, reason=form.cleaned_data["reason"])
    except keeping.AlreadyCancelled:
        messages.info(request, _("This entry was cancelled already."))
    except keeping.StaleEntry as stale:
        form.data = form.data.dict() | {"version": stale.entry.version}
        said = _(
            "Not cancelled: somebody else changed this entry. Their values stand below; cancel it again if it shall"
            " still be cancelled."
        )
        return _changed_meanwhile(request, found, stale.entry, seen, said, cancel_form=form)
    else:
        messages.success(request, _("Cancelled. The entry counts no longer and stays to be read."))
    return redirect(rows.url_of(found, "entry", pk))


@require_POST
def entry_delete(request, app, register, pk):
    """Delete an entry on which no submitted report rests."""
    found, row = entry_page.find_entry(request.user, app, register, pk, KEEP)
    title, form = found.title_of(row), DeleteForm(request.POST)
    form.full_clean()
    seen = form.cleaned_data["version"]
    try:
        keeping.delete(found, pk, by=request.user, version=seen)
    except keeping.StaleEntry as stale:
        said = _(
            "Not deleted: somebody else changed this entry. Their values stand below; delete it again if it shall still"
            " be deleted."
        )
        return _changed_meanwhile(request, found, stale.entry, seen, said)
    except keeping.EntryCounted:
        messages.error(request, _("A submitted report counts this entry: it cannot be deleted. Cancel it instead."))
    except keeping.EntryNeeded:
        messages.error(request, _("Other entries belong to this one: it cannot be deleted. Cancel it instead."))
    else:
        messages.success(request, _("Deleted: %(entry)s.") % {"entry": title})
        return redirect(rows.url_of(found, "register"))
    return redirect(rows.url_of(found, "entry", pk))
