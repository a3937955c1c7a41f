"""Statements with hospitals: totals compared (3201), files compared row by row (3202), applications, a month confirmed.

Only what our own gateway settled is known here: settlements of hospitals of ours for persons who are insured next door.
A file is kept sealed for some days; what in it does not read is told by line, and its bytes stay as they came.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from pilin.base.clock import Instant, after, day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.modules.medical import models
from pilin.modules.medical.actions import visiting
from pilin.modules.medical.actions.visiting import Said
from pilin.modules.medical.rules import statements as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import POSTED
from pilin.modules.medical.rules.statements import Differing, Result, Settled, Stated, Sums, Words
from pilin.web import strongbox
from pilin.wire.nhsa import statement_file
from pilin.wire.nhsa.statement_file import ResultRow

KEPT_DAYS = 7
_DAY_SECONDS = 24 * 3600
_INPATIENT = {"11": False, "21": True}


@dataclass(frozen=True)
class Period:
    """What a statement is about: its days, a kind of insurance and a category, with refunds or without."""

    begins: date
    ends: date
    insurance: str = ""
    category: str = ""
    refunds: bool = True


def held(*, said: Said, period: Period) -> list[Settled]:
    """Return what we hold of a hospital for a period, by number; two queries for any number.

    Raises STATEMENT_DAYS_DO_NOT_FIT.
    """
    rules.check_period(period.begins, period.ends, day_of(said.at))
    rows = models.Settlement.objects.filter(
        care=facts.me(), institution=said.institution.code, state=POSTED,
        settled_on__gte=period.begins, settled_on__lte=period.ends,
    )  # fmt: skip
    rows = rows.filter(insurance=period.insurance) if period.insurance else rows
    amounts = {pk: left for pk, *left in rows.values_list("pk", "total_fen", "fund_fen", "account_fen")}
    named = _named(said, period, rows)
    return [
        Settled(number, visit, person, msgid, cancels is not None, *amounts[pk])
        for pk, number, visit, person, msgid, cancels in named
        if pk in amounts and (period.refunds or cancels is None)
    ]


def _named(said: Said, period: Period, settled: QuerySet[models.Settlement]) -> Iterable[tuple[Any, ...]]:
    rows = models.CareSettlement.objects.filter(institution=said.institution, pk__in=settled.values("pk"))
    rows = rows.order_by("number")
    if period.category in _INPATIENT:
        rows = rows.filter(visit__inpatient=_INPATIENT[period.category])
    return rows.values_list("pk", "number", "visit__number", "visit__person", "msgid", "cancels")


def check_agency(agency: str) -> None:
    """Refuse a statement that another agency is to answer. Raises STATEMENT_IS_FOR_ANOTHER_AGENCY."""
    if visiting.agency_of(agency) != facts.me():
        raise Refused(MedicalRefusal.STATEMENT_IS_FOR_ANOTHER_AGENCY, agency=agency)


def _said(said: Said, period: Period, words: Words) -> list[Settled]:
    """Return what we hold of a hospital for a period, in the words of its region."""
    return [words(one) for one in held(said=said, period=period)]


def check_total(
    *, said: Said, agency: str, period: Period, theirs: Sums, words: Words = rules.as_it_is
) -> tuple[Result, Sums]:
    """Return how a hospital's totals compare with ours, and ours; `words` says ours in the words of its region."""
    check_agency(agency)
    ours = rules.sums(_said(said, period, words))
    return rules.total(ours, theirs), ours


def take_file(*, said: Said, name: str, content: bytes) -> models.HospitalFile:
    """Keep a file that a hospital sent, as it came."""
    return _kept(said, name, content)


def _kept(said: Said, name: str, content: bytes) -> models.HospitalFile:
    number = visiting.number(said.at)
    return models.HospitalFile.objects.create(
        institution=said.institution, number=number, name=name,
        content=strongbox.seal_data(content, owner=_owner(number)),
        came_at=said.at, ends_at=after(said.at, seconds=KEPT_DAYS * _DAY_SECONDS),
    )  # fmt: skip


