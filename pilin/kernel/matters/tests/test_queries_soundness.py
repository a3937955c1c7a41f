"""Model checks: every kind we ship is sound; a kind that is broken in one way is named for it."""

from typing import Any

import pytest

from pilin.kernel.matters.rules import kinds, soundness
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.rules.soundness import findings
from pilin.kernel.matters.tests import kit

TITLE = {"zh": "题", "en": "title"}


@pytest.mark.parametrize("name", ["plan", "framework", "petition", "pact"])
def test_shipped_and_sample_kinds_are_sound(name: str) -> None:
    assert findings(kit.kind(name)) == []


def found(name: str, changes: dict[str, Any]) -> list[tuple[str, MatterRefusal, Any]]:
    """Return the findings of a changed kind, each with its place and the name or role that it is about."""
    given = findings(kinds.parse(kit.changed(name, **changes)))
    return [(f.where, MatterRefusal(f.code), f.facts.get("name", f.facts.get("role"))) for f in given]


@pytest.mark.parametrize(
    ("changes", "where", "name"),
    [
        ({"opening__state": "nowhere"}, "kind.steps.open", "nowhere"),
        ({"opening__by": "d"}, "kind.steps.open", "d"),
        ({"opening__needs": ["colour"]}, "kind.steps.open", "colour"),
        ({"fields__text__sees": ["a", "d"]}, "kind.fields.text", "d"),
        ({"states__table__orderer": "d"}, "kind.states.table", "d"),
        ({"states__table__orderer": "all"}, "kind.states.table", "all"),
        ({"states__table__awaits": ["d"]}, "kind.states.table", "d"),
        ({"steps__leave__from": ["nowhere"]}, "kind.steps.leave", "nowhere"),
        ({"steps__leave__from": [""]}, "kind.steps.leave", ""),
        ({"steps__leave__to": "nowhere"}, "kind.steps.leave", "nowhere"),
        ({"steps__leave__by": ["a", "d"]}, "kind.steps.leave", "d"),
        ({"steps__sign__signs__of": "d"}, "kind.steps.sign", "d"),
        ({"steps__sign__signs__fields": ["colour"]}, "kind.steps.sign", "colour"),
        ({"steps__leave__needs__fields": ["colour"]}, "kind.steps.leave", "colour"),
        ({"steps__leave__takes": ["colour"]}, "kind.steps.leave", "colour"),
        ({"steps__leave__needs__steps": ["dance"]}, "kind.steps.leave", "dance"),
        ({"steps__leave__guards": [{"name": "at_most", "step": "dance"}]}, "kind.steps.leave", "dance"),
        ({"steps__leave__guards": [{"name": "not_same_actor"}]}, "kind.steps.leave", ""),
        ({"steps__leave__guards": [{"name": "clock_running", "clock": "sand"}]}, "kind.steps.leave", "sand"),
        ({"steps__leave__guards": [{"name": "clock_expired", "step": "sign"}]}, "kind.steps.leave", ""),
    ],
)
def test_a_name_that_nothing_bears(changes: dict[str, Any], where: str, name: str) -> None:
    assert found("pact", changes) == [(where, MatterRefusal.NAME_IS_UNKNOWN, name)]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"start": {"step": "dance"}}, "dance"),
        ({"start": {"state": "nowhere"}}, "nowhere"),
        ({"start": {}}, ""),
        ({"stops": ["answer", "dance"]}, "dance"),
        ({"expiry": {"to": "nowhere"}}, "nowhere"),
        ({"pause": {"from_step": "hear", "until_step": "dance"}}, "dance"),
        ({"pause": {"from_step": "hear"}}, ""),
        ({"extension": {"step": "dance", "length": 1, "unit": "calendar"}}, "dance"),
    ],
)
def test_a_clock_that_names_what_nothing_bears(changes: dict[str, Any], name: str) -> None:
    given = found("petition", {f"clocks__handling__{member}": value for member, value in changes.items()})
    assert given == [("kind.clocks.handling", MatterRefusal.NAME_IS_UNKNOWN, name)]


def test_a_state_that_is_never_reached() -> None:
    lost = {"title": TITLE, "orderer": "a", "final": True}
    assert found("pact", {"states__lost": lost}) == [("kind.states.lost", MatterRefusal.STATE_IS_NEVER_REACHED, None)]


