"""Refusals: codes that are text, bear a remedy, and carry facts that nobody changes on the way."""

import pytest

from pilin.base.refusal import Code, Finding, Refused, Remedy


class ExampleRefusal(Code):
    """Codes of these tests, in one file with nothing else."""

    DOOR_IS_CLOSED = "door_is_closed", Remedy.RETRY_LATER
    KEY_DOES_NOT_FIT = "key_does_not_fit"


def test_a_code_is_its_text() -> None:
    assert str(ExampleRefusal.DOOR_IS_CLOSED) == "door_is_closed"
    assert ExampleRefusal("key_does_not_fit") is ExampleRefusal.KEY_DOES_NOT_FIT


def test_a_code_bears_its_remedy() -> None:
    assert ExampleRefusal.DOOR_IS_CLOSED.remedy is Remedy.RETRY_LATER
    assert ExampleRefusal.KEY_DOES_NOT_FIT.remedy is Remedy.FIX_AND_RESEND


def test_a_refusal_says_its_code_and_facts() -> None:
    assert str(Refused(ExampleRefusal.DOOR_IS_CLOSED)) == "door_is_closed"
    assert str(Refused(ExampleRefusal.KEY_DOES_NOT_FIT, key=7, door="北")) == "key_does_not_fit (key=7, door=北)"


def test_facts_are_not_changed() -> None:
    refused = Refused(ExampleRefusal.KEY_DOES_NOT_FIT, key=7)
    with pytest.raises(TypeError):
        refused.facts["key"] = 8  # type: ignore[index]


def test_a_finding_says_where() -> None:
    finding = Finding("row 3", ExampleRefusal.KEY_DOES_NOT_FIT, {"key": 7})
    assert (finding.where, finding.code.value, finding.facts) == ("row 3", "key_does_not_fit", {"key": 7})
    assert Finding("row 4", ExampleRefusal.DOOR_IS_CLOSED).facts == {}
