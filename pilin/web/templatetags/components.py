"""Components: each takes a plain value of `pilin.web.components` and renders it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_noop

from pilin.base import clock
from pilin.kernel.federation import queries as federation
from pilin.kernel.organisations.rules import Right
from pilin.web import counting, wording
from pilin.web import strip as strips
from pilin.web.cards import cards
from pilin.web.components import Clock, Light, Line, Moment, Said, Seal, Step, Table, TurnLine, parted
from pilin.web.languages import several
from pilin.web.sentences import Spoken, say
from pilin.web.strip import Strip

register = template.Library()
_FOLDER = "web/components"


@dataclass(frozen=True)
class Entry:
    """An entry of the navigation; of a module that counts, with its label and the number that was told last."""

    title: str
    url: str
    is_here: bool
    label: str = ""
    number: int = 0


@register.inclusion_tag(f"{_FOLDER}/band.html", takes_context=True)
def band(context: Context) -> dict[str, Any]:
    """Say on which side one works and, to whoever may read, how the links stand.

    A page that read the links already passes them on.
    """
    request = context.get("request")
    visitor = getattr(request, "visitor", None)
    shown: dict[str, Any] = {"node": settings.NODE.node, "user": getattr(request, "user", None)} | _switch(context)
    if visitor is None or not visitor.may(Right.READ):
        return shown
    links = context.get("links")
    if links is None:
        links = federation.links_state(getattr(request, "at", None) or clock.now())
    state = context.get("node_state") or federation.node_state()
    lights = wording.band_lights(links)
    paused = [link.name for link in links if link.mode == "paused"]
    return shown | {"lights": lights, "seen": wording.seen(lights), "paused": paused, "mode": state.mode}


def _switch(context: Context) -> dict[str, Any]:
    """Return the languages to choose from and the page to come back to; none where a page is shown without request.

    What was refused after a POST has no address of its own: from there the way leads home.
    """
    request = context.get("request")
    if request is None or "csrf_token" not in context:
        return {}
    is_page = request.method == "GET" or "refusal" not in context
    here = request.get_full_path() if is_page else ""
    return {"languages": settings.LANGUAGES, "here": here, "csrf_token": context["csrf_token"]}


@register.inclusion_tag(f"{_FOLDER}/navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """List the modules that have a page, matters and documents; registers and the keeping of the node stand below more.

    People for who may look after them. Who only inspects has the log before him.
    """
    path = getattr(context.get("request"), "path", "")
    found = cards()
    named = [(card.title, card.home) for card in found if card.home]
    named += [(gettext_noop("事项"), "web:matters"), (gettext_noop("待签文件"), "web:documents")]
    more = [register for card in found for register in card.registers]
    visitor = getattr(context.get("request"), "visitor", None)
    more += [(gettext_noop("人员"), "web:people")] if visitor is not None and visitor.may(Right.ACT) else []
    more.append((gettext_noop("诊断"), "web:diagnostics"))
    if visitor is not None and visitor.may(Right.INSPECT):
        logs = [(gettext_noop("访问日志"), "web:access_log"), *(one for card in found for one in card.inspected)]
        named, more = (named, [*more, *logs]) if visitor.may(Right.READ) else (logs, [])
    groups = [[(gettext(title), reverse(name)) for title, name in group] for group in (named, more)]
    here = max((url for group in groups for _, url in group if path.startswith(url)), key=len, default="")
    labels = {reverse(card.home): card.label for card in found if card.counted}
    told = counting.kept(context.get("request")) if labels else {}
    entries, rest = (
        [Entry(title, url, url == here, label := labels.get(url, ""), told.get(label, 0)) for title, url in group]
        for group in groups
    )
    return {"entries": entries, "more": rest, "within": next((entry.title for entry in rest if entry.is_here), "")}


@register.simple_tag
def light(light: Light) -> SafeString:
    """Show a light. There are few different ones and a page shows hundreds: each is rendered once a language."""
    return _light(light, get_language())


@lru_cache(maxsize=512)
def _light(light: Light, _language: str | None) -> SafeString:
    return render_to_string(f"{_FOLDER}/light.html", {"light": light})


@register.inclusion_tag(f"{_FOLDER}/seal.html")
def seal(seal: Seal) -> dict[str, Any]:
    return {"seal": seal}


@register.inclusion_tag(f"{_FOLDER}/columns.html")
def columns(lines: Sequence[Line]) -> dict[str, Any]:
    """Show shared fields in three columns; where parties differ, the differing part of each text is marked."""
    return {"lines": [(line, _compared(line)) for line in lines]}


def _compared(line: Line) -> dict[str, Any]:
    """Return our text and the others' in parts, each against the first text that differs from it."""
    texts = [text for text in (line.ours, *(said.text for said in line.theirs)) if text]

    def parts(text: str) -> tuple[str, str, str]:
        other = next((one for one in texts if one != text), text)
        return parted(text, other) if text else ("", "", "")

    return {"ours": parts(line.ours), "theirs": [(said, parts(said.text)) for said in line.theirs or [Said("", "")]]}


