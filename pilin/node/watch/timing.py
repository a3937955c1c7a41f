"""How long pages take, by the name of their address: the only figure that is counted in the process that shows them."""

from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Histogram

BUCKETS_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0)
"""Around what is promised: a list in 60 ms, every page in 300 ms."""
NOWHERE = "none"

registry = CollectorRegistry()
"""What this process counts; the node's figures join it in `exposition`."""

seconds = Histogram(
    "pilin_page_seconds",
    "How long a page took, by the name of its address and the class of its status.",
    ["page", "status"],
    registry=registry,
    buckets=BUCKETS_SECONDS,
)


def page_durations(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Count how long each page takes. An address that is none has no name: so nobody makes new labels by asking."""

    def respond(request: HttpRequest) -> HttpResponse:
        since = perf_counter()
        response = get_response(request)
        found = request.resolver_match
        page = (found.view_name if found else "") or NOWHERE
        seconds.labels(page, f"{response.status_code // 100}xx").observe(perf_counter() - since)
        return response

    return respond
