"""Properties of the fold over random chains, and over every state that a sound kind can reach."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.base.canonical import digest_of
from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.rules.fold import Matter, Ordered
from pilin.kernel.matters.rules.kinds import NOBODY, Kind
from pilin.kernel.matters.rules.refusals import MatterRefusal, Refusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case

NAMES = ("plan", "framework", "petition", "pact")
KINDS = {name: kit.kind(name) for name in NAMES}

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text("a三 ", max_size=4) | st.just(kit.PART),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "title", "x"]), inner),
    max_leaves=6,
)


@st.composite
def acts(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    """Draw what somebody tries: a step or a clock by its number, by a party's number, with what is wrong about it."""
    wrong: dict[str, st.SearchStrategy[Any]] = {
        "base": st.just("old"),
        "orderer": st.just("stranger"),
        "author": st.just("stranger"),
        "text": st.sampled_from(["", "f" * 64]),
        "calendar": st.just("unknown"),
        "action": st.sampled_from(["expire", "recount", "open", "dance"]),
        "fields": st.dictionaries(st.sampled_from(["reason", "text", "milestones", "no_field"]), values, max_size=3),
        "attachments": st.just([]),
    }
    names = draw(st.lists(st.sampled_from(sorted(wrong)), max_size=1))
    members = {name: draw(wrong[name]) for name in names}
    members["day"] = draw(st.integers(0, 40))
    members["office"] = draw(st.sampled_from(["one", "two"]))
    return draw(st.sampled_from("0123456789abcdefghijklmn")), draw(st.sampled_from("012")), members


def made(case: Case, act: tuple[str, str, dict[str, Any]]) -> Ordered:
    """Return the event of an act in a case; a number beyond the last step means a clock."""
    step, party, members = act
    number, role = int(step, 36), case.kind.roles[int(party) % len(case.kind.roles)]
    case.later(members["day"])
    given = {name: value for name, value in members.items() if name != "day"}
    if number < len(case.kind.steps):
        return case.event(case.kind.steps[number].name, role, **given)
    clocks = [clock.name for clock in case.kind.clocks] or ["no_clock"]
    return case.event(clocks[number % len(clocks)], **{"action": "expire", **given})


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60)
@given(chain=st.lists(acts(), max_size=25))
def test_a_random_chain_never_raises_and_folds_to_one_digest(name: str, chain: list[Any]) -> None:
    case, taken = Case(KINDS[name]), list[Ordered]()
    for act in chain:
        event, before = made(case, act), fold.digest(case.matter)
        after = case.tried(event)
        assert fold.digest(case.matter) == before
        if isinstance(after, Matter):
            assert (after.n, after.head) == (case.matter.n + 1, event.hash)
            case.matter = after
            taken.append(event)
    again = Case(KINDS[name])
    for event in taken:
        again.matter = fold.step(again.kind, kit.stored(again.matter), event, kit.CALENDARS)  # type: ignore[assignment]
    assert fold.digest(again.matter) == fold.digest(case.matter)


@pytest.mark.parametrize("name", ["plan", "framework", "pact"])
@settings(max_examples=60)
@given(chain=st.lists(acts(), max_size=25), absent=st.integers(0, 2))
def test_no_chain_agrees_without_a_party(name: str, chain: list[Any], absent: int) -> None:
    """Whatever the others do after the opening, without one party nothing is agreed."""
    case = Case(KINDS[name])
    away = f"node-{case.kind.roles[absent % len(case.kind.roles)]}"
    for act in chain:
        event = made(case, act)
        after = case.tried(event)
        if event.author != away and isinstance(after, Matter):
            case.matter = after
    assert case.matter.agreed == {}
    assert not case.kind.states[case.matter.state].agreed


