"""Taking in a petition: who may be met here, how many may come, what is open already, which exit is right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pilin.base.refusal import Refused
from pilin.modules.petitions.rules.codes import PetitionRefusal

Title = Mapping[Literal["zh", "en"], str]
CHANNELS = ("web", "letter", "phone", "fax", "visit")
DOMAINS = ("environment", "land", "water", "road", "housing", "labour", "service", "other")


@dataclass(frozen=True)
class Exit:
    """A way out: its title, the right address, its article; what is `refused` is not registered here at all."""

    key: str
    title: Title
    address: Title
    article: str
    leaves: bool = True
    refused: bool = False


@dataclass(frozen=True)
class Cap:
    """At most so many representatives, where up to `people_max` people come together."""

    area: str
    people_max: int
    representatives_max: int
    statute: str
    article: str
    standing: str = ""


@dataclass(frozen=True)
class Promise:
    """A promise beyond the national act that the sides may switch on: no period, a duty to the end."""

    key: str
    kept: bool
    area: str
    statute: str
    article: str
    title: Title
    standing: str = ""


@dataclass(frozen=True)
class Intake:
    """A petition as it is told: apart from it stands who tells it (`Petitioner`).

    信访工作条例 19: name, address, request, facts and reasons; what was said is written down as it was said.
    """

    received_on: str
    channel: str
    domain: str
    concern: str
    request: str
    facts: str
    official: str = ""
    people: int = 1
    representatives: int = 1
    urgent: bool = False
    accused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Petitioner:
    """Who tells it: kept apart, sealed, and opened only by who handles the petition."""

    name: str
    address: str = ""
    contact: str = ""


def check_concern(concern: str, exits: Sequence[Exit]) -> None:
    """Refuse what is about a person, with the right address (信访工作条例 22(2); governance 7.2, no. 11)."""
    found = next((one for one in exits if one.key == concern and one.refused), None)
    if found is not None:
        raise Refused(PetitionRefusal.PETITION_NAMES_A_PERSON, address=found.address, article=found.article)


def cap_of(people: int, area: str, caps: Sequence[Cap]) -> Cap:
    """Return the strictest cap that binds: five (信访工作条例 20), in Zhejiang three up to ten people (art. 15)."""
    binding = [cap for cap in caps if cap.area in ("CN", area) and people <= cap.people_max]
    return min(binding, key=lambda cap: cap.representatives_max)


def check_representatives(representatives: int, people: int, area: str, caps: Sequence[Cap]) -> None:
    """Refuse more representatives than may come, and more than there are people whom they could represent."""
    cap = cap_of(people, area, caps)
    if representatives > cap.representatives_max:
        facts = {"limit": cap.representatives_max, "statute": cap.statute, "article": cap.article}
        raise Refused(PetitionRefusal.REPRESENTATIVES_ARE_TOO_MANY, **facts)
    if representatives > people:
        raise Refused(PetitionRefusal.REPRESENTATIVES_EXCEED_PEOPLE, people=people, representatives=representatives)


@dataclass(frozen=True)
class Alike:
    """Another petition of the same person on the same thing, and whether it went through all three steps."""

    number: str
    has_ended: bool
    is_over: bool


def check_alike(found: Sequence[Alike]) -> None:
    """Refuse what is open already (信访工作条例 19), and the same facts after the three-step end (36)."""
    for one in found:
        if one.has_ended:
            raise Refused(PetitionRefusal.PETITION_HAS_ENDED, number=one.number)
        if not one.is_over:
            raise Refused(PetitionRefusal.PETITION_IS_OPEN_ALREADY, number=one.number)
