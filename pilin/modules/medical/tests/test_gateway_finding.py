"""What a hospital finds again (5203, 5204, 5303), who signed in (9001, 9002), and replies that are kept no more."""

from typing import Any

import pytest

from pilin.base.clock import after
from pilin.base.money import Fen
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.modules.medical import actions, models, queries
from pilin.modules.medical.actions import answering, apart, signing
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.hospital import THEIRS, Answer, Hospital, contract
from pilin.modules.medical.tests.insured import answers_at_once, insures
from pilin.wire.nhsa import envelope, filing, query, sign
from pilin.wire.nhsa.envelope import Sender
from tests.support.neighbour import Neighbour

DAY = 24 * 3600


@pytest.fixture
def hospital(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: ["clause:a/8"])
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    answers_at_once(neighbour, monkeypatch)
    policy = samples.policy(THEIRS, "310")
    insures(neighbour, monkeypatch, policy, person_type="11", filing=Filing.LONG_TERM, account_fen=60_000)
    contract()
    return Hospital(neighbour.now)


def finds(hospital: Hospital, infno: str = "5203", **members: Any) -> Answer:
    plain = {"psn_no": hospital.person, "mdtrt_id": hospital.visit}
    return hospital.send(infno, query.SettlementQuery(**plain | members))


def test_a_settlement_whose_reply_was_lost_is_found_as_it_was_told(hospital: Hospital) -> None:
    hospital.comes_to_the_counter()
    assert finds(hospital).no("settlement_does_not_stand")
    told = hospital.settles().output
    msgid = envelope.read_request(hospital.last).head.msgid
    for members in ({}, {"setl_id": told.setlinfo.setl_id}):
        found = finds(hospital, **members).output
        assert (found.setlinfo.setl_id, found.setlinfo.medins_setl_id) == (told.setlinfo.setl_id, msgid)
        assert (found.setlinfo.fund_pay_sumamt, found.setldetail) == (28_500, told.setldetail)
        assert found.setlinfo.setl_time == told.setlinfo.setl_time


def test_a_settlement_that_was_taken_back_is_found_no_more_and_its_cancel_is(hospital: Hospital) -> None:
    hospital.comes_to_the_counter()
    first = hospital.settles().output.setlinfo.setl_id
    cancel = hospital.cancels(first).output.setlinfo.setl_id
    assert finds(hospital).no("settlement_does_not_stand")
    assert finds(hospital, setl_id=first).no("settlement_does_not_stand")
    assert finds(hospital, setl_id=cancel).output.setlinfo.fund_pay_sumamt == -28_500
    second = hospital.settles().output.setlinfo.setl_id
    assert finds(hospital).output.setlinfo.setl_id == second


