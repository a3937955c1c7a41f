"""A question without effect: who answers it, once, and what is no such question."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import quote, settlement
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import Priced, Saying, Settlement
from pilin.modules.medical.tests.table import AT, CARE, DAY, HOSPITAL, INSURED, Letter, number

QUESTION = {
    "settlement": number(1),
    "institution": HOSPITAL,
    "insurance": "390",
    "day": "2026-03-04",
    "total_fen": 1000,
    "cancels": "",
}


@dataclass
class Side:
    """One agency: it computes half of the whole, and remembers what it said."""

    code: str
    said: list[Saying] = field(default_factory=list)
    parts_late: bool = False
    reason: str = ""

    def quote(self, asked: Settlement, at: Instant) -> Priced:
        if self.parts_late:
            raise Refused(MedicalRefusal.CLAIM_IS_NOT_HERE)
        return Priced(reason=self.reason) if self.reason else Priced(asked.total_fen // 2, 100, contents=("half",))

    def say(self, saying: Saying, at: Instant) -> None:
        self.said.append(saying)

    def replied(self, re: str, kind: str) -> bool:
        return any((one.re, one.kind) == (re, kind) for one in self.said)


def hears(side: Side, kind: str = quote.QUOTE, author: str = CARE, **changes: Any) -> str:
    return quote.decide(side, side, Letter(kind, author, QUESTION | changes), AT)


def test_the_insured_side_answers_what_it_would_pay_with_its_half() -> None:
    side = Side(INSURED)
    hears(side)
    (answer,) = side.said
    assert (answer.kind, answer.to, answer.contents) == (quote.QUOTED, CARE, ("half",))
    assert answer.body == {
        "settlement": number(1),
        "accepted": True,
        "reason": "",
        "fund_fen": 500,
        "account_fen": 100,
    }
    assert answer.re == Letter(quote.QUOTE, CARE, QUESTION).hash


def test_it_declines_with_a_reason_and_no_half() -> None:
    side = Side(INSURED, reason="person_is_not_insured")
    hears(side)
    (answer,) = side.said
    assert (answer.body["accepted"], answer.body["reason"], answer.contents) == (False, "person_is_not_insured", ())


def test_it_answers_once_also_where_a_restore_brings_the_question_again() -> None:
    side = Side(INSURED)
    effects = {hears(side) for _ in range(3)}
    assert (len(side.said), len(effects)) == (1, 1)


def test_the_asking_side_and_whoever_hears_an_answer_say_nothing() -> None:
    for side, kind, author in (
        (Side(CARE), quote.QUOTE, CARE),
        (Side(CARE), quote.QUOTED, INSURED),
        (Side(INSURED), quote.QUOTED, INSURED),
    ):
        hears(side, kind, author)
        assert side.said == []


def test_a_question_waits_for_its_claim() -> None:
    side = Side(INSURED, parts_late=True)
    with pytest.raises(Refused) as caught:
        hears(side)
    assert caught.value.code is MedicalRefusal.CLAIM_IS_NOT_HERE
    assert side.said == []


@pytest.mark.parametrize(
    "changes",
    [
        {"settlement": "1"},
        {"settlement": None},
        {"institution": ""},
        {"institution": "H" * 31},
        {"insurance": "1234567"},
        {"day": "2026-3-4"},
        {"total_fen": -1},
        {"total_fen": 1.5},
        {"total_fen": True},
        {"cancels": number(2)},
    ],
)
def test_what_is_no_question_is_malformed(changes: dict[str, Any]) -> None:
    side = Side(INSURED)
    with pytest.raises(Refused) as caught:
        hears(side, **changes)
    assert caught.value.code is MedicalRefusal.SETTLEMENT_IS_MALFORMED
    assert side.said == []


def test_a_question_says_what_a_settlement_would_and_bears_another_kind() -> None:
    one = Settlement(number(1), CARE, INSURED, HOSPITAL, "390", DAY, 1000, "", "clause:A9/1")
    contents: Sequence[object] = ("claim",)
    asked, settled = quote.ask(one, tuple(contents)), settlement.ask(one, contents)
    assert (asked.kind, settled.kind) == (quote.QUOTE, settlement.SETTLE)
    assert (asked.body, asked.to, asked.contents) == (settled.body, settled.to, settled.contents)
    assert not set(quote.KINDS) & set(settlement.KINDS)
