"""What of this room everybody may see, page by page; nothing of any person. Whoever adds a field here publishes it.

个人信息保护法 25 and 政府信息公开条例 13-16: published by default, without secrets, privacy or internal affairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pilin.modules.border.rules import law
from pilin.modules.border.rules.records import LAW_STOP, Record
from pilin.modules.border.rules.signs import SIGN_FIELDS
from pilin.web.public.fields import PublicFields


@dataclass(frozen=True)
class LawStop:
    """A stop that both sides signed."""

    title: str
    village: str
    chainage_m: int
    shows: str


@dataclass(frozen=True)
class LawEvent:
    """An event that both sides join."""

    title: str
    day: date
    place: str
    topics: str


PUBLIC_FIELDS: PublicFields = {
    **SIGN_FIELDS,
    LawStop: ("title", "village", "chainage_m", "shows"),
    LawEvent: ("title", "day", "place", "topics"),
}
"""By kind the fields that may stand on a public page of this room; `docs/public.md` bears the same list."""


def stops_of(found: Sequence[Record]) -> list[LawStop]:
    """Return the stops that both signed, along the line."""
    signed = [one.agreed for one in found if one.kind == LAW_STOP and one.state == "standing"]
    stops = [LawStop(str(a["title"]), str(a["village"]), int(a["chainage_m"]), str(a["shows"])) for a in signed]
    return sorted(stops, key=lambda one: (one.chainage_m, one.title))


def events_of(found: Sequence[Record], today: date) -> list[LawEvent]:
    """Return the events that both join and that are still to come, the next first."""
    coming = [one for one in found if law.is_coming(one, today)]
    events = [LawEvent(one.title, one.on, one.text("place"), one.text("topics")) for one in coming]
    return sorted(events, key=lambda one: (one.day, one.title))
