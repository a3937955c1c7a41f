"""The measuring itself, inside a process that is set up as a node with an empty store."""

import time
from collections.abc import Iterator
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks.cases import patrols, seed
from benchmarks.cases.seed import Size
from benchmarks.federation.measure import machine
from benchmarks.pages import node
from benchmarks.pages.measure import LIMIT, Page, fetched, linked, printed, queries_of, times_of
from benchmarks.pages.seed import US
from pilin.base import clock
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import registry
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.delivery import duties
from pilin.kernel.matters.tests import kit
from pilin.modules.projects.tests import seeding
from pilin.web.tests import samples

SMALL, FULL = Size(400, 60, 20), Size(1_000_000, 20_000, 500)
CLOCKS = 2
"""How many clocks of an open case run into the next year."""

NEXT_YEAR = {"holidays": ["2027-01-01"], "workdays": []}


def run(*, small: bool) -> None:
    """Measure the usual sizes."""
    measure(SMALL if small else FULL, rounds=5 if small else 100)


def measure(size: Size, *, rounds: int) -> None:
    """Fill a node, and print one line a page and one for the clocks."""
    call_command("migrate", verbosity=0)
    at = clock.now()
    federation.init(at=at)
    began = time.perf_counter()
    long = seed.fill(size, at)
    patrols.fill(at)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    seconds = time.perf_counter() - began
    print(f"{machine()}; {connection.vendor}; {size.closed:,} closed, {size.open:,} open, filled in {seconds:.0f} s")
    pages = list(_pages(size, long))
    client = samples.browser("li")
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    client.get(pages[-2].path, headers={"host": settings.NODE.pages.host})  # the first line of a log makes its ends
    queries = {page: queries_of(client, page) for page in pages}
    connection.close()
    with node.served(settings.NODE.pages.port):
        limit = times_of(Page("", LIMIT), cookie, rounds=rounds)
        for page in pages:
            first = fetched(linked(), page, cookie)
            times = times_of(page, cookie, rounds=rounds)
            printed(page, queries[page], times, limit, f"first {first * 1000:.0f} ms")
    patrols.measure(rounds)
    _recounted(size)


def _pages(size: Size, long: str) -> Iterator[Page]:
    """Yield what is measured: of the cases the oldest is looked for, so that no order helps."""
    oldest = size.closed - 1
    yield Page("desk", "/desk/")
    yield Page("by deadline", "/desk/?whose=ours")
    yield Page("open, last moved", "/matters/")
    yield Page("ended", "/matters/?whose=ended")
    yield Page("search by code", f"/desk/search/?words={seeding.id_of(oldest, of=7)}")
    yield Page("search by words", f"/desk/search/?words={oldest:07}")
    yield Page("words of every case", f"/desk/search/?words={quote('灌溉水渠')}")
    yield Page("words of no case", f"/desk/search/?words={quote('海塘')}")
    yield Page(f"case, {size.events} events", f"/matters/{long}/")


def _recounted(size: Size) -> None:
    """Agree on a calendar with next year in it, and let the worker count every clock anew, minute by minute."""
    at = clock.now()
    text = kit.document("calendar")
    seed.agreed("calendar", {**text, "years": {**text["years"], "2027": NEXT_YEAR}}, at)
    registry.basis_checks["charter:"] = lambda _event, _at: None  # agreements have a benchmark of their own
    signing = _signed(min(size.open, 2000)) * CLOCKS * size.open
    began, done = time.perf_counter(), 0
    while found := duties.turn_clocks(at=at):
        done += found
        print(f"{connection.vendor}: {done:,} of {CLOCKS * size.open:,} clocks are counted anew")
    seconds = time.perf_counter() - began
    assert done == CLOCKS * size.open, (done, size.open)
    assert matters.counters(me=US, day=clock.day_of(at))["late"] == 0
    rate = done / seconds
    told = f"{done} recounted in {seconds:.1f} s, {rate:.0f}/s, ratio {seconds / signing:.2f}"
    print(f"{connection.vendor}: clocks: {told}")


def _signed(number: int) -> float:
    """Return the seconds that one signature takes: no fact is told for less."""
    signer = Ed25519Signer(b"\1" * 32)
    began = time.perf_counter()
    for n in range(number):
        signer.sign(f"{n}".encode())
    return (time.perf_counter() - began) / number
