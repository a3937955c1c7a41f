"""The measuring itself, inside a process that is set up as a node with an empty store."""

import http.client
import statistics
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.federation.measure import machine
from benchmarks.pages import node, seed
from benchmarks.pages.seed import Size
from pilin.base import clock
from pilin.kernel.federation import actions as federation
from pilin.modules.projects.tests import seeding
from pilin.web.tests import samples

SMALL, FULL = Size(60, 20, 60, 3), Size(10_000, 500, 10_000, 12)
CLIENTS = 8
QUERIES_MAX = 12
LIMIT = "/node.css"


@dataclass(frozen=True)
class Page:
    """A page to measure: its name in the report, its address, and whether it belongs to the public site."""

    name: str
    path: str
    is_public: bool = False


def run(*, small: bool) -> None:
    """Measure and print one line a page."""
    size = SMALL if small else FULL
    call_command("migrate", verbosity=0)
    at = clock.now()
    federation.init(at=at)
    long = seed.fill(size, at)
    project = seeding.id_of(0)
    pages = [
        Page("desk", "/desk/"),
        Page("search", "/desk/search/?words=踏勘"),
        Page(f"matter, {size.events} events", f"/matters/{long}/"),
        Page("programme strip", "/programme/"),
        Page("project list", "/projects/"),
        Page("project", f"/projects/{project}/"),
        Page("public programme", "/programme/", is_public=True),
        Page("public projects", "/projects/", is_public=True),
    ]
    print(f"{machine()}; {connection.vendor}")
    client = samples.browser("li")
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    queries = {page: queries_of(client, page) for page in pages}
    connection.close()
    with node.served(settings.NODE.pages.port):
        limit = times_of(Page("", LIMIT), cookie, rounds=20 if small else 200)
        for page in pages:
            times = times_of(page, cookie, rounds=5 if small else 100)
            rate = _rate(page, cookie, small=small)
            printed(page, queries[page], times, limit, f"{rate:.0f}/s at {CLIENTS} clients")


def queries_of(client: Client, page: Page) -> int:
    """Return the queries of a page; more than are allowed end the run. Where a transaction begins and ends is none."""
    host = node.PUBLIC_HOST if page.is_public else settings.NODE.pages.host
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(page.path, headers={"host": host})
    assert answer.status_code == 200, (page.path, answer.status_code)
    number = sum(query["sql"] not in ("BEGIN", "COMMIT") for query in captured)
    assert number <= QUERIES_MAX, (page.path, number)
    return number


def fetched(link: http.client.HTTPConnection, page: Page, cookie: str) -> float:
    """Fetch a page; return the seconds until its last byte was here."""
    headers: Mapping[str, str] = {"Host": node.PUBLIC_HOST} if page.is_public else {"Cookie": cookie}
    began = time.perf_counter()
    link.request("GET", _quoted(page.path), headers=dict(headers))
    answer = link.getresponse()
    answer.read()
    assert answer.status == 200, (page.path, answer.status, answer.headers.get("Location"))
    return time.perf_counter() - began


def _quoted(path: str) -> str:
    return "".join(one if one.isascii() else "".join(f"%{byte:02X}" for byte in one.encode()) for one in path)


def linked() -> http.client.HTTPConnection:
    """Return a connection to the node that is measured."""
    return http.client.HTTPConnection(settings.NODE.pages.host, settings.NODE.pages.port, timeout=60)


def times_of(page: Page, cookie: str, *, rounds: int) -> list[float]:
    """Return the seconds of each fetch by one client, after one that does not count."""
    link = linked()
    fetched(link, page, cookie)
    return [fetched(link, page, cookie) for _ in range(rounds)]


def _rate(page: Page, cookie: str, *, small: bool) -> float:
    """Return how many pages a second eight clients get."""
    counted = [0] * CLIENTS
    until = time.perf_counter() + (0.3 if small else 5.0)

    def fetch(number: int) -> None:
        link = linked()
        while time.perf_counter() < until:
            fetched(link, page, cookie)
            counted[number] += 1

    began = time.perf_counter()
    clients = [threading.Thread(target=fetch, args=(number,)) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sum(counted) / (time.perf_counter() - began)


def printed(page: Page, queries: int, times: list[float], limit: list[float], said: str) -> None:
    """Print the line of a page, its ratio to the smallest page last."""
    median, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    times_said = f"median {median * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, {said}"
    ratio = median / statistics.median(limit)
    print(f"{connection.vendor}: {page.name}: {queries} queries, {times_said}, ratio {ratio:.2f}")
