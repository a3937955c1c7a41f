"""Pages of matters: opened by a form that the signed kind makes, moved by steps, noted on, listed by turn."""

from collections.abc import Iterator

import pytest
from django.test import Client

from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.protocol import documents
from pilin.kernel.matters import models
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.web.sentences import say
from pilin.web.tests import samples
from tests.simulation.rooms import kind_text
from tests.support.neighbour import CODE, Neighbour

US = "330482"
SIGNER = "wu"


@pytest.fixture
def kind(neighbour: Neighbour) -> str:
    """Agree with the neighbour on a small kind; return its hash."""
    text = kind_text(["first", "second"])
    federation.offer(text, basis=neighbour.charter, parties=[US, CODE], at=neighbour.now)
    neighbour.exchange()
    document = next(iter(neighbour.node.tables.documents.values()))
    neighbour.tell(documents.sign(document))
    neighbour.exchange()
    samples.staff()
    return str(document.hash)


@pytest.fixture
def clauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let one clause allow everything: agreements have their own tests."""
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: ["clause:a/1"])
    monkeypatch.setattr(agreements, "openings", lambda *_args, **_named: None)
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    return iter(())


def opened(kind: str) -> tuple[Client, str]:
    client = samples.browser(SIGNER)
    answer = client.post(f"/matters/new/{kind}/", {"text": "路灯"})
    assert answer.status_code == 302, answer.content.decode()
    return client, answer.headers["Location"]


def test_the_kinds_that_may_be_opened_are_listed_with_the_other_party(kind: str) -> None:
    html = samples.browser(SIGNER).get("/matters/new/").content.decode()
    assert f"/matters/new/{kind}/" in html
    assert samples.faults_of(html) == []


def test_a_matter_is_opened_and_shown(kind: str, clauses: None) -> None:
    client, address = opened(kind)
    html = client.get(address).content.decode()
    assert "路灯" in html
    assert "轮到" in html
    assert samples.faults_of(html) == []


def test_without_a_clause_the_form_says_why(kind: str) -> None:
    html = samples.browser(SIGNER).post(f"/matters/new/{kind}/", {"text": "路灯"}).content.decode()
    assert say(DocketRefusal.NO_CLAUSE_ALLOWS_THIS_KIND.value, {"kind": ""}).sentence[:12] in html
    assert not models.Matter.objects.exists()


def test_a_step_is_taken_by_its_form(kind: str, clauses: None) -> None:
    client, address = opened(kind)
    assert "filled" in client.get(f"{address}steps/edit/").content.decode()
    client.post(f"{address}steps/edit/", {"filled": "1", "text": "路灯与步道"})
    assert "路灯与步道" in client.get(address).content.decode()


def test_a_step_without_fields_is_taken_at_once(kind: str, clauses: None) -> None:
    client, address = opened(kind)
    client.post(f"{address}steps/lift/", {})
    assert models.Matter.objects.get().state == "study"


def test_a_step_that_is_not_open_says_why(kind: str, clauses: None) -> None:
    client, address = opened(kind)
    html = client.post(f"{address}steps/return/", {}).content.decode()
    assert 'role="alert"' in html
    assert models.Matter.objects.get().state == "table"


def test_a_note_is_written_beside_the_chain(kind: str, clauses: None) -> None:
    client, address = opened(kind)
    client.post(f"{address}notes/", {"text": "已到现场"})
    assert "已到现场" in client.get(address).content.decode()


def test_an_empty_note_is_not_written(kind: str, clauses: None) -> None:
    client, address = opened(kind)
    client.post(f"{address}notes/", {"text": ""})
    assert not models.Note.objects.exists()


@pytest.mark.parametrize("whose", ["", "ours", "theirs", "near", "late", "ended"])
def test_lists_by_whose_turn_are_whole_pages(kind: str, clauses: None, whose: str) -> None:
    client, address = opened(kind)
    html = client.get(f"/matters/?whose={whose}").content.decode()
    assert samples.faults_of(html) == []
    assert (address in html) == (whose in ("", "ours"))


def test_what_is_not_there_is_not_found(kind: str) -> None:
    client = samples.browser(SIGNER)
    assert client.get("/matters/0192f000-aaaa-7bbb-8ccc-000000000001/").status_code == 404
    assert client.get(f"/matters/new/{'0' * 64}/").status_code == 404


def test_an_offered_document_is_signed_on_its_page(neighbour: Neighbour) -> None:
    samples.staff()
    text = kind_text(["first", "second"])
    neighbour.tell(documents.offer(text, basis=neighbour.charter, parties=[US, CODE]))
    neighbour.exchange()
    client = samples.browser(SIGNER)
    document = next(iter(neighbour.node.tables.documents))
    assert f"/documents/{document}/" in client.get("/documents/").content.decode()
    client.post(f"/documents/{document}/", {"answer": "sign"})
    neighbour.exchange()
    assert neighbour.node.tables.documents[document].state == "agreed"


def test_an_offered_document_is_declined_on_its_page(neighbour: Neighbour) -> None:
    samples.staff()
    neighbour.tell(documents.offer(kind_text(["first", "second"]), basis=neighbour.charter, parties=[US, CODE]))
    neighbour.exchange()
    document = next(iter(neighbour.node.tables.documents))
    samples.browser(SIGNER).post(f"/documents/{document}/", {"answer": "decline", "reason": "未商定"})
    neighbour.exchange()
    assert neighbour.node.tables.documents[document].state == "dead"
