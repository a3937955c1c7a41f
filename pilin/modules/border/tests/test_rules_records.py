"""What lists say of a matter: its day, its end, whose turn it is, who said what; nothing that a fold does not say."""

from datetime import date
from typing import Any

import pytest

from pilin.base import canonical
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.border.rules import records
from pilin.modules.border.rules.records import JOINT_CHECK, PATROLS, ROADBLOCK, SUPPORT, Record
from pilin.modules.border.tests.samples import JINSHAN, PINGHU, PLAN
from pilin.modules.border.tests.test_kinds import FIELDS, opened


def of(case: Case, refused_by: str = "") -> Record:
    """Return the record of a case."""
    return records.record_of(case.matter, case.kind, refused_by=refused_by)


@pytest.mark.parametrize(
    ("name", "on"),
    [
        (SUPPORT, date(2026, 3, 8)),
        (PATROLS, date(2026, 3, 1)),
        (ROADBLOCK, date(2026, 3, 1)),
        (JOINT_CHECK, date(2026, 3, 10)),
    ],
)
def test_a_matter_stands_under_the_day_that_it_is_about(name: str, on: date) -> None:
    assert of(opened(name)).on == on


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_it_bears_its_title_its_kind_and_its_sides(name: str) -> None:
    record = of(opened(name))
    assert (record.kind, record.title) == (name, FIELDS[name]["title"])
    assert (record.opened_by, record.is_over) == (PINGHU, False)
    assert {record.role_of(PINGHU), record.role_of(JINSHAN)} == {*record.roles}
    assert record.role_of("330421") == ""


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_what_a_table_keeps_of_it_is_canonical(name: str) -> None:
    kept = dict(records.as_json(of(opened(name))))
    again: Any = canonical.decode(canonical.encode({**kept, "turn": list(kept["turn"])}))
    assert again["asserted"] == kept["asserted"]
    assert again["done"] == {"open": "2026-03-02"}


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_it_has_an_end_and_a_warning_while_somebody_may_act(name: str) -> None:
    record = of(opened(name))
    assert record.day is not None
    assert record.warn_on is not None
    assert record.warn_on <= record.day
    assert record.turn


def test_what_a_side_did_not_accept_is_over_and_has_no_end() -> None:
    record = of(opened(SUPPORT), refused_by=JINSHAN)
    assert (record.is_over, record.day, record.turn) == (True, None, ())
    assert record.refused_by == JINSHAN


def test_what_has_ended_has_no_end_to_come() -> None:
    case = opened(SUPPORT).take("withdraw", "asker")
    record = of(case)
    assert (record.state, record.is_over, record.day) == ("withdrawn", True, None)


def test_a_roadblock_that_is_gone_rests_without_being_over() -> None:
    case = opened(ROADBLOCK).take("report_removed", "other", fields={"removed_on": "2026-03-05"})
    case.take("confirm_removed", "reporter").take("confirm_removed", "other")
    record = of(case)
    assert (record.state, record.is_over, record.day) == ("removed", False, None)


def test_what_each_role_says_stands_apart() -> None:
    case = opened(SUPPORT)
    case.take("promise", "helper", fields={"people": 8, "vehicles": 1, "answered_by": "新埭派出所"})
    record = of(case)
    assert (record.number("people", "asker"), record.number("people", "helper")) == (12, 8)
    assert (record.text("sort"), record.text("sort", "helper"), record.text("outcome")) == ("event", "", "")
    assert record.number("outcome") == 0


def test_what_both_signed_comes_before_what_one_says() -> None:
    case = opened(PATROLS).take("sign", "planner").take("sign", "partner")
    record = of(case)
    assert record.agreed["month"] == "2026-03"
    assert record.value("rounds") == PLAN["rounds"]
    assert record.value("rounds", "partner") is None


@pytest.mark.parametrize("month", ["", "<b>", "2026-13", "2026-03-03", "\uff19999-01"])
def test_a_month_that_is_none_stands_under_the_day_of_its_opening(month: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said: dict[str, Any] = {**PLAN, "month": month or " x"}
    monkeypatch.setitem(FIELDS, PATROLS, said)
    assert of(opened(PATROLS)).on == date(2026, 3, 2)


def test_a_title_is_no_longer_than_its_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FIELDS, ROADBLOCK, {**FIELDS[ROADBLOCK], "title": "桥" * 1_000})
    assert len(of(opened(ROADBLOCK)).title) == records.TITLE_MAX
