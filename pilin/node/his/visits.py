"""What happens to one visitor: each story is a function of a case, and ends early where the agency says no."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from pilin.base.money import Fen
from pilin.node.his import forms
from pilin.node.his.case import Case, Doubt
from pilin.node.his.forms import CHRONIC, OUTPATIENT
from pilin.wire.nhsa import inpatient
from pilin.wire.nhsa.settlement import Settled

Story = Callable[[Case], None]


def outpatient(case: Case, doubt: Doubt = Doubt.NONE, med_type: str = OUTPATIENT) -> Settled | None:
    """Register, upload, ask what it would be, settle."""
    if not (case.registers(med_type) and case.buys()):
        return None
    case.tell("2206", forms.presettlement(case.person, case.visit, med_type, case.parts))
    return case.pays("2207", lambda: forms.settlement(case.person, case.visit, med_type, case.parts), doubt)


def chronic(case: Case) -> None:
    """Come for a chronic disease."""
    outpatient(case, med_type=CHRONIC)


def refunded(case: Case, doubt: Doubt = Doubt.NONE) -> bool:
    """Settle and be refunded."""
    settled = outpatient(case)
    return settled is not None and case.is_refunded("2208", settled, doubt)


def refund_is_taken_back(case: Case) -> None:
    """Be refunded, and the reply is lost: 2601 takes the refund back, and the settlement stands again."""
    refunded(case, Doubt.TAKEN_BACK)


def refund_is_asked_again(case: Case) -> None:
    """Be refunded, and the reply is lost: the same bytes are answered as the first time."""
    refunded(case, Doubt.ASKED_AGAIN)


def lost_replies_of_all_kinds(case: Case) -> None:
    """Register and upload with every reply lost: the same bytes are answered once more."""
    if case.registers(OUTPATIENT, lost=True) and case.buys(lost=True):
        case.pays("2207", lambda: forms.settlement(case.person, case.visit, OUTPATIENT, case.parts))


def duplicates(case: Case) -> None:
    """Settle, then use the message id again with another body, which is refused."""
    if not (case.registers(OUTPATIENT) and case.buys()):
        return
    body = forms.settlement(case.person, case.visit, OUTPATIENT, case.parts)
    settled = case.pays("2207", lambda: body)
    if settled is None:
        return
    msgid = settled.setlinfo.medins_setl_id
    other = replace(body, acct_used_flag="0")
    sent = case.counter.write("2207", other, case.person.side)
    forged = replace(sent, msgid=msgid, data=sent.data.replace(sent.msgid.encode(), msgid.encode()))
    answer = case.counter.send(forged)
    if answer is not None and answer.done:
        case.tally.minds(f"{case.own}: another body was taken under a message id that was used")


def sent_twice(case: Case) -> None:
    """Settle by bytes that are sent twice although the first were answered: both answers are one."""
    if not (case.registers(OUTPATIENT) and case.buys()):
        return
    body = forms.settlement(case.person, case.visit, OUTPATIENT, case.parts)
    sent = case.counter.write("2207", body, case.person.side)
    first = case.outcome(sent, Doubt.NONE)
    if first is None or not first.done:
        return
    case.pays_as(first.output)
    second = case.counter.again(sent)
    if second != first:
        case.tally.minds(f"{case.own}: the same bytes were answered in another way")


def wrong_total(case: Case) -> None:
    """Ask for a total that the lines do not make, which is refused with both amounts; then for the right one."""
    if not (case.registers(OUTPATIENT) and case.buys()):
        return
    wrong = replace(case.parts, medfee_sumamt=Fen(case.parts.medfee_sumamt + 1))
    body = forms.settlement(case.person, case.visit, OUTPATIENT, wrong)
    answer = case.outcome(case.counter.write("2207", body, case.person.side), Doubt.NONE)
    if answer is not None and answer.done:
        case.tally.minds(f"{case.own}: a total was taken that the lines do not make")
    case.pays("2207", lambda: forms.settlement(case.person, case.visit, OUTPATIENT, case.parts))


def stay(case: Case) -> None:
    """Lie in hospital: admitted, treated, settled in the middle, treated on, sent home, settled, refunded, settled."""
    if not (case.is_admitted() and case.is_treated(gives_back=True)):
        return
    if _stay_paid(case, interim=True) is None or not case.is_treated():
        return
    if not case.tell("2402", forms.discharge(case.person, case.visit, case.counter.now())).done:
        return
    lines = list(case.lines)
    settled = _stay_paid(case, interim=False)
    if settled is not None and case.dice.below(2) and case.is_refunded("2305", settled):
        case.lines = lines
        _stay_paid(case, interim=False)


def _stay_paid(case: Case, *, interim: bool) -> Settled | None:
    case.tell("2303", forms.stay_presettlement(case.person, case.visit, case.parts, interim=interim))
    paid = case.pays("2304", lambda: forms.stay_settlement(case.person, case.visit, case.parts, interim=interim))
    case.lines = []
    return paid


def admission_is_taken_back(case: Case) -> None:
    """Be admitted, and the reply is lost: 2601 takes it back; admitted anew, it is withdrawn by 2404."""
    body = forms.admission(case.person, case.own, case.counter.now())
    sent = case.counter.write("2401", body, case.person.side)
    if case.outcome(sent, Doubt.TAKEN_BACK) is None and case.is_admitted():
        case.tell("2404", inpatient.Stay(mdtrt_id=case.visit, psn_no=case.person.number))


def local(case: Case) -> None:
    """Come from here: told what would be paid, and settled elsewhere."""
    if case.registers(OUTPATIENT) and case.buys():
        case.tell("2206", forms.presettlement(case.person, case.visit, OUTPATIENT, case.parts))
        body = forms.settlement(case.person, case.visit, OUTPATIENT, case.parts)
        answer = case.outcome(case.counter.write("2207", body, case.person.side), Doubt.NONE)
        if answer is not None and answer.done:
            case.tally.minds(f"{case.own}: a person insured here was settled here")


STORIES: Mapping[str, Story] = {
    "outpatient 门诊": lambda case: void(outpatient(case)),
    "chronic 慢特病": chronic,
    "stay 住院": stay,
    "refunded 退费": lambda case: void(refunded(case)),
    "reply lost, sent again 丢应答重发": lambda case: void(outpatient(case, Doubt.ASKED_AGAIN)),
    "reply lost, taken back 丢应答冲正": lambda case: void(outpatient(case, Doubt.TAKEN_BACK)),
    "request lost, forbidden 丢请求冲正": lambda case: void(outpatient(case, Doubt.NEVER_CAME)),
    "refund taken back 退费冲正": refund_is_taken_back,
    "refund sent again 退费重发": refund_is_asked_again,
    "every reply lost 逐笔丢应答": lost_replies_of_all_kinds,
    "another body 同号异文": duplicates,
    "sent twice 重复发送": sent_twice,
    "wrong total 金额不符": wrong_total,
    "admission taken back 入院冲正": admission_is_taken_back,
}
"""What visitors from the other side live through."""
LOCAL = "local 本地参保"


def void(_outcome: object) -> None:
    """Leave an outcome at that: a story returns none."""
