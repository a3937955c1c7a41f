"""Texts of a peer are shown as texts: whatever it writes, no page runs it, breaks by it, or looks like another page."""

from collections.abc import Callable
from urllib.parse import quote

import pytest

from pilin.kernel.federation import models as federation
from pilin.kernel.federation.protocol import documents
from pilin.kernel.federation.tests import links
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import CLAUSE, OPINION, THEM, US, Stage
from pilin.web.tests import samples

Read = Callable[..., str]
WICKED = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; background: url(//elsewhere.example/x); '",
    "{% load i18n %}{{ settings.SECRET_KEY }}",
    "</title></head><body><h1>平湖市</h1>",
    "javascript:alert(1)",
]


def shown(address: str) -> str:
    """Return a page, which must be whole; a peer's words are on it and nothing that they ask for."""
    answer = samples.browser("wu").get(address)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    assert "<script" not in samples.foreign(html)
    assert "<img" not in html
    return html


@pytest.mark.parametrize("text", WICKED)
def test_what_a_peer_says_in_a_matter_is_text(scene: Stage, text: str) -> None:
    scene.open_plan()
    scene.meet()
    scene.they_take("refuse_milestone", fields={**OPINION, "reason": text})
    scene.they_tell(chain.noting(scene.theirs, text, basis=CLAUSE))
    scene.meet()
    words = samples.text_of(shown(f"/matters/{scene.matter}/"))
    assert words.count(text) >= 2


@pytest.mark.parametrize("text", WICKED)
def test_the_name_of_a_matter_and_of_a_peer_is_text(scene: Stage, text: str) -> None:
    scene.open_plan(title=text)
    federation.Link.objects.update(name=text)
    for address in ("/matters/", f"/matters/{scene.matter}/", f"/matters/{scene.matter}/steps/withdraw/"):
        assert text in samples.text_of(shown(address)), address
    for address in ("/diagnostics/", f"/evidence/?subject=matter/{scene.matter}"):
        assert text in samples.text_of(shown(address)), address


@pytest.mark.parametrize("text", WICKED)
def test_a_document_is_shown_as_it_will_be_signed(scene: Stage, text: str) -> None:
    titled = {**kit.document("plan"), "title": {"zh": text, "en": "x"}}
    scene.neighbour.tell(documents.offer(titled, basis=scene.neighbour.charter, parties=[US, THEM]))
    scene.meet()
    page = shown("/documents/")
    assert text in samples.text_of(page)


@pytest.mark.parametrize("text", WICKED)
def test_what_comes_by_the_address_is_text(scene: Stage, text: str) -> None:
    client = samples.browser("wu")
    named = {"words": "/matters/", "whose": "/matters/", "subject": "/evidence/", "asked": "/diagnostics/"}
    for name, address in named.items():
        html = client.get(address, {name: text, "since": text}).content.decode()
        assert samples.faults_of(html) == [], address
        assert "<script" not in samples.foreign(html)
        assert "<img" not in html


def test_a_reason_of_a_refusal_is_text(scene: Stage) -> None:
    links.refused(900, code="<b>code</b>", reason="<script>alert(1)</script>")
    page = shown("/diagnostics/")
    assert "<b>code" not in page


@pytest.mark.parametrize("length", [200, 4000])
def test_a_long_word_of_a_peer_is_cut_in_lists_and_whole_on_its_page(scene: Stage, length: int) -> None:
    name = "长" * length
    scene.open_plan(title=name)
    assert "长" * 200 in shown("/matters/")
    assert "长" * 201 not in shown("/matters/")
    assert name in shown(f"/matters/{scene.matter}/")


@pytest.mark.parametrize(
    "address",
    [
        "/matters/?words=%00",
        "/matters/?after=%00|%00",
        "/evidence/?subject=matter/%00",
        "/desk/?whose=%00&after=%00",
        "/desk/search/?words=a%00b",
        "/desk/ledger/account/?account=%00",
        "/diagnostics/?asked=%00&since=%00",
        "/desk/%00/",
    ],
)
def test_an_address_with_a_nul_is_refused_in_words_on_either_database(scene: Stage, address: str) -> None:
    answer = samples.browser("wu").get(address)
    assert answer.status_code == 400
    html = answer.content.decode()
    assert "没有看懂这个请求" in html
    assert samples.faults_of(html) == []
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("text", WICKED)
@pytest.mark.parametrize("address", ["/desk/search/?words=", "/matters/?words=", "/desk/?whose="])
def test_what_people_write_into_an_address_is_text(scene: Stage, address: str, text: str) -> None:
    shown(address + quote(text))
