"""What holds on a day: states, suspensions, endings, and what a clause admits then."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.kernel.agreements import rules
from pilin.kernel.agreements.rules import (
    AgreementRefusal,
    Allowed,
    History,
    Opening,
    State,
    Term,
    Text,
    Version,
)
from pilin.kernel.agreements.tests import samples
from pilin.kernel.agreements.tests.samples import BOTH, START, THEM, THIRD, US, clause, days, history

YEAR = Term(last_day=date(2026, 12, 31), winding_down_days=30)
DATES = st.dates(date(2025, 12, 1), date(2026, 6, 30))


def asked(
    of: History,
    count: int,
    kind: str = "matters.open",
    *,
    number: str = "1",
    author: str = US,
    parties: Sequence[str] = BOTH,
) -> AgreementRefusal | None:
    """Return what a clause says to a message so many days from now."""
    return rules.admits(of, clause=number, kind=kind, author=author, parties=parties, day=days(count))


def states(of: History, number: str, *counts: int) -> list[State]:
    """Return what a clause is so many days from now."""
    return [rules.clause_state_on(of, number, days(count)) for count in counts]


def test_the_life_of_an_agreement() -> None:
    one = history(root=samples.agreement(term=YEAR))
    lives = {
        date(2025, 12, 31): State.NOT_YET,
        date(2026, 1, 1): State.IN_FORCE,
        date(2026, 12, 31): State.IN_FORCE,
        date(2027, 1, 1): State.WINDING_DOWN,
        date(2027, 1, 30): State.WINDING_DOWN,
        date(2027, 1, 31): State.ENDED,
    }
    assert {day: rules.state_on(one, day) for day in lives} == lives


def test_an_agreement_without_end_does_not_end() -> None:
    assert rules.state_on(history(), date(2199, 12, 31)) is State.IN_FORCE


def test_a_clause_holds_within_its_own_days_too() -> None:
    timed = clause("1", from_day=days(1), last_day=days(5))
    one = history(root=samples.agreement(clauses=(timed, clause("2"))))
    expected = [State.NOT_YET, State.IN_FORCE, State.IN_FORCE, State.WINDING_DOWN, State.WINDING_DOWN, State.ENDED]
    assert states(one, "1", 0, 1, 5, 6, 35, 36) == expected
    assert states(one, "2", 0, 36) == [State.IN_FORCE] * 2


def test_an_amendment_replaces_clauses_from_its_day_on() -> None:
    one = history(samples.amendment(clauses=(clause("1", kinds=("ledger.*",), winding_down_kinds=()), clause("3"))))
    assert asked(one, 9) is None
    assert asked(one, 10) is AgreementRefusal.CLAUSE_DOES_NOT_ALLOW_KIND
    assert asked(one, 10, "ledger.claim") is None
    assert asked(one, 9, number="3") is AgreementRefusal.CLAUSE_IS_NOT_IN_FORCE_YET
    assert asked(one, 10, number="3") is None
    assert list(rules.reads_on(one, days(10)).clauses) == ["1", "2", "3"]


def test_the_later_agreed_amendment_prevails() -> None:
    far = samples.amendment(from_day=days(40), term=Term(last_day=days(400), winding_down_days=1))
    near = samples.amendment(from_day=days(20), term=Term(last_day=days(300), winding_down_days=2))
    one = history(far, near)
    assert rules.reads_on(one, days(19)).term == samples.OPEN_END
    assert [rules.reads_on(one, days(count)).term for count in (20, 40)] == [near.term] * 2


def test_a_suspension_ends_with_its_last_day() -> None:
    one = history(samples.suspension())
    expected = [State.IN_FORCE, State.SUSPENDED, State.SUSPENDED, State.IN_FORCE]
    assert states(one, "1", 9, 10, 19, 20) == expected
    assert states(one, "2", 9, 10, 19, 20) == [State.IN_FORCE] * 4
    assert rules.state_on(one, days(10)) is State.IN_FORCE, "one clause is not the agreement"


def test_a_suspension_without_end_waits_for_its_resumption() -> None:
    suspended = samples.suspension(clauses=(), last_day=None)
    one = history(suspended)
    assert rules.state_on(one, days(9)) is State.IN_FORCE
    assert rules.state_on(one, days(4000)) is State.SUSPENDED
    resumed = history(suspended, samples.resumption(clauses=("1",)))
    assert states(resumed, "1", 14, 15) == [State.SUSPENDED, State.IN_FORCE]
    assert states(resumed, "2", 14, 15) == [State.SUSPENDED] * 2
    assert rules.state_on(resumed, days(15)) is State.IN_FORCE


def test_a_second_suspension_follows_a_resumption() -> None:
    again = samples.suspension(from_day=days(17), last_day=days(18))
    one = history(samples.suspension(), samples.resumption(), again)
    wanted = [State.SUSPENDED, State.IN_FORCE, State.SUSPENDED, State.IN_FORCE]
    assert states(one, "1", 14, 15, 17, 19) == wanted


def test_a_termination_winds_down_and_ends() -> None:
    one = history(samples.termination())
    expected = [State.IN_FORCE, State.WINDING_DOWN, State.WINDING_DOWN, State.ENDED]
    assert [rules.state_on(one, days(count)) for count in (30, 31, 40, 41)] == expected
    assert not history().is_terminated
    assert one.is_terminated


def test_a_later_termination_replaces_the_earlier_one() -> None:
    one = history(samples.termination(), samples.termination(last_day=days(60), winding_down_days=0))
    assert [rules.state_on(one, days(count)) for count in (60, 61)] == [State.IN_FORCE, State.ENDED]


@pytest.mark.parametrize(
    ("changes", "count", "code"),
    [
        ((), 0, None),
        ((), -64, AgreementRefusal.CLAUSE_IS_NOT_IN_FORCE_YET),
        ((samples.suspension(),), 10, AgreementRefusal.CLAUSE_IS_SUSPENDED),
        ((samples.termination(),), 31, AgreementRefusal.CLAUSE_IS_WINDING_DOWN),
        ((samples.termination(),), 41, AgreementRefusal.AGREEMENT_HAS_ENDED),
    ],
)
def test_what_is_begun_needs_a_clause_in_force(
    changes: Sequence[Text], count: int, code: AgreementRefusal | None
) -> None:
    assert asked(history(*changes), count) is code
    wound_down = None if code not in (AgreementRefusal.AGREEMENT_HAS_ENDED, _NOT_YET) else code
    assert asked(history(*changes), count, "matters.step") is wound_down


_NOT_YET = AgreementRefusal.CLAUSE_IS_NOT_IN_FORCE_YET


def test_a_clause_may_end_before_its_agreement() -> None:
    one = history(root=samples.agreement(clauses=(clause("1", last_day=days(5)),)))
    assert asked(one, 6) is AgreementRefusal.CLAUSE_IS_WINDING_DOWN
    assert asked(one, 36) is AgreementRefusal.CLAUSE_HAS_ENDED


def test_who_is_not_a_party_has_no_basis() -> None:
    assert asked(history(), 0, author=THEM) is None
    assert asked(history(), 0, author=THIRD) is AgreementRefusal.AUTHOR_IS_NOT_A_PARTY
    beyond = asked(history(), 0, parties=(*BOTH, THIRD))
    assert beyond is AgreementRefusal.EVENT_GOES_BEYOND_THE_PARTIES
    some = rules.admits(
        history(root=samples.of_three()), clause="1", kind="matters.open", author=US, parties=BOTH, day=days(0)
    )
    assert some is None, "two of three parties may share a fact"


def test_a_clause_allows_its_kinds_only() -> None:
    assert asked(history(), 0, "ledger.claim") is None
    assert asked(history(), 0, "ledger.post") is AgreementRefusal.CLAUSE_DOES_NOT_ALLOW_KIND
    assert asked(history(), 0, number="9") is AgreementRefusal.CLAUSE_IS_UNKNOWN


def test_a_clause_opens_what_it_lists_while_it_is_in_force() -> None:
    def opened(of: History, name: str, count: int, number: str = "1") -> AgreementRefusal | None:
        return rules.opens(of, clause=number, what=Opening.MATTER, name=name, day=days(count))

    assert opened(history(), "topic", 0) is None
    assert opened(history(), "plan", 0) is AgreementRefusal.CLAUSE_DOES_NOT_OPEN_IT
    assert opened(history(), "topic", 0, "9") is AgreementRefusal.CLAUSE_IS_UNKNOWN
    assert opened(history(samples.suspension()), "topic", 10) is AgreementRefusal.CLAUSE_IS_SUSPENDED
    assert opened(history(samples.termination()), "topic", 31) is AgreementRefusal.CLAUSE_IS_WINDING_DOWN
    for what, name in ((Opening.ACCOUNT, "clearing/transit"), (Opening.FORMULA, "transit/net")):
        assert rules.opens(history(), clause="1", what=what, name=name, day=days(0)) is None


def test_what_is_allowed_shrinks() -> None:
    one, whole = history(samples.termination()), clause("1")
    everything = Allowed(whole.kinds, whole.matter_kinds, whole.accounts, whole.formulas)
    found = [rules.allowed(one, clause="1", day=days(count)) for count in (30, 31, 41)]
    assert found == [everything, Allowed(whole.winding_down_kinds), Allowed()]
    assert rules.allowed(one, clause="9", day=days(0)) == Allowed()


def test_a_family_covers_its_kinds() -> None:
    assert rules.covers(("matters.*",), "matters.open")
    assert not rules.covers(("matters.*",), "matters")
    assert not rules.covers(("matters.open",), "matters.opened")
    assert not rules.covers((), "matters.open")


# Chains


def test_a_chain_needs_its_beginning() -> None:
    one = history(samples.amendment())
    assert rules.chain(one.versions[1:]) is None
    assert rules.chain([]) is None
    assert rules.chain(one.versions) == one
    assert rules.chain([*one.versions, Version("e" * 64, samples.suspension("d" * 64))]) == one


def test_of_two_on_one_version_every_node_takes_the_same() -> None:
    first = history()
    rivals = [Version(name * 64, samples.suspension(first.head)) for name in "ab"]
    found = rules.chain([*reversed(rivals), *first.versions])
    assert found is not None
    assert found.head == "a" * 64


CHANGES: list[Text] = [samples.amendment(), samples.suspension(), samples.resumption(), samples.termination()]


@given(st.lists(st.sampled_from(CHANGES), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(changes: list[Text], chance: object) -> None:
    one = history(*changes)
    mixed = list(one.versions)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert rules.chain(mixed) == one


@given(st.lists(st.sampled_from(CHANGES), max_size=6), DATES, st.integers(1, 60))
def test_a_change_leaves_earlier_days_alone(changes: list[Text], day: date, ahead: int) -> None:
    """Whatever was judged before a change began is judged the same way once it is agreed."""
    one = history(*changes)
    new = samples.suspension(one.head, from_day=day + timedelta(days=ahead), last_day=None)
    later = rules.extended(one, Version("e" * 64, new))
    for kind in ("matters.open", "matters.note"):
        answers = [rules.admits(of, clause="1", kind=kind, author=US, parties=BOTH, day=day) for of in (one, later)]
        assert answers[0] is answers[1]


@given(st.lists(st.sampled_from(CHANGES), max_size=6), DATES, st.sampled_from(["matters.step", "matters.open"]))
def test_what_is_admitted_is_allowed(changes: list[Text], day: date, kind: str) -> None:
    one = history(*changes)
    code = rules.admits(one, clause="1", kind=kind, author=US, parties=BOTH, day=day)
    assert (code is None) is rules.covers(rules.allowed(one, clause="1", day=day).kinds, kind)


def test_the_first_day_is_in_force_and_the_day_before_is_not() -> None:
    early = replace(samples.agreement(), from_day=START)
    assert rules.state_on(history(root=early), START) is State.IN_FORCE
    assert rules.state_on(history(root=early), START - timedelta(days=1)) is State.NOT_YET
