"""Moving: out by an exit, across once, to an office; recusal; the name; papers; what the worker does."""

from pathlib import Path

import pytest
from django.conf import settings

from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.petitions import actions, models, queries
from pilin.modules.petitions.queries.cases import content_of, papers_of
from pilin.modules.petitions.rules.codes import PetitionRefusal
from pilin.modules.petitions.rules.intake import Petitioner
from pilin.modules.petitions.tests.window import (
    ACCUSED,
    BRANCH,
    DESK,
    OPINION,
    RECEPTION,
    TOLD,
    UNIT,
    WHO,
    Window,
)
from pilin.web.cards import Onlooker


def code_of(verb: object) -> object:
    with pytest.raises(Refused) as caught:
        verb()  # type: ignore[operator]
    return caught.value.code


# exits


def test_an_exit_stops_our_clocks(window: Window) -> None:
    """信访工作条例 22."""
    row = window.case(window.take_in().id)
    actions.way_out(row, "judicial", at=window.stage.now)
    row.refresh_from_db()
    assert (row.state, row.is_over, row.way_out, row.turn) == ("left", True, "judicial", "")
    found = queries.one(window.eyes(), row.pk)
    assert found is not None
    assert not any(run.runs for group in found.runs.values() for run in group)


def test_who_left_does_not_leave_again_nor_is_he_transferred(window: Window) -> None:
    row = window.case(window.take_in().id)
    actions.way_out(row, "withdrawn", at=window.stage.now)
    assert code_of(lambda: actions.way_out(row, "judicial", at=window.stage.now)) is PetitionRefusal.PETITION_HAS_LEFT
    again = code_of(lambda: actions.transfer(row, peer=THEM, office=DESK, at=window.stage.now))
    assert again is PetitionRefusal.PETITION_HAS_LEFT


def test_an_exit_that_is_none_leads_nowhere(window: Window) -> None:
    row = window.case(window.take_in().id)
    assert code_of(lambda: actions.way_out(row, "moon", at=window.stage.now)) is PetitionRefusal.PETITION_HAS_LEFT
    assert window.case(row.pk).is_over is False


# the transfer


def test_a_transfer_opens_a_matter_that_says_nothing_but_the_number(window: Window) -> None:
    row = window.transferred(accused=(UNIT,))
    assert (row.state, row.peer, row.turn) == ("transferred", THEM, THEM)
    view = matters.matter(row.matter, me=US, day=window.day)
    assert view is not None
    assert (view.title, view.parties) == (row.number, (THEM, US))
    assert {field.name for field in view.fields if field.ours} == {"title", "received_on"}


def test_the_file_travels_in_sealed_parts_for_the_two_sides(window: Window) -> None:
    row = window.transferred(accused=(UNIT,))
    event = facts.event(row.event)
    assert event is not None
    assert {part.name: part.readers for part in event.parts} == {"content": (THEM, US), "petitioner": (THEM, US)}
    said = repr(event.fact)
    for secret in (WHO.name, TOLD.request, TOLD.official, UNIT):
        assert secret not in said


def test_a_petition_is_transferred_once(window: Window) -> None:
    row = window.transferred()
    again = code_of(lambda: actions.transfer(row, peer=THEM, office=DESK, at=window.stage.now))
    assert again is PetitionRefusal.PETITION_WAS_TRANSFERRED
    out = code_of(lambda: actions.way_out(row, "judicial", at=window.stage.now))
    assert out is PetitionRefusal.PETITION_WAS_TRANSFERRED


def test_what_came_back_is_not_sent_again(window: Window) -> None:
    window.transferred()
    window.they_take("object", ground="place")
    row = window.take("take_back")
    assert (row.state, row.is_over) == ("returned", True)
    again = code_of(lambda: actions.transfer(row, peer=THEM, office=DESK, at=window.stage.now))
    assert again is PetitionRefusal.PETITION_WAS_TRANSFERRED