def test_a_state_in_which_a_party_is_stuck() -> None:
    """Without the joint step, c has no way out of the talks once only a and b may leave them."""
    given = found("pact", {"steps__leave__by": ["a", "b"], "steps__sign__by": ["a", "b"], "steps__sign__signs": None})
    assert ("kind.states.table", MatterRefusal.STATE_HAS_NO_EXIT, "c") in given


def test_a_step_that_stays_is_no_exit() -> None:
    given = found("pact", {"steps__reopen__to": None})
    assert given == [("kind.states.signed", MatterRefusal.STATE_HAS_NO_EXIT, role) for role in "abc"]


def test_the_expiry_of_a_clock_is_an_exit_for_everybody() -> None:
    changes = {"steps__take_back__from": ["transferred", "conference"], "steps__insist__by": "receiver"}
    assert found("petition", {**changes, "steps__confer__from": "transferred"}) == []
    given = found("petition", {**changes, "steps__confer__from": "transferred", "clocks__review__expiry": None})
    assert given == [("kind.states.objected", MatterRefusal.STATE_HAS_NO_EXIT, "sender")]


def test_a_state_that_waits_for_ever() -> None:
    waiting = [("kind.states.table", MatterRefusal.STATE_WAITS_FOR_EVER, None)]
    assert found("pact", {"states__table__waits": None}) == waiting


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"states__hearing__waits": None, "clocks__telling__stops": ["accept"]}, "hearing"),  # its clock is paused
        ({"states__conference__waits": None}, "conference"),  # the clocks of the way there have stopped
        ({"clocks__handling__start": {"step": "extend"}, "clocks__telling__stops": ["accept"]}, "accepted"),
        ({"clocks__handling__stops": ["heard"], "clocks__telling__stops": ["accept"]}, "accepted"),
        ({"clocks__handling__stops": ["hear"], "clocks__telling__stops": ["accept"]}, "accepted"),
        ({"states__overdue__waits": None, "clocks__telling__stops": ["overdue"]}, "overdue"),  # its clock has expired
    ],
)
def test_a_state_waits_for_ever_where_its_clocks_may_stand_still(changes: dict[str, Any], state: str) -> None:
    assert (f"kind.states.{state}", MatterRefusal.STATE_WAITS_FOR_EVER, None) in found("petition", changes)


@pytest.mark.parametrize(
    ("changes", "left_out"),
    [
        ({"steps__leave__to": "signed"}, {"b", "c"}),  # a opens and goes there alone, or b does for a and itself
        ({"opening__state": "signed"}, {"b", "c"}),  # a alone opens in it
        ({"steps__sign__by": ["b"], "steps__sign__signs": None}, {"c"}),  # a opens, b goes on, c is never asked
        ({"steps__leave__from": "signed", "states__left__agreed": True}, {"a", "b", "c"}),  # one alone ends it
    ],
)
def test_an_agreed_state_that_leaves_a_party_out(changes: dict[str, Any], left_out: set[str]) -> None:
    given = found("pact", changes)
    assert {role for _, code, role in given if code == MatterRefusal.PARTY_IS_LEFT_OUT} == left_out


def test_silence_is_no_consent() -> None:
    """A clock that expires into an agreed state would bind a party that has said nothing."""
    given = found("petition", {"states__conference__agreed": True})
    assert ("kind.states.conference", MatterRefusal.PARTY_IS_LEFT_OUT, "receiver") in given


def test_a_party_may_come_back_to_the_agreed_state_it_left() -> None:
    """From the plan in force the initiator may offer an amendment and take it back: nothing new is agreed."""
    assert {step.to for step in kit.kind("plan").steps if step.name == "take_back"} == {"in_force"}
    assert findings(kit.kind("plan")) == []


def test_a_kind_that_is_too_large_to_check_is_refused() -> None:
    """Twelve clocks that any party may start and stop make 4096 places of one state."""
    document = kit.document("pact")
    rule = {"title": TITLE, "statute": "s", "article": "1", "jurisdiction": "CN", "length": 9, "unit": "calendar"}
    for n in range(12):
        step = {"title": TITLE, "from": "table", "by": "a"}
        document["steps"] += [{"name": f"on{n}", **step}, {"name": f"off{n}", **step}]
        clock = {**rule, "name": f"clock{n}", "warn_days": 1, "start": {"step": f"on{n}"}, "stops": [f"off{n}"]}
        document.setdefault("clocks", []).append(clock)
    given = findings(kinds.parse(document))
    assert [(finding.where, finding.code) for finding in given] == [("kind", MatterRefusal.KIND_IS_TOO_LARGE)]
    assert given[0].facts == {"places_max": soundness.PLACES_MAX}