def test_a_settlement_that_is_still_asked_says_so(hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    hospital.comes_to_the_counter()
    hospital.settles()
    models.Settlement.objects.update(state="pending")
    answer = finds(hospital)
    assert (answer.no("settlement_does_not_stand"), "pending" in answer.error) == (True, True)


@pytest.mark.parametrize("infno", ["5203", "5204"])
def test_nothing_is_found_of_others(hospital: Hospital, infno: str) -> None:
    hospital.comes_to_the_counter()
    hospital.settles()
    assert finds(hospital, infno, psn_no="P-9").no("visit_is_of_another_person")
    assert finds(hospital, infno, mdtrt_id="9").no("visit_is_unknown")
    assert finds(hospital, infno, setl_id="9").no("settlement_is_of_another_visit")
    contract("H33048200002")
    hospital.code = "H33048200002"
    assert finds(hospital, infno).no("visit_is_unknown")


def test_lines_are_found_as_they_were_split(hospital: Hospital) -> None:
    hospital.comes_to_the_counter()
    assert [row.setl_id for row in finds(hospital, "5204").output.data] == ["", ""]
    number = hospital.settles().output.setlinfo.setl_id
    hospital.uploads(hospital.line("3", "XA-0001", "1"))
    rows = finds(hospital, "5204").output.data
    assert [(row.feedetl_sn, row.setl_id, row.preselfpay_amt) for row in rows] == [
        ("1", number, Fen(0)), ("2", number, Fen(2_000)), ("3", "", Fen(0))
    ]  # fmt: skip
    assert (rows[1].med_list_codg, rows[1].mdtrt_id, rows[1].cnt) == ("XB-0001", hospital.visit, 10)
    of_one = finds(hospital, "5204", setl_id=number).output.data
    assert [row.feedetl_sn for row in of_one] == ["1", "2"]


def test_open_stays_of_a_person_here_are_found(hospital: Hospital) -> None:
    hospital.admits(own="IP-1")
    hospital.leaves()
    hospital.admits(own="IP-2")
    hospital.registers()
    (stay,) = hospital.send("5303", filing.StayQuery(psn_no=hospital.person)).output.data
    assert (stay.ipt_no, stay.med_type, stay.fixmedins_code) == ("IP-2", "21", hospital.code)
    soon, ago = after(hospital.at, seconds=60), after(hospital.at, seconds=-60)
    for members, count in (({"begntime": soon}, 0), ({"endtime": ago}, 0), ({"begntime": ago, "endtime": soon}, 1)):
        answer = hospital.send("5303", filing.StayQuery(psn_no=hospital.person, **members))
        assert len(answer.output.data) == count
    assert hospital.send("5303", filing.StayQuery(psn_no="P-9")).output.data == ()


def test_what_is_found_asks_as_often_for_many_lines(hospital: Hospital, django_assert_max_num_queries: Any) -> None:
    hospital.registers()
    hospital.uploads(*(hospital.line(str(at), "XA-0001", "1") for at in range(60)))
    with django_assert_max_num_queries(20):
        assert len(finds(hospital, "5204").output.data) == 60


# Signing in and out


class Desk:
    """An operator who sends what bears his number."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital = hospital
        self.number = hospital.send("9001", sign.SignIn(opter_no="op-1")).output.sign_no

    def sends(self, session: str = "") -> Answer:
        one = self.hospital
        head = one.head("5303")
        named = Sender(one.code, "示例医院", "330482", "op-1", "操作员", sign_no=session or self.number)
        head = named.head("5303", insuplc_admdvs=one.insured, at=one.at, sequence=one.sent)
        text = '{"data":{"psn_no":"P-0002"}}'
        return one.post(envelope.write_request(head, text), "5303")

    def leaves(self, operator: str = "op-1", session: str = "") -> Answer:
        body = sign.SignOut(sign_no=session or self.number, opter_no=operator)
        return self.hospital.send("9002", body)


def test_a_message_bears_a_number_that_holds_or_none(hospital: Hospital) -> None:
    desk = Desk(hospital)
    assert desk.sends().head.succeeded
    assert desk.sends("S1").no("sign_number_is_unknown")
    assert hospital.send("5303", filing.StayQuery(psn_no="P-1")).head.succeeded
    hospital.at = after(hospital.at, seconds=signing.HOLDS_SECONDS)
    assert desk.sends().no("sign_number_is_unknown")
    assert Desk(hospital).sends().head.succeeded


def test_who_signed_out_signs_in_again(hospital: Hospital) -> None:
    desk = Desk(hospital)
    assert desk.leaves("op-2").no("sign_number_is_unknown")
    assert desk.leaves(session="S1").no("sign_number_is_unknown")
    assert desk.leaves().head.succeeded
    assert desk.leaves().head.succeeded
    assert desk.sends().no("sign_number_is_unknown")
    ended = models.SignIn.objects.get().ended_at
    assert ended == hospital.at


def test_a_number_of_another_institution_does_not_hold(hospital: Hospital) -> None:
    desk = Desk(hospital)
    contract("H33048200002")
    hospital.code = "H33048200002"
    assert desk.sends().no("sign_number_is_unknown")
    assert desk.leaves().no("sign_number_is_unknown")


def test_a_message_that_was_refused_for_its_number_may_come_again(hospital: Hospital) -> None:
    desk = Desk(hospital)
    count = models.Answered.objects.count()
    desk.sends("S1")
    assert models.Answered.objects.count() == count


# Replies that were kept long enough


def test_a_reply_is_kept_a_month_and_its_message_for_good(hospital: Hospital) -> None:
    hospital.comes_to_the_counter()
    assert hospital.settles().head.succeeded
    last = hospital.last
    kept = after(hospital.at, seconds=apart.passing_days() * DAY)
    assert actions.expire(at=kept) == 0
    assert hospital.post(last, "2207").head.succeeded
    assert actions.expire(at=after(kept, seconds=1)) == models.Answered.objects.count() == 3
    assert actions.expire(at=after(kept, seconds=1)) == 0
    assert hospital.post(last, "2207").no("reply_has_expired")
    assert finds(hospital).output.setlinfo.fund_pay_sumamt == 28_500


def test_what_is_worked_on_or_reversed_keeps_its_state(hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    hospital.comes_to_the_counter()
    hospital.reverses("M-NEVER")
    models.Answered.objects.filter(infno="2201").update(reply=None)
    monkeypatch.setattr(answering, "EXPIRED_AT_ONCE", 1)
    late = after(hospital.at, seconds=40 * DAY)
    assert [actions.expire(at=late) for _ in range(3)] == [1, 1, 0]
    assert models.Answered.objects.filter(reply=None).count() == 2
    assert hospital.settles(msgid="M-NEVER").no("message_was_reversed")
