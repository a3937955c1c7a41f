"""A day: planned by its seed alone, lived by many clerks at once, and what the verb says of it."""

import argparse
from pathlib import Path

import pytest

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.node.his import day, town
from pilin.node.his.day import Course, Visitor
from pilin.node.his.tally import Paid, Tally, Way
from pilin.node.his.town import Hospital
from pilin.node.his.visits import LOCAL, STORIES
from pilin.node.refusals import NodeRefusal
from pilin.node.verbs import his
from tests.his import people
from tests.his.agency import Agency
from tests.his.people import Ticking

VISITS = 2 * len(STORIES) + 6
WAY = Way("310116", "330482", "310")


def planned(seed: int = 1, visits: int = VISITS) -> list[tuple[str, str, str]]:
    return [
        (one.hospital.side, one.person.side, one.story) for one in day.plan(people.town(), seed=seed, visits=visits)
    ]


def test_a_seed_plans_the_same_day_and_another_one_does_not() -> None:
    assert planned(7) == planned(7) != planned(8)


def test_every_story_is_lived_in_both_directions() -> None:
    told = {(care, story) for care, insured, story in planned() if care != insured}
    missing = {(side, story) for side in people.town().sides for story in STORIES} - told
    assert len(missing) <= 4  # where somebody from here came in its place
    assert planned(visits=4 * VISITS).count(("310116", "330482", "stay 住院")) >= 2


def test_now_and_then_somebody_comes_from_here() -> None:
    local = [row for row in planned() if row[2] == LOCAL]
    assert len(local) == VISITS // 12
    assert all(care == insured for care, insured, _ in local)


def lived(agencies: dict[str, Agency], *, visits: int = VISITS, seen: list[Visitor] | None = None) -> Tally:
    def carrier(hospital: Hospital) -> Agency:
        return agencies.setdefault(hospital.side, Agency())

    progress = seen.append if seen is not None else lambda _visitor: None
    return day.play(people.town(), Course(1, visits, clock.now, Ticking().patience(), progress), carrier)


def test_a_day_ends_with_hospitals_and_agencies_holding_the_same() -> None:
    agencies: dict[str, Agency] = {}
    seen: list[Visitor] = []
    tally = lived(agencies, seen=seen)
    assert tally.troubles == []
    assert sorted(one.own for one in seen) == list(range(VISITS))
    assert sum(tally.visits.values()) == VISITS
    for side, agency in agencies.items():
        of_side = {way: row for way, row in tally.standing.items() if way.care == side}
        assert sum(row[0] for row in of_side.values()) == len(agency.standing) > 0
        assert sum(row[1] for row in of_side.values()) == sum(o.fund_pay_sumamt for o in agency.standing.values())


def test_every_hospital_signs_in_first() -> None:
    agencies: dict[str, Agency] = {}
    lived(agencies, visits=2)
    assert {side: agency.told[:2] for side, agency in agencies.items()} == {
        "310116": ["9001", "9002"],
        "330482": ["9001", "9002"],
    }


def test_a_hospital_that_is_not_let_in_ends_the_day() -> None:
    class Shut(Agency):
        def carry(self, data: bytes, _infno: str) -> bytes | None:
            raise Refused(NodeRefusal.HIS_IS_NOT_LET_IN, hospital="H")

    with pytest.raises(Refused) as caught:
        lived({"310116": Shut(), "330482": Shut()})
    assert caught.value.code is NodeRefusal.HIS_IS_NOT_LET_IN


def test_the_tally_says_what_was_asked_answered_refused_and_found_out() -> None:
    tally = Tally()
    for infno, error in (("2207", None), ("2207", "不符"), ("2201", None)):
        tally.asks(infno)
        tally.hears(infno, error)
    tally.wonders("2207")
    tally.knows("2207 again")
    tally.sees("stay 住院")
    tally.stands(Paid("N1", WAY, 12_345, 600))
    tally.minds("a trouble")
    said = list(tally.lines())
    assert said[:3] == [
        "visits 就诊: 1",
        "  stay 住院: 1",
        "messages 报文: 3 asked 已发, 2 answered 已办, 1 refused 被拒, 1 unknown 未知",
    ]
    assert "  2207: 2, 1, 1, 1" in said
    assert "  1 x 2207 -1 不符" in said
    assert "unknown outcomes 未知结果: 2207 again 1" in said
    assert "standing 有效结算 330482 -> 310116 310: 1, fund 基金 123.45, account 个人账户 6.00" in said
    assert said[-1] == "trouble 异常: a trouble"


def test_what_falls_does_not_stand_and_falls_once() -> None:
    tally = Tally()
    for number in ("N1", "N2"):
        tally.stands(Paid(number, WAY, 100, 10))
    tally.falls("N1")
    tally.falls("N1")
    assert tally.standing == {WAY: (1, 100, 10)}


def test_threads_count_without_losing_anything() -> None:
    found = lived({}, visits=24)
    assert sum(found.asked.values()) == sum(found.answered.values()) + sum(found.refused.values()) + sum(
        found.unknown.values()
    )


# The verb


def run(monkeypatch: pytest.MonkeyPatch, *words: str, agency: Agency | None = None) -> int:
    """Run the verb over a town and agencies in memory."""
    parser = argparse.ArgumentParser()
    his.arguments(parser)
    monkeypatch.setattr(town, "read", lambda _folder, _gateways: people.town())
    monkeypatch.setattr(day, "Http", lambda _hospital, now: agency or Agency())
    return his.run(parser.parse_args(["folder", "--gateway", "310116=http://127.0.0.1:1/", *words]))


def test_the_verb_says_each_visit_and_the_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--seed", "5", "--visits", "4") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "seed 5: 4 visits 就诊, 2 hospitals 医院"
    assert sum(" -> " in line and not line.startswith("standing") for line in said) == 4
    assert any(line.startswith("standing 有效结算") for line in said)


def test_trouble_is_the_status_of_the_verb(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "--visits", "6", "--seed", "2", agency=Agency(is_lenient=True, forgets=True)) == 1
    assert "trouble 异常: " in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["310116"], ["=http://a"], ["310116=ftp://a"], ["330482=http://a", "x"]])
def test_a_gateway_is_said_as_code_and_address(words: list[str]) -> None:
    with pytest.raises(Refused) as caught:
        his.gateways(words)
    assert caught.value.code is NodeRefusal.HIS_NEEDS_GATEWAYS


def test_gateways_are_read_by_side() -> None:
    found = his.gateways(["310116=http://a:1/", "330482=http://b:2"])
    assert found == {"310116": "http://a:1", "330482": "http://b:2"}


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        town.read(tmp_path, {"310116": "http://a"})
    assert caught.value.facts["file"] == "310116-hospitals.yaml"
