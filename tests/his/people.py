"""A hospital, a visitor and a case for tests of the simulator."""

from typing import Any

from pilin.base import clock
from pilin.node.his.case import Case
from pilin.node.his.counter import Counter, Patience
from pilin.node.his.dice import Dice
from pilin.node.his.tally import Tally
from pilin.node.his.town import Hospital, Person, Town
from pilin.wire.nhsa.transport import Credential, Dialect
from tests.his.agency import Agency

SECRET = b"a secret of a hospital"
CODE, OTHER = "H31011690001", "H33048290001"
VISITOR = Person("DEMO330482-0001", "330482", "310", "-")
LOCAL = Person("DEMO310116-0001", "310116", "390", "-")


def hospital(side: str = "310116", code: str = CODE, dialect: Dialect = Dialect.TIF, gateway: str = "") -> Hospital:
    credential = Credential(dialect, f"his-{code}", SECRET, frozenset({code}), "x-relay-token")
    return Hospital(code, "示例医院", side, gateway, credential)


def town() -> Town:
    return Town([hospital(), hospital("330482", OTHER)], [VISITOR, LOCAL])


class Ticking:
    """A clock of seconds that goes on only where somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept = 0

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        self.slept += 1

    def patience(self, seconds: float = 10.0, pause: float = 1.0) -> Patience:
        return Patience(seconds, pause, self.sleep, lambda: self.seconds)


def counter(agency: Agency | Any, time: Ticking | None = None, **named: Any) -> Counter:
    return Counter(hospital(), agency, Tally(), now=clock.now, patience=(time or Ticking()).patience(), **named)


def case(agency: Agency | Any, *, person: Person = VISITOR, name: str = "1") -> Case:
    return Case(counter(agency), person, Dice(name), f"OWN-{name}")
