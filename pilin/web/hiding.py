"""What does not exist for who looks: rooms keep matters from some, and no page, list, number or feed bears those.

A room says which (`hides` on its card); whatever of the shell and of other rooms shows matters asks here first.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from django.utils.module_loading import import_string

from pilin.base import ids
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.queries import Hidden, MatterView, Reference
from pilin.kernel.organisations import queries as organisations
from pilin.web.cards import Onlooker, cards
from pilin.web.languages import titled

NOTHING = "-"
"""A subject under which nobody signs: what is hidden is shown as what is not known."""


def onlooker_of(account: str, *, day: date) -> Onlooker:
    """Return an account that looks without a page, as a calendar program does for it; one query."""
    held = organisations.roles_in_force(day=day, account=account)
    return Onlooker(account, tuple(dict.fromkeys(role.office for role in held)))


def hidden_from(onlooker: Onlooker | None) -> Hidden:
    """Return the ids of the matters that do not exist for who looks; for None, of those that do not for somebody."""
    asked = dict.fromkeys(path for card in cards() for path in card.hides.values())
    return tuple(import_string(path)(onlooker) for path in asked)


def hidden_among(found: Collection[str], onlooker: Onlooker | None) -> frozenset[str]:
    """Return which of these matters do not exist for who looks; nothing is asked where there are none."""
    return matters.hidden_among(found, hidden_from(onlooker)) if found else frozenset()


def is_hidden(matter: str, onlooker: Onlooker, *, kind: str) -> bool:
    """Tell whether a matter of a kind does not exist for who looks; only a room that hides the kind is asked."""
    return any(kind in card.hides for card in cards()) and bool(hidden_among([matter], onlooker))


def unnamed(view: MatterView) -> MatterView:
    """Return a matter that calls what it names of a kind that some room hides by its kind alone, for whoever looks.

    Its own page bears its name for whom it exists; here nobody has to be asked who he is.
    """
    kinds = {kind for card in cards() for kind in card.hides}
    if view.kind.name in kinds:  # who reads this reads what it belongs to
        return view
    names = tuple(_by_kind(one) if one.kind_name in kinds else one for one in view.names)
    return replace(view, names=names, named_by=tuple(one for one in view.named_by if one.kind_name not in kinds))


def _by_kind(one: Reference) -> Reference:
    return Reference(one.matter, one.field, one.to, titled(one.kind_title) if one.kind_title else "")


def is_subject_hidden(subject: str, onlooker: Onlooker) -> bool:
    """Tell whether the matter that a subject of signed events ends with does not exist for who looks."""
    matter = matter_of(subject)
    return bool(matter) and bool(hidden_among([matter], onlooker))


def matter_of(subject: str) -> str:
    """Return the matter that a subject of signed events ends with, whatever the room before it; empty where none."""
    last = subject.rpartition("/")[2]
    return last if ids.is_id(last) else ""
