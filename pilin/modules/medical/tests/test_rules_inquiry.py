"""Inquiries as the rules see them: who answers, once, and what of a question or an answer does not read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import inquiry as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.inquiry import About, Answer, Inquiry, Letter, Wanted
from pilin.modules.medical.tests.table import AT, CARE, HOSPITAL, INSURED
from pilin.modules.medical.tests.table import Letter as Fact
from pilin.modules.medical.tests.table import number as id_of

ONE = Inquiry(id_of(1), CARE, INSURED, HOSPITAL, About.PERSON, "clause:A9/1")
WANTED = Wanted("op-1", "操作员", "M1", certificate="01", certno="X", diseases=("M03900",))


@dataclass
class Office:
    """One side: what it is asked, and what it writes."""

    code: str = INSURED
    says: Answer = field(default_factory=Answer)
    asked: list[Inquiry] = field(default_factory=list)
    written: list[Letter] = field(default_factory=list)

    def answer(self, inquiry: Inquiry, at: Instant) -> Answer:
        self.asked.append(inquiry)
        return self.says

    def write(self, letter: Letter, at: Instant) -> None:
        self.written.append(letter)

    def replied(self, re: str, kind: str) -> bool:
        return any((letter.re, letter.kind) == (re, kind) for letter in self.written)


def fact(body: dict[str, Any], kind: str = rules.INQUIRE, parties: Sequence[str] = (CARE, INSURED)) -> Fact:
    return Fact(kind, CARE, body, parties=tuple(parties))


def question(**changes: Any) -> Fact:
    return fact(rules.ask(ONE, ()).body | changes)


def refusal(call: Any, *given: Any) -> object:
    with pytest.raises(Refused) as caught:
        call(*given)
    return caught.value.code


def test_the_insured_side_answers_and_the_care_side_keeps_quiet() -> None:
    theirs, ours = Office(), Office(CARE)
    asked = question()
    for office in (theirs, ours):
        rules.decide(office, office, asked, AT)
    assert (ours.asked, ours.written) == ([], [])
    (letter,) = theirs.written
    assert (letter.kind, letter.to, letter.re, letter.body) == (
        rules.INQUIRED, CARE, asked.hash, {"inquiry": ONE.id, "accepted": True, "reason": ""}
    )  # fmt: skip
    assert theirs.asked == [replace(ONE, event=asked.hash)]


def test_applied_again_after_a_restore_it_files_again_and_is_answered_once() -> None:
    office = Office(says=Answer("person_is_unknown"))
    effects = {rules.decide(office, office, question(), AT) for _ in range(2)}
    assert (len(effects), len(office.asked), len(office.written)) == (1, 2, 1)
    assert office.written[0].body["reason"] == "person_is_unknown"


def test_an_answer_has_no_effect_of_its_own() -> None:
    office = Office(CARE)
    rules.decide(office, office, fact({"inquiry": ONE.id, "accepted": True, "reason": ""}, rules.INQUIRED), AT)
    assert (office.asked, office.written) == ([], [])


@pytest.mark.parametrize(
    "changes",
    [
        {"inquiry": "1"}, {"inquiry": 1}, {"inquiry": None}, {"institution": ""}, {"institution": "H" * 31},
        {"institution": 7}, {"about": "anything"}, {"about": None}, {"about": []},
    ],
)  # fmt: skip
def test_a_question_of_another_shape_is_malformed(changes: dict[str, Any]) -> None:
    assert refusal(rules.read, question(**changes)) is MedicalRefusal.INQUIRY_IS_MALFORMED


def test_a_question_is_between_two() -> None:
    for parties in ([CARE], [CARE, INSURED, "330421"]):
        assert refusal(rules.read, fact(question().body, parties=parties)) is MedicalRefusal.INQUIRY_IS_MALFORMED  # type: ignore[arg-type]


def test_what_a_message_files_bears_the_same_number_each_time() -> None:
    number = ONE.number("M1")
    assert (len(number), number[:6], number) == (30, INSURED, replace(ONE, id=id_of(2)).number("M1"))
    others = [ONE.number("M2"), replace(ONE, institution="H2").number("M1"), replace(ONE, care="330421").number("M1")]
    assert len({number, *others}) == 4


def test_what_is_wanted_reads_back_and_shows_nothing() -> None:
    assert rules.read_wanted(rules.write(WANTED)) == WANTED
    assert "X" not in repr(WANTED)


@pytest.mark.parametrize(
    "changes",
    [
        {"certno": 1}, {"certno": None}, {"certno": "9" * 51}, {"insurance": "1234567"}, {"said": "x" * 8001},
        {"diseases": "M03900"}, {"diseases": [1]}, {"diseases": ["x"] * 21}, {"diseases": ["x" * 31]},
        {"diseases": {}}, {"area": "31\x00116"}, {"more": ""}, {"operator_name": "x" * 51},
    ],
)  # fmt: skip
def test_a_part_with_other_members_does_not_read(changes: dict[str, Any]) -> None:
    raw = json.loads(rules.write(WANTED)) | changes
    assert refusal(rules.read_wanted, json.dumps(raw).encode()) is MedicalRefusal.INQUIRY_DOES_NOT_READ


@given(st.binary(max_size=60) | st.sampled_from([b"[]", b"{}", b"1", b"null", b'{"diseases":[]}', b'"x"']))
def test_any_bytes_do_not_read(data: bytes) -> None:
    assert refusal(rules.read_wanted, data) is MedicalRefusal.INQUIRY_DOES_NOT_READ


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"7"])
def test_an_answer_of_another_shape_does_not_read(data: bytes) -> None:
    assert refusal(rules.read_told, data) is MedicalRefusal.INQUIRY_DOES_NOT_READ


def test_days_are_texts() -> None:
    assert rules.read_told(rules.write_told({"day": rules.day_in("2026-03-02"), "none": rules.day_in("")})) == {
        "day": "2026-03-02", "none": None
    }  # fmt: skip
    assert refusal(rules.day_in, "2026-02-30") is MedicalRefusal.INQUIRY_DOES_NOT_READ
