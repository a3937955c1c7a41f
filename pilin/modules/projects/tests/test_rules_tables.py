"""项目清单: plans go out into its three sheets and come back the same, and what does not fit between them is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from pilin.base.refusal import Code
from pilin.modules.projects.rules import tables
from pilin.modules.projects.rules.facts import Plan
from pilin.modules.projects.rules.table_refusals import TableRefusal
from pilin.modules.projects.rules.tables import MILESTONES, MONEY, PROJECTS, Entry, Words
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU, POND, plan
from pilin.wire.sheets import reading, writing
from pilin.wire.sheets.layout import Row, Table

R = TableRefusal
WORDS = Words(
    fields={"f5": "生态旅游", "f2": "产业发展", "unknown": "来源未载明"},
    domains={"d6": "生态环境"},
    sides={"initiator": "平湖市", "responder": "金山区"},
    me=PINGHU,
)
RICH = plan(
    aims=("水质达到三类", "岸线贯通"),
    particulars={
        "domain": "d6",
        "pair": "P7",
        "group": "G1",
        "proposer": "联合党支部",
        "money": [
            {"year": 2026, "side": "initiator", "amount": 1_234_550},
            {"year": 2026, "side": "responder", "amount": 100},
        ],
        "risks": ["汛期"],
    },
)
DAY = date(2026, 4, 1)


def back(plans: list[Plan], change: Callable[[list[Table]], list[Table]] = list, words: Words = WORDS) -> list[Entry]:
    read, faults = with_faults(plans, change, words)
    assert faults == []
    return read


def with_faults(
    plans: list[Plan], change: Callable[[list[Table]], list[Table]] = list, words: Words = WORDS
) -> tuple[list[Entry], list[tuple[str, Code]]]:
    data = writing.write(change(tables.written(plans, words)))
    found = reading.read(data, tables.layouts(words))
    assert found.findings == ()
    read, faults = tables.entries(found.tables, words)
    return read, [(one.where, one.code) for one in faults]


def with_rows(number: int, *rows: Row) -> Callable[[list[Table]], list[Table]]:
    """Return what adds rows to one of the tables."""

    def change(made: list[Table]) -> list[Table]:
        made[number] = replace(made[number], rows=(*made[number].rows, *rows))
        return made

    return change


@pytest.mark.parametrize(
    "one",
    [
        RICH,
        plan(),
        plan(project_field="unknown", particulars={}, aims=("甲",)),
        replace(RICH, initiator=JINSHAN, responder=PINGHU),
    ],
)
def test_a_plan_goes_out_and_comes_back_the_same(one: Plan) -> None:
    one = replace(one, aims=one.aims or ("水清",))
    (entry,) = back([one])
    assert entry.said == tables.said_by(one, PINGHU)
    new, same, faults = tables.sorted_out([entry], {one.title: one}, me=PINGHU, day=DAY)
    assert (new, same, faults) == ([], [entry], [])


def test_a_plan_of_theirs_is_told_from_our_side() -> None:
    said = tables.said_by(replace(RICH, initiator=JINSHAN, responder=PINGHU), PINGHU)
    assert said["leads"] == {"initiator": "平湖市水利局", "responder": "金山区水务局"}
    assert [one["side"] for one in said["particulars"]["money"]] == ["responder", "initiator"]


def test_a_new_plan_is_what_its_opening_says() -> None:
    (entry,) = back([RICH])
    assert entry.place == f"{PROJECTS}!B2"
    assert entry.said["milestones"][0] == {
        "id": "m1",
        "title": "清淤",
        "due": "2026-06-30",
        "measures": "分段清淤",
        "progress": 40,
    }
    assert entry.said["leads"] == {"initiator": "平湖市水利局", "responder": "金山区水务局"}
    new, same, faults = tables.sorted_out([entry], {}, me=PINGHU, day=DAY)
    assert (new, same, faults) == ([entry], [], [])


def test_the_columns_bear_the_names_of_the_sides() -> None:
    projects, milestones, money = tables.layouts(WORDS)
    titles = [one.title for one in projects.columns]
    assert titles[7:9] == ["平湖市牵头单位", "金山区牵头单位"]
    assert [one.title for one in milestones.columns][:2] == ["项目名称", "编号"]
    assert money.columns[2].choices == ("平湖市", "金山区")


def test_a_project_that_stands_twice_is_told_at_its_second_row() -> None:
    again: Row = {"title": POND, "field": "生态旅游", "initiator": "甲", "responder": "乙", "aims": "丙"}
    _read, faults = with_faults([RICH], with_rows(0, again))
    assert faults == [(f"{PROJECTS}!B3", R.PROJECT_STANDS_TWICE)]


@pytest.mark.parametrize(
    ("number", "row", "where"),
    [
        (1, {"title": "别的", "id": "m1", "milestone": "甲"}, f"{MILESTONES}!A4"),
        (2, {"title": "别的", "year": 2026, "side": "平湖市", "amount": 1}, f"{MONEY}!A4"),
    ],
)
def test_rows_of_a_project_that_is_not_in_the_list_are_told(number: int, row: Row, where: str) -> None:
    assert with_faults([RICH], with_rows(number, row))[1] == [(where, R.PROJECT_IS_NOT_IN_THE_TABLE)]


def test_a_project_without_milestones_is_told() -> None:
    assert with_faults([replace(RICH, milestones=())])[1] == [(f"{PROJECTS}!B2", R.PROJECT_LACKS_MILESTONES)]


def test_a_milestone_whose_number_stands_twice_is_told() -> None:
    again: Row = {"title": POND, "id": "m1", "milestone": "又一个"}
    assert with_faults([RICH], with_rows(1, again))[1] == [(f"{MILESTONES}!B4", R.MILESTONE_STANDS_TWICE)]


def test_the_same_number_in_two_projects_is_no_fault() -> None:
    assert len(back([RICH, replace(RICH, title="南北山塘共同亮灯")])) == 2


def test_a_row_that_changes_a_project_of_both_is_refused() -> None:
    (entry,) = back([RICH])
    known = {POND: replace(RICH, aims=("别的",))}
    new, same, (fault,) = tables.sorted_out([entry], known, me=PINGHU, day=DAY)
    assert (new, same, fault.where, fault.code) == ([], [], f"{PROJECTS}!B2", R.ROW_CHANGES_A_PROJECT)
    assert fault.facts["title"] == POND


def test_a_new_plan_promises_nothing_for_a_day_that_has_passed() -> None:
    (entry,) = back([RICH])
    _new, _same, (fault,) = tables.sorted_out([entry], {}, me=PINGHU, day=date(2026, 7, 1))
    assert (fault.code, fault.facts["day"]) == (R.MILESTONE_DAY_IS_PAST, "2026-06-30")
    assert tables.sorted_out([entry], {POND: RICH}, me=PINGHU, day=date(2027, 1, 1))[2] == []
