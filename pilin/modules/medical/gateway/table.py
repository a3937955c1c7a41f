"""What each transaction does: its number, the action, and how its words become ours. What is not here is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pilin.base.clock import day_of
from pilin.base.refusal import Refused
from pilin.modules.medical.actions import answering, billing, counter, signing, visiting
from pilin.modules.medical.actions.answering import Key
from pilin.modules.medical.actions.counter import Terms
from pilin.modules.medical.actions.visiting import Registration, Said
from pilin.modules.medical.gateway import asking, replies, statements
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.split import Approval, Line
from pilin.modules.medical.rules.visiting import DISCHARGED, ECHOED, OPEN
from pilin.wire.nhsa import fees, inpatient, outpatient, reverse, sign
from pilin.wire.nhsa.registry import BY_NUMBER
from pilin.wire.nhsa.settlement import Cancel, Settled
from pilin.wire.nhsa.transactions import Nothing

NOTHING = Nothing()
_YES = "1"


@dataclass(frozen=True)
class Deed:
    """What is done with a message; `asks` where another agency is asked, so it is no single transaction.

    `orders` says what a settlement is asked for, where those who come at once are asked together; `binding` tells a
    settlement from a pre-settlement.
    """

    do: Callable[[Said, Any], Any]
    asks: bool = False
    orders: Callable[[Any], Terms] | None = None
    binding: bool = False


def _sign_in(said: Said, body: sign.SignIn) -> sign.SignedIn:
    return sign.SignedIn(sign_time=said.at, sign_no=signing.sign_in(said=said, operator=body.opter_no))


def _sign_out(said: Said, body: sign.SignOut) -> sign.SignedOut:
    signing.sign_out(said=said, session=body.sign_no, operator=body.opter_no)
    return sign.SignedOut(sign_time=said.at)


def _register(said: Said, body: outpatient.Registration) -> outpatient.Registered:
    registration = Registration(body.psn_no, body.insutype, body.ipt_otp_no, body.begntime)
    visit = visiting.register(said=said, registration=registration)
    return outpatient.Registered(mdtrt_id=visit.number, psn_no=visit.person, ipt_otp_no=visit.own_number)


def _admit(said: Said, body: inpatient.Admission) -> inpatient.Admitted:
    told = body.mdtrtinfo
    registration = Registration(
        told.psn_no, told.insutype, told.ipt_no, told.begntime,
        inpatient=True, med_type=told.med_type, diseases=_diseases(told.dise_codg),
    )  # fmt: skip
    return inpatient.Admitted(mdtrt_id=visiting.register(said=said, registration=registration).number)


def _withdraw(said: Said, body: Any) -> Nothing:
    visiting.withdraw(said=said, visit=body.mdtrt_id, person=body.psn_no)
    return NOTHING


def _describe(said: Said, body: Any) -> Nothing:
    told = body.mdtrtinfo if isinstance(body, outpatient.Visit) else body.adminfo
    visiting.describe(
        said=said, visit=told.mdtrt_id, person=told.psn_no,
        med_type=told.med_type, diseases=_diseases(told.dise_codg), begun_at=told.begntime,
    )  # fmt: skip
    return NOTHING


def _discharge(said: Said, body: inpatient.Discharge) -> Nothing:
    told = body.dscginfo
    visiting.discharge(said=said, visit=told.mdtrt_id, person=told.psn_no, ended_at=told.endtime)
    return NOTHING


def _reopen(said: Said, body: inpatient.Stay) -> Nothing:
    visiting.reopen(said=said, visit=body.mdtrt_id, person=body.psn_no)
    return NOTHING


def _upload(said: Said, body: fees.OutpatientUpload | fees.InpatientUpload) -> fees.SplitLines:
    """Keep lines of one visit: what stands in one message belongs together."""
    whose = {(row.mdtrt_id, row.psn_no) for row in body.feedetail}
    if len(whose) != 1:
        raise Refused(MedicalRefusal.LINES_ARE_OF_SEVERAL_VISITS)
    ((number, person),) = whose
    visit = visiting.found(said=said, visit=number, person=person, states=(OPEN, DISCHARGED))
    batches = {row.feedetl_sn: row.chrg_bchno for row in body.feedetail if isinstance(row, fees.OutpatientLine)}
    lines = [_line(row) for row in body.feedetail]
    uploaded = billing.upload(visit=visit, lines=lines, batches=batches)
    return fees.SplitLines(
        result=tuple(replies.split_line(line, one.split, one.charge) for line, one in zip(lines, uploaded, strict=True))
    )


def _line(row: fees.Line) -> Line:
    original = row.init_feedetl_sn if isinstance(row, fees.InpatientLine) else ""
    return Line(
        row.feedetl_sn, row.med_list_codg, day_of(row.fee_ocur_time), row.pric, row.cnt,
        row.det_item_fee_sumamt, Approval(row.hosp_appr_flag), original,
    )  # fmt: skip


def _withdraw_batch(said: Said, body: outpatient.FeeWithdrawal) -> Nothing:
    visit = visiting.found(said=said, visit=body.mdtrt_id, person=body.psn_no)
    billing.withdraw(visit=visit, batch=body.chrg_bchno, at=said.at)
    return NOTHING


def _withdraw_lines(said: Said, body: inpatient.Withdrawal) -> Nothing:
    for number, person in {(row.mdtrt_id, row.psn_no): None for row in body.data}:
        visit = visiting.found(said=said, visit=number, person=person)
        named = [row.feedetl_sn for row in body.data if row.mdtrt_id == number]
        billing.withdraw(visit=visit, numbers=named, at=said.at)
    return NOTHING


def _terms(body: Any) -> Terms:
    """Return the terms of a settlement; a pre-settlement of an outpatient repeats no parts."""
    return Terms(
        body.mdtrt_id, body.psn_no, body.medfee_sumamt, body.insutype, body.acct_used_flag == _YES,
        batch=getattr(body, "chrg_bchno", ""), med_type=getattr(body, "med_type", ""),
        echo=tuple(getattr(body, name, None) for name in ECHOED),
    )  # fmt: skip


def _quote(said: Said, body: Any) -> Settled:
    return replies.settled(counter.quote(said=said, terms=_terms(body)), msgid=said.msgid, at=said.at)


def _settle(said: Said, body: Any) -> Settled:
    return replies.settled(counter.settle(said=said, terms=_terms(body)), msgid=said.msgid, at=said.at)


def _cancel(said: Said, body: Cancel) -> Settled:
    told = counter.cancel(said=said, visit=body.mdtrt_id, person=body.psn_no, number=body.setl_id)
    return replies.settled(told, msgid=said.msgid, at=said.at)


def _reverse(said: Said, body: reverse.Reversal) -> Nothing:
    """Take back what an earlier message did; one that never came is forbidden from now on."""
    known = BY_NUMBER.get(body.oinfno.upper())
    if known is None or known.infno not in reverse.REVERSIBLE:
        raise Refused(MedicalRefusal.TRANSACTION_CANNOT_BE_REVERSED, infno=body.oinfno)
    counter.check_reversal(said=said, msgid=body.omsgid, person=body.psn_no)
    answering.forbid(key=Key(said.institution.code, body.omsgid, known.infno), at=said.at)
    if known.infno == inpatient.ADMIT.infno:
        visiting.take_back_admission(said=said, msgid=body.omsgid)
    else:
        counter.reverse(said=said, msgid=body.omsgid)
    return NOTHING


def _diseases(code: str) -> tuple[str, ...]:
    return (code,) if code else ()


DEEDS: Mapping[str, Deed] = {
    "9001": Deed(_sign_in),
    "9002": Deed(_sign_out),
    "1101": Deed(asking.find_person, asks=True),
    "2001": Deed(asking.check_entitlement, asks=True),
    "2201": Deed(_register),
    "2202": Deed(_withdraw),
    "2203": Deed(_describe),
    "2204": Deed(_upload),
    "2205": Deed(_withdraw_batch),
    "2206": Deed(_quote, asks=True, orders=_terms),
    "2207": Deed(_settle, asks=True, orders=_terms, binding=True),
    "2208": Deed(_cancel, asks=True),
    "2301": Deed(_upload),
    "2302": Deed(_withdraw_lines),
    "2303": Deed(_quote, asks=True, orders=_terms),
    "2304": Deed(_settle, asks=True, orders=_terms, binding=True),
    "2305": Deed(_cancel, asks=True),
    "2401": Deed(_admit),
    "2402": Deed(_discharge),
    "2403": Deed(_describe),
    "2404": Deed(_withdraw),
    "2405": Deed(_reopen),
    "2501": Deed(asking.file_referral, asks=True),
    "2502": Deed(asking.withdraw_referral, asks=True),
    "2503": Deed(asking.file_chronic, asks=True),
    "2504": Deed(asking.withdraw_chronic, asks=True),
    "2601": Deed(_reverse, asks=True),
    "3201": Deed(statements.check_total),
    "3202": Deed(statements.check_detail, asks=True),  # a file that does not read stays marked as such
    "3203": Deed(statements.apply),
    "3204": Deed(statements.withdraw),
    "3260": Deed(statements.list_month),
    "3261": Deed(statements.confirm_month),
    "3262": Deed(statements.take_month_back),
    "5203": Deed(asking.find_settlement),
    "5204": Deed(asking.find_fees),
    "5301": Deed(asking.find_chronics, asks=True),
    "5303": Deed(asking.find_stays),
    "9101": Deed(statements.take_file),
    "9102": Deed(statements.hand_file),
}
"""By number; aliases lead to the same transaction in the grammar."""
