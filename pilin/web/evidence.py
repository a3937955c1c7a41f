"""The page of signed evidence as values: who signed what when, and what verifying it said just now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from pilin.base.clock import Instant
from pilin.kernel.federation import queries as federation
from pilin.kernel.federation.queries import EvidenceView, facts
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.rules.kinds import Kind
from pilin.web import document_pages, wording
from pilin.web.cards import matter_page
from pilin.web.components import Light
from pilin.web.languages import bracketed, titled
from pilin.web.wording import VERIFICATIONS, light

_DIGITS_MAX = 18


@dataclass(frozen=True)
class About:
    """What a subject names: its title, the page of it where the shell has one, and what steps and clocks are called."""

    title: str = ""
    url: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One signed event with its author's name, what it says in words, and the verdict as a light."""

    view: EvidenceView
    author: str
    words: str
    light: Light


@dataclass(frozen=True)
class Page:
    """Some signed events of a subject; `next` is the id after which the following page starts, None at the end."""

    about: About
    rows: Sequence[Row]
    next: int | None


def page(subject: str, *, after: str, at: Instant) -> Page:
    """Return the evidence of a subject from a place in the list on, as an address gives it; five queries."""
    names = {link.peer: link.name for link in federation.links_state(at)}
    names[settings.NODE.node.code] = settings.NODE.node.name
    found, known = federation.evidence(subject, after=_place(after)), about(subject)
    rows = [
        Row(
            view,
            names.get(view.author, view.author),
            words_of(view.kind, view.body, known.names),
            light(VERIFICATIONS, view.verification.value),
        )
        for view in found.events
    ]
    return Page(known, rows, found.next)


def about(subject: str) -> About:
    """Return what a subject names; nothing where this node knows none by it."""
    room, _, name = subject.partition("/")
    if room == "matter" and (found := matters.about(name)):
        title, kind = found
        return About(title, reverse(matter_page(kind.name), args=[name]), _names(kind))
    if room == "document" and (document := facts.document(name)):
        said = document.text.get("title")
        title = document_pages.title_of(document.type, said) if isinstance(said, Mapping) else ""
        return About(title or wording.document(document.type), _of_document(document))
    return About()


def _of_document(document: facts.Document) -> str:
    """Return where a document waits to be signed; empty where it waits no more."""
    return f"{reverse('web:documents')}#document-{document.hash}" if document.state == "open" else ""


def _names(kind: Kind) -> Mapping[str, str]:
    clocks = {rule.name: titled(rule.title) for rule in kind.clocks}
    return clocks | {rule.name: titled(rule.title) for rule in kind.steps}


def words_of(kind: str, body: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return what an event says in words: its sort, and which step or period it is about."""
    word = wording.word(wording.KINDS, kind)
    if kind == "matters.note" and "asks" in body:
        return gettext("催办")
    if kind == "matters.time" and body.get("action") == "recount":
        word = gettext("重新计算期限")
    said = {**_within(_within(_within(body, "proposal"), "fact"), "body"), **body}
    name = names.get(str(said.get("step", said.get("clock", ""))), "")
    return name if kind == "matters.step" and name else bracketed(word, name)


def _within(text: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a record within a record; an empty one where there is none."""
    inner = text.get(name)
    return inner if isinstance(inner, Mapping) else {}


def _place(after: str) -> int:
    """Return the id that an address gives; what no page gave, or no column holds, is the beginning."""
    return int(after) if after.isascii() and after.isdecimal() and len(after) <= _DIGITS_MAX else 0
