"""The page of signed evidence as values: who signed what when, and what verifying it said just now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from pilin.base.clock import Instant
from pilin.kernel.federation import queries as federation
from pilin.kernel.federation.queries import EvidenceView
from pilin.web.components import Light
from pilin.web.wording import VERIFICATIONS, light

_DIGITS_MAX = 18


@dataclass(frozen=True)
class Row:
    """One signed event with its author's name and the verdict as a light."""

    view: EvidenceView
    author: str
    light: Light


@dataclass(frozen=True)
class Page:
    """Some signed events of a subject; `next` is the id after which the following page starts, None at the end."""

    rows: Sequence[Row]
    next: int | None


def page(subject: str, *, after: str, at: Instant) -> Page:
    """Return the evidence of a subject from a place in the list on, as an address gives it; three queries."""
    names = {link.peer: link.name for link in federation.links_state(at)}
    names[settings.NODE.node.code] = settings.NODE.node.name
    found = federation.evidence(subject, after=_place(after))
    rows = [
        Row(view, names.get(view.author, view.author), light(VERIFICATIONS, view.verification.value))
        for view in found.events
    ]
    return Page(rows, found.next)


def _place(after: str) -> int:
    """Return the id that an address gives; what no page gave, or no column holds, is the beginning."""
    return int(after) if after.isascii() and after.isdecimal() and len(after) <= _DIGITS_MAX else 0
