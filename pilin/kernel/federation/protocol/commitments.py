"""Commitments: both nodes sign digests of what they decided, at cuts, and compare equal cuts only.

A cut names for each lane and author the last settled number. Running digests are kept for every row, so a cut that
lies behind us can still be looked up; one that lies ahead is held until we are there.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pilin.base.canonical import digest_of
from pilin.base.clock import Instant, after
from pilin.kernel.federation.protocol import writing
from pilin.kernel.federation.protocol.desk import Applied, Declined, Desk, Outcome
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.protocol.event import SCOPES, Draft, Event, is_hash, is_number
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import Commitment, Link

COMMITTED = tuple(scope for scope in SCOPES if scope != "link")
HELD_MAX = 500
"""How many commitments of a peer wait for their cut: five days of one every quarter of an hour.

A cut that lies ahead of all that will ever come is never compared; without a bound a peer could fill us with such.
"""
Search = tuple[str, str, str, int, int]
Cut = Mapping[str, Mapping[str, int]]


def settled_cut(desk: Desk, peer: str) -> dict[str, dict[str, int]]:
    """Return the cut up to which this link is settled here."""
    outs, ins = desk.store.out_lanes(peer), desk.store.in_lanes(peer)
    return {lane: {desk.code: outs[lane].settled, peer: ins[lane].decided} for lane in LANES}


def digests_at(desk: Desk, peer: str, cut: Cut) -> dict[str, str]:
    """Return the digest of every committed scope at a cut: over lanes and authors, in the order of their names."""
    return {scope: digest_of(_parts(desk, peer, cut, scope)) for scope in COMMITTED}


def _parts(desk: Desk, peer: str, cut: Cut, scope: str) -> list[list[str]]:
    return [
        [lane, author, desk.store.running(peer, lane, author, scope, cut[lane][author])]
        for lane in LANES
        for author in sorted((desk.code, peer))
    ]


def commit(desk: Desk, link: Link, at: Instant) -> None:
    """Write a commitment at the present cut, unless nothing changed since the last one."""
    cut = settled_cut(desk, link.peer)
    digests = digests_at(desk, link.peer, cut)
    later = replace(link, commit_at=after(at, seconds=desk.limits.commit_seconds), committed=digest_of(digests))
    desk.store.save_link(later)
    if link.committed == later.committed:
        return
    draft = Draft("link.commitment", "link", link.charter, {"cut": cut, "digests": digests}, (link.peer,))
    event = writing.tell(desk, [draft], at)[0]
    desk.store.save_commitment(Commitment(link.peer, desk.code, event.hash, cut, digests, "told"))


def heard(desk: Desk, peer: str, event: Event, at: Instant) -> Outcome:
    """Take a peer's commitment: two different ones for one cut are equivocation; else compare now or hold it."""
    cut, digests = event.body.get("cut"), event.body.get("digests")
    if not _is_cut(cut, (desk.code, peer)) or not _are_digests(digests):
        return Declined(LinkRefusal.EVENT_IS_NOT_READABLE)
    assert isinstance(cut, dict)
    assert isinstance(digests, dict)
    earlier = desk.store.commitment_at(peer, peer, cut)
    if earlier is not None and earlier.digests != digests:
        facts = {"first": earlier.event_hash, "second": event.hash}
        desk.store.alarm(LinkRefusal.EQUIVOCATION.value, peer, at, facts)
        desk.store.save_link(replace(desk.need(peer), mode="halted", alarm_since=at))
        return Applied("")
    if len(desk.store.commitments(peer, peer, "held")) >= HELD_MAX:
        desk.store.alarm(LinkRefusal.COMMITMENTS_LIE_TOO_FAR_AHEAD.value, peer, at, {"limit": HELD_MAX})
        return Declined(LinkRefusal.COMMITMENTS_LIE_TOO_FAR_AHEAD, {"limit": HELD_MAX})
    desk.store.save_commitment(Commitment(peer, peer, event.hash, cut, digests, "held"))
    return Applied("")


