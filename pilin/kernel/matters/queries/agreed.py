"""Kinds and calendars that parties agreed on, read from their documents and parsed once a process."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pilin.base import canonical
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters.rules import clocks, kinds
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.matters.rules.kinds import Kind, Title


def kind(kind_hash: str) -> Kind | None:
    """Return an agreed kind by its hash."""
    text = federation.agreed_text("kind", kind_hash)
    return _kind(canonical.encode(text), kind_hash) if text is not None else None


def read_kind(text: Mapping[str, Any], kind_hash: str) -> Kind:
    """Return a kind from the text of its agreed document, which was read with others; no query."""
    return _kind(canonical.encode(text), kind_hash)


@lru_cache(maxsize=256)
def _kind(text: bytes, name: str) -> Kind:
    return kinds.parse(canonical.decode(text), name)


@lru_cache(maxsize=64)
def _calendar(text: bytes) -> Calendar:
    return clocks.parse_calendar(canonical.decode(text))


def kinds_of(hashes: Collection[str]) -> Mapping[str, Kind]:
    """Return agreed kinds by hash, in one query for any number."""
    found = federation.agreed_documents("kind", hashes=hashes) if hashes else []
    return {row.hash: _kind(canonical.encode(row.text), row.hash) for row in found}


@dataclass(frozen=True)
class Known:
    """What parties agreed on: kinds by hash, and the calendar that was agreed on last between each set of parties.

    `agreed` are all calendars by the hash of their document, the last first, and `between` who agreed on each.
    """

    kinds: Mapping[str, Kind]
    calendars: Mapping[tuple[str, ...], Calendar]
    agreed: Mapping[str, Calendar] = field(default_factory=dict)
    between: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def calendar_of(self, parties: Collection[str]) -> str:
        """Return the hash of the calendar that these parties (among others, maybe) agreed on last, or nothing."""
        return next((name for name, named in self.between.items() if named.issuperset(parties)), "")


def known() -> Known:
    """Return every agreed kind, the newest first, and the calendars in force; one query."""
    kinds_: dict[str, Kind] = {}
    calendars_: dict[tuple[str, ...], Calendar] = {}
    agreed: dict[str, Calendar] = {}
    between: dict[str, frozenset[str]] = {}
    for row in federation.agreed_documents("kind", "calendar"):
        if row.type == "kind":
            kinds_[row.hash] = _kind(canonical.encode(row.text), row.hash)
        else:
            agreed[row.hash] = _calendar(canonical.encode(row.text))
            between[row.hash] = frozenset(row.parties)
            calendars_.setdefault(tuple(sorted(row.parties)), agreed[row.hash])
    return Known(kinds_, calendars_, agreed, between)


def kinds_agreed() -> list[tuple[Kind, tuple[str, ...], str]]:
    """Return every agreed kind with its parties and its basis, the newest first."""
    found = federation.agreed_documents("kind")
    return [(_kind(canonical.encode(row.text), row.hash), tuple(row.parties), row.basis) for row in found]


def plain(name: str) -> Title:
    """Return what has no title by its name, in both languages."""
    return {"zh": name, "en": name}


def kind_named(name: str, parties: Collection[str]) -> Kind | None:
    """Return the kind of a name on which these parties (among others, maybe) agreed last; None where there is none."""
    found = (kind for kind, agreed_by, _basis in kinds_agreed() if kind.name == name and {*parties} <= {*agreed_by})
    return next(found, None)


def calendars() -> Mapping[str, Calendar]:
    """Return the agreed calendars by hash."""
    return {row.hash: _calendar(canonical.encode(row.text)) for row in federation.agreed_documents("calendar")}


def calendar_of(parties: Sequence[str]) -> str:
    """Return the hash of the calendar that these parties (among others, maybe) agreed on last, or the empty text."""
    for row in federation.agreed_documents("calendar"):
        if set(parties) <= set(row.parties):
            return row.hash
    return ""
