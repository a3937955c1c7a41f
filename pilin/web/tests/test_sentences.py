"""Sentences: facts filled in, the rest below, alarms too, and an honest word for a code that is not known."""

import pytest
from django.utils import translation

from pilin.base.money import MoneyRefusal
from pilin.base.refusal import Refused
from pilin.web.forms import SignInForm
from pilin.web.sentences import refuse_in, say, sentences, spoken

ALARMS = [
    "clock_skew",
    "mismatch",
    "mismatch_found",
    "handler_failed",
    "quarantine_is_full",
    "recovering",
    "envelopes_withdrawn",
    "recovery_overridden",
    "medical_answer_is_void",
    "medical_computed_another",
]


def test_a_refusal_is_its_sentence() -> None:
    said = spoken(Refused(MoneyRefusal.AMOUNT_IS_NOT_YUAN, text="abc"))
    assert said.sentence.startswith("金额不是")
    assert (said.code, said.facts) == ("amount_is_not_yuan", (("text", "abc"),))
    assert str(said) == said.sentence


def test_facts_are_filled_into_the_sentence() -> None:
    said = say("clock_skew", {"seconds": 300, "peer": "310116"})
    assert "相差 300 秒" in said.sentence
    assert said.facts == (("对方", "310116"),)


def test_a_fact_that_is_missing_leaves_a_dash() -> None:
    assert "相差 — 秒" in say("clock_skew").sentence


def test_facts_are_said_in_words() -> None:
    said = say("mismatch_found", {"lane": "work", "scope": "matters", "seq": 7, "author": "310116"})
    assert "通道 办理" in said.sentence
    assert "事项范围" in said.sentence
    assert said.facts == ()


def test_a_hash_is_shown_by_its_head() -> None:
    assert say("mismatch", {"scope": "matters", "commitment": "ab" * 32}).facts == (("对账承诺", "abababababab…"),)


def test_an_unknown_code_says_so_and_names_itself() -> None:
    said = say("moon_is_full")
    assert "moon_is_full" in said.sentence
    assert said.sentence.endswith("。")


def test_sentences_are_spoken_in_english_too() -> None:
    with translation.override("en"):
        assert say("amount_is_not_yuan").sentence.startswith("The amount is not")


@pytest.mark.parametrize("code", ALARMS)
def test_alarms_that_are_no_refusals_have_sentences(code: str) -> None:
    spoken_in = sentences()[code]
    assert spoken_in["zh"].endswith("。")
    assert spoken_in["en"].endswith(".")


def test_a_refusal_is_put_at_the_field_or_at_the_top() -> None:
    refused = Refused(MoneyRefusal.AMOUNT_IS_NOT_YUAN)
    form = SignInForm({"account": "a", "password": "b"})
    assert form.is_valid()
    refuse_in(form, refused, field="account")
    refuse_in(form, refused)
    assert form.errors["account"] == [spoken(refused).sentence]
    assert form.non_field_errors() == [spoken(refused).sentence]
