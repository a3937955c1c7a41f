"""Keys: which key may sign what, and how a node changes its own.

A rotation is told for each link apart, since it names the last number of each lane that the old key may have signed.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pilin.base.canonical import encode
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol.desk import Desk
from pilin.kernel.federation.protocol.envelope import LANES, Envelope, verify
from pilin.kernel.federation.protocol.event import Draft, Event, is_name, is_number
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import KeyRow
from pilin.kernel.federation.protocol.suite import VERIFIERS, PublicKey, Signer

ROTATION = "link.key"


def ring(desk: Desk, node: str, peer: str) -> dict[str, KeyRow]:
    """Return a node's keys by name, with their limits on the link with `peer` ("" for all keys it ever had)."""
    return {row.key.kid: row for row in desk.store.keys(node, peer)}


def check_envelope(row: KeyRow | None, envelope: Envelope, signature: str, signed: bytes) -> None:
    """Check an envelope's signature by the key it names, and that this key may still sign its number of the lane."""
    if row is None:
        raise Refused(LinkRefusal.KEY_IS_NOT_KNOWN_YET, kid=envelope.kid)
    if row.until is not None and envelope.place.seq > row.until.get(envelope.place.lane, 0):
        raise Refused(LinkRefusal.KEY_IS_RETIRED, kid=envelope.kid)
    if not verify(signature, signed, row.key):
        raise Refused(LinkRefusal.SIGNATURE_IS_BAD, kid=envelope.kid)


def check_event(row: KeyRow | None, event: Event) -> None:
    """Check an event's signature by a key that its author has or had. Refuses an unknown key or a bad signature."""
    if row is None:
        raise Refused(LinkRefusal.KEY_IS_NOT_KNOWN_YET, kid=event.kid)
    if not event.is_signed_by(row.key):
        raise Refused(LinkRefusal.EVENT_SIGNATURE_IS_BAD, author=event.author)


def rotation(desk: Desk, peer: str, new: Signer) -> Draft:
    """Return the draft of a rotation on one link; the new key signs what binds it to the old one and to the lanes."""
    until = {lane: out.seq for lane, out in desk.store.out_lanes(peer).items()}
    until["work"] += 1  # the rotation itself is the last that the old key signs
    statement = _statement(desk.code, peer, new.key, until)
    body: dict[str, Any] = {
        "suite": new.key.suite,
        "public": new.key.public,
        "until": until,
        "possession": new.sign(statement),
    }
    return Draft(ROTATION, "link", desk.need(peer).charter, body, (peer,))


def _statement(node: str, peer: str, key: PublicKey, until: Mapping[str, int]) -> bytes:
    return encode({"node": node, "peer": peer, "suite": key.suite, "public": key.public, "until": dict(until)})


def admit(desk: Desk, peer: str, envelope: Envelope) -> None:
    """Take a peer's rotation as soon as it is received, since the next line may bear the new signature.

    A rotation that does not hold changes nothing here; it is refused when it is decided.
    """
    if (key := rotated(desk, peer, envelope.event)) is not None:
        for row in desk.store.keys(peer, peer):
            if row.until is None:
                desk.store.save_key(replace(row, until=dict(envelope.event.body["until"])), peer)
        desk.store.save_key(KeyRow(peer, key), peer)


def rotated(desk: Desk, peer: str, event: Event) -> PublicKey | None:
    """Return the new key of a rotation that holds: signed by a known key, possession proven, lanes named; else None."""
    body = event.body
    if body.keys() != {"suite", "public", "until", "possession"} or not _are_key_texts(body):
        return None
    until = body["until"]
    if not isinstance(until, dict) or until.keys() != set(LANES) or not all(map(is_number, until.values())):
        return None
    key = PublicKey(body["suite"], body["public"])
    try:
        check_event(ring(desk, peer, peer).get(event.kid), event)
        statement = _statement(peer, desk.code, key, body["until"])
        return key if key.verifies(str(body["possession"]), statement) else None
    except (Refused, ValueError):
        return None


def _are_key_texts(body: Mapping[str, Any]) -> bool:
    return isinstance(body["suite"], str) and body["suite"] in VERIFIERS and is_name(body["public"], 200)


def take_back(desk: Desk, peer: str, event: Event) -> None:
    """Keep our own new key again, as an own rotation that was pulled back from a peer names it."""
    key = PublicKey(event.body["suite"], event.body["public"])
    _keep_own(desk, peer, key, event.body["until"])


def record_own(desk: Desk, peer: str, new: Signer, until: Mapping[str, int]) -> None:
    """Keep our own new key beside the old ones, so that our own envelopes verify after a restore."""
    _keep_own(desk, peer, new.key, until)


def _keep_own(desk: Desk, peer: str, key: PublicKey, until: Mapping[str, int]) -> None:
    for row in desk.store.keys(desk.code, peer):
        if row.until is None:
            desk.store.save_key(replace(row, until=dict(until)), peer)
    desk.store.save_key(KeyRow(desk.code, key), peer)
