"""What hospitals are answered, from bytes to bytes: worked cases to the fen, messages sent again, and 2601."""

from typing import Any

import pytest

from pilin.base import clock
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.ledger import queries as ledger
from pilin.modules.medical import models, queries
from pilin.modules.medical.rules import settlement
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.hospital import CODE, THEIRS, Hospital, contract
from pilin.modules.medical.tests.insured import answers_at_once, insures
from pilin.wire.nhsa import envelope, fees, identities, inpatient
from tests.support.neighbour import US, Neighbour

CLAUSE = "clause:a/8"
W4 = {"fund_pay_sumamt": 28_500, "psn_part_amt": 61_500, "acct_pay": 60_000, "psn_cash_pay": 1_500, "balc": 0}
OWED = 88_500


@pytest.fixture(autouse=True)
def next_door(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a clause allow everything, and the neighbour insure the visitor of worked case W4."""
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [CLAUSE])
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    answers_at_once(neighbour, monkeypatch)
    policy = samples.policy(THEIRS, "310")
    insures(neighbour, monkeypatch, policy, person_type="11", filing=Filing.LONG_TERM, account_fen=60_000)


@pytest.fixture
def visitor(neighbour: Neighbour) -> Hospital:
    contract()
    hospital = Hospital(neighbour.now)
    hospital.comes_to_the_counter()
    return hospital


def balances() -> dict[str, int]:
    found = ledger.balances(codes=list(ledger.accounts()))
    return {code: balance.balance_fen for code, balance in found.items() if balance.balance_fen}


def posted(fen: int = OWED) -> dict[str, int]:
    return {f"medical/institution/{CODE}": -fen, f"peer/{THEIRS}/medical/310/owes-us": fen}


def says(output: Any, **amounts: int) -> bool:
    """Tell whether a settlement says these amounts, and whether all its identities hold."""
    info = output.setlinfo
    return not identities.check(identities.amounts(info)) and all(
        getattr(info, name) == fen for name, fen in amounts.items()
    )


# Worked cases


def test_w4_is_quoted_and_settled_to_the_fen(visitor: Hospital) -> None:
    quoted = visitor.quotes()
    assert says(quoted.output, **W4)
    assert quoted.output.setlinfo.setl_id == ""
    assert balances() == {}
    settled = visitor.settles()
    assert says(settled.output, **W4)
    assert {row.fund_pay_type: row.fund_payamt for row in settled.output.setldetail} == {
        "310100": 28_500,
        "310200": 60_000,
    }
    assert balances() == posted()
    info = settled.output.setlinfo
    assert (info.medins_setl_id, info.clr_optins, info.clr_type) == (visitor_msgid(visitor), US, "11")
    assert info.exp_content == '{"illustrative":true}'


def visitor_msgid(hospital: Hospital) -> str:
    return envelope.read_request(hospital.last).head.msgid


def w1_comes(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    """Admit the resident of W1 at level 3, referred: 20 000.00, of which 1200 full, 300 over, 900 prior self-pay."""
    insures(neighbour, monkeypatch, samples.policy(US, "390"), person_type="15", filing=Filing.REFERRED)
    contract(level=3)
    hospital = Hospital(neighbour.now, person="P-0001", insutype="390")
    hospital.admits()
    rows = [("1", "XC-0001", "1200"), ("2", "XL-0001", "600"), ("3", "XB-0001", "9000"), ("4", "XA-0001", "9200")]
    lines = tuple(hospital.bed_line(*row) for row in rows)
    assert hospital.send("2301", fees.InpatientUpload(feedetail=lines)).head.succeeded
    return hospital


def test_w1_is_a_stay_settled_to_the_fen_and_undone_in_the_order_of_practice(
    neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital = w1_comes(neighbour, monkeypatch)
    parts = {"fulamt_ownpay_amt": 120_000, "overlmt_selfpay": 30_000, "preselfpay_amt": 90_000}
    terms = hospital.stay_terms(2_000_000, **parts, inscp_scp_amt=1_760_000)
    quoted = hospital.send("2303", inpatient.StayPresettlement(**terms))
    assert says(quoted.output, hifp_pay=982_800, psn_part_amt=1_017_200, act_pay_dedc=80_000)
    assert hospital.leaves().head.succeeded
    settled = hospital.send("2304", inpatient.StaySettlement(**hospital.stay_terms(2_000_000)))
    assert says(settled.output, hifp_pay=982_800, fund_pay_sumamt=982_800, psn_cash_pay=1_017_200, hosp_part_amt=0)
    stay = inpatient.Stay(mdtrt_id=hospital.visit, psn_no=hospital.person)
    undone = hospital.cancels(settled.output.setlinfo.setl_id)
    assert says(undone.output, hifp_pay=-982_800)
    all_lines = inpatient.LineWithdrawal(feedetl_sn="0000", mdtrt_id=hospital.visit, psn_no=hospital.person)
    assert hospital.send("2405", stay).error == ""
    assert hospital.send("2404", stay).no("visit_has_lines")
    assert hospital.send("2302", inpatient.Withdrawal(data=(all_lines,))).error == ""
    assert hospital.send("2404", stay).error == ""
    assert balances() == {}


# Sent again


def test_the_same_message_has_the_same_answer_and_one_effect(visitor: Hospital) -> None:
    first = visitor.settles()
    assert visitor.post(visitor.last, "2207").data == first.data
    assert balances() == posted()
    assert models.CareSettlement.objects.count() == 1


def test_the_same_message_id_with_another_body_is_refused(visitor: Hospital) -> None:
    visitor.settles(msgid="M-1")
    again = visitor.settles(msgid="M-1", invono="F-2")
    assert (again.head.infcode, again.output) == ("-1", None)
    assert again.no("message_has_another_body")
    assert models.Answered.objects.filter(msgid="M-1").count() == 1


def test_what_was_answered_is_sealed(visitor: Hospital) -> None:
    visitor.settles()
    for row in models.Answered.objects.exclude(reply=None):
        assert row.reply is not None
        assert visitor.person.encode() not in bytes(row.reply)


def test_a_message_that_is_worked_on_waits(visitor: Hospital) -> None:
    """`message_is_worked_on`: the same message comes again before it was answered."""
    visitor.settles(msgid="M-1")
    models.Answered.objects.filter(msgid="M-1").update(reply=None)
    assert visitor.post(visitor.last, "2207").no("message_is_worked_on")


def test_a_process_that_stopped_before_it_answered_left_the_settlement(visitor: Hospital) -> None:
    first = visitor.settles(msgid="M-1")
    models.Answered.objects.filter(msgid="M-1").update(reply=None)
    visitor.at = clock.after(visitor.at, seconds=400)
    again = visitor.post(visitor.last, "2207")
    assert again.output.setlinfo.setl_id == first.output.setlinfo.setl_id
    assert balances() == posted()


# Cancelled, reversed


def test_a_cancel_gives_back_and_frees_the_lines(visitor: Hospital) -> None:
    number = visitor.settles().output.setlinfo.setl_id
    cancelled = visitor.cancels(number)
    assert says(cancelled.output, fund_pay_sumamt=-28_500, acct_pay=-60_000, psn_cash_pay=-1_500)
    assert balances() == {}
    assert visitor.cancels(number).no("settlement_does_not_stand")
    assert says(visitor.settles().output, **W4)
    assert balances() == posted()


def test_a_lost_reply_is_taken_back_by_2601_once(visitor: Hospital) -> None:
    visitor.settles(msgid="M-1")
    for _ in range(3):
        assert visitor.reverses("M-1").head.succeeded
        assert balances() == {}
    assert visitor.post(visitor.last, "2601").head.succeeded
    assert visitor.settles(msgid="M-1").no("message_was_reversed")
    assert says(visitor.settles().output, **W4)
    assert balances() == posted()


def test_a_reversal_that_came_before_its_original_forbids_it(visitor: Hospital) -> None:
    assert visitor.reverses("M-1").head.succeeded
    assert visitor.settles(msgid="M-1").no("message_was_reversed")
    assert balances() == {}
    assert models.CareSettlement.objects.count() == 0


def test_a_reversed_cancel_lets_the_settlement_stand_again(visitor: Hospital) -> None:
    number = visitor.settles().output.setlinfo.setl_id
    visitor.cancels(number, msgid="M-2")
    assert visitor.reverses("M-2", "2208").head.succeeded
    assert balances() == posted()
    assert visitor.settles().head.infcode == "-1"
    assert says(visitor.cancels(number).output, fund_pay_sumamt=-28_500)
    assert balances() == {}


def test_a_cancel_whose_lines_are_settled_again_is_not_reversed(visitor: Hospital) -> None:
    visitor.cancels(visitor.settles().output.setlinfo.setl_id, msgid="M-2")
    visitor.settles()
    assert visitor.reverses("M-2", "2208").no("lines_are_settled")
    assert balances() == posted()


def test_a_reversal_is_for_its_own_person_and_for_what_can_be_reversed(visitor: Hospital) -> None:
    visitor.settles(msgid="M-1")
    assert visitor.reverses("M-1", psn_no="P-9").no("visit_is_of_another_person")
    assert visitor.reverses("M-1", "2204").no("transaction_cannot_be_reversed")
    assert balances() == posted()


def test_an_admission_is_reversed_while_nothing_hangs_on_it(neighbour: Neighbour) -> None:
    contract()
    hospital = Hospital(neighbour.now)
    hospital.admits(msgid="M-1")
    assert hospital.reverses("M-1", "2401", psn_no="P-9").head.infcode == "-1"
    for _ in range(2):
        assert hospital.reverses("M-1", "2401").head.succeeded
    assert models.CareVisit.objects.get().state == "withdrawn"
    assert hospital.admits().head.succeeded


def test_a_reversal_that_was_asked_in_vain_is_sent_anew(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own message came to nothing and stays so; the next reversal does it."""
    visitor.settles(msgid="M-1")
    monkeypatch.setattr(federation, "ask", lambda draft, *, at, wait_seconds: federation.tell([draft], at=at) and None)
    refused = visitor.reverses("M-1")
    assert refused.no("insured_agency_is_out_of_reach")
    in_vain = visitor.last
    assert visitor.post(in_vain, "2601").data == refused.data
    models.Answered.objects.filter(infno="2601").update(reply=None)
    neighbour.exchange()
    answers_at_once(neighbour, monkeypatch)
    neighbour.pass_time(seconds=400)
    visitor.at = neighbour.now
    assert visitor.post(in_vain, "2601").no("message_came_to_nothing")
    assert balances() == posted()
    assert visitor.reverses("M-1").head.succeeded
    assert balances() == {}


# The insured agency does not answer, or declines


def test_out_of_reach_no_money_moves_and_the_late_answer_is_void(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(federation, "ask", lambda draft, *, at, wait_seconds: federation.tell([draft], at=at) and None)
    refused = visitor.settles()
    assert refused.no("insured_agency_is_out_of_reach")
    assert visitor.post(visitor.last, "2207").data == refused.data
    neighbour.exchange()
    assert {one.state for one in neighbour.node.store.t.settlements.values()} == {settlement.VOIDED}
    answers_at_once(neighbour, monkeypatch)
    assert says(visitor.settles().output, **W4)


def test_a_settlement_on_its_way_is_given_up_by_2601(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reversal comes while the question waits for its answer; the answer is void."""

    def ask(draft: Any, *, at: Any, wait_seconds: float) -> None:
        federation.tell([draft], at=at)
        assert visitor.reverses("M-1").head.succeeded
        neighbour.exchange()

    monkeypatch.setattr(federation, "ask", ask)
    assert visitor.settles(msgid="M-1").head.infcode == "-1"
    neighbour.exchange()
    assert {one.state for one in neighbour.node.store.t.settlements.values()} == {settlement.VOIDED}
    assert balances() == {}


def test_a_message_whose_settlement_came_to_nothing_stays_so(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(federation, "ask", lambda draft, *, at, wait_seconds: federation.tell([draft], at=at) and None)
    visitor.settles(msgid="M-1")
    models.Answered.objects.filter(msgid="M-1").update(reply=None)
    visitor.at = clock.after(visitor.at, seconds=400)
    assert visitor.post(visitor.last, "2207").no("message_came_to_nothing")


def test_what_the_insured_agency_declines_is_said_with_its_sentence(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    models.Institution.objects.update(level=3)
    policy = samples.policy(THEIRS, "390")
    insures(neighbour, monkeypatch, policy, person_type="99", filing=Filing.LONG_TERM)
    for answer in (visitor.quotes(), visitor.settles()):
        assert answer.no("insured_agency_declines")
        assert "person_type_is_not_covered" in answer.error
    assert balances() == {}


def test_of_our_own_insured_no_visit_begins_here(neighbour: Neighbour) -> None:
    """Another place of our pool is ours as well."""
    contract()
    for place in (US, "330499", "330400"):
        hospital = Hospital(neighbour.now, person="P-0003", insured=place)
        assert hospital.registers().no("insured_here_is_not_settled_here")
        assert hospital.admits().no("insured_here_is_not_settled_here")
    assert models.CareVisit.objects.count() == 0
