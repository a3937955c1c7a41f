"""The measuring itself, inside a process that is set up as a node with an empty store."""

import time
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
from pilin.modules.projects import actions
from pilin.modules.projects.models import Project
from pilin.modules.projects.tests import seeding
from pilin.modules.projects.tests.seeding_quarters import seed_quarters
from pilin.node.verbs import serve
from pilin.web.tests import samples

DAY_SECONDS = 86_400
PAGES = (
    Page("wall, a screen", "/projects/wall/"),
    Page("wall, 100 rows", "/projects/wall/?rows=100"),
    Page("wall, one pair", "/projects/wall/?rows=100&pair=P7"),
    Page("Gantt", "/projects/gantt/"),
    Page("project", f"/projects/{seeding.id_of(0)}/"),
    Page("quarter", "/projects/supervision/"),
)


@dataclass(frozen=True)
class Size:
    """How much there is: projects, months of each, and quarters with so many supervisions each."""

    projects: int
    months: int
    quarters: int
    supervisions: int


SMALL, FULL = Size(60, 13, 2, 3), Size(10_000, 60, 20, 40)


def fill(size: Size, at: Instant) -> None:
    """Fill an empty store: a linked node with the directory of both sides, staff, and projects with their months."""
    links.link(THEM, "金山区")
    organisations.load_programme(PROGRAMME, side=US, at=at)
    samples.staff()
    seeding.seed(size.projects, months_each=size.months, at=at)
    seed_quarters(size.quarters, each=size.supervisions, day=clock.day_of(at))


def relit(size: Size, at: Instant) -> str:
    """Compute the lights of all projects for the next day; return how long it took, against reading their facts.

    What the process holds is kept out of the look for unused objects, as in the worker that has this duty.
    """
    serve.keep()
    began = time.perf_counter()
    read = sum(1 for _ in Project.objects.values_list("facts").iterator(chunk_size=500))
    reading, began = time.perf_counter() - began, time.perf_counter()
    done = actions.light_the_day(at=clock.after(at, seconds=DAY_SECONDS))
    took = time.perf_counter() - began
    assert done == read == size.projects
    return f"lights: {done} computed in {took * 1000:.0f} ms, {done / took:.0f}/s, ratio {took / reading:.2f}"


def run(*, small: bool) -> None:
    """Measure and print one line a page."""
    call_command("migrate", verbosity=0)
    at = clock.now()
    federation.init(at=at)
    size = SMALL if small else FULL
    fill(size, at)
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
    print(f"{connection.vendor}: {relit(size, at)}")
