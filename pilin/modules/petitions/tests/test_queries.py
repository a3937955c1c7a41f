"""Reads of petitions: who acts for which bodies, what lists show, whose provinces bind, and the rows of law."""

from datetime import date

import pytest

from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.petitions import models, queries
from pilin.modules.petitions.apps import PetitionsConfig
from pilin.modules.petitions.queries.cases import areas_of, openings_of
from pilin.modules.petitions.rules.intake import Petitioner
from pilin.modules.petitions.tests.window import ACCUSED, BRANCH, DESK, RECEPTION, UNIT, Window
from pilin.web.cards import Onlooker, waiting
from pilin.web.flows import DutyFigures, bound
from pilin.web.hiding import is_hidden

NOBODYS = "019d0000-0000-7000-8000-000000000000"


def test_eyes_hold_the_body_of_an_office_and_all_above(window: Window) -> None:
    assert UNIT in window.eyes(ACCUSED).bodies
    assert UNIT in window.eyes(BRANCH).bodies
    assert UNIT not in window.eyes(DESK).bodies
    assert window.eyes(DESK).offices[RECEPTION] == "reception"


def test_who_holds_no_office_is_of_no_body(window: Window) -> None:
    assert queries.eyes_of("hu", reads=(), day=window.day).bodies == frozenset()


@pytest.mark.parametrize(
    ("sender", "peer", "matter", "handler", "area"),
    [
        (US, "", "", "", "33"),  # we are to transfer it: our act binds
        (US, THEM, "m", "", "31"),  # the receiver is to tell the petitioner
        (US, THEM, "m", THEM, "31"),
        (US, THEM, "m", US, "33"),  # the conference left it with us
        (THEM, US, "m", "", "33"),
        (THEM, US, "m", THEM, "31"),
    ],
)
def test_the_act_of_who_has_to_do_it_binds(sender: str, peer: str, matter: str, handler: str, area: str) -> None:
    row = models.Case(sender=sender, peer=peer, matter=matter, handler=handler)
    assert areas_of(row) == (area,)


def test_a_list_shows_what_is_over_apart(window: Window) -> None:
    row = window.case(window.take_in().id)
    models.Case.objects.filter(pk=row.pk).update(is_over=True, state="left")
    assert queries.listed(window.eyes()) == ([], False)
    (seen,) = queries.listed(window.eyes(), over=True)[0]
    assert (seen.number, seen.promise) == (row.number, None)


def test_a_list_shows_whose_turn_it_is(window: Window) -> None:
    window.transferred()
    (seen,) = queries.listed(window.eyes())[0]
    assert (seen.turn, seen.sender, seen.handler, seen.state) == ((THEM,), US, "", "transferred")
    assert seen.promise is not None
    assert (seen.promise.period.key, seen.promise.rolled_end) == ("object", date(2026, 3, 9))


def test_openings_are_told_in_their_order(window: Window) -> None:
    row = window.case(window.take_in().id)
    for account in ("zhao", "wu"):
        models.Opening.objects.create(case=row, account=account, office=DESK, reason="送达", at=window.stage.now)
    assert [one.account for one in openings_of(row)] == ["zhao", "wu"]


def test_the_shell_asks_the_card_whether_a_matter_is_hidden(window: Window) -> None:
    row = window.transferred(accused=(UNIT,))
    qian, zhao = Onlooker("qian", (ACCUSED,)), Onlooker("zhao", (DESK,))
    assert is_hidden(row.matter, qian, kind="petition_transfer")
    assert not is_hidden(row.matter, zhao, kind="petition_transfer")
    assert not is_hidden(NOBODYS, qian, kind="petition_transfer")
    assert not is_hidden(row.matter, qian, kind="topic")


def test_the_room_offers_its_figures_to_the_page_of_ten_duties() -> None:
    assert PetitionsConfig.offers == {DutyFigures: "pilin.modules.petitions.queries.figures"}
    assert bound(DutyFigures, sink="border")["petitions"] is queries.figures


def test_every_kind_of_the_room_is_hidden_followed_and_objected_to() -> None:
    kinds = {"petition_transfer", "petition_handling"}
    card = PetitionsConfig
    assert {*card.hides} == {*card.follows} == {*card.objects} == {*card.matter_pages} == kinds


def test_rows_of_law_are_read_once() -> None:
    assert queries.periods() is queries.periods()
    assert queries.exits() is queries.exits()
    assert queries.caps() is queries.caps()


def test_the_report_counts_for_who_may_see(window: Window) -> None:
    for number in range(10):
        window.take_in(Petitioner(f"人{number}"), accused=(UNIT,))
    ours, theirs = queries.yearly(window.eyes(), 2026), queries.yearly(window.eyes(ACCUSED, "qian"), 2026)
    assert (ours.total, dict(ours.by_domain), dict(ours.by_state)) == (10, {"water": 10}, {"registered": 10})
    assert (theirs.total, list(theirs.by_domain)) == (0, [])
    assert queries.yearly(window.eyes(), 2025).total == 0


@pytest.mark.parametrize(("count", "told"), [(1, None), (9, None), (10, 10)])
def test_small_numbers_are_not_told(window: Window, count: int, told: int | None) -> None:
    for number in range(count):
        window.take_in(Petitioner(f"人{number}"))
    assert queries.yearly(window.eyes(), 2026).total == told


def said(window: Window, account: str = "zhao", office: str = DESK) -> list[str]:
    """Return where the front page leads somebody for what waits in this room."""
    found = waiting(US, Onlooker(account, (office,)), day=window.day)
    return [one.url for one in found if one.url in ("/petitions/", "/diagnostics/")]


def test_an_urgent_one_waits_for_both_sides_until_an_office_has_it(window: Window) -> None:
    assert said(window) == []
    matter = window.they_transfer(urgent=True)
    window.they_file(matter, {"request": "堵口", "facts": "污水", "accused": [UNIT]})
    window.worker()
    assert said(window) == ["/petitions/"]
    assert said(window, "qian", ACCUSED) == []
    models.Case.objects.filter(matter=matter).update(office=DESK)
    assert said(window) == []


def test_what_came_without_its_file_is_a_number_on_the_next_day_and_nothing_else(window: Window) -> None:
    matter = window.they_transfer(urgent=True)
    assert said(window) == []
    window.stage.later(days=1)
    assert said(window) == said(window, "qian", ACCUSED) == ["/diagnostics/"]
    window.they_file(matter, {"request": "堵口", "facts": "污水"})
    window.worker()
    assert said(window) == ["/petitions/"]


def test_a_retelling_makes_the_same_of_a_case(window: Window) -> None:
    row = window.transferred()
    before = {name: value for name, value in vars(row).items() if name != "_state"}
    window.they_take("object", ground="place")
    window.take("take_back")
    again = window.case(row.pk)
    assert (again.state, again.is_over) == ("returned", True)
    assert {again.number, again.matter, again.event} == {before["number"], before["matter"], before["event"]}
