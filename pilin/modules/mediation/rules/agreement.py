"""The agreement of the parties: its days, what is owed, and whether the courts may confirm it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pilin.base.refusal import Finding, Refused
from pilin.kernel.matters.rules.clocks import Calendar, Deadline, deadline
from pilin.modules.mediation.rules.cases import Case
from pilin.modules.mediation.rules.refusals import MediationRefusal

CONFIRM_DAYS = 30
NOT_FOR_COURTS = ("status", "title")
NO_CALENDAR = Calendar("calendar", "", {})
DERIVED = ("effective_on", "confirm_until", "perform_until")


def derived(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the days that follow from an agreement: effective, to be filed until, performed until."""
    # 人民调解法 29, 30: a written agreement holds from the last of the signatures of all parties and the mediators and
    # the seal; an oral one from when it was reached.
    effective = date.fromisoformat(max(fields["signatures"].values()))
    # 人民调解法 33, 民事诉讼法 205: within thirty days from the day on which it took effect.
    until = effective + timedelta(days=CONFIRM_DAYS)
    last = max((str(row["due"]) for row in fields["obligations"]), default=effective.isoformat())
    return {"effective_on": effective.isoformat(), "confirm_until": until.isoformat(), "perform_until": last}


def findings(fields: Mapping[str, Any], *, day: date) -> list[Finding]:
    """Return what an agreement lacks, whoever enters it."""
    return list(_findings(fields, day))


def _findings(fields: Mapping[str, Any], day: date) -> Iterator[Finding]:
    signed, rows = fields["signatures"], fields["obligations"]
    if max(signed.values()) > day.isoformat():
        yield Finding("signatures", MediationRefusal.SIGNATURE_LIES_AHEAD, {"day": max(signed.values())})
    if fields["form"] == "oral" and len({*signed.values()}) > 1:
        yield Finding("signatures", MediationRefusal.ORAL_AGREEMENT_HAS_ONE_DAY, {})
    numbers = [row["id"] for row in rows]
    if len({*numbers}) < len(numbers):
        yield Finding("obligations", MediationRefusal.OBLIGATION_IS_NUMBERED_TWICE, {})
    first = min((str(row["due"]) for row in rows), default="9999")
    if first < min(signed.values()):
        yield Finding("obligations", MediationRefusal.OBLIGATION_DAY_IS_PAST, {"day": first})


def check(fields: Mapping[str, Any], *, day: date) -> None:
    """Raise the first finding about an agreement, and AGREEMENT_DAYS_DO_NOT_FOLLOW where its days are others."""
    found = findings(fields, day=day)
    if found:
        raise Refused(found[0].code, **found[0].facts)
    if {name: fields.get(name) for name in DERIVED} != derived(fields):
        raise Refused(MediationRefusal.AGREEMENT_DAYS_DO_NOT_FOLLOW)


def filing_until(case: Case, calendar: Calendar) -> Deadline | None:
    """Return until when both parties may ask a court to confirm: the thirtieth day, and as 民事诉讼法 85 rolls it.

    In a year whose calendar is not published the rolled day is provisional; the raw one holds in any case.
    """
    effective = case.effective_on
    return deadline(effective, CONFIRM_DAYS, "calendar", calendar) if effective else None


def why_not_for_courts(case: Case, *, day: date, calendar: Calendar = NO_CALENDAR) -> MediationRefusal | None:
    """Return why no court would confirm an agreement, or None: asked before the button is offered.

    民诉法解释 355: not what establishes or ends a marriage, parentage or adoption, nor what settles title to property
    or intellectual property. What is unclear, against the will of a party or against the law, the court finds itself.
    """
    if case.text("category") in NOT_FOR_COURTS:
        return MediationRefusal.AGREEMENT_IS_NOT_FOR_COURTS
    until = filing_until(case, calendar)
    # 民事诉讼法 85(3): a last day off gives way to the day after it, where the days off of that year are published.
    last = (until.raw_end if until.provisional else until.rolled_end) if until else None
    if last is not None and last < day:
        return MediationRefusal.CONFIRMATION_IS_TOO_LATE
    return None


@dataclass(frozen=True)
class Court:
    """A side whose primary court may confirm, and by what: seat of the committee, home of a party."""

    node: str
    by: tuple[str, ...] = ("committee", "home")


def courts(case: Case) -> list[Court]:
    """Return the sides whose courts are competent: of the two committees and of the homes of the parties.

    民事诉讼法 205: the court of the home of a party, of the place of the object, or of the mediating body. 民诉法解释
    352: with two mediating bodies the court of either; filed with both, the one that dockets first keeps it.
    """
    return [Court(node) for node in sorted({*case.roles.values()}, reverse=True)]


def check_numbers(case: Case, rows: Sequence[Mapping[str, Any]]) -> None:
    """Raise OBLIGATION_IS_UNKNOWN where a row names no obligation of the agreement."""
    known = {str(row["id"]) for row in case.agreed.get("obligations", ())}
    unknown = [str(row["id"]) for row in rows if str(row["id"]) not in known]
    if unknown:
        raise Refused(MediationRefusal.OBLIGATION_IS_UNKNOWN, number=unknown[0], known=sorted(known))
