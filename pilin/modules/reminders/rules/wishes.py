"""What a person wishes to be told, and in which way; and what of all that presses he is told anew."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from pilin.base.masking import mask
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.kinds import Title
from pilin.kernel.matters.rules.pressing import Pressing, Pressure
from pilin.modules.reminders.rules.codes import ReminderRefusal

MAIL, DINGTALK, WECOM = CHANNELS = ("mail", "dingtalk", "wecom")
ROBOTS = (DINGTALK, WECOM)
ADDRESS_MAX = 254
"""RFC 5321, 4.5.3.1.3 with its erratum 1690: the longest address that a mail server takes."""


@dataclass(frozen=True)
class Wish:
    """What one person wishes: which pressures, of which kinds of matters (none: all), by mail, and each week.

    Whoever never chose is told of everything on the page, and nothing is sent to him.
    """

    account: str = ""
    pressures: tuple[Pressure, ...] = tuple(Pressure)
    kinds: tuple[str, ...] = ()
    by_mail: bool = False
    address: str = ""
    weekly: bool = False
    language: str = "zh-hans"


def pressures_of(names: Iterable[str]) -> tuple[Pressure, ...]:
    """Return pressures by their names, in the order in which pages show them; names that are none are left out."""
    held = {*names}
    return tuple(one for one in Pressure if one.value in held)


def suits(wish: Wish, one: Pressing) -> bool:
    """Tell whether a person wishes to be told of a matter."""
    return one.pressure in wish.pressures and (not wish.kinds or one.kind in wish.kinds)


def key_of(channel: str, account: str, one: Pressing) -> str:
    """Return by what it is known that a person was told: of this matter, so pressing, by this end.

    Where the end is moved, he is told again: it is another end that he has to keep.
    """
    return f"{channel}|{account}|{one.id}|{one.pressure}|{one.ends_on}"


def check_address(address: str, domains: Collection[str]) -> None:
    """Refuse an address that is not of the mail of this office; data of the office leaves by its own mail alone.

    Raises NODE_SENDS_NO_MAIL where no domain is set, ADDRESS_IS_NOT_OF_OUR_MAIL.
    """
    if not domains:
        raise Refused(ReminderRefusal.NODE_SENDS_NO_MAIL)
    name, _at, domain = address.rpartition("@")
    if not name or domain.lower() not in {domain.lower() for domain in domains}:
        raise Refused(ReminderRefusal.ADDRESS_IS_NOT_OF_OUR_MAIL, domains=" ".join(sorted(domains)))


@dataclass(frozen=True)
class Line:
    """What a message says of one matter, and nothing else: no field of it, no name of anybody."""

    matter: str
    title: str
    kind_title: Title
    turn: tuple[str, ...]
    ends_on: str
    pressure: str


@dataclass(frozen=True)
class Told:
    """What a message tells: some lines, how many there are in all, and how many by pressure."""

    lines: Sequence[Line]
    number: int
    counts: dict[str, int] = field(default_factory=dict)


LINES_MAX = 50
"""How many matters one message names; of the others it says how many there are."""


def told(found: Sequence[Pressing]) -> Told:
    """Return what a message tells of matters."""
    counts = {name.value: sum(one.pressure is name for one in found) for name in Pressure}
    return Told([_line(one) for one in found[:LINES_MAX]], len(found), {name: n for name, n in counts.items() if n})


def _line(one: Pressing) -> Line:
    return Line(one.id, mask(one.title), dict(one.kind_title), one.turn, one.ends_on.isoformat(), one.pressure.value)
