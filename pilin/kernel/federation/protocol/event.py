"""Facts and events: what an author asserts, once, for any number of parties, and its signature over it.

{"fact": {"v": 1, "id": …, "author": "330482", "parties": ["310116", "330482"], "kind": …},
 "kid": …, "sig": …, "suite": …}
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import le
from typing import Any, cast

from pilin.base import canonical, clock, ids, masking
from pilin.base.canonical import Json
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.suite import PublicKey, Signer

SCOPES = ("link", "directory", "documents", "ledger", "matters", "observations")
_FACT = {"v", "id", "author", "parties", "kind", "scope", "subject", "basis", "re", "at", "body", "parts"}
_EVENT = {"fact", "kid", "sig", "suite"}
_PART = {"name", "hash", "purpose", "keep_until", "readers"}
_INSIDE = 3  # a fact stands in an event, that in an envelope, and that in a line
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class PartRef:
    """The place of a detached part in a fact: salted hash, purpose, last day of keeping (ISO date), readers (codes)."""

    name: str
    hash: str
    purpose: str
    keep_until: str
    readers: tuple[str, ...]

    def as_json(self) -> Json:
        """Return the reference as it stands in the fact."""
        return {
            "name": self.name,
            "hash": self.hash,
            "purpose": self.purpose,
            "keep_until": self.keep_until,
            "readers": list(self.readers),
        }


@dataclass(frozen=True)
class Detached:
    """A detached part with its content, before its fact is signed; `salt` is hexadecimal text (see `parts.detach`)."""

    ref: PartRef
    salt: str
    data: bytes


@dataclass(frozen=True)
class Draft:
    """A fact before its author signs it. `parties` are node codes; `re` is an event hash or the empty text.

    `contents` are detached parts that are kept and sent with the fact; `parts` names others, whose contents are not.
    """

    kind: str
    scope: str
    basis: str
    body: Mapping[str, Json]
    parties: Sequence[str]
    subject: str = ""
    re: str = ""
    lane: str = "work"
    parts: tuple[PartRef, ...] = ()
    id: str = ""
    contents: tuple[Detached, ...] = ()


@dataclass(frozen=True)
class Event:
    """A signed fact. `fact` is the parsed JSON; `hash` is the SHA-256 of its canonical bytes."""

    fact: Mapping[str, Any]
    suite: str
    kid: str
    sig: str

    @cached_property
    def text(self) -> bytes:
        """Return the canonical bytes of the fact: what was signed."""
        return canonical.encode(cast("Json", self.fact))

    @property
    def spelled(self) -> bytes:
        """Return the canonical bytes of the event as it stands in an envelope; those of its fact are not made anew."""
        rest = canonical.spell({"suite": self.suite, "kid": self.kid, "sig": self.sig})  # of a signer or of `decode`
        return b'{"fact":' + self.text + b"," + rest[1:]

    @cached_property
    def hash(self) -> str:
        """Return the event's hash."""
        return canonical.digest(self.text)

    @property
    def id(self) -> str:
        """Return the author's identifier of the event."""
        text: str = self.fact["id"]
        return text

    @property
    def author(self) -> str:
        """Return the author's node code."""
        text: str = self.fact["author"]
        return text

    @property
    def parties(self) -> tuple[str, ...]:
        """Return the codes of those who share the fact, the author among them."""
        return tuple(self.fact["parties"])

    @property
    def kind(self) -> str:
        """Return the message kind."""
        text: str = self.fact["kind"]
        return text

    @property
    def scope(self) -> str:
        """Return the scope in which the fact is committed."""
        text: str = self.fact["scope"]
        return text

    @property
    def subject(self) -> str:
        """Return the opaque subject."""
        text: str = self.fact["subject"]
        return text

    @property
    def basis(self) -> str:
        """Return the charter or clause on which the fact stands."""
        text: str = self.fact["basis"]
        return text

    @property
    def re(self) -> str:
        """Return the hash of the event that this one answers, or the empty text."""
        text: str = self.fact["re"]
        return text

    @cached_property
    def at(self) -> Instant:
        """Return the author's time."""
        return clock.read(self.fact["at"])

    @property
    def body(self) -> Mapping[str, Any]:
        """Return the body."""
        body: Mapping[str, Any] = self.fact["body"]
        return body

    @cached_property
    def parts(self) -> tuple[PartRef, ...]:
        """Return the references of detached parts."""
        return tuple(PartRef(**{**part, "readers": tuple(part["readers"])}) for part in self.fact["parts"])

    def as_json(self) -> Json:
        """Return the event as it stands in an envelope, or inside another event."""
        return {"fact": cast("Json", self.fact), "suite": self.suite, "kid": self.kid, "sig": self.sig}

    def is_signed_by(self, key: PublicKey) -> bool:
        """Tell whether the signature over the fact is this key's."""
        return key.suite == self.suite and key.kid == self.kid and key.verifies(self.sig, self.text)


def sign(draft: Draft, *, author: str, signer: Signer, at: Instant, entropy: ids.Entropy) -> Event:
    """Make the event of a draft. Identity numbers in its texts are masked before anything is signed.

    Raises EVENT_IS_NOT_READABLE for what a peer would not read either.
    """
    fact: dict[str, Any] = {
        "v": 1,
        "id": draft.id or ids.new_id(at, entropy),
        "author": author,
        "parties": sorted({author, *draft.parties}),
        "kind": draft.kind,
        "scope": draft.scope,
        "subject": draft.subject,
        "basis": draft.basis,
        "re": draft.re,
        "at": clock.write(at),
        "body": masked(draft.body),
        "parts": [part.as_json() for part in (*draft.parts, *(content.ref for content in draft.contents))],
    }
    _check_shape(fact)
    text = canonical.encode(fact, inside=_INSIDE)
    _check_text(text)
    event = Event(fact, signer.key.suite, signer.key.kid, signer.sign(text))
    event.__dict__["text"] = text  # spelled once
    return event


