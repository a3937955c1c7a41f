"""Texts that all sign: what is on the table, who has signed it, what voids a signature, what becomes agreed."""

import pytest

from pilin.base.canonical import digest_of
from pilin.kernel.matters.rules import fold, kinds
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case


@pytest.fixture
def pact() -> Case:
    return Case(kit.kind("pact"))


def signed(case: Case) -> set[str]:
    return {*case.matter.signed.get("sign", {})}


def test_the_text_is_the_record_of_what_one_role_asserts(pact: Case) -> None:
    text = fold.text_of(pact.matter, pact.rule("sign"))
    assert text == digest_of({"text": "text", "amount": 1250})
    assert fold.text_of(pact.matter, pact.rule("leave")) == ""


def test_three_parties_sign_in_any_order(pact: Case) -> None:
    pact.take("sign", "c").take("sign", "a")
    assert (pact.matter.state, signed(pact), pact.matter.agreed) == ("table", {"a", "c"}, {})
    pact.take("sign", "b")
    assert (pact.matter.state, signed(pact)) == ("signed", set())
    assert pact.matter.agreed == {"text": "text", "amount": 1250}
    assert (pact.matter.done["sign"].role, pact.matter.done["sign"].times) == ("b", 1)


def test_two_of_three_are_not_all(pact: Case) -> None:
    pact.take("sign", "a").take("sign", "b")
    assert "sign" not in pact.matter.done
    assert pact.refused("sign", "b") == MatterRefusal.ROLE_HAS_SIGNED
    assert pact.matter.state == "table"


@pytest.mark.parametrize("text", ["", "f" * 64, digest_of({"text": "text"})])
def test_another_text_is_refused(pact: Case, text: str) -> None:
    assert pact.refused("sign", "b", text=text) == MatterRefusal.TEXT_IS_NOT_ON_THE_TABLE


def test_a_new_word_voids_all_signatures(pact: Case) -> None:
    pact.take("sign", "a").take("sign", "b")
    old = pact.event("sign", "c").text
    pact.take("reword", "a", fields={"amount": 1300})
    assert signed(pact) == set()
    assert pact.matter.voided == {"sign": {"a": old, "b": old}}
    assert pact.refused("sign", "c", text=old) == MatterRefusal.TEXT_IS_NOT_ON_THE_TABLE
    pact.take("sign", "b").take("sign", "c").take("sign", "a")
    assert pact.matter.agreed["amount"] == 1300


def test_the_same_words_again_void_them_too(pact: Case) -> None:
    pact.take("sign", "b").take("reword", "a", fields={"amount": 1250})
    assert signed(pact) == set()


def test_words_that_are_not_of_the_text_void_nothing(pact: Case) -> None:
    pact.take("sign", "b").take("remark", "a").take("reword", "a", fields={})
    assert signed(pact) == {"b"}


def test_what_another_asserts_voids_nothing_and_is_not_agreed(pact: Case) -> None:
    pact.take("sign", "a").take("suggest", "c", fields={"text": "another"})
    assert signed(pact) == {"a"}
    assert pact.matter.asserted["text"] == {"a": "text", "c": "another"}
    assert pact.take("sign", "b").take("sign", "c").matter.agreed["text"] == "text"


def test_leaving_the_state_takes_the_signatures_off_the_table() -> None:
    case = Case(kit.kind("plan")).take("sign", "initiator").take("refuse_milestone", "responder")
    assert (case.matter.signed, [*case.matter.voided["sign"]]) == ({}, ["initiator"])
    case.take("offer_again", "initiator").take("sign", "responder")
    assert case.matter.state == "offered"


def test_a_text_that_nobody_has_asserted_cannot_be_signed() -> None:
    case = Case(kinds.parse(kit.changed("pact", opening__needs=["text"])))
    assert case.refused("sign", "b") == MatterRefusal.TEXT_IS_INCOMPLETE
    case.take("reword", "a", fields={"amount": 1})
    assert case.take("sign", "b").take("sign", "a").take("sign", "c").matter.state == "signed"


def test_a_step_by_all_may_sign_nothing(pact: Case) -> None:
    for role in "abc":
        pact.take("sign", role)
    assert pact.refused("reopen", "a", text="f" * 64) == MatterRefusal.TEXT_IS_NOT_ON_THE_TABLE
    pact.take("reopen", "a").take("reopen", "b")
    assert pact.matter.state == "signed"
    assert pact.take("reopen", "c").matter.state == "table"


def test_what_was_agreed_stays_until_all_sign_another_text(pact: Case) -> None:
    for step in ("sign", "reopen"):
        for role in "abc":
            pact.take(step, role)
    pact.take("reword", "a", fields={"text": "new"})
    assert pact.matter.agreed["text"] == "text"
    for role in "abc":
        pact.take("sign", role)
    assert pact.matter.agreed["text"] == "new"


def test_a_part_is_signed_by_its_hash() -> None:
    """A field that one side alone may see is agreed as the hash of its part; erasing the part leaves the text whole."""
    case = Case(kinds.parse(kit.changed("pact", fields__text__sees="own")))
    for role in "abc":
        case.take("sign", role)
    assert case.matter.agreed["text"] == kit.PART
