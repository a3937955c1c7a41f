"""The hospitals of the benchmark: what they send arrives whole, what comes back is read, and the figures are right."""

import http.server
import threading
from collections.abc import Iterator

import pytest

from benchmarks.settle import driver


class Desk(http.server.BaseHTTPRequestHandler):
    """Answers each message by its own bytes; the word `no` is a refusal."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"]))
        code = b"-1" if b"no" in said else b"0"
        body = b'{"infcode":' + code + b',"said":"' + said + b'","key":"' + self.headers["apikey"].encode() + b'"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield int(server.server_address[1])
    server.shutdown()
    thread.join()
    server.server_close()


def scene(*bodies: bytes) -> list[bytes]:
    return [driver.request(body, "secret", "/hgs/2206") for body in bodies]


def test_every_scene_is_played_to_its_end(port: int) -> None:
    told = driver.play(port, [scene(b"one", b"two") for _ in range(7)], at_once=3)
    assert [len(taken) for taken in told.taken] == [7, 7]
    assert told.refused == []
    assert all(seconds > 0 for taken in told.taken for seconds in taken)
    assert told.seconds >= max(told.taken[0])


def test_a_refusal_ends_its_scene_and_is_kept(port: int) -> None:
    told = driver.play(port, [scene(b"no", b"never said"), scene(b"one", b"two")], at_once=1)
    assert [len(taken) for taken in told.taken] == [2, 1]
    (refused,) = told.refused
    assert b'"said":"no"' in refused
    assert b'"key":"secret"' in refused


def test_the_number_of_a_visit_is_told_by_its_first_answer_and_repeated(port: int) -> None:
    number = b"3" * len(driver.VISIT_MARK)
    mark = driver.VISIT_MARK.encode()
    told = driver.play(port, [scene(b'","mdtrt_id":"' + number + b'","x":"', b"no " + mark)], at_once=1)
    (refused,) = told.refused
    assert number in refused
    assert mark not in refused


def test_a_rate_is_kept(port: int) -> None:
    told = driver.play(port, [scene(b"one") for _ in range(5)], at_once=2, rate=50.0)
    assert told.seconds >= 4 / 50.0


def test_percentiles_are_said_in_milliseconds() -> None:
    assert driver.percentiles([0.001 * number for number in range(1, 101)]) == "p50 50 ms, p95 96 ms, p99 100 ms"
    assert driver.percentiles([]) == "none"
