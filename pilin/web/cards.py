"""A module's card: all that the house knows of a module, in its `apps.py`. There is no other registration.

Cards are read before any table exists; so handlers are named by their dotted path and imported when all is there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from typing import Any, ClassVar

from django.apps import AppConfig, apps
from django.db.models import Count, IntegerField, QuerySet, Value
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class PublicEntry:
    """A page of a module on the public site, as its navigation shows it: title, name of the URL there, one sentence."""

    title: str
    page: str
    hint: str


@dataclass(frozen=True)
class Onlooker:
    """Who looks, as rooms ask that keep things from some: the account, and every office in which it holds any role.

    `known` is what a room found out about him, under its name, so that it asks once a page.
    """

    account: str
    offices: tuple[str, ...] = ()
    known: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Waiting:
    """What waits for our side in a room beside matters, as the front page says it: a sentence, and where it is done."""

    sentence: str
    url: str


@dataclass(frozen=True)
class Counted:
    """Rows that wait for our side in a room beside matters, and how their number is said where it is not nought."""

    rows: QuerySet[Any]
    said: Callable[[int], Waiting]


class ModuleConfig(AppConfig):
    """What a module declares.

    `title` and `home` (the name of a URL) are its entry in the navigation, `position` its place there; without a home
    it has none. `registers` are further pages of it that stand there: title and name of a URL; `inspected` those
    that stand there for who inspects. `matter_pages` names, by
    matter kind, the URL of the page that shows one, `opening_pages` that of the page that opens one; of the kinds in
    `moved_at_the_shell` the module's page takes no steps. `handlers` names, by message kind, the function that decides
    it, `hears_refusals` the one that is told what peers refuse, `duties` the functions that the worker calls by the
    clock, and `follows`, by matter kind, the function that keeps the module's tables about such matters
    (`matters.follow`); `objects` names what is asked before a step is taken here (`matters.object_to`), `admits` what
    looks at an opening of the other side on its way in (`matters.admit`), `choices` what says which values the
    fields of a step can be chosen from, where the kind leaves them open; `hides` names, by
    matter kind, what says which matters do not exist for who looks (`pilin.web.hiding`): no page, list, number or feed
    of the house bears them; `waiting` names what says which rows wait for our side beside matters (`Counted`): the
    front page counts those of all rooms in one query.
    `documents` names, by document type that the module owns, the function that looks at an offered text; `programme`
    names the function that reads the module's part of a programme's folder and returns the documents that all sides
    are to sign. `gateway` is the dotted path of a service towards machines, made with `host` and `port`, started
    and stopped. `counted` is the
    dotted path of what counts, for an account at an instant, the number beside the title (`pilin.web.counting`).
    `offers` names, by type, the dotted path of a thing for other modules, and `needs` lists the types that it takes
    from them: see `pilin.web.flows`; `wiring.py` of the node binds them.

    On the public site a module has what it declares here and nothing else: `public_urls` is the dotted path of a list
    of URLs, `public_entries` stand in the navigation there, and `public_fields` is the dotted path of the list of
    fields that may leave (see `pilin.web.public.fields`).
    """

    default = False  # a card is found by Django as its module's only one; this class is none

    title: ClassVar[str] = ""
    home: ClassVar[str] = ""
    position: ClassVar[int] = 100
    registers: ClassVar[Sequence[tuple[str, str]]] = ()
    inspected: ClassVar[Sequence[tuple[str, str]]] = ()
    matter_pages: ClassVar[Mapping[str, str]] = {}
    opening_pages: ClassVar[Mapping[str, str]] = {}
    moved_at_the_shell: ClassVar[Sequence[str]] = ()
    handlers: ClassVar[Mapping[str, str]] = {}
    hears_refusals: ClassVar[str] = ""
    duties: ClassVar[Sequence[str]] = ()
    follows: ClassVar[Mapping[str, str]] = {}
    waiting: ClassVar[str] = ""
    objects: ClassVar[Mapping[str, str]] = {}
    admits: ClassVar[Mapping[str, str]] = {}
    choices: ClassVar[Mapping[str, str]] = {}
    hides: ClassVar[Mapping[str, str]] = {}
    documents: ClassVar[Mapping[str, str]] = {}
    programme: ClassVar[str] = ""
    gateway: ClassVar[str] = ""
    counted: ClassVar[str] = ""
    offers: ClassVar[Mapping[type, str]] = {}
    needs: ClassVar[Sequence[type]] = ()
    public_urls: ClassVar[str] = ""
    public_entries: ClassVar[Sequence[PublicEntry]] = ()
    public_fields: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        """Let Django take the card of a module for its configuration."""
        super().__init_subclass__()
        cls.default = True

    def ready(self) -> None:
        """Register the module's handlers and documents with the federation, and what it follows with matters."""
        federation = import_module("pilin.kernel.federation.actions")
        for kind, handler in self.handlers.items():
            federation.registry.handle([kind], import_string(handler))
        if self.hears_refusals:
            federation.registry.on_refusal(import_string(self.hears_refusals))
        for kind, check in self.documents.items():
            federation.registry.documents(kind, check=import_string(check), agreed=_heard)
        matters = import_module("pilin.kernel.matters.actions")
        for kind, follower in self.follows.items():
            matters.follow(kind, import_string(follower))
        for kind, objector in self.objects.items():
            matters.object_to(kind, import_string(objector))
        for kind, admission in self.admits.items():
            matters.admit(kind, import_string(admission))


def _heard(_document: object, _at: object) -> None:
    """A document of a module is agreed: it is read when it is needed."""


def cards() -> list[ModuleConfig]:
    """Return the cards of this node's modules, in the order of the navigation."""
    found = [config for config in apps.get_app_configs() if isinstance(config, ModuleConfig)]
    return sorted(found, key=lambda card: (card.position, card.label))


def matter_page(kind: str) -> str:
    """Return the URL name of the page that shows a matter of a kind: the module's, or the shell's own."""
    return next((card.matter_pages[kind] for card in cards() if kind in card.matter_pages), "web:matter")


def waiting(me: str, onlooker: Onlooker, *, day: date) -> list[Waiting]:
    """Return what waits for our side beside matters, as far as it exists for who looks, room by room.

    One query for all rooms, beside what a room asks that keeps things from some.
    """
    told = (import_string(card.waiting)(me, onlooker, day) for card in cards() if card.waiting)
    asked: list[Counted] = [one for room in told for one in room]
    if not asked:
        return []
    first, *others = (_number(one.rows, place) for place, one in enumerate(asked))
    numbers = dict(first.union(*others, all=True))
    return [one.said(numbers[place]) for place, one in enumerate(asked) if numbers.get(place)]


def _number(rows: QuerySet[Any], place: int) -> Any:
    room = Value(place, output_field=IntegerField())
    return rows.order_by().values(room=room).annotate(number=Count("pk")).values_list("room", "number")


def acting_page(kind: str) -> str:
    """Return the URL name of the page where steps of a matter of a kind are taken."""
    return "web:matter" if any(kind in card.moved_at_the_shell for card in cards()) else matter_page(kind)


def choices_of(kind: str) -> str:
    """Return the dotted path of what says the choices in matters of a kind; empty where no module does."""
    return next((card.choices[kind] for card in cards() if kind in card.choices), "")


def opening_page(kind: str) -> str:
    """Return the URL name of a module's own page that opens a matter of a kind; empty where the shell's own does."""
    return next((card.opening_pages[kind] for card in cards() if kind in card.opening_pages), "")
