"""The terms of reconciliation and clearing between two agencies, as a document that both sign. Pure.

    type: clearing_terms
    version, title, illustrative, from_day
    generator            the code of the side that makes a month's batch; the other one checks it
    generates_on         from which day of the next month on a batch is made (cut-off: all of a month is here by then)
    confirms_by          by which day of that month both have confirmed it
    pays_within_days     within how many days after that it is paid
    difference_days      within how many days a difference of a day is answered
    interim              whether a batch may be made while its month still runs
    late_cancels         `next_batch`, or `refused`: what a hospital's cancel does to what a confirmed batch holds
    alerts_bp            at which shares of an advance used a yellow and a red alert stand
    advances             what each side pays in advance for each kind of insurance, in fen

No public text that was read sets these numbers for two agencies: what ships is illustrative (medical research, 3.4).
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pilin.base.refusal import Refused
from pilin.modules.medical.rules import members as has
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.words import BP

TYPE = "clearing_terms"
NEXT_BATCH, REFUSED = "next_batch", "refused"
_TOP = (
    "type version title illustrative from_day generator generates_on confirms_by pays_within_days"
    " difference_days interim late_cancels alerts_bp advances"
)
_ADVANCE = "payer insurance quota_fen"
_SIDE, _INSURANCE, _MONTH = r"[1-9]\d{5}", r"\d{3,5}", r"20\d{2}-(0[1-9]|1[0-2])"
_DAY_LAST, _DAYS_MAX = 28, 90


@dataclass(frozen=True)
class Quota:
    """What a side pays in advance for one kind of insurance."""

    payer: str
    insurance: str
    quota_fen: int


@dataclass(frozen=True)
class Terms:
    """What both signed about reconciliation and clearing."""

    version: int
    title: Mapping[str, str]
    illustrative: bool
    from_day: date
    generator: str
    generates_on: int
    confirms_by: int
    pays_within_days: int
    difference_days: int
    interim: bool
    late_cancels: str
    alerts_bp: tuple[int, int]
    advances: tuple[Quota, ...]


@dataclass(frozen=True)
class Window:
    """What a month's batch takes and by when: settlements until a day, generated, confirmed and paid by others."""

    month: str
    until: date
    generates_on: date
    confirm_by: date
    pay_by: date


def read_terms(document: Mapping[str, Any]) -> Terms:
    """Return the terms of a document. Raises TERMS_DO_NOT_READ with the place of the first thing that is wrong."""
    try:
        return _read(document)
    except Refused as refused:
        raise Refused(MedicalRefusal.TERMS_DO_NOT_READ, **refused.facts) from None


def _read(document: Mapping[str, Any]) -> Terms:
    top = has.members(document, "terms", _TOP)
    has.text(top["type"], "type", TYPE)
    has.titled(top["title"], "title")
    alerts = tuple(has.whole(one, place, 1, BP) for one, place in has.items(top["alerts_bp"], "alerts_bp"))
    if len(alerts) != len(("yellow", "red")) or alerts[0] >= alerts[1]:
        raise has.unreadable("alerts_bp", "yellow < red")
    return Terms(
        version=has.whole(top["version"], "version", 1),
        title=top["title"],
        illustrative=has.truth(top["illustrative"], "illustrative"),
        from_day=has.day(top["from_day"], "from_day"),
        generator=has.text(top["generator"], "generator", _SIDE),
        generates_on=has.whole(top["generates_on"], "generates_on", 1, _DAY_LAST),
        confirms_by=has.whole(top["confirms_by"], "confirms_by", top["generates_on"], _DAY_LAST),
        pays_within_days=has.whole(top["pays_within_days"], "pays_within_days", 1, _DAYS_MAX),
        difference_days=has.whole(top["difference_days"], "difference_days", 1, _DAYS_MAX),
        interim=has.truth(top["interim"], "interim"),
        late_cancels=has.text(top["late_cancels"], "late_cancels", f"{NEXT_BATCH}|{REFUSED}"),
        alerts_bp=(alerts[0], alerts[1]),
        advances=tuple(_advance(row, place) for row, place in has.items(top["advances"], "advances")),
    )


def _advance(row: Any, place: str) -> Quota:
    made = has.members(row, place, _ADVANCE)
    return Quota(
        has.text(made["payer"], f"{place}/payer", _SIDE),
        has.text(made["insurance"], f"{place}/insurance", _INSURANCE),
        has.whole(made["quota_fen"], f"{place}/quota_fen", 1),
    )


def window(terms: Terms, month: str, day: date) -> Window:
    """Return what a batch of a month takes that is made on a day, and by when it is confirmed and paid.

    It takes what was settled until the end of the month, whenever it arrived; while the month still runs, what was
    settled until the day. Raises MONTH_DOES_NOT_READ, and MONTH_IS_NOT_OVER before the day on which batches are made.
    """
    if not re.fullmatch(_MONTH, month):
        raise Refused(MedicalRefusal.MONTH_DOES_NOT_READ, month=month)
    year, number = (int(part) for part in month.split("-"))
    last = date(year, number, calendar.monthrange(year, number)[1])
    following = last + timedelta(days=1)
    generates_on = following.replace(day=terms.generates_on)
    confirm_by = following.replace(day=terms.confirms_by)
    if day < generates_on:
        if not terms.interim or day < last.replace(day=1):
            raise Refused(MedicalRefusal.MONTH_IS_NOT_OVER, day=generates_on)
        generates_on, confirm_by = day, max(day, confirm_by)
    confirm_by = max(confirm_by, day)
    return Window(month, min(last, day), generates_on, confirm_by, confirm_by + timedelta(terms.pays_within_days))
