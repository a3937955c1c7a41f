"""The demonstration's nodes and people: configurations of their own, what went wrong and where, codes, pages."""

from pathlib import Path
from signal import SIGKILL
from types import SimpleNamespace
from typing import Any

import pyotp
import pytest

from pilin.base.refusal import Refused
from pilin.node.config import CHECKOUT, load
from pilin.node.demo import nodes
from pilin.node.demo.browser import Authenticator, Browser, links
from pilin.node.demo.nodes import DemoNode, configured, fresh
from pilin.node.refusals import NodeRefusal


def node(folder: Path) -> DemoNode:
    return DemoNode(
        "330482", "平湖市", CHECKOUT / "nodes" / "pinghu.toml", folder, "http://127.0.0.1:9", "", "http://127.0.0.1:9"
    )


def test_a_configuration_with_other_ports_is_whole(tmp_path: Path) -> None:
    file = configured(CHECKOUT / "nodes" / "jinshan.toml", tmp_path, pages_port=4001, link_port=4002, gateway_port=4003)
    config = load(file, data_dir=tmp_path)
    assert (config.node.code, config.pages.port, config.link.port) == ("310116", 4001, 4002)
    assert config.link.url == "https://127.0.0.1:4002"
    assert config.gateway is not None
    assert (config.gateway.host, config.gateway.port) == ("127.0.0.1", 4003)


def test_a_fresh_folder_is_empty(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "file").touch()
    assert list(fresh(tmp_path / "old").iterdir()) == []


def test_a_verb_that_fails_is_shown_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        node(tmp_path).run("export", "matter/none", str(tmp_path / "bundle"))
    assert refused.value.code is NodeRefusal.DEMO_STEP_FAILED
    assert refused.value.facts["node"] == "平湖市"


def test_a_node_that_ends_at_once_is_shown_with_its_log(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        node(tmp_path).serve()  # it was never made
    assert refused.value.code is NodeRefusal.DEMO_NODE_DOES_NOT_START


def test_a_gateway_that_ends_at_once_is_shown_with_its_log(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        node(tmp_path).serve_hospitals()  # its node was never made
    assert refused.value.code is NodeRefusal.DEMO_NODE_DOES_NOT_START
    assert (tmp_path / "gateway.log").exists()


def test_node_and_gateway_are_stopped_together(tmp_path: Path) -> None:
    stopped = []

    def process(name: str, *, ended: bool) -> Any:
        return SimpleNamespace(
            poll=lambda: 0 if ended else None,
            send_signal=lambda number: stopped.append((name, number)),
            wait=lambda _seconds: stopped.append((name, "waited")),
        )

    one = node(tmp_path)
    one.gate, one.process = process("gate", ended=False), process("node", ended=False)
    one.stop(hard=True)
    assert stopped == [("gate", SIGKILL), ("gate", "waited"), ("node", SIGKILL), ("node", "waited")]
    assert one.gate is one.process is None
    one.process = process("node", ended=True)
    one.stop()
    assert len(stopped) == 4


def test_nobody_is_reached_where_nobody_listens() -> None:
    assert nodes.reached("http://127.0.0.1:1/") == 0


class Pages(Browser):
    """A browser whose pages are given."""

    def __init__(self, pages: dict[str, tuple[int, str]]) -> None:
        self._base, self._cookies = "http://node", {}
        self._pool: Any = SimpleNamespace(
            request=lambda _method, url, **_rest: answer(*pages[url.removeprefix("http://node")])
        )


def answer(status: int, text: str) -> SimpleNamespace:
    return SimpleNamespace(status=status, data=text.encode(), headers=SimpleNamespace(getlist=lambda _name: []))


def test_a_page_that_is_not_shown_is_a_failure() -> None:
    with pytest.raises(Refused) as refused:
        Pages({"/x/": (404, "")}).get("/x/")
    assert refused.value.code is NodeRefusal.DEMO_PAGE_FAILED


@pytest.mark.parametrize(
    "page",
    [
        '<p class="refusal" role="alert">不能办理</p>',
        '<li class="message error">不能办理</li>',
        '<p class="error">不能办理</p>',
    ],
)
def test_a_refusal_on_a_page_is_a_failure_with_its_sentence(page: str) -> None:
    form = '<input type="hidden" name="csrfmiddlewaretoken" value="t">'
    with pytest.raises(Refused) as refused:
        Pages({"/x/": (200, form + page)}).fill("/x/", {})
    assert refused.value.facts["said"] == "不能办理"


def test_a_page_without_a_form_cannot_be_filled() -> None:
    with pytest.raises(Refused) as refused:
        Pages({"/x/": (200, "words")}).fill("/x/", {})
    assert refused.value.facts["said"] == "no form"


def test_links_are_found_by_their_address() -> None:
    page = '<a href="/matters/1/">一</a> <a href="/documents/">二</a>'
    assert links(page, r"/matters/\d+/") == [("/matters/1/", "一")]


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FORM = '<input type="hidden" name="csrfmiddlewaretoken" value="t">'


def test_an_authenticator_shows_no_code_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    half_minutes = iter([100, 100, 100, 101, 101, 102])
    monkeypatch.setattr(Authenticator, "_now", lambda _self: next(half_minutes))
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    phone = Authenticator(SECRET)
    assert [phone.code() for _ in range(3)] == [pyotp.TOTP(SECRET).generate_otp(step) for step in (100, 101, 102)]


def test_a_person_without_second_factor_sets_it_up_and_keeps_the_spare_codes() -> None:
    page = f'{FORM}<code class="secret">{SECRET[:4]} {SECRET[4:]}</code><ol><li><code>AAAA BBBB</code></li></ol>'
    phone = Authenticator()
    Pages({"/account/second-factor/": (200, page)})._set_up("sesame", phone)
    assert (phone.secret, phone.spare) == (SECRET, ["AAAA BBBB"])
    assert phone.last_step > 0


def test_a_page_without_a_secret_is_a_failure() -> None:
    with pytest.raises(Refused) as refused:
        Pages({"/account/second-factor/": (200, FORM)})._set_up("sesame", Authenticator())
    assert refused.value.facts["said"] == "no secret"


def test_a_node_that_does_not_run_stops_without_a_word(tmp_path: Path) -> None:
    assert nodes.START_SECONDS > 0
    node(tmp_path).stop(hard=True)
