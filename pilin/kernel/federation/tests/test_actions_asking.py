"""Asking: the question is told and committed, what a peer says to it is found, and the waiting has an end."""

from collections.abc import Callable, Sequence

import pytest
from django.db import transaction

from pilin.base.clock import Instant
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import asking, sessions
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import AT, CHARTER, PEER

QUESTION = Draft("ledger.ask", "ledger", CHARTER, {"n": 1}, (PEER,), lane="ask")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Event]:
    """Let a question be told at once, and return a function that lets the peer say something to it beforehand."""
    asked = links.event(links.ours(), QUESTION.kind)

    def tell(drafts: Sequence[Draft], *, at: Instant) -> list[Event]:
        assert (list(drafts), at) == ([QUESTION], AT)
        return [asked]

    def say(kind: str, re: str = asked.hash) -> Event:
        said = links.event(PEER, kind, re=re)
        links.envelope(1, author=PEER, told=said)
        return said

    monkeypatch.setattr(sessions, "tell", tell)
    return say


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["ledger.answer", "link.refusal"])
def test_what_the_peer_says_is_returned(heard: Callable[..., Event], kind: str) -> None:
    said = heard(kind)
    answer = asking.ask(QUESTION, at=AT, wait_seconds=5)
    assert answer is not None
    assert (answer.hash, answer.kind) == (said.hash, kind)


@pytest.mark.django_db(transaction=True)
def test_the_waiting_ends(heard: Callable[..., Event]) -> None:
    heard("ledger.answer", re="f" * 64)
    assert asking.ask(QUESTION, at=AT, wait_seconds=0) is None


@pytest.mark.django_db(transaction=True)
def test_an_own_word_is_no_answer(heard: Callable[..., Event]) -> None:
    own = links.event(links.ours(), "ledger.post", re=links.event(links.ours(), QUESTION.kind).hash)
    links.envelope(1, told=own)
    assert asking.ask(QUESTION, at=AT, wait_seconds=0) is None


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_while_we_wait_is_found(
    heard: Callable[..., Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    naps = iter((lambda: None, lambda: heard("ledger.answer")))
    monkeypatch.setattr(asking, "sleep", lambda seconds: next(naps)())
    assert asking.ask(QUESTION, at=AT, wait_seconds=60) is not None
    assert list(naps) == []


@pytest.mark.django_db
def test_a_question_inside_a_transaction_is_a_programmers_error() -> None:
    with transaction.atomic(), pytest.raises(AssertionError, match="not committed"):
        asking.ask(QUESTION, at=AT, wait_seconds=0)


@pytest.mark.django_db
def test_a_commit_wakes_whoever_carries(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(sessions, "wakers", [lambda: woken.append("courier")])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        sessions.tell([], at=AT)
        assert woken == []
    assert woken == ["courier"]


@pytest.mark.django_db(transaction=True)
def test_rooms_ask_through_the_rooms_name(heard: Callable[..., Event]) -> None:
    said = heard("ledger.answer")
    draft = federation.Draft(QUESTION.kind, QUESTION.scope, CHARTER, {"n": 1}, (PEER,), lane="ask")
    answer = federation.ask(draft, at=AT, wait_seconds=5)
    assert isinstance(answer, federation.Event)
    assert answer == federation.answer_to(said.re)


@pytest.mark.django_db(transaction=True)
def test_answers_to_several_are_found_at_once(heard: Callable[..., Event], django_assert_num_queries: object) -> None:
    first, second = heard("ledger.answer", re="a" * 64), links.event(PEER, "ledger.answer", re="b" * 64)
    links.envelope(2, author=PEER, told=second)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = federation.answers_to(["a" * 64, "b" * 64, "c" * 64])
    assert {re: event.hash for re, event in found.items()} == {"a" * 64: first.hash, "b" * 64: second.hash}
    assert federation.answers_to([]) == {}


@pytest.mark.django_db(transaction=True)
def test_who_was_answered_is_known_without_reading_answers(
    heard: Callable[..., Event], django_assert_num_queries: object
) -> None:
    heard("ledger.answer", re="a" * 64)
    unkept, own = links.event(PEER, "ledger.answer", re="b" * 64), links.event(links.ours(), "ledger.post", re="c" * 64)
    links.envelope(2, author=PEER, told=unkept, line=b"")  # its text held an identity number
    links.envelope(3, told=own)
    asked = [letter * 64 for letter in "abcd"]
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert federation.answered(asked) == {"a" * 64}
    assert federation.answered(asked) == {*federation.answers_to(asked)}


@pytest.mark.django_db(transaction=True)
def test_the_first_answer_counts(heard: Callable[..., Event]) -> None:
    first = heard("ledger.answer", re="a" * 64)
    links.envelope(2, author=PEER, told=links.event(PEER, "link.refusal", re="a" * 64))
    assert federation.answers_to(["a" * 64])["a" * 64].hash == first.hash


@pytest.mark.django_db(transaction=True)
def test_what_we_have_answered_is_known_for_several_at_once(heard: Callable[..., Event]) -> None:
    links.envelope(1, told=links.event(links.ours(), "ledger.answer", re="a" * 64))
    heard("ledger.answer", re="b" * 64)  # the peer's answer is none of ours
    asked = ["a" * 64, "b" * 64, "c" * 64]
    assert federation.replied_of(asked, "ledger.answer") == {"a" * 64}
    assert federation.replied_of(asked, "ledger.post") == set()
    assert federation.replied("a" * 64, "ledger.answer")


@pytest.mark.django_db(transaction=True)
def test_who_waits_need_not_look_before_a_peer_was_heard(django_assert_num_queries: object) -> None:
    links.link()
    before = federation.heard()
    tables.OutLane.objects.create(link_id=PEER, lane="ask", seq=3)  # what we say ourselves answers nobody
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert federation.heard() == before
    tables.InLane.objects.create(link_id=PEER, lane="ask", seq=1)
    assert federation.heard() != before


@pytest.mark.django_db
@pytest.mark.parametrize(("hurried", "woken"), [(True, ["courier"]), (False, [])])
def test_what_nobody_waits_for_wakes_nobody(
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., object],
    hurried: bool,
    woken: list[str],
) -> None:
    called: list[str] = []
    monkeypatch.setattr(sessions, "wakers", [lambda: called.append("courier")])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        sessions.tell([], at=AT, hurried=hurried)
    assert called == woken
