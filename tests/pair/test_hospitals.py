"""Hospitals at the gateways of two served nodes: worked cases to the fen, a day, and a day in which processes die."""

import json
import os
import random
import threading
from collections.abc import Iterator
from decimal import Decimal
from time import sleep
from typing import Any

import pytest

from pilin.base import clock
from pilin.base.money import Fen
from pilin.node.his import forms
from pilin.node.his.carrier import Http
from pilin.node.his.case import Case
from pilin.node.his.counter import Counter
from pilin.node.his.dice import Dice
from pilin.node.his.tally import Tally
from pilin.node.his.town import Person
from pilin.wire.nhsa import fees, identities
from pilin.wire.nhsa.settlement import SetlInfo
from tests.pair import hospitals, nodes
from tests.pair.hospitals import Site

KILLS = int(os.environ.get("PILIN_PAIR_KILLS", "5"))
VISITS = 16
MOMENT_SECONDS_MAX = 1.5
STRUCK = ("node", "node", "gate", "gate", "both")

pytestmark = pytest.mark.pair


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Site]]:
    """Prepare the two agencies once for all tests of this page."""
    with hospitals.sites(tmp_path_factory.mktemp("hospitals")) as found:
        yield found


def at_the_counter(both: tuple[Site, Site], hospital: str, person: Person) -> Case:
    """Return a visitor at the counter of a hospital, by its code."""
    place = next(one for one in hospitals.read(both).hospitals if one.code == hospital)
    counter = Counter(place, Http(place, now=clock.now), Tally(), now=clock.now)
    return Case(counter, person, Dice(person.number), f"{person.number}-{clock.now():%H%M%S%f}")


def line(case: Case, serial: int, item: str, price: str, count: str = "1") -> dict[str, Any]:
    unit, quantity = Decimal(price), Decimal(count)
    return {
        "feedetl_sn": str(serial), "mdtrt_id": case.visit, "psn_no": case.person.number, "cnt": quantity,
        "fee_ocur_time": clock.now(), "med_list_codg": item, "medins_list_codg": item, "pric": unit,
        "det_item_fee_sumamt": fees.line_amount(quantity, unit), "bilg_dept_codg": "K1", "bilg_dept_name": "内科",
        "bilg_dr_codg": "D1", "bilg_dr_name": "示例医生", "hosp_appr_flag": "0",
    }  # fmt: skip


def paid(info: SetlInfo) -> tuple[Fen | None, ...]:
    return info.fund_pay_sumamt, info.psn_part_amt, info.acct_pay, info.psn_cash_pay, info.act_pay_dedc


def test_w1_comes_out_to_the_fen(both: tuple[Site, Site]) -> None:
    """A resident of 平湖, referred, in a hospital of level 3 in 金山: 20000 = 1200 + 300 + 900 + 17600; fund 9828."""
    case = at_the_counter(both, "H31011690001", Person(hospitals.W1, "330482", "390", "W1"))
    assert case.is_admitted()
    rows = [("XC-0001", "1200"), ("XL-0001", "600"), ("XB-0001", "9000"), ("XA-0001", "9200")]
    upload = fees.InpatientUpload(
        feedetail=tuple(fees.InpatientLine(**line(case, n, *row), med_type="21") for n, row in enumerate(rows, 1))
    )
    assert case._takes(case.tell("2301", upload))
    parts = case.parts
    assert (parts.medfee_sumamt, parts.inscp_scp_amt) == (2_000_000, 1_760_000)
    quoted = case.tell("2303", forms.stay_presettlement(case.person, case.visit, parts, interim=False))
    assert case.tell("2402", forms.discharge(case.person, case.visit, clock.now())).done
    settled = case.pays("2304", lambda: forms.stay_settlement(case.person, case.visit, parts, interim=False))
    assert settled is not None
    assert paid(quoted.output.setlinfo) == paid(settled.setlinfo) == (982_800, 1_017_200, 0, 1_017_200, 80_000)
    assert case.is_refunded("2305", settled)
    assert case.tally.troubles == []


def test_w4_comes_out_to_the_fen(both: tuple[Site, Site]) -> None:
    """An employee of 金山, filed for long, at a hospital of level 2 in 平湖: 900; fund 285, account 600, cash 15."""
    case = at_the_counter(both, "H33048290001", Person(hospitals.W4, "310116", "310", "W4"))
    assert case.registers("11")
    rows = [("XA-0001", "700"), ("XB-0001", "20", "10")]
    made = (
        fees.OutpatientLine(**line(case, n, *row), chrg_bchno="B1", rx_circ_flag="0") for n, row in enumerate(rows, 1)
    )
    assert case._takes(case.tell("2204", fees.OutpatientUpload(feedetail=tuple(made))))
    assert case.parts.preselfpay_amt == 2_000
    quoted = case.tell("2206", forms.presettlement(case.person, case.visit, "11", case.parts))
    settled = case.pays("2207", lambda: forms.settlement(case.person, case.visit, "11", case.parts))
    assert settled is not None
    assert paid(quoted.output.setlinfo) == paid(settled.setlinfo) == (28_500, 61_500, 60_000, 1_500, 50_000)
    assert identities.check(identities.amounts(settled.setlinfo)) == ()
    assert case.is_refunded("2208", settled)
    assert case.tally.troubles == []


@pytest.fixture(scope="module")
def days() -> list[Tally]:
    """Each day that was lived at the counters: the tests come in any order, and the books hold all of them."""
    return []


def test_a_day_ends_with_three_books_that_agree(both: tuple[Site, Site], days: list[Tally]) -> None:
    days.append(hospitals.live(hospitals.read(both), seed=1, visits=VISITS))
    assert days[-1].troubles == []
    assert hospitals.standing(days[-1]) != {}
    assert hospitals.closed(both) == hospitals.standing(*days)


def test_processes_that_are_killed_at_any_moment_lose_nothing(both: tuple[Site, Site], days: list[Tally]) -> None:
    seed = int(os.environ.get("PILIN_PAIR_SEED", str(random.randrange(10**6))))
    chance, over = random.Random(seed), threading.Event()

    def days_on_end() -> None:
        while not over.is_set():
            days.append(hospitals.live(hospitals.read(both), seed=seed + len(days), visits=VISITS))

    people = threading.Thread(target=days_on_end)
    people.start()
    for _ in range(KILLS):
        sleep(chance.uniform(0, MOMENT_SECONDS_MAX))  # the moment is what is tested
        chance.choice(both).strike(chance.choice(STRUCK))
    over.set()
    people.join()
    assert [trouble for tally in days for trouble in tally.troubles] == [], f"seed {seed}"
    assert hospitals.closed(both) == hospitals.standing(*days), f"seed {seed}"
    nodes.until_quiet(both[0].node, both[1].node)
    nodes.assert_equal(both[0].node, both[1].node)
    assert [json.loads(site.node.drive("agencies.yearly")) for site in both] == [[], []], f"seed {seed}"
