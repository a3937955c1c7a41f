"""Whom we ask about somebody, in which order, and what becomes of silence, with two neighbours and with none."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from pilin.base.clock import Instant
from pilin.base.refusal import Code, Refused
from pilin.kernel.federation.queries import facts
from pilin.modules.medical.actions import inquiring
from pilin.modules.medical.actions.visiting import Said
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.inquiry import About, Wanted
from pilin.modules.medical.tests.hospital import contract
from tests.support.neighbour import US, Neighbour

JINSHAN, JIASHAN = "310116", "330421"
WANTED = Wanted("op-1", "操作员", "M1", certificate="01", certno="X")
UNKNOWN = Refused(MedicalRefusal.PERSON_IS_UNKNOWN)
DECLINED = Refused(MedicalRefusal.INSURED_AGENCY_DECLINES, reason="person_is_unknown")
SILENT = Refused(MedicalRefusal.INSURED_AGENCY_IS_OUT_OF_REACH)
FOUND: dict[str, Any] = {"number": "P-1"}
Answers = Mapping[str, dict[str, Any] | Refused]


@pytest.fixture
def asks(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Any, list[str]]]:
    """Return a function that looks for somebody; what each agency says is given, and who was asked is returned."""
    monkeypatch.setattr(facts, "peers", lambda: [JINSHAN, JIASHAN])
    institution = contract()

    def look(answers: Answers, insured: str = "", hint: str = "") -> tuple[Any, list[str]]:
        asked: list[str] = []

        def inquire(*, about: About, wanted: Wanted, said: Said, insured: str) -> dict[str, Any]:
            assert (about, wanted) == (About.PERSON, WANTED)
            asked.append(insured)
            answer = answers[insured]
            if isinstance(answer, Refused):
                raise answer
            return answer

        monkeypatch.setattr(inquiring, "inquire", inquire)
        said = Said(institution, insured, "M1", Instant(neighbour.now))
        try:
            return inquiring.find_person(wanted=WANTED, said=said, hint=hint), asked
        except Refused as refused:
            return refused.code, asked

    return look


ALL_UNKNOWN: Answers = {US: UNKNOWN, JINSHAN: DECLINED, JIASHAN: DECLINED}


@pytest.mark.parametrize(
    ("answers", "found", "asked"),
    [
        ({US: FOUND}, (US, FOUND), [US]),
        ({US: UNKNOWN, JINSHAN: FOUND}, (JINSHAN, FOUND), [US, JINSHAN]),
        ({US: UNKNOWN, JINSHAN: DECLINED, JIASHAN: FOUND}, (JIASHAN, FOUND), [US, JINSHAN, JIASHAN]),
        ({US: UNKNOWN, JINSHAN: SILENT, JIASHAN: FOUND}, (JIASHAN, FOUND), [US, JINSHAN, JIASHAN]),
        (ALL_UNKNOWN, MedicalRefusal.PERSON_IS_UNKNOWN, [US, JINSHAN, JIASHAN]),
        (
            {US: UNKNOWN, JINSHAN: SILENT, JIASHAN: DECLINED},
            MedicalRefusal.INSURED_AGENCY_IS_OUT_OF_REACH,
            [US, JINSHAN, JIASHAN],
        ),
    ],
)
def test_an_identity_card_is_looked_for_at_home_then_at_each_neighbour(
    asks: Callable[..., tuple[Any, list[str]]], answers: Answers, found: Any, asked: list[str]
) -> None:
    """Who was silent may know him: then nobody says that he is unknown."""
    assert asks(answers) == (found, asked)


@pytest.mark.parametrize(
    ("insured", "hint", "agency"),
    [
        (JINSHAN, "", JINSHAN), ("310115", "", JINSHAN), (US, "", US), ("330499", "", ""), ("", JINSHAN, JINSHAN),
        ("", US, US), (US, JINSHAN, US),
    ],
)  # fmt: skip
def test_where_a_place_is_told_one_agency_is_asked(
    asks: Callable[..., tuple[Any, list[str]]], insured: str, hint: str, agency: str
) -> None:
    """330499 is the city of which both 330482 and 330421 are districts: which of them insures, nobody can say."""
    found, asked = asks(ALL_UNKNOWN, insured, hint)
    if agency:
        assert (found, asked) == (MedicalRefusal.PERSON_IS_UNKNOWN, [agency])
    else:
        assert (found, asked) == (MedicalRefusal.INSURED_PLACE_HAS_NO_AGENCY, [])


@pytest.mark.parametrize("code", [MedicalRefusal.PERSON_HAS_NO_IDENTITY, MedicalRefusal.INQUIRY_DOES_NOT_READ])
def test_what_else_goes_wrong_is_not_taken_for_unknown(asks: Callable[..., tuple[Any, list[str]]], code: Code) -> None:
    assert asks({US: Refused(code)}) == (code, [US])
    other = Refused(MedicalRefusal.INSURED_AGENCY_DECLINES, reason="sealed_data_cannot_be_read")
    assert asks({US: UNKNOWN, JINSHAN: other})[0] is MedicalRefusal.INSURED_AGENCY_DECLINES


def test_a_neighbour_with_whom_nothing_is_agreed_is_passed_over(asks: Callable[..., tuple[Any, list[str]]]) -> None:
    nothing = Refused(MedicalRefusal.SETTLEMENT_HAS_NO_BASIS)
    assert asks({US: UNKNOWN, JINSHAN: nothing, JIASHAN: FOUND})[0] == (JIASHAN, FOUND)
    assert asks({US: UNKNOWN, JINSHAN: nothing, JIASHAN: DECLINED})[0] is MedicalRefusal.PERSON_IS_UNKNOWN
