"""Months of patrols at their edges: ticks sent twice, records that do not meet, closed months, who planned what."""

import json
from typing import Any

import pytest

from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.border import actions, queries
from pilin.modules.border.models import SquadRecord
from pilin.modules.border.rules import patrols
from pilin.modules.border.rules.records import PATROLS, SUPPORT
from pilin.modules.border.tests.beat import Beat
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.samples import JINSHAN, PINGHU, PLAN, a_round, month, planned, tick
from pilin.modules.border.tests.samples import SUPPORT as ASKED
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

PHONE = "7c1de2b0-44aa-4a0e-9c53-2f6f0d8e1b77"
SENT = {"item": "r1", "day": "2026-03-02", "starts": "08:00", "minutes": "90", "people": "2", "vehicles": "1"}
SENT |= {"cost": "0", "phone_id": PHONE}
ROUNDS = [a_round(1, "2026-03-02"), a_round(2, "2026-03-02", from_m=29_000, to_m=31_000)]


@pytest.fixture
def signed(beat: Beat) -> str:
    """Let both sides sign a month whose two rounds share half a kilometre."""
    return beat.month(rounds=ROUNDS)


def send(matter: str, account: str = "zhao") -> tuple[int, bool]:
    """Send the same tick as the script does; return the status, and whether it was taken."""
    answer = samples.browser(account).post(f"/border/on-site/{matter}/", SENT, headers={"X-Phone": "1"})
    told: dict[str, Any] = json.loads(answer.content)
    return answer.status_code, told["taken"]


def test_a_tick_sent_again_after_it_was_told_is_not_told_again(signed: str, beat: Beat) -> None:
    send(signed)
    beat.tell()
    assert send(signed) == (200, True)
    assert SquadRecord.objects.get().told_at is not None
    assert [was_told for _tick, was_told in queries.squad_records(signed, side=US)] == [True]


def test_a_tick_of_another_account_or_month_takes_no_id_that_is_taken(signed: str, beat: Beat) -> None:
    send(signed)
    assert send(signed, "wu") == (409, False)
    assert send(beat.month(rounds=ROUNDS)) == (409, False)
    row = SquadRecord.objects.get()
    assert (row.account, row.month) == ("zhao", signed)


def test_a_record_is_thrown_away_on_the_page_of_its_own_month(signed: str, beat: Beat) -> None:
    send(signed)
    other = beat.month(rounds=ROUNDS)
    assert samples.browser("zhao").post(f"/border/on-site/{other}/{PHONE}/drop/").status_code == 404
    assert samples.browser("li").post(f"/border/on-site/{signed}/{PHONE}/drop/").status_code == 403
    assert SquadRecord.objects.filter(month=signed).exists()


def test_what_was_not_told_before_both_closed_the_month_stays_ours(signed: str, beat: Beat) -> None:
    send(signed)
    beat.both("close")
    answer = samples.browser("zhao").post(f"/border/patrols/{signed}/tell/", follow=True)
    words = samples.text_of(answer.content.decode())
    assert "已签名报送" not in words
    assert "签名报送" not in words
    assert SquadRecord.objects.get().told_at is None
    assert patrols.outcome(beat.found()[1]).unmatched == ()


def test_what_both_recorded_hours_apart_is_not_said_to_be_of_one_side(signed: str, beat: Beat, read: Read) -> None:
    beat.keep(at="2026-03-02 08:00")
    beat.tell()
    beat.they_tell({"day": "2026-03-02", "starts": "20:00"})
    words = read(f"/border/patrols/{signed}/", "li")
    assert "▲ 双方的记录没有对上，不计数" in words
    assert "只有金山区记录，不计数" not in words
    assert "r1 平湖市 2026-03-02 08:00" in words
    assert "r1 金山区 2026-03-02 20:00" in words


def test_two_rounds_that_meet_across_are_both_marked_and_counted_once(signed: str, beat: Beat, read: Read) -> None:
    beat.keep(at="2026-03-02 08:00")
    beat.tell()
    beat.they_tell({"day": "2026-03-02", "starts": "08:20", "round": "r2"})
    words = read(f"/border/patrols/{signed}/", "li")
    assert words.count("✓ 双方对上，计数") == 2
    assert "计划 2 班，双方对上 1 班" in words
    assert "没有单方记录" in words


@pytest.mark.parametrize(("cost", "counts"), [(0, 1), (100_000_00, 1), (-1, 0), (100_000_01, 0)])
def test_a_cost_that_no_patrol_has_meets_nothing(cost: int, counts: int) -> None:
    found = month(tick(PINGHU), tick(JINSHAN, cost=cost))
    assert len(patrols.outcome(found).met) == counts
    assert patrols.reciprocity([found])[JINSHAN].cost == cost * counts


def test_what_each_brought_is_added_up_whoever_planned_the_month(signed: str, beat: Beat) -> None:
    for matter in (signed, beat.they_open(PATROLS, {**PLAN, "rounds": ROUNDS})):
        beat.stage.matter = matter
        if beat.found()[0].state == "offered":
            beat.both("sign")
        beat.keep(at="2026-03-02 08:00", people=3)
        beat.tell()
        beat.they_tell({"day": "2026-03-02", "starts": "08:20", "people": 5})
    found = patrols.reciprocity(queries.months_of("2026-03"))
    assert {side: (one.patrols, one.people) for side, one in found.items()} == {US: (2, 6), THEM: (2, 10)}


def test_a_month_that_their_node_refused_counts_nowhere(beat: Beat, read: Read) -> None:
    beat.stage.matter = actions.open_kind(PATROLS, PLAN, peer=THEM, by=beat.hand)
    beat.stage.they_refuse(beat.stage.told(beat.stage.ours.chain[0].ordered.hash))
    beat.stage.meet()
    assert queries.months_of("2026-03") == []
    assert "对方未接受" in read(f"/border/patrols/{beat.stage.matter}/", "li")
    assert samples.browser("zhao").get(f"/border/on-site/{beat.stage.matter}/").status_code == 404


def test_one_village_of_both_sides_is_covered_once_a_round() -> None:
    both = planned(1, villages={PINGHU: "同村", JINSHAN: "同村"}, to_m=28_001)
    nameless = planned(2, villages={PINGHU: "", JINSHAN: ""}, from_m=57_000, to_m=57_500)
    found = patrols.coverage([month(tick(PINGHU), tick(JINSHAN), rounds=(both, nameless))], length_m=57_001)
    assert found.villages == {"同村": (1, 1)}
    assert (len(found.cells), found.cells[28], found.cells[57]) == (58, (1, 1), (1, 0))


def test_a_matter_of_another_kind_has_no_page_of_a_month(beat: Beat) -> None:
    matter = beat.open(SUPPORT, ASKED)
    for address in (f"/border/patrols/{matter}/", f"/border/on-site/{matter}/", f"/border/patrols/{'0' * 36}/"):
        assert samples.browser("zhao").get(address).status_code == 404


@pytest.mark.parametrize("page", ["patrols", "on-site"])
def test_pages_of_a_month_ask_no_more_for_more_records(signed: str, beat: Beat, page: str) -> None:
    beat.keep(at="2026-03-02 07:00")
    address = f"/border/{page}/{signed}/"
    costs_no_more(address, lambda: [beat.keep(at=f"2026-03-02 08:0{minute}") for minute in range(5)], account="zhao")
    assert SquadRecord.objects.count() == 6
