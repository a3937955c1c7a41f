"""The switch between two sites on one listener: the host name decides, before anything of the office is asked.

The public site has its own list of addresses and its own chain of middleware (`PUBLIC_URLCONF`, `PUBLIC_MIDDLEWARE`);
so no page of the office can be reached by its host name, and none of its pages by the office's.
"""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.urls import get_resolver, set_urlconf
from django.utils.module_loading import import_string

from pilin.base.refusal import Refused

Respond = Callable[[HttpRequest], HttpResponse]


def public_host(get_response: Respond) -> Respond:
    """Hand what is asked of the public host to the public site; a host that is nobody's is refused as Django does."""
    site = _site()

    def respond(request: HttpRequest) -> HttpResponse:
        public = settings.NODE.public
        if public is None or split_domain_port(request.get_host())[0] != public.host:
            return get_response(request)
        set_urlconf(settings.PUBLIC_URLCONF)
        request.urlconf = settings.PUBLIC_URLCONF
        try:
            return site(request)
        finally:
            set_urlconf(settings.ROOT_URLCONF)

    return respond


def _site() -> Respond:
    """Return the public site: its middleware around its views, each turning exceptions into pages of the site."""
    site = _guarded(_answer)
    for name in reversed(settings.PUBLIC_MIDDLEWARE):
        site = _guarded(import_string(name)(site))
    return site


def _guarded(respond: Respond) -> Respond:
    return cast("Respond", convert_exception_to_response(respond))


def _answer(request: HttpRequest) -> HttpResponse:
    """Let the view of the address answer; what a view is refused does not stand on the public site."""
    match = get_resolver(settings.PUBLIC_URLCONF).resolve(request.path_info)
    request.resolver_match = match
    try:
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except Refused as refused:
        raise Http404 from refused
    return response
