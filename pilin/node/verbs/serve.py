"""`pilin serve`: run the node until it is told to stop.

One supervisor and one worker process. The worker shows the pages (four threads) and carries the background in threads
beside them; the supervisor starts it again when it dies, and when the supervisor dies, the worker ends by itself. On a
server with its own process manager, pages and background are two services: `--only web` and `--only worker`. The
gateway to machines is always a service of its own, beside either: `--only gateway`.
"""

import argparse
import gc
import importlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.util import Finalize
from typing import Any, TypeVar

from django.conf import settings
from django.db import connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import sessions
from pilin.node import gateways, locks, start
from pilin.node.background import Background
from pilin.node.bell import Rope
from pilin.node.refusals import NodeRefusal
from pilin.node.watch import exposition
from pilin.node.words import say, sentence

T = TypeVar("T")

BLOCKING_THREADS = 4
REQUESTS_AT_ONCE_MAX = 64
STOP_SECONDS = 20
GARBAGE = (20_000, 20, 10)
"""How many new objects wait for a look at what is unused, and how many such looks for a wider one: a page of a wall
makes a hundred thousand, and a look at all that a process holds takes longer than such a page.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take which half to run."""
    parser.add_argument(
        "--only",
        choices=["web", "worker", "gateway"],
        help="web: the pages alone; worker: the link to other nodes and the duties alone; gateway: the service that"
        " programs of hospitals speak to alone. Without it: web and worker",
    )


def run(options: argparse.Namespace) -> int:
    """Check that the node is whole, and serve."""
    start.check()
    if options.only == "worker":
        with locks.working():
            return work()
    if options.only == "gateway":
        with locks.showing():
            return answer()
    if options.only == "web":
        with locks.showing():
            return show(pages)
    with locks.working(), locks.showing():
        return show(pages_and_background)


def work() -> int:
    """Run the background in this process until SIGTERM or SIGINT."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    background = begin()
    keep()
    stopping.wait()
    background.stop()
    return 0


def answer() -> int:
    """Run the services towards machines in this process until SIGTERM or SIGINT. Raises NODE_HAS_NO_GATEWAY."""
    found = gateways.services()
    if not found:
        raise Refused(NodeRefusal.NODE_HAS_NO_GATEWAY)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    ring = Rope().pull
    sessions.wakers.append(ring)
    for service in found:
        service.start()
    say(start.state(at=clock.now()) + gateways.told())
    connections.close_all()
    keep()
    stopping.wait()
    for service in found:
        service.stop()
    sessions.wakers.remove(ring)
    return 0


def show(load: Callable[[], Any]) -> int:
    """Supervise one worker process that shows pages; `load` runs in it and returns the WSGI application."""
    host, port = settings.NODE.pages.host, settings.NODE.pages.port
    connections.close_all()  # no process may inherit a connection
    server = Server(
        "pilin.node.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        blocking_threads=BLOCKING_THREADS,
        backpressure=REQUESTS_AT_ONCE_MAX,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )
    server.serve(target_loader=load, wrap_loader=False)
    return 0


def pages() -> Any:
    """Load the pages in a worker process."""
    end_with_the_supervisor()
    application = load_application()
    sessions.wakers.append(Rope().pull)
    refusing(lambda: exposition.open_door(settings.NODE.metrics))
    say(f"{start.state(at=clock.now())}; {sites()}")
    connections.close_all()
    return application


def pages_and_background() -> Any:
    """Load the pages in a worker process and start the background beside them."""
    end_with_the_supervisor()
    application = load_application()
    refusing(lambda: exposition.open_door(settings.NODE.metrics))
    background = refusing(begin)
    Finalize(None, background.stop, exitpriority=10)  # a worker process runs these when it ends, and not `atexit`
    return application


def refusing(step: Callable[[], T]) -> T:
    """Do a step of the start in the worker process; what is refused is said in its sentence, and ends the process."""
    try:
        return step()
    except Refused as refused:
        sys.stderr.write(sentence(refused))
        sys.exit(2)


def begin() -> Background:
    """Wake the node, say how it is, and start its background."""
    told = start.wake(at=clock.now())
    background = Background()
    background.start()
    say(f"{told}; {sites()}, link {settings.NODE.link.url}")
    return background


def sites() -> str:
    """Return where browsers find the pages, and the public site where there is one."""
    pages, public = settings.NODE.pages, settings.NODE.public
    return f"pages {pages.url}" + (f", public {public.url}" if public else "")


def load_application() -> Any:
    """Return the pages, whole: the first reader waits for no room to be imported."""
    application = importlib.import_module("pilin.node.wsgi").application
    for addresses in (settings.ROOT_URLCONF, settings.PUBLIC_URLCONF):
        importlib.import_module(addresses)
    keep()
    return application


def keep() -> None:
    """Take what this process holds from its start for kept until it ends, and look for what is unused less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def end_with_the_supervisor() -> None:
    """Stop this worker in an orderly way when the supervisor is killed: two of them must never run."""
    supervisor = multiprocessing.parent_process()
    assert supervisor is not None, "this runs in the worker process"

    def follow() -> None:
        supervisor.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=follow, name="supervisor", daemon=True).start()
