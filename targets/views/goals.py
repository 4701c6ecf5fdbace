from django.http import Http404


def targets(request, **kwargs):
    raise Http404


def target_split(request, **kwargs):
    raise Http404
