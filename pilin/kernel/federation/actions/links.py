"""The key ceremony: two nodes exchange cards, compare fingerprints over another channel, and sign a link charter.

    card     {v, code, name, suite, public, certificate, url}
    charter  {v, type: "charter", serial, date, parties: [card, card]}        sorted by code
    paper    {charter, signatures: {code: {kid, sig}}}                        what travels between the two rooms

A link keeps the digest of the card whose key fingerprint people compared; a charter with any other card of the peer is
not offered and not signed. The charter's hash is the basis of everything that the link says about itself, and of
documents and agreements.
"""

from collections.abc import Mapping, Sequence
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
from pilin.kernel.federation.protocol import ceremony
from pilin.kernel.federation.protocol.ceremony import Card
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import KeyRow
from pilin.kernel.federation.protocol.suite import PublicKey
from pilin.kernel.federation.queries.prepared import Prepared
from pilin.kernel.federation.transport import Credentials, PeerAddress

_CERTIFICATE_DAYS = 3650
_ADDRESS = Prepared(lambda peer: tables.Link.objects.filter(peer=peer).values_list("url", "certificate"))


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
    """Return this node's card: what it shows of itself at a ceremony. Raises OWN_CERTIFICATE_IS_NOT_ALONE."""
    node, key = settings.NODE.node, keyring.signers()[-1].key
    certificate = credentials().certificate_pem()
    if not transport.is_plain(certificate):  # every peer would refuse it: better here, by name
        raise Refused(LinkRefusal.OWN_CERTIFICATE_IS_NOT_ALONE, file=str(credentials().certificate_file))
    return {
        "v": 1,
        "code": node.code,
        "name": node.name,
        "suite": key.suite,
        "public": key.public,
        "certificate": certificate,
        "url": settings.NODE.link.url,
    }


def fingerprints(shown: Card) -> tuple[str, str]:
    """Return the fingerprints that two people read to each other: of the key and of the certificate."""
    key = PublicKey(shown["suite"], shown["public"])
    return key.fingerprint, transport.fingerprint(shown["certificate"])


def introduce(shown: Card, *, fingerprint: str) -> str:
    """Take a peer's card whose key fingerprint a person has compared, and keep what it was; return the peer's code.

    Raises CARD_IS_NOT_READABLE, or FINGERPRINT_DIFFERS where the card is not the one that was read out.
    """
    peer = _readable(shown)
    if fingerprint.replace(" ", "").lower() != fingerprints(peer)[0]:
        raise Refused(LinkRefusal.FINGERPRINT_DIFFERS, peer=peer["code"])
    values = {name: peer[name] for name in ("name", "url", "certificate")}
    values["introduced"] = canonical.digest_of(peer)
    tables.Link.objects.update_or_create(
        peer=peer["code"], defaults={**values, "mode": "introduced"}, create_defaults=values
    )
    return cast("str", peer["code"])


def _readable(shown: object) -> Card:
    """Return what was shown if it is a card of another node, with one certificate. Raises CARD_IS_NOT_READABLE."""
    peer = ceremony.check_card(shown)
    if peer["code"] == sessions.code():
        raise Refused(LinkRefusal.CARD_IS_NOT_READABLE, where="code")
    if not transport.is_plain(peer["certificate"]):
        raise Refused(LinkRefusal.CARD_IS_NOT_READABLE, where="certificate")
    return peer


def offer_charter(shown: Card, *, at: Instant) -> bytes:
    """Write the charter with an introduced peer and sign it; return the paper that the peer countersigns.

    Raises CARD_IS_NOT_READABLE, or CHARTER_DOES_NOT_FIT where the card is not the one that was introduced.
    """
    peer = _readable(shown)
    _introduced([canonical.digest_of(peer)])
    charter: dict[str, Any] = {
        "v": 1,
        "type": "charter",
        "serial": _newest_serial(peer["code"]) + 1,
        "date": clock.day_of(at).isoformat(),
        "parties": sorted([dict(card()), dict(peer)], key=lambda party: str(party["code"])),
    }
    return canonical.encode({"charter": charter, "signatures": {sessions.code(): _signature(charter)}})


def _introduced(names: Sequence[str]) -> tables.Link:
    """Return the link that waits for its charter since its peer was introduced by a card with one of these digests."""
    link = tables.Link.objects.filter(mode="introduced", introduced__in=names).first()
    if link is None:
        raise Refused(LinkRefusal.CHARTER_DOES_NOT_FIT, where="cards")
    return link


def _newest_serial(peer: str, *, beside: str = "") -> int:
    """Return the serial number of the newest charter with a peer, leaving one hash out; 0 where there is none."""
    rows = tables.Charter.objects.filter(link_id=peer).exclude(hash=beside)
    return max(rows.values_list("serial", flat=True), default=0)


def _signature(charter: Mapping[str, Json]) -> dict[str, str]:
    signer = keyring.signers()[-1]
    return {"kid": signer.key.kid, "sig": signer.sign(canonical.encode(charter))}


def sign_charter(paper: bytes) -> bytes:
    """Check the peer's signed charter against what was introduced, countersign and open the link; return the paper.

    Called by the countersigner first, then by the offerer with what comes back. The charter on which a link stands
    already changes nothing. Raises CHARTER_DOES_NOT_FIT (the fact `where` says what) or CHARTER_IS_NOT_NEWER.
    """
    charter, signatures = ceremony.read_paper(paper)
    name = canonical.digest_of(charter)
    stands = tables.Charter.objects.filter(hash=name, link__charter=f"charter:{name}")
    kept = stands.exclude(link__mode="introduced").first()
    if kept is not None:
        return canonical.encode({"charter": charter, "signatures": kept.signatures})
    peer = _check_charter(charter)
    newest = _newest_serial(peer["code"], beside=name)
    if charter["serial"] <= newest:
        raise Refused(LinkRefusal.CHARTER_IS_NOT_NEWER, peer=peer["code"], serial=charter["serial"], newest=newest)
    signatures = {sessions.code(): _signature(charter), **signatures}
    ceremony.check_signatures(charter, signatures)
    _open(charter, signatures, peer)
    return canonical.encode({"charter": charter, "signatures": signatures})


def _check_charter(charter: Mapping[str, Any]) -> Card:
    """Check that a charter holds our card as it is now and the whole card of an introduced peer; return the peer's.

    Cards are compared by the digests of their bytes: what is inside was checked when the peer was introduced.
    """
    shown = [canonical.digest_of(party) for party in charter["parties"]]
    link = _introduced(shown)
    both = {sessions.code(): canonical.digest_of(card()), link.peer: link.introduced}
    if shown != [both[code] for code in sorted(both)]:
        raise Refused(LinkRefusal.CHARTER_DOES_NOT_FIT, where="cards")
    return cast("Card", charter["parties"][shown.index(link.introduced)])


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
        first = store.me().inc == 1 and not tables.Charter.objects.exclude(hash=name).exists()
    if first and keyring.read_marks() is None:  # beside an older charter a lost file stays lost: the node must recover
        keyring.write_marks({})


def address(peer: str) -> PeerAddress:
    """Return where a peer listens and the certificate by which it is known."""
    (link,) = _ADDRESS(peer)
    url = urlsplit(link.url)
    return PeerAddress(peer, url.hostname or "", url.port or 443, (link.certificate,))


def pinned() -> dict[str, str]:
    """Return the pinned certificates of all peers: PEM -> code."""
    return dict(tables.Link.objects.exclude(mode="introduced").values_list("certificate", "peer"))
