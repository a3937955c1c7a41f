"""Made-up people of tests: identity numbers are computed from a day and a serial and belong to nobody on purpose."""

from datetime import date

from pilin.base import masking
from pilin.base.clock import Instant
from pilin.modules.medical import models
from pilin.modules.medical.actions import persons
from pilin.modules.medical.actions.persons import By, Cover, Entry
from pilin.modules.medical.rules.persons import Identity, Terms

BORN = date(1980, 3, 4)
PLACE = "999999"
"""No division has this number, so nobody's number begins so."""


def citizen(born: date | str, serial: int, place: str = PLACE) -> str:
    """Return a number with the right check digit."""
    day = born if isinstance(born, str) else born.strftime("%Y%m%d").zfill(8)
    body = f"{place}{day}{serial:03}"
    return next(f"{body}{check}" for check in "0123456789X" if masking.is_identity_number(f"{body}{check}"))


def identity(serial: int = 1, name: str = "张三", card: str = "") -> Identity:
    return Identity("01", citizen(BORN, serial), name, card)


def entry(
    number: str = "P-0001", serial: int = 1, *, insurance: str = "390", kind: str = "15", card: str = ""
) -> Entry:
    cover = Cover(insurance, Terms(kind, False, ()), date(2020, 1, 1), account_fen=10_000)
    return Entry(number, identity(serial, card=card), (cover,))


def entered(at: Instant, *entries: Entry) -> models.Person:
    """Enter people and return the first."""
    several = entries or (entry(),)
    persons.enter(entries=several, by=By("li", at))
    return models.Person.objects.get(number=several[0].number)
