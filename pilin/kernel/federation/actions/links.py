"""The key ceremony: two nodes exchange cards, compare fingerprints over another channel, and sign a link charter.

    card     {v, code, name, suite, public, certificate, url}
    charter  {v, type: "charter", serial, date, parties: [card, card]}        sorted by code
    paper    {charter, signatures: {code: {kid, sig}}}                        what travels between the two rooms

The charter's hash is the basis of everything that the link says about itself, and of documents and agreements.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings

from pilin.base import canonical, clock
from pilin.base.canonical import Json
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import models as tables
from pilin.kernel.federation import transport
from pilin.kernel.federation.actions import keyring, sessions
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import KeyRow
from pilin.kernel.federation.protocol.suite import VERIFIERS, PublicKey
from pilin.kernel.federation.transport import Credentials, PeerAddress

_CARD = {"v", "code", "name", "suite", "public", "certificate", "url"}
_CERTIFICATE_DAYS = 3650

Card = Mapping[str, Any]


def init(*, at: Instant) -> PublicKey:
    """Make this node's key, certificate and high-water file where they are missing; return the public key."""
    signer = keyring.first_key()
    key_file, certificate_file = credentials().key_file, credentials().certificate_file
    if not certificate_file.exists():
        key, certificate = transport.make_certificate(sessions.code(), at=at, days=_CERTIFICATE_DAYS)
        keyring.write_private(key_file, key.encode("ascii"))
        keyring.write_private(certificate_file, certificate.encode("ascii"))
    if keyring.read_marks() is None and not tables.Link.objects.exists():
        keyring.write_marks({})
    return signer.key


def credentials() -> Credentials:
    """Return where this node's certificate and its key lie."""
    return Credentials(keyring.folder() / "tls.key.pem", keyring.folder() / "tls.crt.pem")


def card() -> Card:
    """Return this node's card: what it shows of itself at a ceremony."""
    node, key = settings.NODE.node, keyring.signers()[-1].key
    return {
        "v": 1,
        "code": node.code,
        "name": node.name,
        "suite": key.suite,
        "public": key.public,
        "certificate": credentials().certificate_pem(),
        "url": settings.NODE.link.url,
    }


def fingerprints(shown: Card) -> tuple[str, str]:
    """Return the fingerprints that two people read to each other: of the key and of the certificate."""
    key = PublicKey(shown["suite"], shown["public"])
    return key.fingerprint, transport.fingerprint(shown["certificate"])


def introduce(shown: Card, *, fingerprint: str) -> str:
    """Take a peer's card whose key fingerprint a person has compared; return the peer's code.

    Raises CARD_IS_NOT_READABLE, or FINGERPRINT_DIFFERS where the card is not the one that was read out.
    """
    _check_card(shown)
    if fingerprint.replace(" ", "").lower() != fingerprints(shown)[0]:
        raise Refused(LinkRefusal.FINGERPRINT_DIFFERS, peer=shown["code"])
    values = {name: shown[name] for name in ("name", "url", "certificate")}
    tables.Link.objects.update_or_create(
        peer=shown["code"], defaults={**values, "mode": "introduced"}, create_defaults=values
    )
    return cast("str", shown["code"])


def _check_card(shown: Card) -> None:
    whole = isinstance(shown, dict) and shown.keys() == _CARD and shown["suite"] in VERIFIERS
    if not whole or not all(isinstance(shown[name], str) for name in _CARD - {"v"}):
        raise Refused(LinkRefusal.CARD_IS_NOT_READABLE)
    if shown["code"] == sessions.code() or not (shown["code"].isdigit() and len(shown["code"]) == 6):
        raise Refused(LinkRefusal.CARD_IS_NOT_READABLE, code=shown["code"])


def offer_charter(shown: Card, *, at: Instant) -> bytes:
    """Write the charter with an introduced peer and sign it; return the paper that the peer countersigns."""
    last = tables.Charter.objects.filter(link_id=shown["code"]).order_by("-serial").first()
    charter: dict[str, Any] = {
        "v": 1,
        "type": "charter",
        "serial": last.serial + 1 if last else 1,
        "date": clock.day_of(at).isoformat(),
        "parties": sorted([dict(card()), dict(shown)], key=lambda party: str(party["code"])),
    }
    return canonical.encode({"charter": charter, "signatures": {sessions.code(): _signature(charter)}})


