"""Settlements between two agencies: who may say what when, and that no order of letters leaves anything pending."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.base.money import FEN_MAX
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import (
    ASKED,
    DECLINED,
    PENDING,
    POST,
    POSTED,
    SETTLE,
    SETTLED,
    VOID,
    VOIDED,
    Priced,
)
from pilin.modules.medical.tests.table import AT, CARE, HOSPITAL, INSURED, REFUSAL, Agency, Letter, carry, number, pair

QUESTION = {
    "settlement": number(1),
    "institution": HOSPITAL,
    "insurance": "390",
    "day": "2026-03-04",
    "total_fen": 1000,
    "cancels": "",
}
ANSWER = {"settlement": number(1), "accepted": True, "reason": "", "fund_fen": 500, "account_fen": 0}
BELOW = MedicalRefusal


def state(agency: Agency, index: int = 1) -> str:
    return agency.settlements[number(index)].state


def refusal(agency: Agency, letter: Letter) -> MedicalRefusal:
    with pytest.raises(Refused) as refused:
        rules.decide(agency, agency, letter, AT)
    assert isinstance(refused.value.code, MedicalRefusal)
    return refused.value.code


def asked() -> tuple[Agency, Agency]:
    care, insured = pair()
    care.asks(1)
    return care, insured


def pending() -> tuple[Agency, Agency]:
    care, insured = asked()
    carry(care, insured)
    return care, insured


def posted() -> tuple[Agency, Agency]:
    care, insured = pending()
    care.ends(number(1), POST)
    carry(care, insured)
    return care, insured


# The way of one settlement


def test_it_is_asked_answered_and_posted_and_both_hold_the_same() -> None:
    care, insured = posted()
    assert care.settlements == insured.settlements
    assert care.story == insured.story == [(number(1), one) for one in (ASKED, PENDING, POSTED)]
    found = care.settlements[number(1)]
    assert (found.fund_fen, found.pays_fen, found.stands) == (500, 500, True)


def test_what_the_insured_side_declines_is_over_and_says_why() -> None:
    care, insured = pair()
    insured.price_of = lambda asked: Priced(reason="med_type_is_not_covered")
    care.asks(1)
    carry(care, insured)
    assert state(care) == state(insured) == DECLINED
    assert care.settlements[number(1)].pays_fen == 0


def test_the_care_side_may_void_what_is_pending() -> None:
    care, insured = pending()
    care.ends(number(1), VOID)
    carry(care, insured)
    assert state(care) == state(insured) == VOIDED
    assert not care.settlements[number(1)].stands


def test_a_cancel_waits_at_the_insured_side_while_the_end_of_its_settlement_is_on_its_way() -> None:
    """After a restore lanes are told again one by one: the post may wait for our own answer, and must come first."""
    for care, insured in (asked(), pending()):
        care.asks(2)
        cancel = question(2, settlement=number(2), total_fen=-1000, cancels=number(1))
        insured.settlements[number(1)] = care.settlements[number(1)]
        assert refusal(insured, cancel) is BELOW.SETTLEMENT_IS_UNKNOWN
        insured.settlements[number(1)] = replace(care.settlements[number(1)], state=VOIDED)
        assert refusal(insured, cancel) is BELOW.SETTLEMENT_DOES_NOT_STAND


def test_a_second_cancel_waits_while_the_first_one_is_open() -> None:
    _, insured = posted()
    original = insured.settlements[number(1)]
    insured.settlements[number(1)] = replace(original, cancelled_by=number(2))
    insured.settlements[number(2)] = replace(original, id=number(2), state=PENDING, cancels=number(1))
    second = question(3, settlement=number(3), total_fen=-1000, cancels=number(1))
    assert refusal(insured, second) is BELOW.SETTLEMENT_IS_UNKNOWN


def test_who_gave_up_waiting_voids_the_late_answer() -> None:
    care, insured = asked()
    care.given_up.add(number(1))
    carry(care, insured)
    assert state(care) == state(insured) == VOIDED
    assert [letter.kind for letter in care.told] == [SETTLE, VOID]


def test_a_question_waits_for_its_claim() -> None:
    care, insured = asked()
    insured.parts_late = True
    carry(care, insured)
    assert insured.settlements == {}
    insured.parts_late = False
    care.asks(2)
    carry(care, insured)
    assert (state(insured, 1), state(insured, 2)) == (PENDING, PENDING)


def test_a_question_that_the_peer_refuses_was_never_pending() -> None:
    care, insured = asked()
    insured.settlements[number(1)] = care.settlements[number(1)]
    carry(care, insured)
    assert state(care) == DECLINED
    rules.refused(care, care.told[0], "f" * 64, AT)  # heard again
    assert care.story[-1] == (number(1), DECLINED)


# Cancels


def test_a_cancel_takes_back_exactly_what_was_paid() -> None:
    care, insured = posted()
    care.asks(2, -1000, cancels=1)
    assert not care.settlements[number(1)].stands
    carry(care, insured)
    care.ends(number(2), POST)
    carry(care, insured)
    assert care.settlements == insured.settlements
    assert sum(one.pays_fen for one in insured.settlements.values()) == 0
    assert insured.settlements[number(1)].cancelled_by == number(2)


def test_a_cancel_of_a_cancel_lets_the_money_stand_again() -> None:
    care, insured = posted()
    for index, total, taken in ((2, -1000, 1), (3, 1000, 2)):
        care.asks(index, total, cancels=taken)
        carry(care, insured)
        care.ends(number(index), POST)
        carry(care, insured)
    assert sum(one.pays_fen for one in insured.settlements.values()) == 500
    assert refusal(care, question(4, total_fen=-1000, cancels=number(1))) is BELOW.SETTLEMENT_DOES_NOT_STAND


@pytest.mark.parametrize("kind", [VOID, "declined"])
def test_a_cancel_that_comes_to_nothing_leaves_its_settlement_standing(kind: str) -> None:
    care, insured = posted()
    if kind == "declined":
        insured.price = lambda settlement, at: Priced(reason="clearing_is_confirmed")  # type: ignore[method-assign]
    care.asks(2, -1000, cancels=1)
    carry(care, insured)
    if kind == VOID:
        care.ends(number(2), VOID)
        carry(care, insured)
    assert care.settlements[number(1)].stands
    assert insured.settlements == care.settlements


def test_a_cancel_that_the_peer_refuses_leaves_its_settlement_standing() -> None:
    care, insured = posted()
    insured.settlements[number(2)] = care.settlements[number(1)]
    care.asks(2, -1000, cancels=1)
    carry(care, insured)
    assert (care.settlements[number(1)].stands, state(care, 2)) == (True, DECLINED)


def question(index: int = 1, **members: Any) -> Letter:
    return Letter(SETTLE, CARE, {**QUESTION, "settlement": number(index), **members})


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"total_fen": -999}, BELOW.CANCEL_DIFFERS_FROM_ITS_SETTLEMENT),
        ({"institution": "H31011600002"}, BELOW.CANCEL_DIFFERS_FROM_ITS_SETTLEMENT),
        ({"insurance": "310"}, BELOW.CANCEL_DIFFERS_FROM_ITS_SETTLEMENT),
        ({"day": "2026-03-05"}, BELOW.CANCEL_DIFFERS_FROM_ITS_SETTLEMENT),
        ({"cancels": number(7)}, BELOW.SETTLEMENT_IS_UNKNOWN),
    ],
)
def test_a_cancel_must_fit_what_it_takes_back(members: Mapping[str, Any], code: MedicalRefusal) -> None:
    _, insured = posted()
    letter = question(2, **{"total_fen": -1000, "cancels": number(1), **members})
    assert refusal(insured, letter) is code


def test_what_does_not_stand_is_not_taken_back() -> None:
    care, insured = pending()
    cancel = question(2, total_fen=-1000, cancels=number(1))
    assert refusal(care, cancel) is BELOW.SETTLEMENT_DOES_NOT_STAND
    care.ends(number(1), POST)
    care.asks(2, -1000, cancels=1)
    assert refusal(care, replace(cancel, body={**cancel.body, "settlement": number(3)})) is (
        BELOW.SETTLEMENT_DOES_NOT_STAND
    )
    assert insured.settlements[number(1)].state == PENDING


# What is refused


@pytest.mark.parametrize(
    "members",
    [
        {"settlement": "1"},
        {"settlement": 1},
        {"institution": ""},
        {"institution": "H" * 31},
        {"insurance": ""},
        {"insurance": "3101000"},
        {"insurance": None},
        {"day": "2026-3-4"},
        {"day": "2026-02-30"},
        {"day": 20260304},
        {"total_fen": True},
        {"total_fen": "1000"},
        {"total_fen": FEN_MAX + 1},
        {"total_fen": -1},
        {"cancels": "x"},
        {"cancels": number(1)},
        {"cancels": None},
    ],
)
def test_a_question_that_is_none_is_refused(members: Mapping[str, Any]) -> None:
    _, insured = pair()
    assert refusal(insured, question(**members)) is BELOW.SETTLEMENT_IS_MALFORMED
    assert insured.settlements == {}


def test_a_settlement_is_between_two() -> None:
    _, insured = pair()
    assert refusal(insured, replace(question(), parties=(CARE, INSURED, "330421"))) is BELOW.SETTLEMENT_IS_MALFORMED


def test_an_identifier_is_used_once() -> None:
    care, _ = asked()
    assert refusal(care, question(total_fen=5)) is BELOW.SETTLEMENT_EXISTS


@pytest.mark.parametrize(
    "members",
    [
        {"accepted": "yes"},
        {"accepted": False},
        {"reason": "no"},
        {"reason": 1},
        {"fund_fen": 1.5},
        {"account_fen": None},
        {"fund_fen": FEN_MAX + 1},
    ],
)
def test_an_answer_that_is_none_is_refused(members: Mapping[str, Any]) -> None:
    care, _ = asked()
    letter = Letter(SETTLED, INSURED, {**ANSWER, **members}, care.told[0].hash)
    assert refusal(care, letter) is BELOW.SETTLEMENT_IS_MALFORMED
    assert state(care) == ASKED


def test_an_answer_to_another_question_is_refused() -> None:
    care, _ = asked()
    assert refusal(care, Letter(SETTLED, INSURED, ANSWER, "a" * 64)) is BELOW.SETTLEMENT_IS_MALFORMED


def test_each_says_only_what_is_his_to_say() -> None:
    care, _ = pending()
    answered = care.settlements[number(1)].answer
    assert refusal(care, Letter(SETTLED, CARE, ANSWER)) is BELOW.SETTLEMENT_IS_NOT_THE_AUTHORS
    assert refusal(care, Letter(POST, INSURED, {"settlement": number(1)}, answered)) is (
        BELOW.SETTLEMENT_IS_NOT_THE_AUTHORS
    )


@pytest.mark.parametrize("kind", [POST, VOID])
def test_what_is_over_stays_over(kind: str) -> None:
    care, insured = posted()
    late = Letter(kind, CARE, {"settlement": number(1)}, care.settlements[number(1)].answer, nonce=9)
    assert refusal(insured, late) is BELOW.SETTLEMENT_IS_NOT_IN_THAT_STATE
    assert refusal(insured, Letter(SETTLED, INSURED, ANSWER, care.told[0].hash, nonce=9)) is (
        BELOW.SETTLEMENT_IS_NOT_IN_THAT_STATE
    )


def test_an_end_cites_the_answer_that_it_ends() -> None:
    care, _ = pending()
    assert refusal(care, Letter(POST, CARE, {"settlement": number(1)}, "b" * 64)) is (
        BELOW.SETTLEMENT_IS_NOT_IN_THAT_STATE
    )


@pytest.mark.parametrize("kind", [SETTLED, POST, VOID])
def test_what_nobody_asked_waits(kind: str) -> None:
    care, insured = pair()
    assert refusal(insured, Letter(kind, CARE, {"settlement": number(1)})) is BELOW.SETTLEMENT_IS_UNKNOWN
    care.asks(1)
    if kind != SETTLED:
        assert refusal(care, Letter(kind, CARE, {"settlement": number(1)})) is BELOW.SETTLEMENT_IS_UNKNOWN


def test_an_answer_pays_no_more_than_the_whole_and_takes_nothing() -> None:
    care, _ = pending()
    found = care.settlements[number(1)]
    assert rules.fits(found, None)
    assert rules.fits(replace(found, fund_fen=400, account_fen=600), None)
    for fund, account in ((501, 500), (-1, 0), (0, -1)):
        assert not rules.fits(replace(found, fund_fen=fund, account_fen=account), None)
    cancel = replace(found, fund_fen=-500, account_fen=0)
    assert rules.fits(cancel, found)
    assert not rules.fits(replace(cancel, fund_fen=-499), found)
    assert not rules.fits(replace(cancel, fund_fen=-499, account_fen=-1), found)


# Any order of letters

WORDS = ("ask", "cancel", POST, VOID, "give_up", "there", "back", "late")
ACTS = st.lists(st.tuples(st.sampled_from(WORDS), st.integers(0, 5)), max_size=60)


def play(care: Agency, insured: Agency, acts: list[tuple[str, int]]) -> None:
    """Do what an office, a hospital and a slow line may do; what is refused here changes nothing."""
    for index, (act, choice) in enumerate(acts, start=1):
        if act == "late":
            insured.parts_late = choice % 2 == 0
        elif act == "there" and care.out:
            insured.hears(care.out.popleft())
        elif act == "back" and insured.out:
            care.hears(insured.out.popleft())
        else:
            with suppress(Refused):
                say(care, act, index, choice)


def say(care: Agency, act: str, index: int, choice: int) -> None:
    known = list(care.settlements.values())
    if act == "ask":
        care.asks(index, 100 * choice)
    if not known:
        return
    one = known[choice % len(known)]
    if act == "cancel":
        care.asks(index, -one.total_fen, cancels=int(one.id[-12:]))
    elif act in (POST, VOID):
        care.ends(one.id, act)
    elif act == "give_up" and one.state == ASKED:
        care.given_up.add(one.id)


def drain(care: Agency, insured: Agency) -> None:
    """Let all letters arrive, and let the care side end what is pending, as its duty does."""
    insured.parts_late = False
    for _ in range(3):
        carry(care, insured)
        insured.tries_again()
        for one in [one.id for one in care.settlements.values() if one.state == PENDING]:
            care.ends(one, VOID)
    carry(care, insured)


@settings(max_examples=300)
@given(ACTS)
def test_after_any_order_both_hold_the_same_and_nothing_is_pending(acts: list[tuple[str, int]]) -> None:
    care, insured = pair()
    play(care, insured, acts)
    drain(care, insured)
    assert care.settlements == insured.settlements
    assert {one.state for one in care.settlements.values()} <= {POSTED, VOIDED, DECLINED}
    assert REFUSAL not in {letter.kind for letter in insured.told}
    for one in care.settlements.values():
        if one.cancels and one.state == POSTED:
            original = care.settlements[one.cancels]
            assert (original.cancelled_by, original.pays_fen) == (one.id, -one.pays_fen)
    assert sum(one.pays_fen for one in care.settlements.values() if one.state == POSTED) >= 0
