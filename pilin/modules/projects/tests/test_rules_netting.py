"""Netting: what was agreed by the cut-off, once, to one amount; the two ledgers mirror each other."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base import clock, ids
from pilin.base.clock import Instant
from pilin.base.money import Fen
from pilin.kernel.ledger import rules as ledger
from pilin.modules.projects.rules import netting, records
from pilin.modules.projects.rules.netting import Line
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.rules.sharing_refusals import SharingRefusal
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU, SIDES
from pilin.modules.projects.tests.test_rules_sharing import line, refusal_of
from pilin.modules.projects.tests.test_sharing_kinds import NETTING, opened

ID = "01980000-0000-7000-8000-000000000001"
X, Y = ID, ID[:-1] + "2"
ROLES = {"initiator": PINGHU, "responder": JINSHAN}
CUT_OFF, DAY = date(2026, 3, 31), date(2026, 4, 1)
LINES = st.lists(st.tuples(st.sampled_from(SIDES), st.integers(-(10**9), 10**9)), max_size=20)


def agreed(name: str, on: str, **changes: Any) -> Record:
    return replace(line(name, **changes), done={"agree": on})


def of_quarter(name: str = ID, *, state: str = "netted", **changes: Any) -> Record:
    """Return the netting of the first quarter that 平湖 offered."""
    case = opened("netting", **changes)
    return replace(records.record_of(case.matter, case.kind), id=name, state=state)


def written(lines: list[tuple[str, int]]) -> list[Line]:
    return [Line(str(number), paid_by, Fen(due)) for number, (paid_by, due) in enumerate(lines)]


@given(LINES)
def test_what_is_due_to_one_side_is_owed_by_the_other(lines: list[tuple[str, int]]) -> None:
    found = written(lines)
    assert netting.net_fen(found, PINGHU) == -netting.net_fen(found, JINSHAN)


@given(LINES, LINES)
def test_to_net_two_quarters_is_to_net_them_together(
    first: list[tuple[str, int]], second: list[tuple[str, int]]
) -> None:
    apart = netting.net_fen(written(first), PINGHU) + netting.net_fen(written(second), PINGHU)
    assert netting.net_fen(written(first + second), PINGHU) == apart


def test_lines_agreed_after_the_cut_off_or_with_others_wait() -> None:
    third = {"payer": PINGHU, "sharer": "330421"}
    held = [
        agreed("b", "2026-03-31"),
        agreed("a", "2026-01-05"),
        agreed("late", "2026-04-01"),
        replace(agreed("disputed", "2026-03-01"), state="disputed"),
        replace(agreed("third", "2026-03-01"), roles=third),
    ]
    found = netting.lines_of(held, SIDES, cut_off=CUT_OFF)
    assert found == [Line("a", PINGHU, Fen(400_00)), Line("b", PINGHU, Fen(400_00))]
    assert netting.lines_of(held, SIDES[::-1], cut_off=CUT_OFF) == found


@pytest.mark.parametrize("cut_off", [date(2026, 3, 30), date(2026, 5, 2), date(2026, 4, 20)])
def test_a_cut_off_is_past_and_soon_after_its_quarter(cut_off: date) -> None:
    code = SharingRefusal.CUT_OFF_DOES_NOT_FIT_THE_QUARTER
    day = date(2026, 4, 20) if cut_off.day == 20 else date(2026, 6, 1)
    refusal_of(code, netting.check_quarter, "2026-Q1", cut_off, [], day=day)
    refusal_of(code, netting.check_quarter, "sometime", CUT_OFF, [], day=DAY)
    netting.check_quarter("2026-Q1", CUT_OFF, [], day=DAY)


def test_a_quarter_is_netted_once() -> None:
    code = SharingRefusal.QUARTER_WAS_NETTED
    refusal_of(code, netting.check_quarter, "2026-Q1", CUT_OFF, [of_quarter()], day=DAY)
    netting.check_quarter("2026-Q2", date(2026, 6, 30), [of_quarter()], day=date(2026, 7, 1))


def test_of_two_on_the_table_the_first_is_signed() -> None:
    first, second = of_quarter("a", state="offered"), of_quarter("b", state="offered")
    fell = of_quarter("c", state="declined")
    refused = replace(of_quarter("d"), refused_by=JINSHAN)
    held = [first, second, fell, refused]
    assert netting.standing(held, SIDES) == [first, second]
    assert netting.standing(held, SIDES, but="a") == []
    assert netting.standing(held, SIDES, but="b") == [first]
    assert netting.standing([of_quarter("z")], SIDES, but="a") == [of_quarter("z")]
    assert netting.standing(held, (PINGHU, "330421")) == []


def test_what_is_written_is_what_is_read() -> None:
    lines = [Line(X, PINGHU, Fen(400_00)), Line(Y, JINSHAN, Fen(150_00))]
    said = netting.written(lines, ROLES)
    assert said["net"] == 250_00
    assert [one["paid_by"] for one in said["lines"]] == ["initiator", "responder"]
    assert netting.netted_lines(of_quarter(**said)) == lines
    refusal_of(SharingRefusal.NOTHING_IS_TO_BE_NETTED, netting.written, [], ROLES)


@pytest.mark.parametrize(
    ("lines", "net"),
    [
        ([Line(X, PINGHU, Fen(1))], 1),
        ([Line(X, PINGHU, Fen(2)), Line(Y, PINGHU, Fen(1))], 4),
        ([Line(X, PINGHU, Fen(2))], 2),
    ],
)
def test_nobody_signs_another_netting_than_its_own(lines: list[Line], net: int) -> None:
    ours = netting.written([Line(X, PINGHU, Fen(2)), Line(Y, PINGHU, Fen(1))], ROLES)
    theirs = of_quarter(**{**netting.written(lines, ROLES), "net": net})
    refusal_of(SharingRefusal.NETTING_DIFFERS_FROM_OURS, netting.check_same, theirs, ours)
    netting.check_same(of_quarter(**ours), ours)


@pytest.mark.parametrize("net", [400_00, -400_00])
def test_the_two_ledgers_mirror_each_other(net: int) -> None:
    paid_by = "initiator" if net > 0 else "responder"
    lines = [{"id": "1", "expense": ID, "paid_by": paid_by, "due": 400_00}]
    record = of_quarter(lines=lines, net=net)
    sides = {}
    for me in SIDES:
        booked = netting.booked(record, me=me, basis="clause:x/6", event_hash="e")
        assert ledger.check([booked.posting]) == []
        known = ledger.Known({one.code: one for one in booked.accounts})
        assert ledger.check_accounts(booked.accounts, ledger.Known({})) == []
        drafted = ledger.draft([booked.posting], known, now())
        assert drafted.findings == []
        sides[me] = ledger.positions(booked.accounts, drafted.balances)
    assert sides[PINGHU][0].balance_fen == net == -sides[JINSHAN][0].balance_fen
    assert (sides[PINGHU][0].peer, sides[JINSHAN][0].peer) == (JINSHAN, PINGHU)


def now() -> Instant:
    return clock.instant(datetime(2026, 4, 1, tzinfo=UTC))


def test_a_netting_is_booked_under_one_id() -> None:
    found = netting.posting_id(ID)
    assert ids.is_id(found)
    assert found == netting.posting_id(ID) != ID
    assert netting.posting_id(Y) != found
    assert of_quarter().value("net") == NETTING["net"]