def _signature(charter: Mapping[str, Json]) -> dict[str, str]:
    signer = keyring.signers()[-1]
    return {"kid": signer.key.kid, "sig": signer.sign(canonical.encode(charter))}


def sign_charter(paper: bytes) -> bytes:
    """Check the peer's signed charter against what was introduced, countersign and open the link; return the paper.

    Called by the countersigner first, then by the offerer with what comes back. Raises CHARTER_DOES_NOT_FIT.
    """
    read = canonical.decode(paper)
    if not isinstance(read, dict) or read.keys() != {"charter", "signatures"}:
        raise Refused(LinkRefusal.CHARTER_DOES_NOT_FIT, where="paper")
    charter, signatures = cast("dict[str, Any]", read["charter"]), cast("dict[str, Any]", read["signatures"])
    peer = _check_charter(charter)
    signatures = {**signatures, sessions.code(): signatures.get(sessions.code()) or _signature(charter)}
    for party in charter["parties"]:
        _check_signature(charter, party, signatures.get(party["code"]))
    _open(charter, signatures, peer)
    return canonical.encode({"charter": charter, "signatures": signatures})


def _check_charter(charter: Mapping[str, Any]) -> Card:
    """Check that the charter names our card and an introduced peer's; return the peer's card."""
    try:
        ours = [party for party in charter["parties"] if party["code"] == sessions.code()]
        theirs = [party for party in charter["parties"] if party["code"] != sessions.code()]
        link = tables.Link.objects.get(peer=theirs[0]["code"])
    except (KeyError, TypeError, IndexError, tables.Link.DoesNotExist):
        raise Refused(LinkRefusal.CHARTER_DOES_NOT_FIT, where="parties") from None
    known = (link.url, link.certificate) == (theirs[0]["url"], theirs[0]["certificate"])
    if ours != [card()] or len(theirs) != 1 or not known:
        raise Refused(LinkRefusal.CHARTER_DOES_NOT_FIT, where="cards")
    return cast("Card", theirs[0])


def _check_signature(charter: Mapping[str, Json], party: Card, signature: object) -> None:
    key = PublicKey(party["suite"], party["public"])
    if not isinstance(signature, dict) or not key.verifies(str(signature.get("sig")), canonical.encode(charter)):
        raise Refused(LinkRefusal.CHARTER_DOES_NOT_FIT, where=party["code"])


def _open(charter: Mapping[str, Any], signatures: Mapping[str, Any], peer: Card) -> None:
    """Keep the charter, its keys and the open link. Keys of an earlier charter verify history only."""
    name = canonical.digest_of(charter)
    values = {"link_id": peer["code"], "serial": charter["serial"], "text": canonical.encode(charter)}
    with sessions.session() as running:
        tables.Charter.objects.update_or_create(hash=name, defaults={**values, "signatures": dict(signatures)})
        store = running.desk.store
        outs, ins = store.out_lanes(peer["code"]), store.in_lanes(peer["code"])
        for party in charter["parties"]:
            halves = outs if party["code"] == sessions.code() else ins
            key = PublicKey(party["suite"], party["public"])
            for row in store.keys(party["code"], peer["code"]):
                if row.until is None and row.key != key:
                    store.save_key(replace(row, until={lane: halves[lane].seq for lane in LANES}), peer["code"])
            store.save_key(KeyRow(party["code"], key), peer["code"])
        link = running.desk.need(peer["code"])
        own = PublicKey(card()["suite"], card()["public"]).kid
        store.save_link(replace(link, mode="open", charter=f"charter:{name}", kid=own, peer_kid=""))
    if keyring.read_marks() is None and running.desk.store.me().inc == 1:
        keyring.write_marks({})


def address(peer: str) -> PeerAddress:
    """Return where a peer listens and the certificate by which it is known."""
    link = tables.Link.objects.get(peer=peer)
    url = urlsplit(link.url)
    return PeerAddress(peer, url.hostname or "", url.port or 443, (link.certificate,))


def pinned() -> dict[str, str]:
    """Return the pinned certificates of all peers: PEM -> code."""
    return dict(tables.Link.objects.exclude(mode="introduced").values_list("certificate", "peer"))
