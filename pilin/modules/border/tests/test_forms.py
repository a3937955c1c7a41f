"""The form by which a squad ticks off a round: what it asks, what it takes, and what it says of what does not fit."""

from datetime import date

import pytest

from pilin.modules.border.forms.patrols import TickForm
from pilin.modules.border.rules import patrols
from pilin.modules.border.tests.samples import PINGHU

OFFERED = [("r1", "r1 · 2026-03-02 20:00"), ("r2", "r2 · 2026-03-10 20:00")]
PHONE = "3f2b8a6e-9d1c-4e57-8a44-0c9e6b7d1f20"
SENT = {
    "item": "r1",
    "day": "2026-03-02",
    "starts": "20:05",
    "minutes": "85",
    "people": "3",
    "vehicles": "1",
    "cost": "120.50",
    "phone_id": PHONE,
    "written_at": "2026-03-02T22:00:00",
}


def form(**changes: str) -> TickForm:
    """Return the form as it was sent."""
    return TickForm({**SENT, **changes}, offered=OFFERED, day=date(2026, 3, 2))


def test_what_was_written_becomes_a_record_of_a_side() -> None:
    sent = form()
    assert sent.is_valid()
    tick = sent.tick(PINGHU)
    assert (tick.id, tick.side, tick.round, tick.day) == (PHONE, PINGHU, "r1", date(2026, 3, 2))
    assert (tick.starts, tick.minutes, tick.people, tick.vehicles, tick.cost) == ("20:05", 85, 3, 1, 120_50)


def test_it_asks_for_no_place_and_no_name() -> None:
    asked = {*form().fields}
    assert asked == {*SENT}
    assert not asked & {"place", "from_m", "to_m", "lat", "lon", "name", "plate"}


def test_it_offers_the_rounds_of_the_plan_and_no_other() -> None:
    assert form(item="r2").is_valid()
    assert "item" in form(item="r3").errors
    assert "item" in form(item="").errors


def test_a_phone_may_be_without_script_and_give_no_id() -> None:
    sent = form(phone_id="", written_at="")
    assert sent.is_valid()
    assert sent.tick(PINGHU).id == ""


@pytest.mark.parametrize("odd", ["1", PHONE.upper(), f"{PHONE}0", "../../etc/passwd", "' or 1=1 --"])
def test_an_id_that_no_phone_makes_is_refused(odd: str) -> None:
    assert "phone_id" in form(phone_id=odd).errors


@pytest.mark.parametrize(
    ("field", "odd"),
    [
        ("day", "2026-02-30"),
        ("day", "gestern"),
        ("starts", "24:00"),
        ("starts", "8:00"),
        ("starts", "20:05:09"),
        ("minutes", "0"),
        ("minutes", str(patrols.MINUTES_MAX + 1)),
        ("minutes", "9" * 400),
        ("people", "0"),
        ("people", str(patrols.PEOPLE_MAX + 1)),
        ("vehicles", "-1"),
        ("vehicles", str(patrols.VEHICLES_MAX + 1)),
        ("cost", "1.234"),
        ("cost", "viel"),
        ("cost", ""),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(field: str, odd: str) -> None:
    assert [*form(**{field: odd}).errors] == [field]


@pytest.mark.parametrize("most", [{"minutes": str(patrols.MINUTES_MAX)}, {"vehicles": "0"}, {"cost": "0"}])
def test_the_last_that_fits_is_taken(most: dict[str, str]) -> None:
    assert form(**most).is_valid()


def test_an_empty_form_offers_the_day_and_a_usual_patrol() -> None:
    empty = TickForm(None, offered=OFFERED, day=date(2026, 3, 2))
    html = empty.as_p()
    assert 'value="2026-03-02"' in html
    assert 'value="60"' in html
    assert "r2 · 2026-03-10 20:00" in html
