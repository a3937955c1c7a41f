"""Every page of the shell: whole, without scripts, with strict headers; and what stands where a page does not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import PEER
from pilin.web import middleware
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

TEMPLATES = sorted((Path(__file__).parents[1] / "templates").rglob("*.html"))


@pytest.fixture(autouse=True)
def _staff() -> None:
    samples.staff()


def page(address: str, account: str = "zhao") -> str:
    return samples.browser(account).get(address).content.decode()


@pytest.mark.parametrize("address", ["/diagnostics/", "/diagnostics/dead-letters/", "/evidence/?subject=matter/1"])
def test_pages_are_whole(address: str) -> None:
    links.link()
    links.refused(1)
    html = page(address)
    assert samples.faults_of(html) == []
    assert 'class="skip" href="#main"' in html


def test_evidence_says_who_signed_when_and_that_it_verifies(django_assert_max_num_queries: Any) -> None:
    links.link()
    links.envelope(1, told=links.event(links.ours(), subject="matter/1", at=links.ago(60)))
    links.envelope(1, author=PEER, told=links.event(PEER, "document.sign", subject="matter/1"))
    client = samples.browser("li")
    with django_assert_max_num_queries(12):
        words = samples.text_of(client.get("/evidence/?subject=matter/1").content.decode())
    assert "2026-03-04 09:01:03 平湖市 提出文件 ● 签名有效" in words
    assert "2026-03-04 09:02:03 金山区 签署文件 ● 签名有效" in words


def test_evidence_of_nothing_says_where_it_comes_from() -> None:
    assert "请从事项或文件页的印记进入" in page("/evidence/?subject=&after=x")


def test_long_evidence_has_more_pages() -> None:
    links.link()
    for seq in range(1, 53):
        links.envelope(seq, told=links.event(links.ours(), subject="matter/1", at=links.ago(seq)))
    first = page("/evidence/?subject=matter/1")
    assert first.count("签名有效") == 50
    after = first.partition("after=")[2].partition('"')[0]
    assert page(f"/evidence/?subject=matter/1&after={after}").count("签名有效") == 2


@pytest.mark.parametrize(
    ("mode", "words"), [("recovering", "本节点正在恢复，暂时只读"), ("halted", "本节点已停止收发"), ("open", "")]
)
def test_a_node_that_does_not_write_says_so_on_every_page(mode: str, words: str) -> None:
    links.node(mode)
    html = page("/evidence/")
    assert words in html
    assert ('class="notice"' in html) is bool(words)


def test_the_navigation_says_where_one_is() -> None:
    assert '<a href="/diagnostics/" aria-current="page">' in page("/diagnostics/")
    assert "aria-current" not in page("/evidence/")


def test_a_page_that_is_not_there_says_so_in_plain_words() -> None:
    for client in (Client(), samples.browser("li")):
        answer = client.get("/nowhere/")
        assert answer.status_code == 404
        assert "找不到这个页面" in answer.content.decode()
        assert samples.faults_of(answer.content.decode()) == []


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "500"])
def test_error_pages_need_nothing_that_may_be_broken(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert samples.faults_of(html) == []
    assert "。" in html


def test_headers_allow_a_page_no_more_than_it_needs() -> None:
    answer = headers_of(lambda _request: HttpResponse())
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["Cache-Control"] == "no-store, private"
    assert "camera=()" in answer["Permissions-Policy"]


def headers_of(view: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Return the headers of a view's answer behind the middleware."""
    return middleware.strict_headers(view)(RequestFactory().get("/")).headers


def test_a_page_may_say_itself_how_long_it_is_kept() -> None:
    answer = headers_of(lambda _request: HttpResponse(headers={"Cache-Control": "max-age=60"}))
    assert answer["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_templates_speak_through_the_translator(file: Path) -> None:
    """Chinese words stand in translation tags only, so that English can come by a switch; the seal is a picture."""
    text = file.read_text(encoding="utf-8").replace(">印<", "><")
    outside = [
        part.partition("%}")[2] if number else part
        for number, part in enumerate(text.split("{%"))
        if not (number and part.strip().startswith(("blocktranslate", "plural")))
    ]
    assert [character for part in outside for character in part if "\u4e00" <= character <= "\u9fff"] == []
