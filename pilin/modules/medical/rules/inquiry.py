"""An inquiry between two agencies about an insured person: the care side asks, the insured side answers. Pure.

    medical.inquire   {inquiry, institution, about}   the care side asks, on the ask lane
    medical.inquired  {inquiry, accepted, reason}     the insured side answers, and keeps what is filed

Who is asked about, who asks, and what is answered stand in detached parts (`ASKED`, `TOLD`), never in a body. What is
filed bears a number that follows from the hospital's own message, so a message that is sent again files once.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from pilin.base.canonical import Json, digest_of
from pilin.base.clock import Instant
from pilin.base.ids import is_id
from pilin.base.refusal import Refused
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import Fact

INQUIRE, INQUIRED = "medical.inquire", "medical.inquired"
KINDS = (INQUIRE, INQUIRED)
ASKED, TOLD = "inquiry", "told"
_INSTITUTION_MAX, _DISEASES_MAX, _DISEASE_MAX, _DAY_MAX = 30, 20, 30, 10
_LENGTHS_MAX = {
    **dict.fromkeys(("operator", "message", "person", "number"), 30),
    **dict.fromkeys(("operator_name", "certno", "card", "name"), 50),
    **dict.fromkeys(("certificate", "insurance", "med_type", "area"), 6),
    **dict.fromkeys(("day", "from_day", "until_day"), _DAY_MAX),
    "disease_name": 300,
    "said": 8000,
}


class About(StrEnum):
    """What an inquiry is about."""

    PERSON = "person"
    ENTITLEMENT = "entitlement"
    REFERRAL = "referral"
    REFERRAL_WITHDRAWN = "referral_withdrawn"
    CHRONIC = "chronic"
    CHRONIC_WITHDRAWN = "chronic_withdrawn"
    CHRONICS = "chronics"


@dataclass(frozen=True, slots=True, repr=False)
class Wanted:
    """What is asked, as its part holds it: by whom, about whom, and what of it; blank where nothing is said.

    `message` is the hospital's own message id.
    """

    operator: str
    operator_name: str
    message: str
    person: str = ""
    certificate: str = ""
    certno: str = ""
    card: str = ""
    name: str = ""
    insurance: str = ""
    med_type: str = ""
    diseases: tuple[str, ...] = ()
    disease_name: str = ""
    area: str = ""
    day: str = ""
    from_day: str = ""
    until_day: str = ""
    number: str = ""
    said: str = ""

    def __repr__(self) -> str:
        """Stay silent about what is asked: it ends in logs."""
        return "<Wanted>"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """An inquiry as both sides name it; `event` is the hash of the question."""

    id: str
    care: str
    insured: str
    institution: str
    about: About
    basis: str
    event: str = ""

    def number(self, message: str) -> str:
        """Return the number of what a message files: the division that keeps it (6), and 24 signs of its own."""
        return f"{self.insured}{digest_of([self.care, self.institution, message])[:24]}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the insured side says: the code with which it declines, or parts that go with the answer."""

    reason: str = ""
    contents: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A fact to be told to the other side about an inquiry."""

    kind: str
    inquiry: Inquiry
    to: str
    body: dict[str, Json]
    re: str = ""
    contents: Sequence[Any] = field(default=(), repr=False)


class Desk(Protocol):
    """Who answers at the insured place."""

    def answer(self, inquiry: Inquiry, at: Instant) -> Answer:
        """Return what is answered. Raises INQUIRY_IS_NOT_HERE while its part has not arrived."""


class Voice(Protocol):
    """How a handler speaks: its node's code, what it tells in the running transaction, what it has answered."""

    @property
    def code(self) -> str:
        """Return the node's code."""

    def write(self, letter: Letter, at: Instant) -> None:
        """Tell a fact."""

    def replied(self, re: str, kind: str) -> bool:
        """Tell whether we answered a fact by one of a kind."""


