"""Money and permits of a month: reported once a side, planned money read off the plan, in Excel out and in again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.kinds import fits
from pilin.kernel.matters.tests import kit
from pilin.modules.projects import queries
from pilin.modules.projects.forms import HalfForm, initial_of
from pilin.modules.projects.rules import checks, facts, month_tables, writings
from pilin.modules.projects.rules.checks import Reopening
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.month_tables import MONTH, Known, Told
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.samples import JINSHAN, M1, PINGHU, POND, half, plan, report
from pilin.web.tests import samples
from pilin.wire.sheets import reading, writing
from pilin.wire.sheets.layout import Row

Read = Callable[..., str]
NAMES, DAY, JUNE = ("平湖市", "金山区"), date(2026, 7, 3), "2026-06"
MONEY = [
    {"year": 2026, "side": "initiator", "amount": 100_000_00},
    {"year": 2026, "side": "initiator", "amount": 20_000_00},
    {"year": 2026, "side": "responder", "amount": 50_000_00},
    {"year": 2027, "side": "initiator", "amount": 1_00},
]
SAID: dict[str, Any] = {"arrived_amount": 80_000_50, "paid_amount": 60_000_00, "permits": "用地预审已批"}
BY = {"written_by": "水利局计财科", "checked_by": "水利局办公室"}
FUNDED = plan(particulars={"money": MONEY})
MAY = half(30, next="清淤二段", arrived_amount=70_000_00, paid_amount=50_000_00, **BY)


def read(*rows: Row, known: Known) -> tuple[list[Told], list[Told], Any]:
    """Return what is told by rows that are written and read back."""
    (made,) = month_tables.written(JUNE, [], me=PINGHU, names=NAMES, fields={})
    found = reading.read(writing.write([replace(made, rows=rows)]), [month_tables.layout(NAMES)])
    assert found.findings == ()
    return month_tables.told(found.tables[MONTH], {JUNE: {POND: known}}, me=PINGHU, day=DAY)


def handed_out(known: Known) -> Row:
    (made,) = month_tables.written(JUNE, [known], me=PINGHU, names=NAMES, fields={})
    return made.rows[0]


@pytest.mark.parametrize(
    ("side", "year", "fen"),
    [(PINGHU, 2026, 120_000_00), (JINSHAN, 2026, 50_000_00), (PINGHU, 2027, 100), (JINSHAN, 2027, None)],
)
def test_planned_money_is_read_off_the_plan(side: str, year: int, fen: int | None) -> None:
    assert month_tables.planned_amount(FUNDED, side, year) == fen


def test_a_plan_without_money_names_nothing() -> None:
    assert month_tables.planned_amount(plan(), PINGHU, 2026) is None


def test_a_half_with_money_and_permits_fits_the_kind() -> None:
    said = {"done": "清淤一段", "percent": 20, **SAID, **BY}
    assert fits(kit.kind("report").fields["half"], said)
    found = facts.half_of(said)
    assert (found.arrived_amount, found.paid_amount, found.permits) == (80_000_50, 60_000_00, "用地预审已批")
    assert (found.written_by, found.checked_by) == ("水利局计财科", "水利局办公室")


@pytest.mark.parametrize("value", [None, -1, "5", True, 1.5])
def test_an_amount_that_is_none_counts_as_not_said(value: object) -> None:
    assert facts.half_of({"done": "x", "percent": 1, "paid_amount": value}).paid_amount is None


def test_the_form_takes_yuan_and_carries_fen() -> None:
    sent = {"done": "清淤", "percent": "20", "arrived_amount": "80,000.50", "paid_amount": "60000", "permits": "已批"}
    form = HalfForm(sent, milestones=[M1], until=DAY, initial={})
    assert form.is_valid(), form.errors
    assert form.half() == {
        "done": "清淤",
        "percent": 20,
        "arrived_amount": 80_000_50,
        "paid_amount": 60_000_00,
        "permits": "已批",
    }


def test_the_form_says_in_the_field_that_an_amount_does_not_read() -> None:
    form = HalfForm({"done": "清淤", "percent": "20", "paid_amount": "六万"}, milestones=[], until=DAY, initial={})
    assert not form.is_valid()
    assert list(form.errors) == ["paid_amount"]


def test_a_draft_of_a_half_keeps_its_amounts_in_yuan() -> None:
    kept = writings.half_fields({"done": "清淤", "percent": 20, **SAID})
    assert (kept["arrived_amount"], kept["paid_amount"], kept["percent"]) == ("80000.50", "60000.00", "20")
    assert initial_of(half(20, **SAID))["arrived_amount"] == 80_000_50


def test_the_table_begins_with_the_planned_money_and_what_was_counted_last() -> None:
    row = handed_out(Known(FUNDED, last=MAY))
    assert (row["money"], row["arrived_amount"], row["paid_amount"]) == (120_000_00, 70_000_00, 50_000_00)
    assert (row["written_by"], row["checked_by"], row["reported_on"]) == ("水利局计财科", "水利局办公室", None)


def test_a_row_that_was_handed_out_and_came_back_says_nothing() -> None:
    known = Known(FUNDED, last=MAY)
    assert read(handed_out(known), known=known) == ([], [], [])


def test_a_row_in_which_only_the_money_changed_is_no_whole_half() -> None:
    known = Known(FUNDED, last=MAY)
    new, same, found = read({**handed_out(known), "paid_amount": 55_000_00}, known=known)
    assert (new, same) == ([], [])
    assert [one.where for one in found] == [f"{MONTH}!I2", f"{MONTH}!J2"]


def test_money_and_permits_come_back_from_the_table() -> None:
    known = Known(FUNDED, last=MAY)
    (told,), _same, found = read({**handed_out(known), "done": "清淤", "percent": 40, **SAID}, known=known)
    assert found == []
    assert told.half == {"done": "清淤", "percent": 40, **SAID, **BY}


def test_a_half_that_stands_comes_back_as_the_same() -> None:
    june = report(JUNE, state="half", halves={PINGHU: half(40, **SAID, **BY)})
    known = Known(FUNDED, last=MAY, report=june)
    row = handed_out(known)
    assert (row["reported_on"], row["paid_amount"]) == (date(2026, 5, 4), 60_000_00)
    new, (same,), found = read(row, known=known)
    assert (new, found, same.half["paid_amount"]) == ([], [], 60_000_00)


def test_an_amount_below_nothing_is_told_at_its_cell() -> None:
    known = Known(FUNDED, last=MAY)
    row: Row = {**handed_out(known), "done": "清淤", "percent": 40, "paid_amount": -5}
    (fault,) = read(row, known=known)[2]
    assert fault.code is ProjectRefusal.AMOUNT_IS_BELOW_NOTHING
    assert fault.where == f"{MONTH}!N2"


def test_amounts_are_figures_on_which_later_months_build() -> None:
    signed = half(40, **SAID)
    checks.check_reopened(half(40, **SAID, problems="雨"), signed, JUNE, Reopening.LIMITED)
    with pytest.raises(Refused) as refused:
        checks.check_reopened(half(40, **{**SAID, "paid_amount": 1}), signed, JUNE, Reopening.LIMITED)
    assert refused.value.code is ProjectRefusal.MONTH_IS_BUILT_UPON


def test_the_month_shows_money_beside_what_the_plan_names(play: Play, read: Read) -> None:
    project = play.plan(particulars={"money": MONEY})
    play.month(project, "2026-03", ours={**SAID, **BY}, theirs={"permits": "<script>"})
    words = read(f"/projects/{project}/months/2026-03/", "li")
    for said in ("120,000.00", "80,000.50", "60,000.00", "用地预审已批", "水利局计财科", "水利局办公室", "50,000.00"):
        assert said in words
    html = samples.browser("li").get(f"/projects/{project}/months/2026-03/").content.decode()
    assert "<script>" not in samples.foreign(html)


def test_the_next_month_begins_with_the_amounts_of_the_last(play: Play) -> None:
    project = play.plan()
    play.month(project, "2026-03", ours={**SAID, **BY}, theirs={})
    html = samples.browser("zhao").get(f"/projects/{project}/months/2026-04/report/").content.decode()
    assert 'value="80,000.50"' in html
    assert 'value="水利局计财科"' in html
    (held,) = queries.reports_of(project)
    assert held.halves[play.project(project).plan.initiator].paid_amount == 60_000_00