def _owner(number: str) -> str:
    return f"hospital file {number}"


def content_of(*, said: Said, number: str) -> bytes:
    """Return the content of a file of the hospital. Raises FILE_IS_NOT_HERE."""
    return strongbox.unseal_data(bytes(_file(said, number).content), owner=_owner(number))


def _file(said: Said, number: str) -> models.HospitalFile:
    rows = models.HospitalFile.objects.filter(institution=said.institution, number=number, ends_at__gt=said.at)
    found = rows.first()
    if found is None:
        raise Refused(MedicalRefusal.FILE_IS_NOT_HERE, number=number)
    return found


def check_detail(
    *, said: Said, agency: str, number: str, period: Period, theirs: Sums, words: Words = rules.as_it_is
) -> models.HospitalFile:
    """Compare a hospital's file with what we hold; return the file that says what differs. `words` as in `check_total`.

    Raises what does not read in it (the file stays, marked), FILE_DIFFERS_FROM_STATEMENT where its rows do not come to
    the totals beside it, and STATEMENT_IS_FOR_ANOTHER_AGENCY.
    """
    check_agency(agency)
    file = _file(said, number)
    stated = _read(file, content_of(said=said, number=number))
    told = rules.sums(stated)._replace(account_fen=0)
    rules.check_sums(told, theirs._replace(account_fen=0), MedicalRefusal.FILE_DIFFERS_FROM_STATEMENT)
    found = rules.compare(_said(said, period, words), stated)
    with transaction.atomic():
        return _kept(said, statement_file.RESULT_NAME, statement_file.write_result([_result(one) for one in found]))


def _read(file: models.HospitalFile, content: bytes) -> list[Stated]:
    """Return the rows of a file; where it does not read, mark it and raise the first thing that is wrong."""
    try:
        sent = statement_file.read_sent(content)
        if sent.findings:
            first = sent.findings[0]
            raise Refused(first.code, **first.facts)
    except Refused:
        models.HospitalFile.objects.filter(pk=file.pk).update(unread=True)
        raise
    return [
        Stated(
            row.setl_id, row.mdtrt_id, row.psn_no, row.refd_setl_flag == "1",
            row.medfee_sumamt, row.fund_pay_sumamt, row.acct_pay,
        )
        for row in sent.rows
    ]  # fmt: skip


def _result(one: Differing) -> ResultRow:
    ours, theirs = one.ours, one.theirs
    known = ours or theirs
    assert known is not None, "a difference has a side"
    amounts = (ours.total_fen, ours.fund_fen, ours.account_fen) if ours else (None, None, None)
    return ResultRow(
        known.person, known.visit, known.number, ours.msgid if ours else "", RESULTS[one.result],
        "1" if known.refund else "0", "", *amounts,
    )  # fmt: skip


RESULTS: Mapping[Result, str] = {
    Result.BALANCED: "000000",
    Result.AGENCY_HAS_MORE: "000101",
    Result.INSTITUTION_HAS_MORE: "000102",
    Result.DATA_DIFFER: "000103",
}


def apply(*, said: Said, month: str, period: Period, theirs: Sums, words: Words = rules.as_it_is) -> models.Application:
    """Keep a hospital's application for clearing: one for each month and category, of what we hold.

    `words` as in `check_total`; what is applied for is kept as the hospital says it.

    Raises APPLICATION_DIFFERS_FROM_BOOKS and APPLICATION_STANDS_ALREADY.
    """
    ours = rules.sums(_said(said, period, words))
    rules.check_sums(ours, theirs, MedicalRefusal.APPLICATION_DIFFERS_FROM_BOOKS)
    rows = models.Application.objects.filter(institution=said.institution, month=month, withdrawn_at=None)
    if rows.filter(category=period.category).exists():
        raise Refused(MedicalRefusal.APPLICATION_STANDS_ALREADY, month=month)
    return models.Application.objects.create(
        institution=said.institution, number=visiting.number(said.at), category=period.category, month=month,
        begins=period.begins, ends=period.ends, count=ours.rows, total_fen=ours.total_fen, applied_fen=theirs.fund_fen,
        account_fen=ours.account_fen, applied_at=said.at,
    )  # fmt: skip