def test_nothing_is_transferred_without_a_clause(window: Window) -> None:
    row = window.case(window.take_in().id)
    wrong = code_of(lambda: actions.transfer(row, peer="330421", office=DESK, at=window.stage.now))
    assert wrong is DocketRefusal.KIND_IS_NOT_SIGNED_YET
    assert window.case(row.pk).matter == ""


def test_there_is_one_case_for_one_petition(window: Window) -> None:
    window.transferred()
    assert models.Case.objects.count() == 1


# offices and recusal


@pytest.mark.parametrize("office", [ACCUSED, BRANCH, "nowhere", ""])
def test_it_is_never_routed_to_the_unit_complained_of(window: Window, office: str) -> None:
    """信访工作条例 30(3)."""
    row = window.case(window.take_in(accused=(UNIT,)).id)
    wrong = code_of(lambda: actions.route(row, office, day=window.day))
    assert wrong is PetitionRefusal.ACCUSED_UNIT_MAY_NOT_HANDLE
    assert window.case(row.pk).office == DESK


def test_it_is_routed_to_another_office(window: Window) -> None:
    row = window.case(window.take_in(accused=(UNIT,)).id)
    actions.route(row, RECEPTION, day=window.day)
    handler, before = queries.one(window.eyes(RECEPTION, "sun"), row.pk), queries.one(window.eyes(), row.pk)
    assert handler is not None
    assert before is not None
    assert (handler.content["request"], before.content) == (TOLD.request, {})


@pytest.mark.parametrize("office", [ACCUSED, BRANCH])
def test_for_the_unit_complained_of_it_does_not_exist(window: Window, office: str) -> None:
    row = window.transferred(accused=(UNIT,))
    eyes = window.eyes(office, "qian")
    assert queries.one(eyes, row.pk) is None
    assert queries.listed(eyes) == ([], False)
    assert row.matter in queries.hidden(Onlooker("qian", (office,)))
    assert queries.yearly(eyes, 2026).total == 0


def test_for_another_office_the_matter_is_open(window: Window) -> None:
    row = window.transferred(accused=(UNIT,))
    assert row.matter not in queries.hidden(Onlooker("sun", (RECEPTION,)))
    assert list(queries.hidden(Onlooker("sun", (ACCUSED,)))) == [row.matter]


def test_who_withdraws_reads_no_more_and_decides_no_more(window: Window) -> None:
    """信访工作条例 28(3)."""
    row = window.transferred()
    for _ in range(2):
        actions.withdraw_from(row, "zhao", by="wu", at=window.stage.now)
    assert queries.one(window.eyes(), row.pk) is None
    assert row.matter in queries.hidden(Onlooker("zhao", (DESK,)))
    assert queries.one(window.eyes(account="wu"), row.pk) is not None
    assert models.Recusal.objects.get().told_by == "wu"


# the name


def test_each_opening_of_the_name_is_registered(window: Window) -> None:
    row = window.case(window.take_in().id)
    for reason in ("送达意见书", "电话回访"):
        who = actions.open_name(row, eyes=window.eyes(), reason=reason, at=window.stage.now)
        assert who == WHO
    assert [(one.account, one.office, one.reason) for one in queries.openings_of(row)] == [
        ("zhao", DESK, "送达意见书"),
        ("zhao", DESK, "电话回访"),
    ]


@pytest.mark.parametrize("reason", ["", "   "])
def test_nobody_opens_it_without_a_reason(window: Window, reason: str) -> None:
    row = window.case(window.take_in().id)
    wrong = code_of(lambda: actions.open_name(row, eyes=window.eyes(), reason=reason, at=window.stage.now))
    assert wrong is PetitionRefusal.REASON_FOR_OPENING_IS_MISSING
    assert models.Opening.objects.count() == 0


def test_only_who_handles_it_opens_the_name(window: Window) -> None:
    row = window.case(window.take_in().id)
    eyes = window.eyes(RECEPTION, "sun")
    wrong = code_of(lambda: actions.open_name(row, eyes=eyes, reason="好奇", at=window.stage.now))
    assert wrong is PetitionRefusal.PETITION_IS_NOT_YOURS


