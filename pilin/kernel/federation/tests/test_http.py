"""The listener in good weather: who may come in, batches, lanes, refusals, and how it stops."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import sleep

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.federation.http import HttpRefusal, Limits, Listener
from pilin.kernel.federation.http.writer import Lanes
from pilin.kernel.federation.tests.ends import (
    HOST,
    LIMITS,
    End,
    Inbox,
    assert_later,
    listening,
    make_end,
    until_taken,
    write_pair,
)
from pilin.kernel.federation.transport import HttpsTransport, Incoming, LinkDown, TransportRefusal


@pytest.fixture
def here(tmp_path: Path) -> End:
    return make_end(tmp_path, "330482")


@pytest.fixture
def there(tmp_path: Path) -> End:
    return make_end(tmp_path, "310116")


@pytest.fixture
def inbox(there: End) -> Inbox:
    """An inbox with an open gate that knows the other node."""
    inbox = Inbox(pinned={there.certificate: there.code})
    inbox.gate.set()
    return inbox


@pytest.fixture
def way(there: End) -> Iterator[HttpsTransport]:
    transport = there.transport()
    yield transport
    transport.close()


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def told(way: HttpsTransport, here: End, port: int, frame: bytes = b"frame") -> tuple[object, object]:
    """Exchange a frame that is refused, and return status and code of the refusal."""
    with pytest.raises(LinkDown) as caught:
        way.exchange(here.at(port), frame)
    assert caught.value.code is TransportRefusal.PEER_ANSWERED_WITH_A_STATUS
    return caught.value.facts["status"], caught.value.facts["told"]


def until(listener: Listener, count: int) -> None:
    """Wait until so many frames wait for the writer."""
    assert_later(lambda: listener._writer.lanes._size() == count)


def test_a_frame_comes_in_and_its_answer_goes_back(here: End, inbox: Inbox, way: HttpsTransport) -> None:
    with listening(here, inbox) as listener:
        assert way.exchange(here.at(listener.port), b"frame", lane="ask") == b"re:frame"
        assert way.exchange(here.at(listener.port), b"x" * 100_000) == b"re:" + b"x" * 100_000
    assert inbox.batches[0] == [Incoming("310116", b"frame", "ask")]


def test_a_frame_may_have_no_answer(here: End, inbox: Inbox, way: HttpsTransport) -> None:
    with listening(here, inbox) as listener:
        assert way.exchange(here.at(listener.port), b"hush") == b""


def test_one_connection_carries_many_frames(here: End, inbox: Inbox, way: HttpsTransport) -> None:
    with listening(here, inbox) as listener:
        for number in range(20):
            assert way.exchange(here.at(listener.port), b"%d" % number) == b"re:%d" % number
        assert len(listener._open) == 1


def test_frames_that_wait_together_go_in_one_batch(here: End, there: End, inbox: Inbox) -> None:
    inbox.gate.clear()
    way = there.transport()
    with listening(here, inbox) as listener, ThreadPoolExecutor() as pool:
        address = here.at(listener.port)
        answers = [pool.submit(way.exchange, address, b"first")]
        assert inbox.entered.wait(5)
        answers += [pool.submit(way.exchange, address, b"%d" % number) for number in range(3)]
        until(listener, 3)
        inbox.gate.set()
        assert [answer.result() for answer in answers] == [b"re:first", b"re:0", b"re:1", b"re:2"]
        way.close()
    assert [len(batch) for batch in inbox.batches] == [1, 3]


def test_a_question_overtakes_a_backlog(here: End, there: End, inbox: Inbox) -> None:
    inbox.gate.clear()
    way = there.transport()
    with listening(here, inbox) as listener, ThreadPoolExecutor() as pool:
        address = here.at(listener.port)
        pool.submit(way.exchange, address, b"first", lane="bulk")
        assert inbox.entered.wait(5)
        for number, lane in enumerate(("bulk", "bulk", "ask")):
            pool.submit(way.exchange, address, b"%d" % number, lane=lane)
            until(listener, number + 1)
        inbox.gate.set()
    way.close()
    assert [[incoming.lane for incoming in batch] for batch in inbox.batches] == [["bulk"], ["ask"], ["bulk", "bulk"]]


def lanes_of(loop: asyncio.AbstractEventLoop, order: str, limits: Limits) -> list[str]:
    """Put frames a(sk), w(ork), b(ulk) in this order, and return the batches in which they come out."""
    names = {"a": "ask", "w": "work", "b": "bulk"}
    lanes = Lanes(limits)
    for letter in order:
        lanes.put(Incoming("310116", b"1234", names[letter]), loop.create_future())
    batches = []
    while batch := lanes.take(0):
        batches.append("".join(waiting.incoming.lane[0] for waiting in batch))
    return batches


@pytest.mark.parametrize(
    ("order", "batches"),
    [
        ("", []),
        ("bwa", ["a", "b", "w"]),
        ("wba", ["a", "w", "b"]),
        ("bbbaa", ["aa", "bb", "b"]),
        ("baaaaa", ["aa", "b", "aa", "a"]),
        ("aaa", ["aa", "a"]),
    ],
)
def test_questions_go_first_and_nobody_starves(loop: asyncio.AbstractEventLoop, order: str, batches: list[str]) -> None:
    assert lanes_of(loop, order, Limits(batch_frames_max=2, gather_seconds=0)) == batches


def test_a_batch_is_bounded_in_bytes_but_takes_one_frame_of_any_size(loop: asyncio.AbstractEventLoop) -> None:
    assert lanes_of(loop, "bbb", Limits(batch_bytes_max=8, gather_seconds=0)) == ["bb", "b"]
    assert lanes_of(loop, "bb", Limits(batch_bytes_max=1, gather_seconds=0)) == ["b", "b"]


def test_the_first_frame_waits_for_a_second(loop: asyncio.AbstractEventLoop) -> None:
    lanes = Lanes(Limits(batch_frames_max=2, gather_seconds=5))
    lanes.put(Incoming("310116", b"1", "work"), loop.create_future())
    second = threading.Timer(0.05, lanes.put, (Incoming("310116", b"2", "work"), loop.create_future()))
    second.start()
    assert len(lanes.take(5)) == 2
    second.join()


def test_closed_lanes_take_no_more_and_are_finished_when_empty(loop: asyncio.AbstractEventLoop) -> None:
    lanes = Lanes(Limits())
    lanes.put(Incoming("310116", b"1", "work"), loop.create_future())
    lanes.close()
    with pytest.raises(Refused) as caught:
        lanes.put(Incoming("310116", b"2", "work"), loop.create_future())
    assert caught.value.code is HttpRefusal.LISTENER_IS_STOPPING
    assert not lanes.is_finished()
    assert len(lanes.take(5)) == 1
    assert lanes.is_finished()


@pytest.mark.parametrize("frame", [b"raise", b"lose"])
def test_a_desk_that_fails_refuses_the_batch_and_lives(
    here: End, inbox: Inbox, way: HttpsTransport, caplog: pytest.LogCaptureFixture, frame: bytes
) -> None:
    with listening(here, inbox) as listener:
        assert told(way, here, listener.port, frame) == (503, "frame_was_not_taken")
        assert way.exchange(here.at(listener.port), b"next") == b"re:next"
    assert "a batch was not taken" in caplog.text


def test_a_frame_that_waits_too_long_is_told_so_and_not_taken(here: End, there: End, inbox: Inbox) -> None:
    inbox.gate.clear()
    way = there.transport()
    with listening(here, inbox, replace(LIMITS, turn_seconds=0.1)) as listener:
        assert told(way, here, listener.port, b"taken") == (503, "writer_is_busy")
        assert told(way, here, listener.port, b"left") == (503, "writer_is_busy")
        inbox.gate.set()
        assert way.exchange(here.at(listener.port), b"next") == b"re:next"
        way.close()
    assert [[incoming.frame for incoming in batch] for batch in inbox.batches] == [[b"taken"], [b"next"]]


def test_a_new_peer_is_let_in_at_once_by_refresh(here: End, there: End, inbox: Inbox, way: HttpsTransport) -> None:
    inbox.pinned = {}
    with listening(here, inbox, replace(LIMITS, refresh_seconds=60)) as listener:
        with pytest.raises(LinkDown):
            way.exchange(here.at(listener.port), b"frame")
        inbox.pinned = {there.certificate: there.code}
        listener.refresh()
        assert way.exchange(here.at(listener.port), b"frame") == b"re:frame"


def test_a_new_peer_is_let_in_soon_without_a_word(here: End, there: End, inbox: Inbox, way: HttpsTransport) -> None:
    inbox.pinned = {}
    with listening(here, inbox) as listener:
        inbox.pinned = {there.certificate: there.code}
        for _ in range(100):
            try:
                assert way.exchange(here.at(listener.port), b"frame") == b"re:frame"
            except LinkDown:
                sleep(0.05)
            else:
                return
    pytest.fail("the peer was never let in")


def test_a_peer_that_is_no_longer_pinned_is_refused_on_its_open_connection(
    here: End, inbox: Inbox, way: HttpsTransport
) -> None:
    with listening(here, inbox) as listener:
        assert way.exchange(here.at(listener.port), b"frame") == b"re:frame"
        inbox.pinned = {}
        listener.refresh()
        assert told(way, here, listener.port) == (403, "certificate_is_not_pinned")
        with pytest.raises(LinkDown) as caught:
            way.exchange(here.at(listener.port), b"frame")
    assert caught.value.code is not TransportRefusal.PEER_ANSWERED_WITH_A_STATUS, "no further than the handshake"


def test_both_certificates_of_a_peer_are_good_while_it_replaces_its_own(
    here: End, there: End, inbox: Inbox, tmp_path: Path
) -> None:
    new = make_end(tmp_path, there.code, "-new")
    inbox.pinned = {there.certificate: there.code, new.certificate: new.code}
    with listening(here, inbox) as listener:
        for end in (there, new):
            way = end.transport()
            assert way.exchange(here.at(listener.port), b"frame") == b"re:frame"
            way.close()
    assert {incoming.code for batch in inbox.batches for incoming in batch} == {there.code}


def test_the_own_certificate_is_replaced_while_the_listener_runs(here: End, inbox: Inbox, way: HttpsTransport) -> None:
    with listening(here, inbox, replace(LIMITS, refresh_seconds=60)) as listener:
        old = here.at(listener.port)
        assert way.exchange(old, b"old") == b"re:old"
        certificate = write_pair(here.credentials, here.code)
        listener.refresh()
        assert way.exchange(replace(old, certificates=(certificate,)), b"new") == b"re:new"
        with pytest.raises(LinkDown) as caught:
            way.exchange(old, b"old")
    assert caught.value.code is TransportRefusal.PEER_CERTIFICATE_IS_WRONG


def test_a_pin_that_is_not_readable_shuts_out_nobody_else(
    here: End, inbox: Inbox, way: HttpsTransport, caplog: pytest.LogCaptureFixture
) -> None:
    inbox.pinned = {"rubbish": "330421", **inbox.pinned}
    with listening(here, inbox) as listener:
        assert way.exchange(here.at(listener.port), b"frame") == b"re:frame"
    assert "330421" in caplog.text


def test_a_desk_that_cannot_tell_who_is_pinned_changes_nothing(
    here: End, inbox: Inbox, way: HttpsTransport, caplog: pytest.LogCaptureFixture
) -> None:
    with listening(here, inbox) as listener:
        inbox.pinned = None  # type: ignore[assignment]
        assert_later(lambda: "cannot learn who is pinned" in caplog.text)
        assert way.exchange(here.at(listener.port), b"frame") == b"re:frame"


def test_while_stopping_what_is_inside_is_answered_and_what_comes_is_refused(
    here: End, there: End, inbox: Inbox, way: HttpsTransport
) -> None:
    other = there.transport()
    with listening(here, inbox) as listener, ThreadPoolExecutor() as pool:
        address = here.at(listener.port)
        assert way.exchange(address, b"open") == b"re:open"
        inbox.gate.clear()
        inside: Future[bytes] = pool.submit(other.exchange, address, b"inside")
        until_taken(inbox, 2)
        stopping = pool.submit(listener.stop)
        assert_later(lambda: listener._stopping)
        assert told(way, here, listener.port) == (503, "listener_is_stopping")
        inbox.gate.set()
        assert inside.result() == b"re:inside"
        stopping.result()
    other.close()


def test_a_desk_that_does_not_end_does_not_keep_the_listener(
    here: End, there: End, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    inbox.gate.clear()
    way = there.transport()
    with listening(here, inbox, replace(LIMITS, stop_seconds=0.1)) as listener, ThreadPoolExecutor() as pool:
        stuck = pool.submit(way.exchange, here.at(listener.port), b"frame")
        assert inbox.entered.wait(5)
        listener.stop()
        with pytest.raises(LinkDown):
            stuck.result()
        inbox.gate.set()
        listener._writer.join()
    way.close()
    assert "after the listener had stopped" in caplog.text


def test_all_of_the_desk_runs_in_the_writers_thread_and_it_is_told_to_leave(here: End, inbox: Inbox) -> None:
    with listening(here, inbox):
        assert inbox.left_in == ""
    assert inbox.left_in == "federation-writer"


def test_an_address_that_is_taken(here: End, inbox: Inbox) -> None:
    with socket.create_server((HOST, 0)) as taken:
        listener = Listener(
            host=HOST, port=taken.getsockname()[1], credentials=here.credentials, desk=inbox.desk(), limits=LIMITS
        )
        with pytest.raises(Refused) as caught:
            listener.start()
    assert caught.value.code is HttpRefusal.ADDRESS_CANNOT_BE_BOUND


def test_a_listener_without_a_usable_certificate_does_not_start(here: End, there: End, inbox: Inbox) -> None:
    here.credentials.key_file.write_text(there.credentials.key_file.read_text())
    listener = Listener(host=HOST, port=0, credentials=here.credentials, desk=inbox.desk())
    with pytest.raises(Refused) as caught:
        listener.start()
    assert caught.value.code is TransportRefusal.OWN_CERTIFICATE_IS_UNUSABLE
