"""Ways by which the unit complained of could learn that there is a petition: numbers, lists, feeds, mail, reorganising.

What exists for zhao at the desk must be found there by the same way, else a test proves nothing.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import models as federation
from pilin.kernel.matters.tests.stage import US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules as people
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests import samples as entries
from pilin.kernel.organisations.tests.samples import AT, an_id
from pilin.modules.petitions import actions, models, queries
from pilin.modules.petitions.tests.test_views import FORM, NEW
from pilin.modules.petitions.tests.window import ACCUSED, DESK, UNIT, WHO, Window
from pilin.modules.reminders import actions as reminding
from pilin.modules.reminders.models import Message
from pilin.modules.reminders.rules.wishes import DINGTALK, MAIL, Wish
from pilin.modules.reminders.views import feed
from pilin.web import counting
from pilin.web.tests import samples
from tests.web.budget import costs_no_more
from tests.web.conftest import read, scene, stage

__all__ = ["read", "scene", "stage"]

SUCCESSOR = an_id("renamed unit")


@pytest.fixture
def window(scene: Stage) -> Window:
    """Return a window with a petition against the unit, transferred, of which the first period ends in these days."""
    window = Window(scene)
    window.transferred(accused=(UNIT,), urgent=True)
    return window


def pressing(window: Window) -> models.Case:
    """Let the matter of the petition be late today, at the hour at which people are told, and ours to do."""
    row = type(window.stage.row()).objects.filter(pk=window.only().matter)
    row.update(rolled_end=day_of(window.stage.now), warn_on=day_of(window.stage.now), turn=f",{US},")
    return window.only()


def wish(window: Window, account: str, **members: Any) -> None:
    said = replace(Wish(account, by_mail=True, address=f"{account}@office.example"), **members)
    reminding.choose(said, domains=["office.example"], at=window.stage.now)


def told(account: str, channel: str = MAIL) -> set[str]:
    """Return the titles that an account, or the group of a robot, was told of."""
    rows = Message.objects.filter(account=account, channel=channel)
    return {line["title"] for row in rows for line in row.told["lines"]}


def test_the_counts_of_the_desk_know_nothing_of_it(window: Window, read: Any) -> None:
    pressing(window)
    models.Case.objects.update(office="")
    assert "1 待我处理" in read("/desk/")
    assert "0 待我处理" in read("/desk/", "qian")
    assert "紧急信访事项" in read("/desk/")
    assert "紧急信访事项" not in read("/desk/", "qian")


def test_no_hash_of_its_events_leads_to_it(window: Window, read: Any) -> None:
    digests = federation.Envelope.objects.filter(subject__endswith=window.only().matter).values_list("event_hash")
    assert digests.count() > 1
    for (digest,) in digests:
        assert digest[:12] in read(f"/desk/search/?words={digest}").partition("签名证据")[2]
        assert "签名证据" not in read(f"/desk/search/?words={digest}", "qian")


def test_reminders_and_the_number_beside_their_title_know_nothing_of_it(window: Window, read: Any) -> None:
    row, at = pressing(window), window.stage.now
    assert row.number in read("/reminders/")
    assert row.number not in read("/reminders/", "qian")
    assert counting.count("zhao", at=at)["reminders"] == 1
    assert counting.count("qian", at=at)["reminders"] == 0


@pytest.mark.parametrize(("account", "expected"), [("zhao", 1), ("qian", 0)])
def test_no_calendar_program_shows_it_to_the_unit(window: Window, account: str, expected: int) -> None:
    pressing(window)
    found: Any = Calendar.from_ical(feed.calendar(Wish(account), at=window.stage.now))
    assert len(found.walk("VEVENT")) == expected


def test_mail_tells_who_may_know_and_a_group_is_told_nothing(window: Window) -> None:
    row, day = pressing(window), window.stage.now.replace(hour=2)
    for account in ("zhao", "qian"):
        wish(window, account)
    assert reminding.collect(channels=[MAIL, DINGTALK], at=Instant(day)) == 1
    assert (told("zhao"), told("qian"), told("", DINGTALK)) == ({row.number}, set(), set())


def test_the_letter_of_the_week_leaves_it_out(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    row, day = pressing(window), window.stage.now.replace(hour=2)
    for account in ("zhao", "qian"):
        wish(window, account, by_mail=False, weekly=True)
    monkeypatch.setattr("pilin.modules.reminders.rules.rounds.is_day_of_the_week", lambda *_: True)
    reminding.collect(channels=[MAIL], at=Instant(day))
    assert (told("zhao"), told("qian")) == ({row.number}, set())


def test_who_withdrew_is_told_of_it_nowhere(window: Window, read: Any) -> None:
    row = pressing(window)
    actions.withdraw_from(row, "zhao", by="wu", at=window.stage.now)
    for address in ("/desk/", "/matters/", "/reminders/", "/petitions/"):
        assert row.number not in read(address)
        assert row.number in read(address, "wu")
    assert counting.count("zhao", at=window.stage.now)["reminders"] == 0


def reorganise(*declared: people.Entry) -> None:
    assert organisations.declare(entries=list(declared), author=people.Author(US), at=AT) == []


def seat(account: str, office: str, right: Right = Right.ACT) -> None:
    """Give somebody of the staff an office, as the only one that he holds."""
    models_ = [people.Appointment(account=account, office=office, right=right, starts=samples.LONG_AGO)]
    organisations.appoint(appointments=models_, side=US, by="wu", at=AT)


def renamed() -> list[people.Entry]:
    """Return the unit that ended at the end of 2025 and a new one that carries it on, with an office."""
    old = entries.body("accused unit", side=US, version=2, valid_to=date(2026, 1, 1), successors=(SUCCESSOR,))
    return [old, entries.body("renamed unit", side=US), entries.office("new desk", body=SUCCESSOR, side=US)]


def test_what_the_unit_became_finds_nothing_either(window: Window, read: Any) -> None:
    row = window.only()
    assert row.number in read("/petitions/", "sun")
    reorganise(*renamed())
    seat("sun", an_id("new desk"))
    assert row.number not in read("/petitions/", "sun")
    assert row.number not in read("/matters/", "sun")
    assert samples.browser("sun").get(f"/matters/{row.matter}/").status_code == 404


def test_an_office_that_moved_out_of_the_unit_stays_excluded(window: Window) -> None:
    moved = entries.office("moved desk", side=US, body=an_id("bureau"))
    old = entries.office(
        "accused desk", side=US, version=2, body=UNIT, valid_to=date(2026, 1, 1), successors=(moved.id,)
    )
    reorganise(old, moved)
    assert queries.listed(window.eyes(moved.id, "qian")) == ([], False)
    assert [one.number for one in queries.listed(window.eyes(DESK))[0]] == [window.only().number]


def test_it_is_not_routed_to_what_the_unit_became(window: Window) -> None:
    reorganise(*renamed())
    row = window.only()
    answer = samples.browser("zhao").post(f"/petitions/{row.pk}/office/", {"office": an_id("new desk")}, follow=True)
    assert window.only().office == row.office == DESK
    assert "被反映的单位" in samples.text_of(answer.content.decode())


def test_who_only_inspects_in_the_unit_and_reads_elsewhere_is_of_it(window: Window, read: Any) -> None:
    seat("li", ACCUSED, Right.INSPECT)
    assert window.only().number not in read("/petitions/", "li")
    assert window.only().number not in read("/matters/", "li")


def test_the_form_does_not_tell_the_unit_that_the_same_is_open(window: Window) -> None:
    """Who takes the same in again is told its number; for the unit there is nothing alike."""
    number = window.only().number
    assert number in samples.text_of(samples.browser("zhao").post(NEW, FORM).content.decode())
    words = samples.text_of(samples.browser("qian").post(NEW, FORM).content.decode())
    assert number not in words
    assert models.Case.objects.count() == 2


@pytest.mark.parametrize(
    "address", ["/desk/", "/matters/", "/reminders/", "/petitions/", "/desk/search/?words=accused"]
)
def test_hiding_costs_no_more_for_more(window: Window, address: str) -> None:
    def more() -> None:
        for number in range(3):
            window.take_in(replace(WHO, name=f"人{number}"), accused=(UNIT,))

    costs_no_more(address, more, account="qian")
