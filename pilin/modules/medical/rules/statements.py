"""A hospital's statement against what its agency holds: totals (3201), rows (3202), an application (3203). Pure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from pilin.base.refusal import Refused
from pilin.modules.medical.rules.codes import MedicalRefusal

MEMO_MAX = 100


class Result(StrEnum):
    """How a statement came out; the words of the interface stand in `pilin.wire.nhsa.statement`."""

    BALANCED = "balanced"
    AGENCY_HAS_MORE = "agency_has_more"
    INSTITUTION_HAS_MORE = "institution_has_more"
    DATA_DIFFER = "data_differ"


class Sums(NamedTuple):
    """What a statement comes to: amounts in fen. An application or a file says no more than this."""

    rows: int
    total_fen: int
    fund_fen: int
    account_fen: int


class Settled(NamedTuple):
    """One settlement of a hospital as we hold it; that of a cancel is a refund, with negative amounts."""

    number: str
    visit: str
    person: str
    msgid: str
    refund: bool
    total_fen: int
    fund_fen: int
    account_fen: int


Words = Callable[[Settled], Settled]
"""How a settlement that we hold is said in the words of a hospital's region."""


def as_it_is(one: Settled) -> Settled:
    """Return a settlement where the sum of the funds does not hold the personal account, as in our books."""
    return one


def with_account(one: Settled) -> Settled:
    """Return a settlement where the sum of the funds holds the personal account."""
    return one._replace(fund_fen=one.fund_fen + one.account_fen)


class Stated(NamedTuple):
    """One settlement as the hospital's file has it."""

    number: str
    visit: str
    person: str
    refund: bool
    total_fen: int
    fund_fen: int
    account_fen: int


class Differing(NamedTuple):
    """A settlement on which hospital and agency differ: what we hold, None for nothing, and what it says."""

    result: Result
    ours: Settled | None
    theirs: Stated | None


def sums(rows: Iterable[Settled | Stated]) -> Sums:
    """Return what rows come to."""
    held = list(rows)
    return Sums(
        len(held),
        sum(one.total_fen for one in held),
        sum(one.fund_fen for one in held),
        sum(one.account_fen for one in held),
    )


def total(ours: Sums, theirs: Sums) -> Result:
    """Return how the totals of a statement come out: who has more settlements, else whether amounts differ."""
    if ours == theirs:
        return Result.BALANCED
    if ours.rows != theirs.rows:
        return Result.AGENCY_HAS_MORE if ours.rows > theirs.rows else Result.INSTITUTION_HAS_MORE
    return Result.DATA_DIFFER


def compare(ours: Sequence[Settled], theirs: Sequence[Stated]) -> list[Differing]:
    """Return the settlements on which a hospital's file differs from what we hold, by their numbers."""
    held = {(one.number, one.refund): one for one in ours}
    said = {(one.number, one.refund): one for one in theirs}
    found = []
    for key in sorted({*held, *said}):
        one, other = held.get(key), said.get(key)
        if one is None:
            found.append(Differing(Result.INSTITUTION_HAS_MORE, None, other))
        elif other is None:
            found.append(Differing(Result.AGENCY_HAS_MORE, one, None))
        elif (one.visit, one.person, *one[5:]) != (other.visit, other.person, *other[4:]):
            found.append(Differing(Result.DATA_DIFFER, one, other))
    return found


def check_period(begins: date, ends: date, day: date) -> None:
    """Refuse days that do not run forward, or that have not come. Raises STATEMENT_DAYS_DO_NOT_FIT."""
    if not begins <= ends <= day:
        raise Refused(MedicalRefusal.STATEMENT_DAYS_DO_NOT_FIT, begins=begins, ends=ends)


def check_sums(ours: Sums, theirs: Sums, code: MedicalRefusal) -> None:
    """Refuse what does not come to what it says, with both counts and both amounts."""
    if ours != theirs:
        raise Refused(
            code, theirs=theirs.rows, ours=ours.rows, theirs_fen=sum(theirs[2:]), ours_fen=sum(ours[2:])
        )  # fmt: skip
