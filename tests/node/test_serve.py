"""`pilin serve` as a real process: pages, an orderly end on SIGTERM, and no worker that outlives its supervisor."""

import gc
import os
import signal
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from pilin.node.verbs import serve
from tests.pair.nodes import PATIENCE_SECONDS, Node, eventually, free_port, make

pytestmark = pytest.mark.pair


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Make a node of its own; whatever still runs at the end is killed."""
    node = make("pinghu", tmp_path_factory.mktemp("serve") / "node")
    with (node.folder / "nodes" / "own.toml").open("a", encoding="utf-8") as written:
        written.write(f"\n[metrics]\nport = {free_port()}\n[gateway]\nport = {free_port()}\n")
    yield node
    node.kill()


@pytest.fixture
def served(node: Node) -> Iterator[Node]:
    node.start()
    yield node
    node.stop()


def address(node: Node) -> str:
    """Return where the pages are, as the node said it last."""
    return node.told.rpartition("pages ")[2].split(",")[0].split()[0]


def page(node: Node, path: str = "/sign-in/") -> urllib3.BaseHTTPResponse:
    return urllib3.request("GET", address(node) + path, retries=False, redirect=False, timeout=10.0)


def is_shown(node: Node) -> bool:
    try:
        return page(node).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def workers(node: Node) -> list[int]:
    """Return the processes that serve this node, beside its supervisor."""
    assert node.process is not None
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            group = os.getpgid(int(status.parent.name))
        except ProcessLookupError:
            continue
        if group == node.process.pid and int(status.parent.name) != group:
            found.append(int(status.parent.name))
    return found


def test_a_served_node_says_how_it_is_and_shows_its_pages(served: Node) -> None:
    eventually(lambda: is_shown(served), "the pages are shown")
    assert "平湖市 330482: open, life 1; peers: none yet" in served.told
    answer = page(served)
    assert "平湖市" in answer.data.decode()
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert page(served, "/static/web/pilin.css").status == 200
    assert page(served, "/matters/").headers["Location"] == "/sign-in/?next=/matters/"


def figures(node: Node) -> str:
    """Return what Prometheus would fetch."""
    port = tomllib.loads((node.folder / "nodes" / "own.toml").read_text(encoding="utf-8"))["metrics"]["port"]
    return urllib3.request("GET", f"http://127.0.0.1:{port}/metrics", retries=False, timeout=10.0).data.decode()


def test_a_served_node_says_that_it_is_whole_and_tells_its_figures(served: Node) -> None:
    eventually(lambda: is_shown(served) and page(served, "/healthz").status == 200, "it is whole")
    assert page(served, "/metrics").status == 404
    told = figures(served)
    assert 'pilin_page_seconds_count{page="healthz",status="2xx"}' in told
    assert told.count("pilin_process_memory_bytes{") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_order_and_may_start_again_at_once(node: Node, number: signal.Signals) -> None:
    for _ in range(2):
        node.start()
        before = workers(node)
        assert before
        node.signal(number)
        assert node.process is not None
        assert node.process.returncode == 0
        assert workers(node) == []
    assert "Traceback" not in node.told


def test_while_it_serves_verbs_that_need_it_alone_are_refused_and_others_work(served: Node) -> None:
    assert "node_is_serving" in served.run("rotate-key", expect=2)
    assert "may sign already" in served.run("init", "--office", "f_phsw")
    assert served.run("audit") == "everything holds\n"
    assert "keys are not in it" in served.run("backup", served.folder)


def gateway(node: Node) -> int:
    """Return what a hospital's program is answered that shows no credential: a status."""
    port = tomllib.loads((node.folder / "nodes" / "own.toml").read_text(encoding="utf-8"))["gateway"]["port"]
    url = f"http://127.0.0.1:{port}/CSB"
    return urllib3.request("POST", url, body=b"{}", retries=False, timeout=10.0).status


def test_the_gateway_may_be_a_service_of_its_own(node: Node) -> None:
    node.start("--only", "gateway")
    assert ", gateway http://127.0.0.1:" in node.told
    eventually(lambda: gateway(node) == 401, "the gateway answers")
    node.stop()
    assert node.process is not None
    assert node.process.returncode == 0
    assert "Traceback" not in node.told


def test_a_worker_ends_when_its_supervisor_is_killed(node: Node) -> None:
    node.start()
    assert node.process is not None
    left = workers(node)
    node.process.kill()
    node.process.wait(PATIENCE_SECONDS)
    eventually(lambda: not any(Path(f"/proc/{worker}").exists() for worker in left), "the worker ends")
    node.start()
    eventually(lambda: is_shown(node), "the pages are shown again")
    node.stop()


def test_pages_and_worker_may_be_two_services(node: Node) -> None:
    other = Node(node.name, node.folder)
    try:
        node.start("--only", "worker")
        other.start("--only", "web")
        eventually(lambda: is_shown(other), "the pages are shown")
        eventually(lambda: page(other, "/healthz").status == 200, "the worker gives a sign of life")
        assert 'pilin_process_memory_bytes{process="worker"}' in figures(other)
        node.stop()
        assert node.process is not None
        assert node.process.returncode == 0
        assert page(other).status == 200
    finally:
        node.stop()
        other.stop()


def test_what_stands_at_the_start_is_kept_and_what_comes_then_is_thrown_away_unused() -> None:
    usual = gc.get_threshold()
    try:
        serve.keep()
        kept = gc.get_freeze_count()
        assert kept > 100_000, "the rooms are there before the first reader"
        assert gc.get_threshold() == serve.GARBAGE
        circle: list[object] = []
        circle.append(circle)
        del circle
        assert gc.collect() >= 1
        assert gc.get_freeze_count() <= kept, "what came then is not kept"
    finally:
        gc.set_threshold(*usual)
