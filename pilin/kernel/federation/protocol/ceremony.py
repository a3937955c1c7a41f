"""What the key ceremony carries from hand to hand: which bytes are a card or a paper, and who signed a charter.

A card is checked when it is introduced; from then on it is known by the digest of its canonical bytes, so that every
member of it is compared with what people read to each other, and none has to be looked at again.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast
from urllib.parse import urlsplit

from pilin.base import canonical
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol.event import is_name
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.suite import PublicKey, is_public

Card = Mapping[str, Any]

NAME_LENGTH_MAX, URL_LENGTH_MAX, SERIAL_MAX = 64, 200, 2**31 - 1
_CODE = re.compile("[1-9][0-9]{5}")


def check_card(shown: object) -> Card:
    """Return what was shown if it has the shape of a card, whatever its certificate holds.

    Raises CARD_IS_NOT_READABLE; the fact `where` names the first member that is wrong, or `card`.
    """
    if not isinstance(shown, dict) or shown.keys() != {*_CARD, "public"}:
        raise Refused(LinkRefusal.CARD_IS_NOT_READABLE, where="card")
    for name, fits in _CARD.items():
        if not fits(shown[name]):
            raise Refused(LinkRefusal.CARD_IS_NOT_READABLE, where=name)
    if not is_public(shown["suite"], shown["public"]):
        raise Refused(LinkRefusal.CARD_IS_NOT_READABLE, where="public")
    try:
        canonical.encode(shown)
    except Refused:
        raise Refused(LinkRefusal.CARD_IS_NOT_READABLE, where="card") from None
    return cast("Card", shown)


def read_paper(paper: bytes) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the charter of a paper, which has the shape of one, and the signatures, of which nothing is known yet.

    Raises CHARTER_DOES_NOT_FIT; the fact `where` names the first member that is wrong, or the part that holds it.
    """
    try:
        read = canonical.decode(paper)
    except Refused:
        raise Refused(LinkRefusal.CHARTER_DOES_NOT_FIT, where="paper") from None
    if not isinstance(read, dict) or read.keys() != {"charter", "signatures"}:
        raise Refused(LinkRefusal.CHARTER_DOES_NOT_FIT, where="paper")
    for name, member in read.items():
        if not isinstance(member, dict):
            raise Refused(LinkRefusal.CHARTER_DOES_NOT_FIT, where=name)
    charter, signatures = cast("dict[str, Any]", read["charter"]), cast("dict[str, Any]", read["signatures"])
    if charter.keys() != _CHARTER.keys():
        raise Refused(LinkRefusal.CHARTER_DOES_NOT_FIT, where="charter")
    for name, fits in _CHARTER.items():
        if not fits(charter[name]):
            raise Refused(LinkRefusal.CHARTER_DOES_NOT_FIT, where=name)
    return charter, signatures


def check_signatures(charter: Mapping[str, Any], signatures: Mapping[str, Any]) -> None:
    """Check that both parties signed, each with the key of its card, and nobody else.

    The cards in the charter are known to be whole. Raises CHARTER_DOES_NOT_FIT; `where` is the node that did not sign.
    """
    parties = {party["code"]: PublicKey(party["suite"], party["public"]) for party in charter["parties"]}
    if not signatures.keys() <= parties.keys():
        raise Refused(LinkRefusal.CHARTER_DOES_NOT_FIT, where="signatures")
    for code, key in parties.items():
        if not _is_signed(charter, key, signatures.get(code)):
            raise Refused(LinkRefusal.CHARTER_DOES_NOT_FIT, where=code)


def _is_signed(charter: Mapping[str, Any], key: PublicKey, signature: object) -> bool:
    if not isinstance(signature, dict) or signature.keys() != {"kid", "sig"} or signature["kid"] != key.kid:
        return False
    return isinstance(signature["sig"], str) and key.verifies(signature["sig"], canonical.encode(charter))


def _is_address(url: object) -> bool:
    """Tell whether a text is an address like https://host:port, in its one spelling."""
    if not is_name(url, URL_LENGTH_MAX):
        return False
    try:
        parts = urlsplit(cast("str", url))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = f"[{host}]" if ":" in host else host
    return host != "" and url == f"https://{plain}{f':{port}' if port else ''}"


def _is_one(version: object) -> bool:
    return type(version) is int and version == 1


def _is_day(text: object) -> bool:
    """Tell whether a value is a date as charters write it, 2026-03-04."""
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_CARD: Mapping[str, Callable[[Any], bool]] = {
    "v": _is_one,
    "code": lambda code: isinstance(code, str) and _CODE.fullmatch(code) is not None,
    "name": lambda name: is_name(name, NAME_LENGTH_MAX) and name.strip() != "",
    "suite": lambda suite: isinstance(suite, str),
    "certificate": lambda certificate: isinstance(certificate, str),
    "url": _is_address,
}
_CHARTER: Mapping[str, Callable[[Any], bool]] = {
    "v": _is_one,
    "type": lambda kind: kind == "charter",
    "serial": lambda serial: type(serial) is int and 1 <= serial <= SERIAL_MAX,
    "date": _is_day,
    "parties": lambda parties: isinstance(parties, list) and len(parties) == 2,
}