def test_a_name_that_is_not_here_is_not_made_up(window: Window) -> None:
    row = window.case(window.take_in().id)
    row.petitioner = b""
    wrong = code_of(lambda: actions.open_name(row, eyes=window.eyes(), reason="送达", at=window.stage.now))
    assert wrong is PetitionRefusal.NAME_IS_NOT_HERE


# papers


def test_a_paper_travels_sealed_and_masked(window: Window) -> None:
    row = window.transferred()
    window.write(row, "negotiation", text="请联系 13800001111 协商")
    ((paper, said),) = papers_of(row)
    assert (paper.sort, paper.author) == ("negotiation", US)
    assert "13800001111" not in said["text"]
    event = facts.event(paper.event)
    assert event is not None
    assert "协商" not in repr(event.fact)


def test_only_the_office_that_handles_it_writes(window: Window) -> None:
    row = window.transferred()
    eyes = window.eyes(RECEPTION, "sun")
    wrong = code_of(lambda: actions.write_paper(row, "contact", {"text": "x"}, eyes=eyes, at=window.stage.now))
    assert wrong is PetitionRefusal.PETITION_IS_NOT_YOURS


def test_a_paper_needs_another_side(window: Window) -> None:
    row = window.case(window.take_in().id)
    wrong = code_of(lambda: actions.write_paper(row, "contact", {"text": "x"}, eyes=window.eyes(), at=window.stage.now))
    assert wrong is PetitionRefusal.PETITION_PAPER_DOES_NOT_FIT


def test_an_opinion_lacks_nothing(window: Window) -> None:
    row = window.transferred()
    half = {**OPINION, "basis": ""}
    wrong = code_of(lambda: actions.write_paper(row, "opinion", half, eyes=window.eyes(), at=window.stage.now))
    assert wrong is PetitionRefusal.PAPER_LACKS_CONTENTS


# what comes in


def test_what_came_is_hidden_until_it_is_known_who_is_excluded(window: Window) -> None:
    matter = window.they_transfer()
    row = window.of_matter(matter)
    assert (row.sender, row.peer, row.is_readable) == (THEM, US, False)
    assert queries.one(window.eyes(), row.pk) is None
    assert matter in queries.hidden(Onlooker("zhao", (DESK,)))
    window.worker()
    assert queries.one(window.eyes(), row.pk) is None
    window.they_file(matter, {"request": "堵口", "facts": "污水", "accused": [UNIT], "domain": "water", "people": 2})
    window.worker()
    assert queries.one(window.eyes(), row.pk) is not None
    assert queries.one(window.eyes(ACCUSED, "qian"), row.pk) is None


def test_what_came_is_read_by_the_office_to_which_it_is_routed(window: Window) -> None:
    matter = window.they_transfer()
    window.they_file(matter, {"request": "堵口", "facts": "污水", "domain": "water", "people": 2})
    window.worker()
    row = window.of_matter(matter)
    assert (row.domain, row.people) == ("water", 2)
    actions.route(row, DESK, day=window.day)
    row.refresh_from_db()
    assert content_of(row)["request"] == "堵口"
    assert actions.open_name(row, eyes=window.eyes(), reason="告知", at=window.stage.now) == WHO


@pytest.mark.parametrize("people", [0, -3, "many", 10**9, None])
def test_odd_numbers_of_people_are_one(window: Window, people: object) -> None:
    matter = window.they_transfer()
    window.they_file(matter, {"request": "x", "people": people, "accused": [1, None]})
    window.worker()
    assert window.of_matter(matter).people == 1