def withdraw(*, said: Said, number: str) -> None:
    """Take an application back. Raises APPLICATION_IS_UNKNOWN."""
    rows = models.Application.objects.filter(institution=said.institution, number=number, withdrawn_at=None)
    if not rows.update(withdrawn_at=said.at):
        raise Refused(MedicalRefusal.APPLICATION_IS_UNKNOWN, number=number)


def forget_files(*, at: Instant) -> int:
    """Delete files that were kept as long as their number is good for; return how many. A duty."""
    return models.HospitalFile.objects.filter(ends_at__lte=at).delete()[0]


def confirm(*, said: Said, month: str, rows: Sequence[tuple[str, int, int, str]]) -> int:
    """Keep that a hospital confirms settlements of a month, or leaves them out: number, total, insurance money, flag.

    All of them or none. Raises CONFIRMATION_DIFFERS_FROM_BOOKS with the first number that is not as we hold it.
    """
    named = [number for number, *_ in rows]
    found = {one.number: one for one in of_month(said=said, month=month) if one.number in {*named}}
    for number, total_fen, paid_fen, _ in rows:
        ours = found.get(number)
        if ours is None or (ours.total_fen, ours.fund_fen + ours.account_fen) != (total_fen, paid_fen):
            raise Refused(MedicalRefusal.CONFIRMATION_DIFFERS_FROM_BOOKS, number=number)
    care = models.CareSettlement.objects.filter(institution=said.institution, number__in=named)
    ids = dict(care.values_list("number", "pk"))
    models.MonthConfirmed.objects.bulk_create(
        [
            models.MonthConfirmed(
                institution=said.institution, month=month, settlement_id=ids[number], flag=flag,
                msgid=said.msgid, at=said.at,
            )
            for number, _, _, flag in rows
        ],
        update_conflicts=True, unique_fields=["settlement"], update_fields=["month", "flag", "msgid", "at"],
    )  # fmt: skip
    return len(rows)


def unconfirm(*, said: Said, month: str, msgids: Sequence[str] | None) -> int:
    """Take back what some messages confirmed of a month (None: all of it). Raises CONFIRMATION_IS_UNKNOWN."""
    rows = models.MonthConfirmed.objects.filter(institution=said.institution, month=month)
    rows = rows if msgids is None else rows.filter(msgid__in=msgids)
    taken, _ = rows.delete()
    if not taken and msgids is not None:
        raise Refused(MedicalRefusal.CONFIRMATION_IS_UNKNOWN, month=month)
    return taken


def of_month(*, said: Said, month: str) -> list[Settled]:
    """Return what we hold of a hospital for a month, by number. Raises MONTH_DOES_NOT_READ."""
    try:
        begins = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Refused(MedicalRefusal.MONTH_DOES_NOT_READ, month=month) from None
    ends = min(last_of(begins), max(day_of(said.at), begins))
    return held(said=said, period=Period(begins, ends)) if begins <= day_of(said.at) else []


def last_of(first: date) -> date:
    """Return the last day of the month that begins on a day."""
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def confirming(*, said: Said, month: str) -> list[str]:
    """Return the messages by which a hospital confirmed a month."""
    rows = models.MonthConfirmed.objects.filter(institution=said.institution, month=month)
    return list(rows.values_list("msgid", flat=True).distinct())


def times_of(numbers: Sequence[str]) -> Mapping[str, Instant]:
    """Return when settlements were asked for, by number; one query."""
    rows = models.CareSettlement.objects.filter(number__in=numbers)
    return {number: Instant(moment) for number, moment in rows.values_list("number", "asked_at")}