def parse(value: object, *, text: bytes = b"") -> Event:
    """Read an event from what `canonical.decode` returned; check its shape, not its signature.

    `text` are the canonical bytes of its fact, where they are at hand: then they are not made anew.
    Raises EVENT_IS_NOT_READABLE.
    """
    if not isinstance(value, dict) or value.keys() != _EVENT:
        raise Refused(LinkRefusal.EVENT_IS_NOT_READABLE, where="event")
    fact = value["fact"]
    if not isinstance(fact, dict) or fact.keys() != _FACT:
        raise Refused(LinkRefusal.EVENT_IS_NOT_READABLE, where="fact")
    _check_shape(fact)
    if not all(isinstance(value[name], str) for name in ("suite", "kid", "sig")):
        raise Refused(LinkRefusal.EVENT_IS_NOT_READABLE, where="signature")
    event = Event(fact, value["suite"], value["kid"], value["sig"])
    event.__dict__["text"] = text or canonical.spell(fact)  # what was decoded has canonical bytes
    _check_text(event.text)
    return event


def _check_shape(fact: Mapping[str, Any]) -> None:
    for where, fits in _SHAPE:
        if not fits(fact):
            raise Refused(LinkRefusal.EVENT_IS_NOT_READABLE, where=where)


def _check_text(text: bytes) -> None:
    """A database may hold no NUL in a text; so none is signed and none is read."""
    if b"\\u0000" in text and _NUL.search(text):
        raise Refused(LinkRefusal.EVENT_IS_NOT_READABLE, where="nul")


def _is_instant(text: object) -> bool:
    """An instant in a year whose days can be counted."""
    try:
        return 2000 <= clock.read(cast("str", text)).year < 2200
    except (Refused, TypeError):
        return False


def _are_parts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_part, value)) and len({part["name"] for part in value}) == len(value)


def _is_part(part: object) -> bool:
    if not isinstance(part, dict) or part.keys() != _PART:
        return False
    readers, name = part["readers"], part["name"]
    return (
        are_names((name, part["purpose"]), _PART_NAMES)
        and name != ""
        and is_hash(part["hash"])
        and _is_day(part["keep_until"])
        and _are_codes(readers)
    )


def _is_day(text: object) -> bool:
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _are_codes(value: object) -> bool:
    return isinstance(value, list) and are_names(value, [_NAMES["author"]] * len(value))


def _are_parties(fact: Mapping[str, Any]) -> bool:
    parties = fact["parties"]
    return _are_codes(parties) and parties == sorted(set(parties)) and fact["author"] in parties


_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # a backslash that stands for itself comes in pairs
_NAMES: Mapping[str, int] = {"author": 6, "kind": 48, "subject": 120, "basis": 120, "re": 64}  # longest, in characters
_LIMITS = tuple(_NAMES.values())
_PART_NAMES = (80, 120)
_SHAPE = (
    ("v", lambda fact: fact["v"] == 1 and is_number(fact["v"])),
    ("id", lambda fact: isinstance(fact["id"], str) and ids.is_id(fact["id"])),
    ("text", lambda fact: are_names([fact[name] for name in _NAMES], _LIMITS)),
    ("parties", _are_parties),
    ("scope", lambda fact: fact["scope"] in SCOPES),
    ("re", lambda fact: fact["re"] == "" or is_hash(fact["re"])),
    ("at", lambda fact: _is_instant(fact["at"])),
    ("body", lambda fact: isinstance(fact["body"], dict)),
    ("parts", lambda fact: _are_parts(fact["parts"])),
)


def is_number(value: object) -> bool:
    """Tell whether a value is an integer that is not negative; JSON's `true` is none."""
    return type(value) is int and value >= 0


def is_name(text: object, limit: int) -> bool:
    """Tell whether a value is a text of printable characters, at most `limit` of them."""
    return isinstance(text, str) and len(text) <= limit and text.isprintable()


def are_names(texts: Sequence[Any], limits: Sequence[int]) -> bool:
    """Tell whether each of the values is a text of printable characters, at most as many of them as its limit says."""
    try:
        printable = "".join(texts).isprintable()
    except TypeError:
        return False
    return printable and all(map(le, map(len, texts), limits))


def is_hash(text: object) -> bool:
    """Tell whether a value is a SHA-256 as 64 lower-case hexadecimal digits."""
    return isinstance(text, str) and len(text) == 64 and _HEX.issuperset(text)


def masked(value: Json) -> Json:
    """Return a JSON value in which every identity number in a text is masked; hexadecimal digests are left alone."""
    if isinstance(value, str):
        return value if len(value) < masking.LENGTH or _is_digest(value) else masking.mask(value)
    if isinstance(value, Mapping):
        return {name: masked(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked(item) for item in value]
    return value


def holds_identity_number(value: Json) -> bool:
    """Tell whether any text in a JSON value holds a citizen number."""
    if isinstance(value, str):
        return len(value) >= masking.LENGTH and not _is_digest(value) and masking.holds_identity_number(value)
    kind = type(value)
    if kind is dict or isinstance(value, Mapping):
        inside: Iterable[Any] = cast("Mapping[str, Json]", value).values()
    elif kind is list or isinstance(value, (list, tuple)):
        inside = cast("Sequence[Json]", value)
    else:
        return False
    for item in inside:
        kind = type(item)
        plain = len(item) < masking.LENGTH if kind is str else kind is int
        if not plain and holds_identity_number(item):  # most are
            return True
    return False


def _is_digest(text: str) -> bool:
    return len(text) >= 32 and _HEX.issuperset(text)
