from django.http import Http404


def dashboard(request, **kwargs):
    raise Http404


def chapter(request, **kwargs):
    raise Http404


def unit(request, **kwargs):
    raise Http404


def matrix(request, **kwargs):
    raise Http404