@register.inclusion_tag(f"{_FOLDER}/turn.html")
def turn(turn: TurnLine) -> dict[str, Any]:
    return {"turn": turn}


@register.inclusion_tag(f"{_FOLDER}/clocks.html")
def clocks(clocks: Sequence[Clock]) -> dict[str, Any]:
    return {"clocks": clocks}


@register.inclusion_tag(f"{_FOLDER}/timeline.html")
def timeline(moments: Sequence[Moment]) -> dict[str, Any]:
    return {"moments": moments}


@register.inclusion_tag(f"{_FOLDER}/steps.html", takes_context=True)
def steps(context: Context, steps: Sequence[Step]) -> dict[str, Any]:
    """Show what one can do now: the main step first, irreversible ones apart, and why the others are closed.

    Steps that are closed for one reason stand together: the reason is read once.
    """
    open_ones = [step for step in steps if not step.refusal]
    closed: dict[str, list[str]] = {}
    for step in steps:
        if step.refusal:
            closed.setdefault(step.refusal, []).append(step.label)
    return {
        "plain": sorted((step for step in open_ones if not step.is_irreversible), key=lambda step: not step.is_main),
        "irreversible": [step for step in open_ones if step.is_irreversible],
        "closed": [(several(labels), reason) for reason, labels in closed.items()],
        "closed_count": len(steps) - len(open_ones),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag(f"{_FOLDER}/strip.html")
def strip(strip: Strip, *, flat: bool = False) -> dict[str, Any]:
    """Draw the border as a strip; `flat` where little height is to spare."""
    scale = strips.FLAT if flat else strips.PAGE
    drawing = strips.drawn(strip, scale)
    axis, side = drawing.axis, scale.letter
    ruler = {
        "tick_top": axis - 5,
        "tick_bottom": axis + 5,
        "here_bottom": drawing.height - scale.ruler,
        "here_y": drawing.height - scale.ruler + scale.letter,
        "length": scale.width - 2 * scale.margin,
        "side_above": axis - 8 - side // 2,
        "side_below": axis + 16 + side,
    }
    sizes = {"width": scale.width, "margin": scale.margin, "right": scale.width - scale.margin}
    return {"strip": strip, "drawing": drawing, "flat": flat, "km_y": drawing.height - 6, **ruler, **sizes}


@register.inclusion_tag(f"{_FOLDER}/table.html")
def table(table: Table) -> dict[str, Any]:
    marks = [*table.standings, *[""] * (len(table.rows) - len(table.standings))]
    rows = [(mark, list(zip(table.columns, row, strict=True))) for mark, row in zip(marks, table.rows, strict=True)]
    return {"table": table, "rows": rows}


@register.inclusion_tag(f"{_FOLDER}/refusal.html")
def refusal(code: str | Spoken) -> dict[str, Any]:
    """Show a refusal as its sentence, with the facts that the sentence leaves out."""
    return {"refusal": code if isinstance(code, Spoken) else say(code)}


@register.inclusion_tag(f"{_FOLDER}/field.html")
def field(field: BoundField) -> dict[str, Any]:
    return {"field": field}
