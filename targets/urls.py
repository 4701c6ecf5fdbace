"""Addresses of the portal's pages; the access rule of each is in `tests/test_routes.py` as well."""

from django.urls import include, path, register_converter

from targets.converters import MonthConverter
from targets.views import boards, goals, home, imports, indicators, reports, review, timeliness, workbooks

register_converter(MonthConverter, "month")

app_name = "targets"

plan_pages = [
    path("", boards.dashboard, name="dashboard"),
    path("chapters/<slug:app>/", boards.chapter, name="chapter"),
    path("units/<str:code>/", boards.unit, name="unit"),
    path("matrix/", boards.matrix, name="matrix"),
    path("indicators/<str:code>/", indicators.indicator, name="indicator"),
    path("reporting/", timeliness.timeliness, name="timeliness"),
    path("targets/", goals.targets, name="targets"),
    path("targets/<str:code>/", goals.target_split, name="target_split"),
]

report_pages = [
    path("", reports.report, name="report"),
    path("save/", reports.save, name="report_save"),
    path("submit/", reports.submit, name="report_submit"),
    path("withdraw/", reports.withdraw, name="report_withdraw"),
    path("history/<str:code>/", reports.history, name="figure_history"),
    path("evidence/<str:code>/", reports.evidence, name="evidence"),
    path("send-back/", review.send_back, name="report_send_back"),
    path("approve/", review.approve, name="report_approve"),
    path("reopen/", review.reopen, name="report_reopen"),
]

import_pages = [
    path("", imports.import_page, name="import"),
    path("answers/", imports.answers, name="import_answers"),
    path("store/", imports.store, name="import_store"),
    path("discard/", imports.discard, name="import_discard"),
    path("files/<int:order>/", imports.import_file, name="import_file"),
    path("marked/<int:order>/", imports.marked, name="import_marked"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("plans/<int:year>/", include(plan_pages)),
    path("reports/", reports.my_month, name="my_month"),
    path("reports/template/", workbooks.report_template, name="report_template"),
    path("reports/submit-complete/", reports.submit_complete, name="submit_complete"),
    path("reports/<str:unit>/<slug:app>/<month:month>/", include(report_pages)),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", include(import_pages)),
    path("review/", review.queue, name="review"),
    path("review/approve/", review.approve_several, name="review_approve"),
]
