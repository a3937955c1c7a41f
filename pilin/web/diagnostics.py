"""The diagnostics page as values: a panel for each peer, put together from a fixed number of reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import queries as federation
from pilin.kernel.federation.queries import AlarmView, CommitmentView, DeadLetter, LaneState, LinkState
from pilin.web.components import Light
from pilin.web.sentences import Spoken, say
from pilin.web.wording import KINDS, LANES, RESULTS, light, link_light, word

_DIGITS_MAX = 18
ANSWER_SECONDS = 60
"""How long a page waits for the answer to a test before it says that none came."""


@dataclass(frozen=True)
class LaneRow:
    """A lane in one direction, with its last refusal in words."""

    state: LaneState
    title: str
    refusal: Spoken | None
    refused_at: Instant | None


@dataclass(frozen=True)
class Arrow:
    """One direction of a link: its lanes, and what they say together."""

    direction: str
    lanes: Sequence[LaneRow]
    succeeded_at: Instant | None
    oldest_at: Instant | None
    backlog: int
    is_failing: bool


@dataclass(frozen=True)
class SealMark:
    """A commitment as a seal in a row."""

    light: Light
    at: Instant
    event_hash: str


@dataclass(frozen=True)
class AlarmLine:
    """An open alarm in words."""

    alarm: AlarmView
    peer: str
    said: Spoken


@dataclass(frozen=True)
class LetterLine:
    """A dead letter in words."""

    letter: DeadLetter
    peer: str
    kind: str
    lane: str
    said: Spoken


@dataclass(frozen=True)
class Answer:
    """What came of a test of the connection: `waiting`, `heard`, `failed` (with the reason) or `silent`."""

    state: Literal["waiting", "heard", "failed", "silent"]
    since: Instant
    heard_at: Instant | None = None
    reason: Spoken | None = None


@dataclass(frozen=True)
class Panel:
    """Everything about one peer."""

    link: LinkState
    light: Light
    arrows: Sequence[Arrow]
    seals: Sequence[SealMark]
    alarms: Sequence[AlarmLine]
    answer: Answer | None

    @property
    def may_test(self) -> bool:
        """Tell whether anything may be sent over the link."""
        return self.link.mode == "open"

    @property
    def may_maintain(self) -> bool:
        """Tell whether maintenance may begin or end: a link without charter or trust is no matter of a button."""
        return self.link.mode in ("open", "paused")


@dataclass(frozen=True)
class Page:
    """The page: the node, its own alarms, a panel for each peer, the dead letters."""

    node: federation.NodeView
    alarms: Sequence[AlarmLine]
    panels: Sequence[Panel]
    letters: Sequence[LetterLine]
    next: federation.Place | None

    @property
    def is_waiting(self) -> bool:
        """Tell whether the answer to a test is still to come."""
        return any(panel.answer is not None and panel.answer.state == "waiting" for panel in self.panels)


def page(*, at: Instant, asked: str = "", since: str = "") -> Page:
    """Return the page at an instant; `asked` and `since` name a peer and when its connection was put to the test."""
    links = federation.links_state(at)
    peers = [link.peer for link in links]
    names = {link.peer: link.name for link in links}
    lanes, seals = federation.lanes_state(peers), federation.commitments(peers, at=at)
    alarms = [
        AlarmLine(alarm, names.get(alarm.peer, ""), say(alarm.code, alarm.facts)) for alarm in federation.alarms()
    ]
    letters = federation.dead_letters()
    tested = _instant(since) if asked in names else None
    panels = [
        Panel(
            link=link,
            light=link_light(link),
            arrows=[_arrow(way, link, lanes[link.peer]) for way in ("out", "in")],
            seals=[_seal(one) for one in seals[link.peer]],
            alarms=[line for line in alarms if line.alarm.peer == link.peer],
            answer=_answer(link, lanes[link.peer], tested, at) if tested and link.peer == asked else None,
        )
        for link in links
    ]
    own = [line for line in alarms if line.alarm.peer not in names]
    return Page(federation.node_state(), own, panels, letter_lines(letters.letters, names), letters.next)


def letter_lines(letters: Sequence[DeadLetter], names: dict[str, str]) -> list[LetterLine]:
    """Return dead letters in words; `names` are the peers' by code."""
    return [
        LetterLine(
            letter=letter,
            peer=names.get(letter.peer, letter.peer),
            kind=word(KINDS, letter.kind),
            lane=word(LANES, letter.lane),
            said=say(letter.code, letter.facts),
        )
        for letter in letters
    ]


def _arrow(direction: str, link: LinkState, states: Sequence[LaneState]) -> Arrow:
    lanes = [_lane(state) for state in states if state.direction == direction]
    return Arrow(
        direction=direction,
        lanes=lanes,
        succeeded_at=max((row.state.succeeded_at for row in lanes if row.state.succeeded_at), default=None),
        oldest_at=min((row.state.oldest_at for row in lanes if row.state.oldest_at), default=None),
        backlog=sum(row.state.backlog for row in lanes),
        is_failing=link.mode != "open" or not link.is_reached,
    )


def _lane(state: LaneState) -> LaneRow:
    """Say what went wrong last: the present trouble of sending, else the last envelope that was refused for good."""
    code, at = (state.trouble, None) if state.trouble else (state.refused, state.refused_at)
    return LaneRow(state, word(LANES, state.lane), say(code) if code else None, at)


def _seal(commitment: CommitmentView) -> SealMark:
    return SealMark(light(RESULTS, commitment.result), commitment.at, commitment.event_hash)


def _answer(link: LinkState, lanes: Sequence[LaneState], since: Instant, at: Instant) -> Answer:
    """Judge a test: the peer was heard since, or sending failed since, or neither yet."""
    if link.heard_at is not None and link.heard_at >= since:
        return Answer("heard", since, heard_at=link.heard_at)
    failed = next((lane for lane in lanes if lane.lane == "work" and lane.attempt and lane.trouble), None)
    if failed is not None:
        return Answer("failed", since, reason=say(failed.trouble))
    late = clock.seconds_between(since, at) > ANSWER_SECONDS
    return Answer("silent" if late else "waiting", since)


def _instant(text: str) -> Instant | None:
    try:
        return clock.read(text)
    except Refused:
        return None


def place(text: str) -> federation.Place | None:
    """Read the place in a list from an address, as `place_text` wrote it; anything else is the beginning."""
    moment, _, key = text.partition("~")
    at = _instant(moment)
    is_key = key.isascii() and key.isdecimal() and len(key) <= _DIGITS_MAX
    return federation.Place(at, key) if at is not None and is_key else None


def place_text(found: federation.Place | None) -> str:
    """Write the place in a list for an address; empty where the list ends."""
    return f"{clock.write(found.at)}~{found.key}" if found else ""


def answer_words(mode: str) -> str:
    """Return what is said after maintenance began or ended."""
    if mode == "paused":
        return gettext("已进入维护：暂停收发，本节点的工作不受影响，新写的内容留在待发箱。")
    return gettext("维护已结束：恢复收发。")
