"""Every story of a visitor: what is sent in which order, and that hospital and agency hold the same in the end."""

from dataclasses import replace

import pytest

from pilin.base.money import Fen
from pilin.node.his import forms, visits
from pilin.node.his.case import Case, Doubt
from pilin.node.his.tally import Way
from pilin.node.his.visits import STORIES
from pilin.wire.nhsa.identities import Amounts
from tests.his import people
from tests.his.agency import Agency

WAY = Way("310116", "330482", "310")
COUNTER = ["2201", "2203", "2204"]
ENDS = {
    "outpatient 门诊": (["2206", "2207"], 1),
    "chronic 慢特病": (["2206", "2207"], 1),
    "refunded 退费": (["2206", "2207", "2208"], 0),
    "reply lost, sent again 丢应答重发": (["2206", "2207", "2207"], 1),
    "reply lost, taken back 丢应答冲正": (["2206", "2207", "2601", "2207"], 1),
    "request lost, forbidden 丢请求冲正": (["2206", "2601", "2207"], 1),
    "refund taken back 退费冲正": (["2206", "2207", "2208", "2601"], 1),
    "refund sent again 退费重发": (["2206", "2207", "2208", "2208"], 0),
    "another body 同号异文": (["2207", "2207"], 1),
    "sent twice 重复发送": (["2207", "2207"], 1),
    "wrong total 金额不符": (["2207", "2207"], 1),
}


def held(agency: Agency) -> dict[Way, tuple[int, int, int]]:
    """Return what the agency says that stands, as the tally says it."""
    rows = agency.standing.values()
    sums = sum(one.fund_pay_sumamt for one in rows), sum(one.acct_pay for one in rows)
    return {WAY: (len(rows), *sums)} if rows else {}


def lived(story: str, agency: Agency, name: str = "1") -> Case:
    case = people.case(agency, name=name)
    STORIES[story](case)
    return case


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("name", ["1", "2", "3"])
def test_hospital_and_agency_hold_the_same_after_every_story(story: str, name: str) -> None:
    agency = Agency()
    case = lived(story, agency, name)
    assert case.tally.standing == held(agency)
    assert case.tally.troubles == []


@pytest.mark.parametrize("story", ENDS)
def test_the_messages_of_a_story_come_in_their_order(story: str) -> None:
    agency = Agency()
    lived(story, agency)
    messages, standing = ENDS[story]
    assert (agency.told, len(agency.standing)) == (COUNTER + messages, standing)


def test_what_2601_took_back_is_settled_anew_by_another_message() -> None:
    agency = Agency()
    case = people.case(agency)
    assert case.registers("11")
    assert case.buys()
    sent = case.counter.write("2207", forms.settlement(case.person, case.visit, "11", case.parts), "330482")
    assert case.outcome(sent, Doubt.TAKEN_BACK) is None
    assert agency.standing == {}
    assert case.pays("2207", lambda: forms.settlement(case.person, case.visit, "11", case.parts)) is not None
    settled = [message.head.msgid for message in agency.heard if message.transaction.infno == "2207"]
    assert len(set(settled)) == 2


def test_a_visitor_leaves_after_three_refusals() -> None:
    agency = Agency(refuses=["2207"] * 4)
    case = lived("outpatient 门诊", agency)
    assert agency.told.count("2207") == 3
    assert case.tally.standing == held(agency) == {}


@pytest.mark.parametrize("infno", ["2201", "2203", "2204", "2206", "2207"])
def test_a_story_goes_as_far_as_the_agency_lets_it(infno: str) -> None:
    agency = Agency(refuses=[infno] * 3)
    case = lived("outpatient 门诊", agency)
    assert case.tally.standing == held(agency)
    assert case.tally.refused[infno, "not now"] == (3 if infno == "2207" else 1)


@pytest.mark.parametrize("infno", ["2401", "2301", "2304", "2402"])
def test_a_stay_goes_as_far_as_the_agency_lets_it(infno: str) -> None:
    agency = Agency(refuses=[infno] * 3)
    case = lived("stay 住院", agency)
    assert case.tally.standing == held(agency)
    assert len(agency.standing) == (1 if infno == "2402" else 0)


def test_a_stay_is_settled_in_the_middle_and_at_its_end() -> None:
    agency = Agency()
    lived("stay 住院", agency, "3")
    interim, final = [message for message in agency.heard if message.transaction.infno == "2304"][:2]
    assert (interim.body.mid_setl_flag, final.body.mid_setl_flag) == ("1", "0")
    assert [infno for infno in agency.told if infno in ("2401", "2402", "2304")][:4] == ["2401", "2304", "2402", "2304"]


def test_a_line_of_a_stay_comes_back_as_its_negative() -> None:
    agency = Agency()
    lived("stay 住院", agency)
    first, returned = [message for message in agency.heard if message.transaction.infno == "2301"][:2]
    (line,) = returned.body.feedetail
    last = first.body.feedetail[-1]
    assert (line.init_feedetl_sn, line.cnt, line.det_item_fee_sumamt) == (
        last.feedetl_sn, -last.cnt, -last.det_item_fee_sumamt,
    )  # fmt: skip
    assert line.feedetl_sn not in {row.feedetl_sn for row in first.body.feedetail}


def test_some_stays_are_refunded_and_settled_anew() -> None:
    told = []
    for name in map(str, range(8)):
        agency = Agency()
        case = lived("stay 住院", agency, name)
        assert case.tally.standing == held(agency)
        told.append(agency.told.count("2305"))
    assert set(told) == {0, 1}


def test_a_person_of_here_is_told_and_not_settled() -> None:
    agency = Agency()
    case = people.case(agency, person=people.LOCAL)
    visits.local(case)
    assert agency.told == [*COUNTER, "2206", "2207"]
    assert (case.tally.refused["2207", "insured here"], case.tally.troubles) == (1, [])


def test_an_agency_that_settles_a_person_of_here_is_trouble() -> None:
    agency = Agency()
    case = people.case(agency)  # from next door, whom the story takes for one of here
    visits.local(case)
    assert case.tally.troubles == ["OWN-1: a person insured here was settled here"]


def test_an_agency_that_does_not_add_up_is_trouble() -> None:
    def short(amounts: Amounts) -> Amounts:
        return replace(amounts, psn_cash_pay=Fen(amounts.psn_cash_pay - 1))

    case = lived("outpatient 门诊", Agency(spoil=short))
    assert len(case.tally.troubles) == 1
    assert "'identity': 'I3'" in case.tally.troubles[0]


def test_an_agency_that_takes_a_wrong_total_is_trouble() -> None:
    agency = Agency(is_lenient=True)
    assert "a total was taken" in lived("wrong total 金额不符", agency).tally.troubles[0]


def test_an_agency_that_takes_another_body_is_trouble() -> None:
    agency = Agency(is_lenient=True)
    assert "another body was taken" in lived("another body 同号异文", agency).tally.troubles[0]


def test_an_agency_that_answers_the_same_bytes_in_another_way_is_trouble() -> None:
    agency = Agency(forgets=True)
    case = lived("sent twice 重复发送", agency)
    assert case.tally.troubles == ["OWN-1: the same bytes were answered in another way"]
