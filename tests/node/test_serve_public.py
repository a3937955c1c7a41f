"""Two sites on one listener, as a reverse proxy meets them: the host name decides, over the real server."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import urllib3

from tests.node.test_serve import address, is_shown
from tests.pair.nodes import Node, eventually, make

pytestmark = pytest.mark.pair

HOST = "public.pinghu.localhost"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Serve a node of its own; whatever still runs at the end is killed."""
    node = make("pinghu", tmp_path_factory.mktemp("public") / "node")
    node.start()
    eventually(lambda: is_shown(node), "the pages are shown")
    yield node
    node.stop()
    node.kill()


def asked(node: Node, path: str, *, host: str = HOST, method: str = "GET") -> urllib3.BaseHTTPResponse:
    """Ask the listener of a node for a path of a host."""
    sent = {"Host": host}
    return urllib3.request(method, address(node) + path, headers=sent, retries=False, redirect=False, timeout=10.0)


def test_the_host_name_alone_decides_which_site_answers(served: Node) -> None:
    assert "两地合作是怎么回事" in asked(served, "/programme/").data.decode()
    assert asked(served, "/sign-in/").status == 404
    office = asked(served, "/programme/", host="127.0.0.1")
    assert (office.status, office.headers["Location"]) == (302, "/sign-in/?next=/programme/")
    assert asked(served, "/", host="elsewhere.example").status == 400


def test_a_node_says_where_its_public_site_is(served: Node) -> None:
    port = urlsplit(address(served)).port
    assert f", public http://{HOST}:{port}, link https://" in served.told


def test_what_init_declared_can_be_read(served: Node) -> None:
    words = asked(served, "/programme/").data.decode()
    assert "什么是“1+6+4”" in words
    assert "来源未载明 × 6" in words
    assert "还没有各方都签了字的协议" in words


def test_a_head_has_the_length_of_the_page_and_no_page(served: Node) -> None:
    page, head = asked(served, "/about/"), asked(served, "/about/", method="HEAD")
    assert (head.status, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(page.data))
    assert head.headers["ETag"] == page.headers["ETag"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nobody_writes(served: Node, method: str) -> None:
    answer = asked(served, "/", method=method)
    assert answer.status == 405
    assert "公开页只能看，不能写" in answer.data.decode()


def test_a_very_long_question_changes_nothing(served: Node) -> None:
    assert asked(served, f"/?{'x' * 6000}").data == asked(served, "/").data


def test_style_sheets_come_from_the_same_host(served: Node) -> None:
    for path in ("/static/web/pilin.css", "/node.css"):
        answer = asked(served, path)
        assert answer.status == 200
        assert "Set-Cookie" not in answer.headers
