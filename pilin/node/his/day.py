"""A day of visits: who comes where with which story is fixed by the seed, before anybody comes."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle

from pilin.base.clock import Clock, Instant
from pilin.node.his.carrier import Carrier, Http
from pilin.node.his.case import Case
from pilin.node.his.counter import Counter, Patience
from pilin.node.his.dice import Dice
from pilin.node.his.tally import Tally
from pilin.node.his.town import Hospital, Person, Town
from pilin.node.his.visits import LOCAL, STORIES, local
from pilin.wire.nhsa import envelope, sign
from pilin.wire.nhsa.envelope import PLAIN, Spelling

SPELLINGS = (PLAIN, Spelling(encoded_times=1), Spelling(area_with_d=True), Spelling(encoded_times=2))
"""How programs spell their messages: each hospital has one of them, in turn."""
CLERKS = 2
"""How many visitors each hospital serves at a time."""
_LOCAL_EVERY = 12


@dataclass(frozen=True)
class Visitor:
    """One visit as it is planned; `own` is the hospital's number of it within the day."""

    hospital: Hospital
    person: Person
    story: str
    own: int


@dataclass(frozen=True)
class Course:
    """How a day goes: seed, number of visits, clock, patience of the counters, and who is told of each visit's end."""

    seed: int
    visits: int
    now: Clock
    patience: Patience = field(default_factory=Patience)
    progress: Callable[[Visitor], None] = lambda _visitor: None


def plan(town: Town, *, seed: int, visits: int) -> Sequence[Visitor]:
    """Return who comes: sides take turns, each with every story in its turn, and now and then somebody from here."""
    dice = Dice(f"day/{seed}")
    names, sides = tuple(STORIES), town.sides
    shift = dice.below(len(names))
    found = []
    for number in range(visits):
        side = sides[number % len(sides)]
        here = number % _LOCAL_EVERY == _LOCAL_EVERY - 1 and bool(town.locals_of(side))
        person = dice.one_of(town.locals_of(side) if here else town.visitors_of(side))
        story = LOCAL if here else names[(shift + number // len(sides)) % len(names)]
        found.append(Visitor(dice.one_of(town.hospitals_of(side)), person, story, number))
    return found


def play(town: Town, course: Course, carrier: Callable[[Hospital], Carrier] | None = None) -> Tally:
    """Live a day and return what it came to. What goes wrong in a visit is raised when all have ended."""
    tally, began = Tally(), course.now()
    make = carrier or partial(Http, now=course.now)
    counters = {
        one.code: Counter(one, make(one), tally, now=course.now, patience=course.patience, spelling=spelling)
        for one, spelling in zip(town.hospitals, cycle(SPELLINGS), strict=False)
    }
    for counter in counters.values():
        _signs(counter, town)
    with ThreadPoolExecutor(max_workers=CLERKS * len(counters)) as clerks:
        comes = partial(_comes, counters, course, began)
        list(clerks.map(comes, plan(town, seed=course.seed, visits=course.visits)))
    return tally


def _signs(counter: Counter, town: Town) -> None:
    """Sign in for the day, and out of the session before: 9001, 9002."""
    answer = counter.tell("9001", sign.SignIn(opter_no="op-1"), town.sides[0])
    if answer.done:
        counter.tell("9002", sign.SignOut(sign_no=answer.output.sign_no, opter_no="op-1"), town.sides[0])


def _comes(counters: Mapping[str, Counter], course: Course, began: Instant, visitor: Visitor) -> None:
    counter = counters[visitor.hospital.code]
    own = f"{envelope.stamp(began)}-{visitor.own}"
    case = Case(counter, visitor.person, Dice(f"visit/{course.seed}/{visitor.own}"), own)
    (local if visitor.story == LOCAL else STORIES[visitor.story])(case)
    counter.tally.sees(visitor.story)
    course.progress(visitor)
