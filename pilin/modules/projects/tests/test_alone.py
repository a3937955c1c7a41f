"""The model check: whatever one side does alone, in whatever order, it closes no finding, signs no month, turns no
light.

Every kind that a light reads is walked from every state in which both may leave it: each step that one role may take,
and each clock that runs out. What a light is computed from stays the same at every place reached. What one side says by
itself (`said`, `owing`, `readings`) does change there, and the last test shows that no light depends on it.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.projects.rules import lights, records, supervision
from pilin.modules.projects.rules.beside import beside_of
from pilin.modules.projects.rules.facts import Facts, Plan, facts_of, plan_of, report_of
from pilin.modules.projects.tests import samples
from pilin.modules.projects.tests.samples import CALENDAR, JINSHAN, PINGHU, RULE
from pilin.modules.projects.tests.test_rules_lights import DAYS, FACTS

POND = "01980000-0000-7000-8000-000000000001"
MILESTONES = [{"id": "m1", "title": "清淤", "due": "2026-06-30", "progress": 40}]
HALF = {"done": "清淤", "percent": 9, "help": "用地审批", "reached": [{"id": "m1", "day": "2026-06-20"}]}
OF = {"plan": POND, "month": "2026-06"}
ORDER: dict[str, Any] = {"about": POND, "due": "2026-04-10"}
SIDES = {"initiator": PINGHU, "responder": JINSHAN}
Steps = tuple[tuple[str, str], ...]


def case(name: str, steps: Steps = (), **fields: Any) -> Case:
    """Return a matter of a kind between both sides after some steps, with values for all that it needs."""
    kind = kit.kind(name)
    made = Case(kind, nodes=dict(zip(kind.roles, (PINGHU, JINSHAN), strict=True)))
    needed = kit.filled(kind, kind.steps[0])
    opened = fold.opened(kind, made.opening(fields={**needed, **fields}), made.calendars)
    assert isinstance(opened, Matter), opened
    made.matter = opened
    for step, role in steps:
        given = {"half": HALF} if step == "report" else kit.filled(kind, made.rule(step))
        made.take(step, role, fields=given)
    return made


def plan(*steps: tuple[str, str]) -> Case:
    return case("plan", (("sign", "initiator"), ("sign", "responder"), *steps), milestones=MILESTONES)


def heard(found: Case) -> Facts:
    """Return what a light of the pond is computed from, with one matter beside a plan in force since March."""
    pond: Plan = samples.plan(id=POND)
    if found.kind.name == "plan":
        return _without_sayings(facts_of(plan_of(found.matter), []))
    if found.kind.name == "report":
        said = report_of(found.matter)
        return _without_sayings(facts_of(pond, [said] if said else []))
    return _without_sayings(facts_of(pond, [], beside_of([records.record_of(found.matter, found.kind)])))


def _without_sayings(facts: Facts) -> Facts:
    return replace(facts, said={}, owing={}, readings=())


def from_here(start: Case, role: str) -> Iterator[Matter]:
    """Yield every matter that a role reaches by itself from where a case stands, and the case itself."""
    yield start.matter
    yield from alone.places_reached(start, role)


STARTS: tuple[tuple[str, Callable[[], Case]], ...] = (
    ("plan in force", plan),
    ("plan being amended", lambda: plan(("amend", "initiator"))),
    ("plan suspended", lambda: plan(("suspend", "initiator"), ("suspend", "responder"))),
    ("half", lambda: case("report", of=OF, half=HALF)),
    ("both halves", lambda: case("report", (("report", "responder"),), of=OF, half=HALF)),
    ("returned", lambda: case("report", (("report", "responder"), ("return", "responder")), of=OF, half=HALF)),
    ("paper sent", lambda: case("order", **ORDER)),
    ("paper under way", lambda: case("order", (("sign_for", "receiver"), ("take_on", "receiver")), **ORDER)),
    ("reason stated", lambda: case("excuse", plan=POND, trigger="milestone_late", item="m1")),
    ("contested", lambda: case("contest", plan=POND, reading="green")),
    ("answered", lambda: case("contest", (("answer", "responder"),), plan=POND, reading="green")),
)
GIVES_AWAY = {("paper sent", "receiver"), ("reason stated", "responder")}
"""Where the one side has signed already and the other gives the answer that makes it one of both."""


@pytest.mark.parametrize(("name", "made"), STARTS, ids=[name for name, _ in STARTS])
def test_no_steps_of_one_side_change_what_a_light_is_computed_from(name: str, made: Callable[[], Case]) -> None:
    for role in made().kind.roles:
        if (name, role) in GIVES_AWAY:
            continue
        start = made()
        before, walked = heard(start), made()
        for matter in from_here(start, role):
            walked.matter = matter
            assert heard(walked) == before, (role, matter.state)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("report", {"of": OF, "half": HALF}),
        ("order", ORDER),
        ("excuse", {"plan": POND, "trigger": "milestone_late", "item": "m1"}),
        ("contest", {"plan": POND, "reading": "green"}),
    ],
)
def test_what_one_side_opens_turns_no_light(name: str, fields: dict[str, Any]) -> None:
    assert heard(case(name, **fields)) == _without_sayings(facts_of(samples.plan(id=POND), []))


@pytest.mark.parametrize("role", ["initiator", "responder"])
@pytest.mark.parametrize("start", ["half", "both halves", "returned"])
def test_no_side_alone_signs_a_month(start: str, role: str) -> None:
    assert "joint" not in alone.states_reached(dict(STARTS)[start](), role)


@pytest.mark.parametrize("role", ["recorder", "owner"])
@pytest.mark.parametrize("steps", [(), (("take_on", "owner"),), (("take_on", "owner"), ("ask_strike_off", "owner"))])
def test_no_side_alone_closes_a_finding(steps: Steps, role: str) -> None:
    assert not alone.states_reached(case("finding", steps), role) & {*supervision.CLOSED}


def test_the_walk_does_find_what_both_sides_together_change() -> None:
    """Else the check would hold for a walk that goes nowhere: two signatures do turn the light."""
    month = case("report", (("report", "responder"), ("sign", "initiator"), ("sign", "responder")), of=OF, half=HALF)
    assert heard(month) != heard(case("report", of=OF, half=HALF))
    reason = case("excuse", (("approve", "responder"),), plan=POND, trigger="milestone_late", item="m1")
    assert heard(reason).excuses
    assert {one.state for one in alone.places_reached(case("order", **ORDER), "sender")} == {"withdrawn", "sent"}


@given(FACTS, DAYS)
def test_no_light_depends_on_what_one_side_says_by_itself(found: Facts, day: date) -> None:
    said = replace(found, said={"a": (PINGHU,)}, owing={"2026-03": (JINSHAN,)})
    for one in (said, _without_sayings(found)):
        assert lights.light(one, RULE, CALENDAR, day).colour == lights.light(found, RULE, CALENDAR, day).colour
