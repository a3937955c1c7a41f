"""What befalls nodes seldom, and what a liar may not do: each scenario has its own promises."""

import os
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.simulation import liars, special
from tests.simulation.deadlines import deadlines
from tests.simulation.liar import LIES, PROVABLE

SCENARIOS = {scenario.__name__: scenario for scenario in (*special.SCENARIOS, deadlines)}


def _play(case):
    name, seed = case
    return name, seed, list(SCENARIOS[name](seed))


def _lie(seed):
    return seed, liars.broken(liars.LiarsStory(seed).play())


def test_every_scenario_keeps_its_promises():
    cases = [(name, seed) for name in SCENARIOS for seed in range(3)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(_play, cases))
    assert [result for result in results if result[2]] == []
    assert len(results) == len(cases)


def test_a_liar_disturbs_nobody_else():
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(_lie, range(6)))
    assert [result for result in results if result[1]] == []


@pytest.mark.parametrize("name", sorted(PROVABLE))
def test_a_provable_lie_leaves_an_alarm_with_evidence(name):
    story = liars.LiarsStory(11).play(lies=(name,), times=4)
    victims = {story.world.nodes[code] for _, code in story.lies}
    alarms = [{code for code, about in node.tables.alarms if about == story.liar.node.code} for node in victims]
    assert all(PROVABLE[name] in codes for codes in alarms), alarms
    assert all(
        facts or any(row[0] == story.liar.node.code for row in node.tables.quarantined.values())
        for node in victims
        for (code, about), (_, facts) in node.tables.alarms.items()
        if code == PROVABLE[name] and about == story.liar.node.code
    )


def test_every_lie_has_a_method():
    assert set(PROVABLE) <= set(LIES)
    assert all(callable(getattr(liars.Liar, name)) for name in LIES)