def reachable(kind: Kind) -> Iterator[Case]:
    """Yield a case in every situation that well-made events lead to: by state, signatures, steps done and clocks."""
    case = Case(kind)
    waiting, seen = deque([case]), {situation(case)}
    while waiting:
        case = waiting.popleft()
        yield case
        for event in [*steps(case), *expiries(case)]:
            after = case.tried(event)
            if isinstance(after, Matter):
                following = moved(case, after)
                if situation(following) not in seen:
                    seen.add(situation(following))
                    waiting.append(following)


def moved(case: Case, after: Matter) -> Case:
    following = Case(case.kind)
    following.matter, following.at = after, case.at
    return following


def situation(case: Case) -> str:
    matter = case.matter
    done = {name: min(done.times, 2) for name, done in matter.done.items()}
    clocks = {name: (clock.status, clock.extended) for name, clock in matter.clocks.items()}
    signed = {name: sorted(signatures) for name, signatures in matter.signed.items()}
    return digest_of([matter.state, done, clocks, signed])


def steps(case: Case) -> Iterator[Ordered]:
    for rule in case.kind.steps:
        for role in rule.by:
            yield case.event(rule.name, role, office=f"office of {rule.name}")


def expiries(case: Case) -> Iterator[Ordered]:
    for name, clock in case.matter.clocks.items():
        if clock.status == "running":
            yield case.event(name, action="expire", at=kit.noon("2026-12-01"))


def some(kind: Kind, most: int) -> Iterator[Case]:
    for number, case in enumerate(reachable(kind)):
        if number == most:
            return
        yield case


@pytest.mark.parametrize("name", NAMES)
def test_allowed_and_step_agree_everywhere(name: str) -> None:
    """A well-made event is taken if and only if the step was shown as open to the role; else for the reason shown."""
    states = set()
    for case in some(KINDS[name], 400):
        states.add(case.matter.state)
        for role in case.kind.roles:
            for option in fold.allowed(case.kind, case.matter, role, day=case.at.date(), offices=["office"]):
                tried = case.tried(case.event(option.step, role, office="office"))
                assert (tried if isinstance(tried, Refusal) else None) == option.refusal
    assert states == {*KINDS[name].states}


@pytest.mark.parametrize("name", NAMES)
def test_who_is_named_by_the_turn_can_act(name: str) -> None:
    for case in some(KINDS[name], 400):
        turn = fold.turn(case.kind, case.matter)
        state = case.kind.states[case.matter.state]
        idle = state.awaits == NOBODY and not any(case.matter.signed.values())
        assert bool(turn.roles) != (state.final or idle)
        for role in turn.roles:
            shown = fold.allowed(case.kind, case.matter, role, day=case.at.date(), offices=["office"])
            assert any(option.refusal is None for option in shown), (case.matter.state, role)


@pytest.mark.parametrize("name", NAMES)
def test_every_situation_survives_the_store(name: str) -> None:
    for case in some(KINDS[name], 100):
        assert kit.stored(case.matter) == case.matter


def test_a_matter_is_folded_by_its_own_kind_alone() -> None:
    case = Case(KINDS["plan"])
    other = replace(case.matter, kind=KINDS["pact"].digest)
    with pytest.raises(AssertionError):
        fold.step(case.kind, other, case.event("sign", "initiator"), kit.CALENDARS)


def test_the_digest_tells_any_difference() -> None:
    case = Case(KINDS["petition"]).take("accept", "receiver")
    matter = case.matter
    changes: list[dict[str, Any]] = [{"state": "x"}, {"n": 9}, {"voided": {"s": {"a": "t"}}}, {"clocks": {}}]
    digests = {fold.digest(matter), *(fold.digest(replace(matter, **change)) for change in changes)}
    assert len(digests) == 5


def test_refusals_are_values_with_facts() -> None:
    case = Case(KINDS["plan"])
    assert case.tried(case.event("withdraw", "initiator", base="old")) == Refusal(
        MatterRefusal.BASE_IS_NOT_THE_HEAD, {"head": case.matter.head}
    )
