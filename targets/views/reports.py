from django.http import Http404


def report(request, **kwargs):
    raise Http404


def save(request, **kwargs):
    raise Http404


def submit(request, **kwargs):
    raise Http404


def withdraw(request, **kwargs):
    raise Http404


def history(request, **kwargs):
    raise Http404


def evidence(request, **kwargs):
    raise Http404


def my_month(request, **kwargs):
    raise Http404


def submit_complete(request, **kwargs):
    raise Http404
