"""script/bench nhsa [--small]: messages of the institution interface a second on one core, beside their limit.

The limit of reading is `json.loads` of the same bytes, that of writing `json.dumps` of the same document, which knows
neither fields nor amounts. Both take turns with what they limit, round by round; medians over the rounds. The last
column is what of one core 400 such messages a second take.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pilin.wire.nhsa import registry, transport
from pilin.wire.nhsa.envelope import reply_head, write_reply
from pilin.wire.nhsa.fees import SplitLines
from pilin.wire.nhsa.outpatient import SETTLE, UPLOAD_FEES
from tests.wire.nhsa import messages, test_replies

GATEWAY_MESSAGES = 400
LINES = 5


@dataclass(frozen=True)
class Pair:
    """What is measured, and its limit."""

    name: str
    ours: Callable[[], object]
    limit: Callable[[], object]


def main(argv: Sequence[str]) -> int:
    """Measure and print one line for each kind of message."""
    parser = argparse.ArgumentParser(prog="script/bench nhsa", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a size for the ordinary tests")
    count, rounds = (50, 1) if parser.parse_args(argv).small else (2_000, 9)
    for pair in (*_reading(), *_writing()):
        pair.ours()  # classes are compiled once, at the first message
        _print(pair, [(_seconds(pair.ours, count), _seconds(pair.limit, count)) for _ in range(rounds)])
    _print_calls(count)
    return 0


def _reading() -> list[Pair]:
    lines = [messages.LINE | {"feedetl_sn": str(number)} for number in range(LINES)]
    inputs: dict[str, Any] = {"2204": {"feedetail": lines}}
    return [
        Pair(f"read {name}", partial(registry.read, data), partial(json.loads, data))
        for name in ("2201", "2203", "2204", "2206", "2207")
        for data in [messages.spelled(name, inputs.get(name))]
    ]


def _writing() -> list[Pair]:
    head = reply_head(admdvs="310116", serial=1, received=messages.AT, at=messages.AT)
    split = SplitLines(result=(test_replies.SPLIT,) * LINES)

    def fees() -> bytes:
        return write_reply(head, UPLOAD_FEES.reply.write(split))

    def settled() -> bytes:
        return write_reply(head, SETTLE.reply.write(test_replies.SETTLED))

    return [
        Pair(f"write {name}", ours, partial(json.dumps, json.loads(ours()), ensure_ascii=False))
        for name, ours in (("2204", fees), ("2207", settled))
    ]


def _seconds(call: Callable[[], object], count: int) -> float:
    """Return the seconds of one call."""
    began = time.perf_counter()
    for _ in range(count):
        call()
    return (time.perf_counter() - began) / count


def _print(pair: Pair, measured: Sequence[tuple[float, float]]) -> None:
    ours, limit = (statistics.median(column) for column in zip(*measured, strict=True))
    share = 100 * ours * GATEWAY_MESSAGES
    print(
        f"{pair.name}: {1 / ours:,.0f}/s, limit {1 / limit:,.0f}/s, {share:.1f} % of a core, ratio {limit / ours:.2f}"
    )


def _print_calls(count: int) -> None:
    """Print what it costs to know who calls."""
    for dialect in (transport.Dialect.TIF, transport.Dialect.CSB):
        credential = transport.Credential(dialect, "hospital", b"a secret of a benchmark", frozenset())
        known = transport.Credentials([credential])
        headers = transport.sign(credential, at=messages.AT, nonce="n", api="hisservice")
        seconds = _seconds(partial(transport.verify, headers, known, at=messages.AT), count)
        print(f"verify {dialect}: {1 / seconds:,.0f}/s, {100 * seconds * GATEWAY_MESSAGES:.1f} % of a core")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
