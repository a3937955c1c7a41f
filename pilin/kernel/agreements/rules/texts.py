"""The texts that parties sign: an agreement, and the four documents that change one.

    agreement              id, parties, days, clauses
    agreement.amendment    from a day on: the term anew, and clauses that replace those of the same number or are added
    agreement.suspension   from a day, until a day or until resumed: these clauses, or all where none is named
    agreement.resumption   from a day: these clauses, or all
    agreement.termination  the last day, and how many days of winding down follow it

An agreement is named by the id in its text. Each change cites it, and the hash of the version that it builds on. Days
are days in China; a last day belongs to what it ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, TypeAlias

from pilin.base.canonical import Json
from pilin.kernel.agreements.rules.reading import plain, read, unreadable
from pilin.kernel.organisations.rules import Standing


@dataclass(frozen=True, kw_only=True)
class Words:
    """One text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Party:
    """A body that agrees, and the six-digit code of the node on which it acts. A node may act for several bodies."""

    code: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Term:
    """How long: the last day in force (None: without end), and the days of winding down that follow it."""

    last_day: date | None
    winding_down_days: int


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One clause: its wording, and what it is a basis for.

    `kinds` are the message kinds while it is in force, `winding_down_kinds` the fewer ones by which what was begun is
    brought to an end; a kind is a name, or a family such as `matters.*`. `matter_kinds`, `accounts` and `formulas` are
    what it opens: names that other rooms know. Without own days it holds as long as its agreement. `standing` says how
    well the wording is supported.
    """

    number: str
    title: Words
    text: Words
    standing: Standing
    kinds: tuple[str, ...] = ()
    winding_down_kinds: tuple[str, ...] = ()
    matter_kinds: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    from_day: date | None = None
    last_day: date | None = None


class _Written:
    """What the five texts have in common: a type, and one spelling."""

    type: ClassVar[str]

    def as_json(self) -> dict[str, Json]:
        """Return the text as it stands in its document."""
        members = plain(self)
        assert isinstance(members, dict)
        return {"type": self.type, **members}


@dataclass(frozen=True, kw_only=True)
class Agreement(_Written):
    """The agreement itself, in force from `from_day` on."""

    type: ClassVar[str] = "agreement"

    id: str
    title: Words
    parties: tuple[Party, ...]
    from_day: date
    term: Term
    clauses: tuple[Clause, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the nodes that must sign, in order."""
        return tuple(sorted({party.code for party in self.parties}))

    @property
    def belongs_to(self) -> str:
        """Return the id of the agreement that this text belongs to."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class Change(_Written):
    """What all changes say: which agreement, on which version (hash) they build, and why."""

    agreement: str
    base: str
    reason: str

    @property
    def belongs_to(self) -> str:
        """Return the id of the agreement that this text belongs to."""
        return self.agreement


@dataclass(frozen=True, kw_only=True)
class _FromADay(Change):
    """A change that begins to hold on a day."""

    from_day: date

    @property
    def first_day(self) -> date:
        """Return the first day on which something is different."""
        return self.from_day


@dataclass(frozen=True, kw_only=True)
class Amendment(_FromADay):
    """From a day on: the term stated anew, and clauses that replace those of the same number or are added."""

    type: ClassVar[str] = "agreement.amendment"

    term: Term
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, kw_only=True)
class Suspension(_FromADay):
    """From a day, until a day or until resumed, clauses (none named: all) admit nothing new."""

    type: ClassVar[str] = "agreement.suspension"

    last_day: date | None
    clauses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Resumption(_FromADay):
    """From a day on, suspended clauses (none named: all) hold again."""

    type: ClassVar[str] = "agreement.resumption"

    clauses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Termination(Change):
    """The agreement ends with its last day; for so many days after it what was begun may be brought to an end."""

    type: ClassVar[str] = "agreement.termination"

    last_day: date
    winding_down_days: int

    @property
    def first_day(self) -> date:
        """Return the first day on which something is different."""
        return self.last_day + timedelta(days=1)


Text: TypeAlias = Agreement | Amendment | Suspension | Resumption | Termination

TYPES: Mapping[str, type[Text]] = {
    kind.type: kind for kind in (Agreement, Amendment, Suspension, Resumption, Termination)
}
"""The document types of this room."""


def from_json(value: Mapping[str, Any]) -> Text:
    """Return the text that `as_json` wrote. Raises AGREEMENT_DOES_NOT_READ for any other member, type or spelling."""
    members = dict(value)
    kind = TYPES.get(str(members.pop("type", "")))
    if kind is None:
        raise unreadable("type")
    return read(kind, members)


def basis_of(agreement: str, number: str) -> str:
    """Return how a message cites a clause: clause:<agreement id>/<clause number>."""
    return f"clause:{agreement}/{number}"


def cited_by(basis: str) -> tuple[str, str]:
    """Return the agreement's id and the clause's number that a basis cites; empty texts where it cites none."""
    prefix, _, place = basis.partition(":")
    agreement, _, number = place.partition("/")
    return (agreement, number) if prefix == "clause" else ("", "")


def base_of(text: Text) -> str:
    """Return the hash of the version on which a text builds; empty for an agreement, which builds on nothing."""
    return text.base if isinstance(text, Change) else ""


def first_day_of(text: Text) -> date:
    """Return the first day on which a text makes a difference."""
    return text.from_day if isinstance(text, Agreement) else text.first_day
