"""The measuring itself, inside a process that is set up as a node with an empty store."""

from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks.federation.measure import machine
from benchmarks.pages import node
from benchmarks.pages.measure import LIMIT, Page, fetched, linked, printed, queries_of, times_of
from benchmarks.pages.seed import PROGRAMME, THEM, US
from pilin.base import clock
from pilin.base.clock import Instant
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.tests import links
from pilin.kernel.organisations import actions as organisations
from pilin.modules.projects.tests import seeding
from pilin.web.tests import samples

PAGES = (
    Page("wall, a screen", "/projects/wall/"),
    Page("wall, 100 rows", "/projects/wall/?rows=100"),
    Page("wall, one pair", "/projects/wall/?rows=100&pair=P7"),
    Page("Gantt", "/projects/gantt/"),
)


@dataclass(frozen=True)
class Size:
    """How much there is: projects, and months of each."""

    projects: int
    months: int


SMALL, FULL = Size(60, 13), Size(10_000, 60)


def fill(size: Size, at: Instant) -> None:
    """Fill an empty store: a linked node with the directory of both sides, staff, and projects with their months."""
    links.link(THEM, "金山区")
    organisations.load_programme(PROGRAMME, side=US, at=at)
    samples.staff()
    seeding.seed(size.projects, months_each=size.months, at=at)


def run(*, small: bool) -> None:
    """Measure and print one line a page."""
    call_command("migrate", verbosity=0)
    at = clock.now()
    federation.init(at=at)
    fill(SMALL if small else FULL, at)
    print(f"{machine()}; {connection.vendor}")
    client = samples.browser("li")
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    queries = {page: queries_of(client, page) for page in PAGES}
    connection.close()
    with node.served(settings.NODE.pages.port):
        cold = {page: fetched(linked(), page, cookie) for page in PAGES}
        limit = times_of(Page("", LIMIT), cookie, rounds=20 if small else 200)
        for page in PAGES:
            times = times_of(page, cookie, rounds=5 if small else 100)
            printed(page, queries[page], times, limit, f"first {cold[page] * 1000:.0f} ms")
