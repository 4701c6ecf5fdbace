from django.http import Http404


def send_back(request, **kwargs):
    raise Http404


def approve(request, **kwargs):
    raise Http404


def reopen(request, **kwargs):
    raise Http404


def queue(request, **kwargs):
    raise Http404


def approve_several(request, **kwargs):
    raise Http404
