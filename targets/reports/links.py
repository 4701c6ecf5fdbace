"""Addresses of a report's pages."""

from django.urls import reverse

from targets.models import MonthlyReport


def report_address(report: MonthlyReport, name: str, *more) -> str:
    """The address of this name for the report; `more` are its further parts, such as an indicator's code."""
    return reverse(f"targets:{name}", args=[report.unit.code, report.chapter.app, report.period, *more])


def report_url(report: MonthlyReport) -> str:
    """The report's own page."""
    return report_address(report, "report")