def test_a_paper_of_theirs_is_kept_and_read(window: Window) -> None:
    row = window.transferred()
    body = {"transfer": row.matter, "sort": "objection"}
    window.they_send("petitions.paper", body, {"text": {"text": "不在本方地域"}})
    ((paper, said),) = papers_of(row)
    assert (paper.author, said) == (THEM, {"text": "不在本方地域"})


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("petitions.paper", {"sort": "gossip"}),
        ("petitions.paper", {"transfer": "nowhere", "sort": "contact"}),
        ("petitions.file", {"transfer": ""}),
        ("petitions.file", {}),
    ],
)
def test_what_belongs_to_no_transfer_is_declined(window: Window, kind: str, body: dict[str, str]) -> None:
    row = window.transferred()
    window.they_send(kind, {"transfer": row.matter, **body}, {"text": {"text": "x"}})
    assert models.Paper.objects.count() == 0
    assert window.case(row.pk).event == row.event


def test_the_worker_opens_the_handling_of_what_fell_to_us(window: Window) -> None:
    matter = window.they_transfer(urgent=True)
    window.they_file(matter, {"request": "x"})
    window.worker()
    actions.route(window.of_matter(matter), DESK, day=window.day)
    window.stage.take("accept")
    window.stage.meet()
    window.worker()
    row = window.of_matter(matter)
    assert (row.handler, row.state, row.turn, row.urgent) == (US, "handling", US, True)
    window.worker()
    handlings = [one for one in window.stage.neighbour.node.tables.matters if one == row.handling]
    assert handlings == [row.handling]


def test_the_whole_way_to_the_three_step_end(window: Window) -> None:
    """信访工作条例 23(3), 24, 31-36: disputed, kept by the conference, handled, reviewed twice, ended."""
    window.transferred()
    window.they_take("object", ground="place")
    window.take("insist")
    window.take("call_conference", conference_on="2026-03-20")
    assert window.both("keep").state == "kept"
    window.worker()
    window.stage.matter = window.only().handling
    window.take("choose_route", route="petition")
    window.take("extend", ground="both", approver="局长", told_on="2026-03-10")
    for step in ("answer", "ask_review", "review", "ask_final", "decide_final"):
        row = window.take(step, **({} if step.startswith("ask") else {"delivered_on": "2026-03-12"}))
    assert (row.state, row.is_over) == ("ended", False)
    assert [paper.sort for paper, _ in papers_of(row)] == ["opinion", "review_opinion", "final_opinion"]
    with pytest.raises(Refused) as caught:
        window.take_in()
    assert caught.value.code is PetitionRefusal.PETITION_HAS_ENDED


@pytest.mark.parametrize("step", ["answer"])
def test_an_answer_waits_for_its_opinion(window: Window, step: str) -> None:
    matter = window.they_transfer()
    window.they_file(matter, {"request": "x"})
    window.worker()
    window.stage.take("accept")
    window.stage.meet()
    window.worker()
    window.stage.matter = window.of_matter(matter).handling
    window.stage.take("choose_route", fields={"route": "petition"})
    window.stage.meet()
    wrong = code_of(lambda: window.stage.take(step, fields={"delivered_on": "2026-03-12"}))
    assert wrong is PetitionRefusal.OPINION_IS_NOT_WRITTEN


# what the petitioner thinks of it


def test_a_petitioner_rates_once_and_only_after_the_answer(window: Window) -> None:
    """信访工作条例 21."""
    taken = window.take_in()
    assert code_of(lambda: actions.rate(taken.code, 5)) is PetitionRefusal.RATING_IS_NOT_OPEN
    models.Case.objects.filter(pk=taken.id).update(state="answered")
    actions.rate(taken.code.lower(), 4)
    assert window.case(taken.id).stars == 4
    assert code_of(lambda: actions.rate(taken.code, 1)) is PetitionRefusal.RATING_IS_NOT_OPEN


@pytest.mark.parametrize("code", ["", "ABCD-ABCD-ABCD"])
def test_an_unknown_code_rates_nothing(window: Window, code: str) -> None:
    window.take_in(Petitioner("孙小美"))
    assert code_of(lambda: actions.rate(code, 5)) is PetitionRefusal.PETITION_CODE_IS_UNKNOWN


def test_the_key_of_the_seals_lies_in_the_data_folder(window: Window) -> None:
    window.take_in()
    assert (Path(settings.NODE.node.data_dir) / "second_factor.key").exists()
