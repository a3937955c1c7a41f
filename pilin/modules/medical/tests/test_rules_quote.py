"""A question without effect: who answers it, once, and what is no such question."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import quote, settlement
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.quote import Quotes
from pilin.modules.medical.rules.settlement import Priced, Saying, Settlement
from pilin.modules.medical.tests.table import AT, CARE, DAY, HOSPITAL, INSURED, Letter, number

QUESTION = {
    "settlement": number(1),
    "institution": HOSPITAL,
    "insurance": "390",
    "day": "2026-03-04",
    "total_fen": 1000,
}
ANSWER = {"settlement": number(1), "accepted": True, "reason": "", "fund_fen": 500, "account_fen": 100}


@dataclass
class Side:
    """One agency: it computes half of the whole, and remembers what it said."""

    code: str
    said: list[Saying] = field(default_factory=list)
    parts_late: bool = False
    unknown: str = ""

    def quote(self, asked: Sequence[Settlement], at: Instant) -> Quotes:
        if self.parts_late:
            raise Refused(MedicalRefusal.CLAIM_IS_NOT_HERE)
        found = [Priced(one.total_fen // 2, 100) if one.id != self.unknown else Priced(reason="none") for one in asked]
        return Quotes(found, ("halves",))

    def say(self, saying: Saying, at: Instant) -> None:
        self.said.append(saying)

    def replied(self, re: str, kind: str) -> bool:
        return any((one.re, one.kind) == (re, kind) for one in self.said)


def hears(side: Side, *rows: Any, kind: str = quote.QUOTE, author: str = CARE) -> str:
    return quote.decide(side, side, Letter(kind, author, {"questions": list(rows or [QUESTION])}), AT)


def test_the_insured_side_answers_what_it_would_pay_with_its_half() -> None:
    side = Side(INSURED)
    hears(side)
    (answer,) = side.said
    assert (answer.kind, answer.to, answer.contents) == (quote.QUOTED, CARE, ("halves",))
    assert answer.body == {"answers": [ANSWER]}
    assert answer.re == Letter(quote.QUOTE, CARE, {"questions": [QUESTION]}).hash


def test_it_answers_each_question_for_himself_in_their_order() -> None:
    side = Side(INSURED, unknown=number(2))
    hears(side, *(QUESTION | {"settlement": number(place), "total_fen": 1000 * place} for place in (3, 2, 1)))
    (answer,) = side.said
    assert answer.body["answers"] == [
        ANSWER | {"settlement": number(3), "fund_fen": 1500},
        {"settlement": number(2), "accepted": False, "reason": "none", "fund_fen": 0, "account_fen": 0},
        ANSWER,
    ]
    assert answer.settlement.id == number(3)


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
        hears(side, kind=kind, author=author)
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
        {"total_fen": "15"},
        {"total_fen": True},
        {"cancels": ""},
        {"cancels": number(2)},
        {"person": "P-1"},
    ],
)
def test_what_is_no_question_is_malformed(changes: dict[str, Any]) -> None:
    for rows in ([QUESTION | changes], [QUESTION | {"settlement": number(9)}, QUESTION | changes]):
        assert_malformed({"questions": rows})


@pytest.mark.parametrize("name", sorted(QUESTION))
def test_a_question_that_lacks_something_is_malformed(name: str) -> None:
    assert_malformed({"questions": [{key: value for key, value in QUESTION.items() if key != name}]})


@pytest.mark.parametrize(
    "body",
    [
        {},
        QUESTION,
        {"questions": None},
        {"questions": "all"},
        {"questions": []},
        {"questions": {}},
        {"questions": [None]},
        {"questions": ["one"]},
        {"questions": [[QUESTION]]},
        {"questions": [QUESTION, QUESTION]},
    ],
)
def test_a_fact_that_asks_nothing_or_one_thing_twice_is_malformed(body: dict[str, Any]) -> None:
    assert_malformed(body)


def test_no_more_is_read_than_a_fact_may_ask() -> None:
    rows = [QUESTION | {"settlement": number(place + 1)} for place in range(quote.QUESTIONS_MAX + 1)]
    side = Side(INSURED)
    hears(side, *rows[1:])
    told: Any = side.said[0].body["answers"]
    assert len(told) == quote.QUESTIONS_MAX
    assert_malformed({"questions": rows})


def assert_malformed(body: dict[str, Any]) -> None:
    side = Side(INSURED)
    with pytest.raises(Refused) as caught:
        quote.decide(side, side, Letter(quote.QUOTE, CARE, body), AT)
    assert caught.value.code is MedicalRefusal.SETTLEMENT_IS_MALFORMED
    assert side.said == []


def test_what_is_asked_reads_as_it_was_meant_and_bears_another_kind_than_a_settlement() -> None:
    asked = [
        Settlement(number(place), CARE, INSURED, HOSPITAL, "390", DAY, 1000 * place, "", "clause:A9/1")
        for place in (1, 2)
    ]
    said = quote.ask(asked, ("claims",))
    assert (said.kind, said.to, said.contents, said.settlement) == (quote.QUOTE, INSURED, ("claims",), asked[0])
    letter = Letter(quote.QUOTE, CARE, said.body)
    assert quote.read(letter) == [replace(one, event=letter.hash, basis=letter.basis) for one in asked]
    assert not set(quote.KINDS) & set(settlement.KINDS)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({}, []),
        ({"answers": None}, []),
        ({"answers": {"0": ANSWER}}, []),
        ({"answers": ["none", ANSWER, None]}, [{}, ANSWER, {}]),
        ({"answers": [ANSWER, {}]}, [ANSWER, {}]),
    ],
)
def test_answers_keep_their_places_beside_what_is_none(body: dict[str, Any], found: list[Any]) -> None:
    assert quote.answers(Letter(quote.QUOTED, INSURED, body)) == found
