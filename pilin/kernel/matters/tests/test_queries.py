"""Lists, counters and the page of one matter: what they say, and that they ask no more for more rows."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pilin.base import clock, ids
from pilin.base.clock import Instant
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import models, queries
from pilin.kernel.matters.queries import MatterRow, single
from pilin.kernel.matters.queries.single import FieldView, StepView
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import CLAUSE, MILESTONES, OPINION, PLAN, POND, REPORT, THEM, US, Stage

MONDAY = kit.MONDAY


def copies(stage: Stage, number: int, **columns: Any) -> list[str]:
    """Copy the row of the matter that was opened last; each copy moved a second after the one before."""
    row, names = stage.row(), []
    for count in range(1, number + 1):
        row.pk = ids.new_id(stage.now)
        row.moved_at = stage.now + timedelta(seconds=count)
        for column, value in columns.items():
            setattr(row, column, value)
        row.save(force_insert=True)
        names.append(row.pk)
    return names


def listed(*, after: str = "", **wanted: Any) -> list[str]:
    page = queries.matters(me=US, day=MONDAY, wanted=queries.Wanted(**wanted), after=after)
    return [row.id for row in page.rows]


def field(stage: Stage, name: str) -> FieldView:
    return next(one for one in stage.view().fields if one.name == name)


def step(stage: Stage, name: str) -> StepView:
    return next(one for one in stage.view().steps if one.rule.name == name)


# Lists


def test_a_row_says_what_it_is_and_whose_turn(stage: Stage) -> None:
    stage.open_petition()
    (row,) = queries.matters(me=US, day=MONDAY).rows
    fixed = replace(row, id="", warn_on=None, rolled_end=None, moved_at=stage.now)
    names: dict[str, Any] = {
        "title": "信访事项（样例）",
        "kind_title": {"zh": "信访事项（样例）", "en": "Petition (sample)"},
        "state": "transferred",
        "state_title": {"zh": "已转送", "en": "Transferred"},
    }
    assert fixed == MatterRow(
        id="", **names, parties=(THEM, US), turn=(THEM,), warn_on=None, rolled_end=None, provisional=False, final=False,
        refused_by="", moved_at=stage.now, kind="petition",
    )  # fmt: skip
    assert (row.warn_on, row.rolled_end) == (stage.row().warn_on, stage.row().rolled_end)


@pytest.mark.parametrize(
    ("columns", "lists"),
    [
        ({"turn": f",{US},"}, {"", "ours"}),
        ({"turn": f",{THEM},"}, {"", "theirs"}),
        ({"turn": f",{THEM},{US},"}, {"", "ours"}),
        ({"turn": ","}, {""}),
        ({"turn": ",330421,", "warn_on": MONDAY, "rolled_end": MONDAY}, {"", "theirs", "near"}),
        ({"turn": ",", "warn_on": MONDAY - timedelta(9), "rolled_end": MONDAY - timedelta(1)}, {"", "late"}),
        ({"turn": ",", "warn_on": MONDAY + timedelta(1), "rolled_end": MONDAY + timedelta(2)}, {""}),
        ({"turn": ",", "final": True}, {"ended"}),
        ({"turn": f",{US},", "refused_by": THEM}, {"ended"}),
    ],
)
def test_each_matter_stands_in_its_lists(stage: Stage, columns: dict[str, Any], lists: set[str]) -> None:
    stage.open_plan()
    (name,) = copies(stage, 1, **columns)
    models.Matter.objects.exclude(pk=name).update(final=True, title="已结")
    assert len(listed(whose="all")) == 2
    names = ("", "ours", "theirs", "near", "late", "ended")
    assert {whose for whose in names if name in listed(whose=whose)} == lists
    expected = {whose: int(whose in lists) for whose in ("ours", "theirs", "near", "late")}
    assert queries.counters(me=US, day=MONDAY) == expected


def test_pages_follow_each_other_also_where_matters_moved_at_once(stage: Stage) -> None:
    stage.open_plan()
    names = [*copies(stage, 3), stage.matter]
    at_once = Instant(stage.now + timedelta(seconds=2, microseconds=5))
    models.Matter.objects.filter(pk__in=names[:3]).update(moved_at=at_once)
    whole, paged, after = listed(), [], ""
    for _ in range(4):
        page = queries.matters(me=US, day=MONDAY, after=after, limit=1)
        paged += [row.id for row in page.rows]
        after = page.after
    assert whole == paged == [*sorted(names[:3]), stage.matter]
    assert after == ""


@pytest.mark.parametrize("after", ["x", "|", "2026-03-02|1", "2026-13-45T00:00:00.000000Z|"])
def test_a_page_key_that_no_page_gave_is_the_beginning(stage: Stage, after: str) -> None:
    stage.open_plan()
    assert listed(after=after) == [stage.matter]


def test_matters_are_found_by_words_and_by_the_beginning_of_their_id(stage: Stage) -> None:
    stage.open_plan()
    assert listed(words="山塘") == listed(words=stage.matter[:30]) == [stage.matter]
    assert listed(words="海塘") == []


@pytest.mark.parametrize("number", [1, 30])
def test_a_list_and_its_counters_ask_as_often_for_any_number_of_rows(
    stage: Stage, number: int, django_assert_num_queries: Any
) -> None:
    stage.open_plan()
    copies(stage, number)
    with django_assert_num_queries(4):
        assert len(queries.matters(me=US, day=MONDAY).rows) == number + 1
        assert queries.counters(me=US, day=MONDAY)["ours"] == number + 1


def by_end(*, after: str = "", **wanted: Any) -> list[str]:
    page = queries.matters_by_end(me=US, day=MONDAY, wanted=queries.Wanted(**wanted), after=after)
    return [row.id for row in page.rows]


def ending(stage: Stage) -> list[str]:
    """Let five open matters stand in the order of their ends: late, two on one day, two without an end."""
    stage.open_plan()
    late, *both = (copies(stage, 1, rolled_end=MONDAY + timedelta(days))[0] for days in (-1, 9, 9))
    without = [stage.matter, *copies(stage, 1, rolled_end=None)]
    copies(stage, 1, rolled_end=MONDAY, final=True)
    return [late, *sorted(both), *sorted(without)]


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_what_ends_first_stands_first_and_pages_follow_each_other(stage: Stage, limit: int) -> None:
    wanted, paged, after = ending(stage), [], ""
    assert by_end() == wanted
    while True:
        page = queries.matters_by_end(me=US, day=MONDAY, after=after, limit=limit)
        paged += [row.id for row in page.rows]
        after = page.after
        if not after:
            break
    assert paged == wanted
    assert by_end(whose="late") == wanted[:1]
    assert by_end(whose="ended") == []


@pytest.mark.parametrize("after", ["x", "|", "2026-03-02|", "2026-03-02|x", "yesterday|{0}", "2026-3-2|{0}"])
def test_a_key_of_ends_that_no_page_gave_is_the_beginning(stage: Stage, after: str) -> None:
    wanted = ending(stage)
    assert by_end(after=after.format(wanted[-1])) == wanted


def test_a_list_by_ends_asks_as_often_for_any_number_of_rows(stage: Stage, django_assert_num_queries: Any) -> None:
    stage.open_plan()
    copies(stage, 30)
    with django_assert_num_queries(3):
        assert len(queries.matters_by_end(me=US, day=MONDAY, limit=100).rows) == 31


# One matter


def test_an_unknown_matter_has_no_page(stage: Stage) -> None:
    assert queries.matter(ids.new_id(stage.now), me=US, day=MONDAY) is None


def test_ours_theirs_and_agreed_stand_side_by_side(stage: Stage) -> None:
    stage.open_plan()
    assert (field(stage, "title").ours, field(stage, "title").theirs, field(stage, "title").agreed) == (POND, {}, None)
    stage.meet()
    stage.they_take("refuse_milestone", fields=OPINION)
    stage.meet()
    assert (field(stage, "reason").ours, field(stage, "reason").theirs) == (None, {THEM: OPINION["reason"]})
    assert not any(one.differs for one in stage.view().fields)


def test_what_is_on_the_table_differs_from_what_was_signed(stage: Stage) -> None:
    stage.plan_in_force()
    stage.take("amend", fields={"milestones": MILESTONES[:1], "reason": "缩小范围"})
    shown = field(stage, "milestones")
    assert (shown.ours, shown.agreed, shown.differs) == (MILESTONES[:1], PLAN["milestones"], True)
    assert not field(stage, "title").differs


def test_steps_are_allowed_or_refused_with_a_reason(stage: Stage) -> None:
    stage.open_plan()
    assert step(stage, "sign").option.refusal is None
    assert step(stage, "sign").text == stage.text("sign") != ""
    refused = step(stage, "refuse_milestone").option.refusal
    assert refused is not None
    assert refused.code == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    assert "open" not in {one.rule.name for one in stage.view().steps}


def test_clocks_are_shown_with_their_article(stage: Stage) -> None:
    stage.open_petition()
    shown = {one.rule.name: one for one in stage.view().clocks}
    assert set(shown) == {"telling", "objection"}
    assert (shown["telling"].rule.statute, shown["telling"].rule.article) == ("信访工作条例", "23(3)")
    assert shown["telling"].state.status == "running"


def test_the_timeline_tells_the_chain_the_proposals_and_the_notes_in_order(stage: Stage) -> None:
    stage.open_plan()
    stage.later(seconds=5)
    matters.note(matter=stage.matter, text="请于汛前踏勘", at=stage.now)
    stage.later(seconds=5)
    stage.take("sign")
    told = [(one.action, one.title["zh"], one.author, one.standing) for one in stage.view().timeline]
    assert told == [
        ("open", "一项一策", US, "in_chain"),
        (chain.NOTE, "", US, "beside"),
        ("proposal", "签署方案", US, "pending"),
    ]


def test_the_chain_keeps_its_order_where_clocks_differ(stage: Stage) -> None:
    stage.plan_in_force()
    last = models.Entry.objects.order_by("-n")[0]
    early = clock.write(Instant(stage.now - timedelta(hours=1)))
    models.Entry.objects.filter(pk=last.pk).update(ordered={**last.ordered, "at": early})
    order = list(models.Entry.objects.order_by("n").values_list("hash", flat=True))
    assert [one.event for one in stage.view().timeline] == order


def test_a_refused_note_has_no_meaning_any_more(stage: Stage) -> None:
    stage.plan_in_force()
    stage.later(days=2)
    note: dict[str, Any] = {"step": "report_milestone", "reason": "线路中断", "fields": REPORT}
    told = matters.note_provisionally(matter=stage.matter, at=stage.now, **note)
    stage.they_refuse(told)
    stage.meet()
    assert stage.view().timeline[-1].standing == "dropped"


def test_an_answer_without_a_known_outcome_says_nothing(stage: Stage) -> None:
    stage.plan_in_force()
    draft = chain.provisioning(stage.ours, "report_milestone", basis=CLAUSE, receipt_at=stage.now, fields=REPORT)
    note = models.Note(hash="1" * 64, matter_id=stage.matter, kind=draft.kind, author=US, body=draft.body, at=stage.now)
    answer = models.Note(hash="2" * 64, kind=chain.ANSWER, author=THEM, re="1" * 64, body={"outcome": "forgotten"})
    assert single.outcomes([note, answer], [US, THEM]) == {"1" * 64: "open"}
    answer.body = {"outcome": "disputed"}
    assert single.outcomes([note, answer], [US, THEM]) == {"1" * 64: "disputed"}


@pytest.mark.parametrize("number", [1, 12])
def test_a_page_asks_no_more_for_a_longer_story(stage: Stage, number: int, django_assert_num_queries: Any) -> None:
    stage.plan_in_force()
    for count in range(number):
        stage.take("report_milestone", fields={**REPORT, "progress": f"第{count}次"})
        matters.note(matter=stage.matter, text=f"第{count}次", at=stage.now)
    with django_assert_num_queries(6):
        assert len(stage.view().timeline) == 3 + 2 * number


def test_a_peer_that_was_never_heard_is_silent_since_ever(stage: Stage) -> None:
    assert clock.write(queries.last_receipt([THEM, "330421"])).startswith("1970-01-01")
    stage.meet()
    assert queries.last_receipt([THEM]) <= stage.now


# By whose hand


def petition_of_theirs(stage: Stage) -> str:
    """Let the neighbour send us a petition, which office-1 of ours accepts; return the matter."""
    stage.open_petition()
    draft = chain.opening(
        matter=ids.new_id(stage.days(1)),
        kind=stage.row().kind,
        roles={"sender": THEM, "receiver": US},
        basis=CLAUSE,
        fields={"number": "2026-2", "petitioner": kit.PART},
        calendar=next(iter(stage.their_calendars)),
        office="",
    )
    stage.matter = str(stage.they_tell(draft).body["matter"])
    stage.meet()
    stage.take("accept", office="office-1")
    stage.meet()
    return stage.matter


@pytest.mark.parametrize(
    ("offices", "office"),
    [(("office-1",), None), (("office-2",), "office-2"), (("office-1", "office-2"), "office-2"), (("",), None)],
)
def test_a_step_that_another_office_must_take_is_open_by_that_office(
    stage: Stage, offices: tuple[str, ...], office: str | None
) -> None:
    matter = petition_of_theirs(stage)
    view = queries.matter(matter, me=US, day=clock.day_of(stage.now), hands=queries.Hands(act=offices))
    assert view is not None
    extend = next(step for step in view.steps if step.rule.name == "extend")
    assert (extend.is_open, extend.option.office) == (office is not None, office or "")


def test_what_all_sign_needs_an_office_that_may_sign(stage: Stage) -> None:
    stage.open_plan()
    day = clock.day_of(stage.now)
    seen = [queries.matter(stage.matter, me=US, day=day, hands=queries.Hands(("a",), sign)) for sign in ((), ("b",))]
    steps = [{step.rule.name: step for step in view.steps} for view in seen if view is not None]
    assert [(found["sign"].is_open, found["sign"].has_right) for found in steps] == [(False, False), (True, True)]
    assert steps[1]["sign"].option.office == "b"


def test_what_awaits_nobody_stands_on_no_desk(stage: Stage) -> None:
    stage.plan_in_force()
    counted = queries.counters(me=US, day=clock.day_of(stage.now))
    assert (counted["ours"], counted["theirs"]) == (0, 0)
    assert stage.row().turn == ","
    stage.they_take("complete", text=stage.text("complete"))
    stage.meet()
    counted = queries.counters(me=US, day=clock.day_of(stage.now))
    assert (counted["ours"], counted["theirs"]) == (1, 0)