def decide(desk: Desk, voice: Voice, fact: Fact, at: Instant) -> str:
    """Decide a question or its answer; return its effect.

    What a question files is written anew when facts are applied again after a restore; the answer is told once.
    Raises INQUIRY_IS_MALFORMED, and INQUIRY_IS_NOT_HERE, which waits.
    """
    if fact.kind == INQUIRE:
        asked = read(fact)
        if asked.insured == voice.code:
            answer = desk.answer(asked, at)
            if not voice.replied(fact.hash, INQUIRED):
                voice.write(_answered(asked, answer), at)
    return digest_of([fact.kind, fact.hash])


def read(fact: Fact) -> Inquiry:
    """Return the inquiry that a question asks. Raises INQUIRY_IS_MALFORMED."""
    body, peers = fact.body, [party for party in fact.parties if party != fact.author]
    inquiry, institution, about = (body.get(name) for name in ("inquiry", "institution", "about"))
    named = isinstance(inquiry, str) and is_id(inquiry) and isinstance(institution, str)
    if not (named and 0 < len(str(institution)) <= _INSTITUTION_MAX and about in list(About)) or len(peers) != 1:
        raise Refused(MedicalRefusal.INQUIRY_IS_MALFORMED)
    return Inquiry(
        str(inquiry), fact.author, peers[0], str(institution), About(str(about)), fact.basis, fact.hash
    )  # fmt: skip


def ask(inquiry: Inquiry, contents: Sequence[Any]) -> Letter:
    """Return the question of the care side, with what it asks beside it."""
    body: dict[str, Json] = {
        "inquiry": inquiry.id,
        "institution": inquiry.institution,
        "about": inquiry.about.value,
    }
    return Letter(INQUIRE, inquiry, inquiry.insured, body, contents=contents)


def _answered(inquiry: Inquiry, answer: Answer) -> Letter:
    body: dict[str, Json] = {"inquiry": inquiry.id, "accepted": not answer.reason, "reason": answer.reason}
    return Letter(INQUIRED, inquiry, inquiry.care, body, inquiry.event, answer.contents)


def write(wanted: Wanted) -> bytes:
    """Return what is asked as the bytes of its part."""
    return json.dumps(asdict(wanted), ensure_ascii=False).encode()


def read_wanted(data: bytes) -> Wanted:
    """Return what a part asks. Raises INQUIRY_DOES_NOT_READ: its members are others, too long, or of another type."""
    try:
        raw = json.loads(data)
        diseases = raw["diseases"]
        texts = [(raw[name], most) for name, most in _LENGTHS_MAX.items()]
        texts += [(disease, _DISEASE_MAX) for disease in diseases]
        fits = type(diseases) is list and len(diseases) <= _DISEASES_MAX
        if fits and all(_is_text(text, most) for text, most in texts):
            return Wanted(**{**raw, "diseases": tuple(diseases)})
    except (ValueError, TypeError, KeyError):
        pass
    raise Refused(MedicalRefusal.INQUIRY_DOES_NOT_READ)


def _is_text(value: object, most: int) -> bool:
    """Tell whether a value is a text that every database takes."""
    return type(value) is str and len(value) <= most and "\0" not in value


def day_in(text: str) -> date | None:
    """Return the day of a text; None where nothing stands there. Raises INQUIRY_DOES_NOT_READ."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(MedicalRefusal.INQUIRY_DOES_NOT_READ) from None


def read_told(data: bytes) -> dict[str, Any]:
    """Return what an answer tells. Raises INQUIRY_DOES_NOT_READ."""
    try:
        told = json.loads(data)
        if isinstance(told, dict):
            return told
    except ValueError:
        pass
    raise Refused(MedicalRefusal.INQUIRY_DOES_NOT_READ)


def write_told(told: dict[str, Any]) -> bytes:
    """Return what is told as the bytes of its part; days as their text."""
    return json.dumps(told, ensure_ascii=False, default=str).encode()
