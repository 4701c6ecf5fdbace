from django.http import Http404


def timeliness(request, **kwargs):
    raise Http404
