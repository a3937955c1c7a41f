"""What two agencies tell each other about a day: statements in parts, and remarks; written, and read strictly. Pure."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from pilin.base.canonical import Json
from pilin.base.clock import Instant, day_of
from pilin.base.ids import is_id
from pilin.base.money import FEN_MAX
from pilin.base.refusal import Refused
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import ASKED, DECLINED, PENDING, POSTED, VOIDED, Fact

DAY, REMARK = "medical.day", "medical.remark"
KINDS = (DAY, REMARK)
EXPLAIN, ACCEPT, OBJECT, CORRECT = ACTS = ("explain", "accept", "object", "correct")
LINES_MAX, PARTS_MAX, ROUNDS_MAX = 5_000, 200, 1_000
TEXT_MAX, INSURANCE_MAX = 500, 6  # characters
_STATES = frozenset((ASKED, PENDING, DECLINED, POSTED, VOIDED))
COUNTS = frozenset((PENDING, POSTED))
"""States that move money, or may."""
_WIDTH = 7


class Line(NamedTuple):
    """One settlement as a side states it: amounts in fen, corrections of that side's books included."""

    settlement: str
    care: str
    insurance: str
    state: str
    total_fen: int
    fund_fen: int
    account_fen: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One part of what a side states about a day, or the whole of it, put together by `whole`."""

    author: str
    peer: str
    day: date
    round: int
    part: int
    parts: int
    on: date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a side says about a difference. A correction bears what it adds to the author's own amounts."""

    author: str
    peer: str
    day: date
    settlement: str
    round: int
    act: str
    text: str
    on: date
    fund_fen: int = 0
    account_fen: int = 0


@dataclass(frozen=True, slots=True)
class Telling:
    """A fact to be told to the other side about a day."""

    kind: str
    to: str
    basis: str
    body: Mapping[str, Json]
    subject: str
    re: str = ""


def asked_on(settlement: str) -> date:
    """Return the day of a settlement: that of the moment in its identifier (RFC 9562), on the clock of both sides."""
    seconds = (uuid.UUID(settlement).int >> 80) / 1000
    return day_of(Instant(datetime.fromtimestamp(seconds, tz=UTC)))


def totals(lines: Iterable[Line]) -> dict[str, Json]:
    """Return count and sums of what counts: posted and pending settlements."""
    counted = [line for line in lines if line.state in COUNTS]
    return {
        "count": len(counted),
        "total_fen": sum(line.total_fen for line in counted),
        "fund_fen": sum(line.fund_fen for line in counted),
        "account_fen": sum(line.account_fen for line in counted),
    }


def state_day(lines: Sequence[Line], *, peer: str, day: date, round_: int, on: date, basis: str) -> list[Telling]:
    """Return the facts that state a day, in parts of bounded length; an empty day is stated too."""
    ordered = sorted(lines)
    chunks = [ordered[start : start + LINES_MAX] for start in range(0, len(ordered), LINES_MAX)] or [[]]
    return [
        Telling(DAY, peer, basis, _body(chunk, day, round_, (number, len(chunks)), on), subject=f"day/{day}")
        for number, chunk in enumerate(chunks, start=1)
    ]


def _body(lines: Sequence[Line], day: date, round_: int, part: tuple[int, int], on: date) -> dict[str, Json]:
    return {
        "day": day.isoformat(),
        "round": round_,
        "part": part[0],
        "parts": part[1],
        "on": on.isoformat(),
        "lines": [list(line) for line in lines],
        "totals": totals(lines),
    }


def remark(said: Remark, basis: str) -> Telling:
    """Return the fact that says a remark."""
    body: dict[str, Json] = {
        "day": said.day.isoformat(),
        "settlement": said.settlement,
        "round": said.round,
        "act": said.act,
        "text": said.text,
        "on": said.on.isoformat(),
        "fund_fen": said.fund_fen,
        "account_fen": said.account_fen,
    }
    return Telling(REMARK, said.peer, basis, body, subject=f"day/{said.day}")


def read_statement(fact: Fact) -> Statement:
    """Return the part of a statement that a fact bears. Raises DAY_DOES_NOT_READ."""
    body = fact.body
    number, part, parts = (_whole(body, name) for name in ("round", "part", "parts"))
    day, on, rows = _day(body, "day"), _day(body, "on"), body.get("lines")
    _demand(isinstance(rows, list) and len(rows) <= LINES_MAX, "lines")
    _demand(1 <= part <= parts <= PARTS_MAX and 1 <= number <= ROUNDS_MAX, "part")
    _demand(day <= on, "on")
    peer = _peer(fact)
    lines = tuple(_line(row, {fact.author, peer}) for row in rows or ())
    _demand(all(one.settlement < other.settlement for one, other in pairwise(lines)), "lines")
    _demand(all(asked_on(line.settlement) == day for line in lines), "lines")
    _demand(body.get("totals") == totals(lines), "totals")
    return Statement(fact.author, peer, day, number, part, parts, on, lines)


def read_remark(fact: Fact) -> Remark:
    """Return what a fact says about a difference. Raises DAY_DOES_NOT_READ."""
    body = fact.body
    act, text, settlement = body.get("act"), body.get("text"), body.get("settlement")
    _demand(act in ACTS, "act")
    _demand(isinstance(text, str) and len(text) <= TEXT_MAX and bool(text.strip() or act == ACCEPT), "text")
    _demand(isinstance(settlement, str) and is_id(settlement), "settlement")
    fund, account = _fen(body.get("fund_fen")), _fen(body.get("account_fen"))
    _demand(act == CORRECT or not (fund or account), "fund_fen")
    return Remark(
        fact.author, _peer(fact), _day(body, "day"), str(settlement), _whole(body, "round"), str(act), str(text),
        _day(body, "on"), fund, account,
    )  # fmt: skip


def _peer(fact: Fact) -> str:
    peers = [party for party in fact.parties if party != fact.author]
    _demand(len(peers) == 1, "parties")
    return peers[0]


def _line(row: object, sides: set[str]) -> Line:
    _demand(isinstance(row, list) and len(row) == _WIDTH, "lines")
    assert isinstance(row, list)
    settlement, care, insurance, state = row[:4]
    texts = all(isinstance(text, str) for text in row[:4])
    _demand(texts and is_id(settlement) and care in sides and state in _STATES, "lines")
    _demand(0 < len(insurance) <= INSURANCE_MAX, "lines")
    return Line(settlement, care, insurance, state, *(_fen(amount) for amount in row[4:]))


def _fen(value: object) -> int:
    _demand(type(value) is int and abs(value) <= FEN_MAX, "fen")
    assert isinstance(value, int)
    return value


def _whole(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name)
    _demand(type(value) is int, name)
    assert isinstance(value, int)
    return value


def _day(body: Mapping[str, Any], name: str) -> date:
    text = body.get(name)
    try:
        if isinstance(text, str) and date.fromisoformat(text).isoformat() == text:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refused(MedicalRefusal.DAY_DOES_NOT_READ, field=name)


def _demand(holds: object, field: str) -> None:
    if not holds:
        raise Refused(MedicalRefusal.DAY_DOES_NOT_READ, field=field)
