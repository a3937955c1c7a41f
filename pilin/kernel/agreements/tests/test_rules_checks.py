"""Checks: every way in which a text can be wrong, alone and among what is agreed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.kernel.agreements import rules
from pilin.kernel.agreements.rules import AgreementRefusal, Party, Term, Text, Words
from pilin.kernel.agreements.tests import samples
from pilin.kernel.agreements.tests.samples import ALL, BOTH, START, THEM, US, clause, days, history

NEVER_SIGNED = "f" * 64


def found(text: Text, parties: Sequence[str] = BOTH) -> list[tuple[str, AgreementRefusal]]:
    """Return what is wrong with a text alone, as place and code."""
    return [(finding.where, finding.code) for finding in rules.check_text(text.as_json(), parties)]  # type: ignore[misc]


def changed(change: Text, *before: Text, parties: Sequence[str] = BOTH) -> list[AgreementRefusal]:
    """Return what is wrong with a change after others, as codes."""
    assert isinstance(change, rules.Change)
    findings = rules.check_change(history(*before), change, parties)
    return [finding.code for finding in findings]  # type: ignore[misc]


@pytest.mark.parametrize(
    "text",
    [
        samples.agreement(),
        samples.amendment(),
        samples.suspension(),
        samples.suspension(clauses=(), last_day=None),
        samples.resumption(),
        samples.termination(),
    ],
)
def test_samples_are_sound(text: Text) -> None:
    assert found(text) == []


def test_what_does_not_read_is_one_finding() -> None:
    findings = rules.check_text({"type": "agreement"}, BOTH)
    assert [(one.where, one.code) for one in findings] == [("text", AgreementRefusal.AGREEMENT_DOES_NOT_READ)]


@pytest.mark.parametrize(
    ("members", "where"),
    [
        ({"id": "1"}, "id"),
        ({"title": Words(zh="协议", en=" ")}, "title.en"),
        ({"title": Words(zh="协" * 201, en="x")}, "title.zh"),
        ({"parties": (Party(code="33048", body="一"), Party(code=US, body="二"))}, "parties[0].code"),
        ({"parties": (Party(code=US, body="一"),) * 2}, "parties"),
        ({"from_day": date(1948, 12, 31)}, "from_day"),
        ({"term": Term(last_day=date(2200, 1, 1), winding_down_days=0)}, "term.last_day"),
        ({"term": Term(last_day=None, winding_down_days=-1)}, "term.winding_down_days"),
        ({"clauses": (clause("1."),)}, "clauses[0].number"),
        ({"clauses": (clause("1", kinds=("Matters",), winding_down_kinds=()),)}, "clauses[0].kinds[0]"),
        ({"clauses": (clause("1", kinds=("a", "a"), winding_down_kinds=()),)}, "clauses[0].kinds"),
        ({"clauses": (clause("1", winding_down_kinds=("*",)),)}, "clauses[0].winding_down_kinds[0]"),
        ({"clauses": (clause("1", accounts=("x" * 121,)),)}, "clauses[0].accounts[0]"),
        ({"clauses": (clause("1", formulas=("a\nb",)),)}, "clauses[0].formulas[0]"),
        ({"clauses": (clause("1", text=Words(zh="文" * 4001, en="x")),)}, "clauses[0].text.zh"),
        ({"clauses": (clause("1", text=Words(zh="一行\n", en="x")),)}, "clauses[0].text.zh"),
        ({"clauses": tuple(clause(str(n)) for n in range(201))}, "clauses"),
    ],
)
def test_what_is_out_of_form_is_named(members: dict[str, Any], where: str) -> None:
    assert found(samples.agreement(**members)) == [(where, AgreementRefusal.AGREEMENT_DOES_NOT_READ)]


def test_changes_are_checked_for_form_too() -> None:
    assert found(samples.amendment("A" * 64)) == [("base", AgreementRefusal.AGREEMENT_DOES_NOT_READ)]
    wordless = replace(samples.termination(), reason="")
    assert found(wordless) == [("reason", AgreementRefusal.AGREEMENT_DOES_NOT_READ)]
    unnumbered = samples.suspension(clauses=("first",))
    assert found(unnumbered) == [("clauses[0]", AgreementRefusal.AGREEMENT_DOES_NOT_READ)]


def test_an_agreement_needs_two_parties() -> None:
    alone = samples.agreement(parties=(Party(code=US, body="平湖"), Party(code=US, body="独山港")))
    assert found(alone, (US,)) == [("parties", AgreementRefusal.AGREEMENT_NEEDS_TWO_PARTIES)]


@pytest.mark.parametrize("parties", [(US,), ALL, (THEM,), ()])
def test_exactly_the_parties_sign(parties: Sequence[str]) -> None:
    wrong = AgreementRefusal.DOCUMENT_MUST_GO_TO_ALL_PARTIES
    assert found(samples.agreement(), parties) == [("parties", wrong)]
    assert changed(samples.amendment(), parties=parties) == [wrong]


def test_an_agreement_needs_a_clause() -> None:
    assert found(samples.agreement(clauses=())) == [("clauses", AgreementRefusal.AGREEMENT_NEEDS_A_CLAUSE)]
    assert found(samples.amendment(clauses=())) == [], "an amendment may change the term alone"


def test_days_run_forward() -> None:
    backward = AgreementRefusal.AGREEMENT_DAYS_MUST_RUN_FORWARD
    term = Term(last_day=date(2025, 12, 31), winding_down_days=0)
    assert found(samples.agreement(term=term)) == [("term", backward)]
    assert found(samples.amendment(term=term)) == [("term", backward)]
    assert found(samples.suspension(last_day=days(9))) == [("last_day", backward)]
    short = clause("1", from_day=days(2), last_day=days(1))
    assert found(samples.agreement(clauses=(short,))) == [("clause 1", backward)]


def test_one_day_is_long_enough() -> None:
    term = Term(last_day=START, winding_down_days=0)
    assert found(samples.agreement(term=term, clauses=(clause("1", from_day=START, last_day=START),))) == []


def test_a_number_stands_once() -> None:
    twice = (clause("1"), clause("1", kinds=("matters.*",)))
    assert found(samples.agreement(clauses=twice)) == [("clause 1", AgreementRefusal.CLAUSE_NUMBER_STANDS_TWICE)]


@pytest.mark.parametrize("kind", ["ledger.post", "ledger.*", "matters"])
def test_winding_down_admits_nothing_more(kind: str) -> None:
    wider = samples.amendment(clauses=(clause("1", winding_down_kinds=(kind,)),))
    assert found(wider) == [("clause 1", AgreementRefusal.WINDING_DOWN_MUST_BE_NARROWER)]


def test_all_that_is_wrong_is_found_at_once() -> None:
    term = Term(last_day=date(2025, 12, 31), winding_down_days=0)
    assert len(found(samples.agreement(term=term, clauses=()), (US,))) == 3


# Among what is agreed


def test_a_text_has_one_place() -> None:
    first = history()
    head, old = history(samples.amendment()), samples.suspension(first.head)
    assert rules.place(None, samples.agreement()) is None
    assert rules.place(first, samples.agreement()) is AgreementRefusal.AGREEMENT_IS_KNOWN_ALREADY
    assert rules.place(None, old) is AgreementRefusal.AGREEMENT_IS_NOT_KNOWN_YET
    assert rules.place(first, old) is None
    assert rules.place(head, old) is AgreementRefusal.VERSION_IS_STALE
    assert rules.place(head, samples.suspension(NEVER_SIGNED)) is AgreementRefusal.VERSION_IS_NOT_KNOWN_YET


def test_an_amendment_changes_something() -> None:
    nothing = AgreementRefusal.CHANGE_CHANGES_NOTHING
    assert changed(samples.amendment(clauses=())) == [nothing]
    assert changed(samples.amendment(clauses=samples.agreement().clauses)) == [nothing]
    assert changed(samples.amendment()) == []
    assert changed(samples.amendment(), samples.amendment()) == [nothing]
    longer = Term(last_day=days(900), winding_down_days=30)
    assert changed(samples.amendment(clauses=(), term=longer)) == []


def test_only_clauses_that_stand_are_suspended_or_resumed() -> None:
    unknown = AgreementRefusal.CLAUSE_IS_UNKNOWN
    assert changed(samples.suspension(clauses=("1", "3"))) == [unknown]
    assert changed(samples.suspension(clauses=("3",)), samples.amendment()) == []
    assert changed(samples.resumption(clauses=("1", "9")), samples.suspension()) == [unknown]


def test_only_what_is_suspended_is_resumed() -> None:
    not_suspended = [AgreementRefusal.CLAUSE_IS_NOT_SUSPENDED]
    assert changed(samples.resumption()) == not_suspended
    assert changed(samples.resumption(), samples.suspension()) == []
    assert changed(samples.resumption(clauses=()), samples.suspension()) == []
    assert changed(samples.resumption(clauses=("1", "2")), samples.suspension()) == not_suspended
    assert changed(samples.resumption(from_day=days(20)), samples.suspension()) == not_suspended
    assert changed(samples.resumption(clauses=())) == not_suspended


def test_after_a_termination_only_the_end_can_be_changed() -> None:
    ended = [AgreementRefusal.AGREEMENT_IS_TERMINATED]
    assert changed(samples.amendment(), samples.termination()) == ended
    assert changed(samples.suspension(), samples.termination()) == ended
    assert changed(samples.termination(last_day=days(60)), samples.termination()) == []


def test_an_agreement_is_terminated_within_its_days() -> None:
    outside = [AgreementRefusal.AGREEMENT_DAYS_MUST_RUN_FORWARD]
    limited = samples.amendment(term=Term(last_day=days(40), winding_down_days=5))
    assert changed(samples.termination(last_day=days(41)), limited) == outside
    assert changed(samples.termination(last_day=days(40)), limited) == []
    assert changed(samples.termination(last_day=date(2025, 12, 31))) == outside


@pytest.mark.parametrize("count", [-1, 0, 1])
def test_a_change_lies_ahead(count: int) -> None:
    assert rules.lies_ahead(samples.amendment(from_day=days(count)), days(0)) is (count > 0)
    assert rules.lies_ahead(samples.suspension(from_day=days(count)), days(0)) is (count > 0)
    assert rules.lies_ahead(samples.termination(last_day=days(count)), days(0)) is (count >= 0)
    assert rules.lies_ahead(samples.agreement(from_day=days(count)), days(0))
