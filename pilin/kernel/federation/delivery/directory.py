"""The public directory of each side: entries told as facts, taken by the room of organisations, here and at every peer.

directory.entries  {entries: [entry, …]}
"""

from collections.abc import Sequence

from pilin.base.canonical import digest_of
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions
from pilin.kernel.federation.protocol.desk import Applied, Declined, Delivered, Outcome
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.queries import facts
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import queries, rules

ENTRIES = "directory.entries"
_BATCH = 200


def register() -> None:
    """Register the handler of directory entries."""
    actions.registry.handle([ENTRIES], decide)


def publish(*, at: Instant) -> int:
    """Tell every peer what it lacks of our own half: all of it at first, then what is declared and not signed yet.

    Returns how many entries were told.
    """
    fresh = queries.unsigned(facts.me())
    told = 0
    for peer in facts.peers():
        entries = fresh if facts.was_told(peer, ENTRIES) else queries.directory_of(facts.me())
        for first in range(0, len(entries), _BATCH):
            body = {"entries": [entry.as_json() for entry in entries[first : first + _BATCH]]}
            draft = Draft(ENTRIES, "directory", facts.charter_of(peer), body, (peer,), subject="directory")
            actions.tell([draft], at=at)
        told += len(entries)
    return told


def decide(delivered: Sequence[Delivered], at: Instant) -> Sequence[Outcome]:
    """Take entries of a side's own half; what does not hold is refused whole, with the first finding."""
    return [_decide(item.event, at) for item in delivered]


def _decide(event: Event, at: Instant) -> Outcome:
    listed = event.body.get("entries")
    if not isinstance(listed, list):
        return Declined(LinkRefusal.EVENT_IS_NOT_READABLE, {"where": "entries"})
    try:
        entries = [rules.from_json(entry) for entry in listed]
    except Refused as refused:
        return Declined(refused.code, {name: str(fact) for name, fact in refused.facts.items()})
    author = rules.Author(event.author)
    found = organisations.take(entries=entries, author=author, event_hash=event.hash, at=at)
    if found:
        return Declined(found[0].code, {"where": found[0].where, "findings": len(found)})
    return Applied(digest_of([event.kind, event.hash]))