def compare_held(desk: Desk, peer: str, at: Instant) -> None:
    """Compare every held commitment of a peer whose cut is settled here."""
    held = desk.store.commitments(peer, peer, "held")
    if not held:
        return
    mine = settled_cut(desk, peer)
    for commitment in held:
        if all(commitment.cut[lane][author] <= mine[lane][author] for lane in LANES for author in (desk.code, peer)):
            _compare(desk, commitment, at)


def _compare(desk: Desk, commitment: Commitment, at: Instant) -> None:
    mine = digests_at(desk, commitment.peer, commitment.cut)
    differing = [scope for scope in COMMITTED if mine[scope] != commitment.digests[scope]]
    desk.store.save_commitment(replace(commitment, result="mismatch" if differing else "equal"))
    link = desk.need(commitment.peer)
    if differing:
        desk.store.alarm("mismatch", link.peer, at, {"scope": differing[0], "commitment": commitment.event_hash})
        bisect = link.bisect or _first_search(desk, commitment, differing[0])
        desk.store.save_link(replace(link, alarm_since=link.alarm_since or at, bisect=bisect))
    elif link.mode == "open" and link.alarm_since is not None and _reaches_mismatches(desk, commitment):
        desk.store.save_link(replace(link, alarm_since=None, bisect=None))


def _reaches_mismatches(desk: Desk, equal: Commitment) -> bool:
    """Tell whether a cut lies nowhere below one at which the digests differed: a lower one says nothing about it."""
    differed = desk.store.commitments(equal.peer, equal.author, "mismatch")
    return all(
        equal.cut[lane][author] >= number
        for commitment in differed
        for lane, numbers in commitment.cut.items()
        for author, number in numbers.items()
    )


def _first_search(desk: Desk, commitment: Commitment, scope: str) -> Search:
    author = min(desk.code, commitment.peer)
    return scope, LANES[0], author, -1, commitment.cut[LANES[0]][author]


def question(search: Search) -> dict[str, str | int]:
    """Return what a search asks next: the end of the lane first, then the middle between equal and different."""
    scope, lane, author, low, high = search
    return {"scope": scope, "lane": lane, "whose": author, "seq": high if low < 0 else (low + high) // 2}


def narrow(desk: Desk, link: Link, body: Mapping[str, Any], at: Instant) -> None:
    """Take the peer's running digest at the number asked for, and halve the search, end it, or go to the next lane.

    Below `low` (inclusive) both agree, at `high` they differ; `low` is -1 while the end of the lane is asked for.
    """
    if link.bisect is None or any(body.get(name) != value for name, value in question(link.bisect).items()):
        return
    scope, lane, author, low, high = link.bisect
    asked = int(question(link.bisect)["seq"])
    same = desk.store.running(link.peer, lane, author, scope, asked) == body.get("digest")
    if low < 0 and same:
        desk.store.save_link(replace(link, bisect=_next_search(desk, link)))
        return
    low, high = (0, high) if low < 0 else (asked, high) if same else (low, asked)
    found = high - low <= 1
    if found:
        facts = {"scope": scope, "lane": lane, "author": author, "seq": high}
        desk.store.alarm("mismatch_found", link.peer, at, facts)
    desk.store.save_link(replace(link, bisect=None if found else (scope, lane, author, low, high)))


def _next_search(desk: Desk, link: Link) -> Search | None:
    assert link.bisect is not None
    scope, lane, author = link.bisect[:3]
    places = [(name, code) for name in LANES for code in sorted((desk.code, link.peer))]
    rest = places[places.index((lane, author)) + 1 :]
    if not rest:
        return None
    name, code = rest[0]
    return scope, name, code, -1, settled_cut(desk, link.peer)[name][code]


def _is_cut(cut: object, authors: tuple[str, str]) -> bool:
    if not isinstance(cut, dict) or cut.keys() != set(LANES):
        return False
    lanes = all(isinstance(numbers, dict) and numbers.keys() == set(authors) for numbers in cut.values())
    return lanes and all(is_number(number) for numbers in cut.values() for number in numbers.values())


def _are_digests(digests: object) -> bool:
    return isinstance(digests, dict) and digests.keys() == set(COMMITTED) and all(map(is_hash, digests.values()))
