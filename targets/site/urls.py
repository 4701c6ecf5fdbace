"""The addresses of the portal's pages; `tests/test_routes.py` lists which roles may open each of them."""

from django.urls import include, path, register_converter

from targets.allocation import views as allocation
from targets.boards import views as boards
from targets.closing import views as closing
from targets.imports.entries import views as register_imports
from targets.imports.figures import views as imports
from targets.planning import views as planning
from targets.reconciliation import views as register_counts
from targets.registers import views
from targets.reports import views as reports
from targets.site import home
from targets.site.converters import MonthConverter
from targets.workbooks import views as workbooks

register_converter(MonthConverter, "month")

app_name = "targets"

plan_pages = [
    path("", boards.dashboard, name="dashboard"),
    path("chapters/<slug:app>/", boards.chapter, name="chapter"),
    path("units/<str:code>/", boards.unit, name="unit"),
    path("matrix/", boards.matrix, name="matrix"),
    path("indicators/<str:code>/", boards.indicator, name="indicator"),
    path("reporting/", reports.show_timeliness, name="timeliness"),
    path("closing/", closing.close_month, name="close_month"),
    path("reconciliation/", register_counts.reconciliation, name="reconciliation"),
    path("text/", planning.show_text, name="plan_text"),
    path("text/amend/", planning.amend_document, name="plan_amend"),
    path("text/changes/", planning.show_changes, name="plan_changes"),
    path("document/", planning.download_document, name="plan_document"),
    path("targets/", allocation.targets, name="targets"),
    path("targets/last-year/", allocation.show_past_figures, name="past_figures"),
    path("targets/<str:code>/", allocation.target_split, name="target_split"),
]

report_pages = [
    path("", reports.show_report, name="report"),
    path("save/", reports.save, name="report_save"),
    path("submit/", reports.submit, name="report_submit"),
    path("withdraw/", reports.withdraw, name="report_withdraw"),
    path("history/<str:code>/", reports.show_figure_history, name="figure_history"),
    path("evidence/<str:code>/", reports.download_evidence, name="evidence"),
    path("entries/<str:code>/", register_counts.figure_entries, name="figure_entries"),
    path("send-back/", reports.send_back, name="report_send_back"),
    path("approve/", reports.approve, name="report_approve"),
    path("reopen/", reports.reopen, name="report_reopen"),
]

import_pages = [
    path("", imports.import_page, name="import"),
    path("answers/", imports.answers, name="import_answers"),
    path("store/", imports.store, name="import_store"),
    path("discard/", imports.discard, name="import_discard"),
    path("files/<int:order>/", imports.import_file, name="import_file"),
    path("marked/<int:order>/", imports.marked, name="import_marked"),
]

entry_pages = [
    path("", views.entry, name="entry"),
    path("edit/", views.entry_edit, name="entry_edit"),
    path("reveal/", views.entry_reveal, name="entry_reveal"),
    path("steps/", views.entry_step, name="entry_step"),
    path("cancel/", views.entry_cancel, name="entry_cancel"),
    path("delete/", views.entry_delete, name="entry_delete"),
]

register_import_pages = [
    path("", register_imports.register_preview, name="register_preview"),
    path("store/", register_imports.register_store, name="register_store"),
    path("discard/", register_imports.register_discard, name="register_discard"),
    path("marked/", register_imports.register_marked, name="register_marked"),
    path("file/", register_imports.register_file, name="register_file"),
]

register_pages = [
    path("", views.register, name="register"),
    path("new/", views.entry_new, name="entry_new"),
    path("duplicates/", views.duplicates, name="register_duplicates"),
    path("template/", register_imports.register_template, name="register_template"),
    path("import/", register_imports.register_import, name="register_import"),
    path("import/<int:batch>/", include(register_import_pages)),
    path("<int:pk>/", include(entry_pages)),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("plans/<int:year>/", include(plan_pages)),
    path("reports/", reports.show_my_month, name="my_month"),
    path("reports/template/", workbooks.report_template, name="report_template"),
    path("reports/submit-complete/", reports.submit_complete, name="submit_complete"),
    path("reports/<str:unit>/<slug:app>/<month:month>/", include(report_pages)),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", include(import_pages)),
    path("registers/", views.registers, name="registers"),
    path("registers/<slug:app>/<slug:register>/", include(register_pages)),
    path("review/", reports.show_review_queue, name="review"),
    path("review/approve/", reports.approve_selected, name="review_approve"),
]
