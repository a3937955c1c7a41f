"""The programme for everybody: who works with whom along the border, and which agreements stand behind it."""

from collections import Counter
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from pilin.base import clock
from pilin.kernel.agreements.rules import State
from pilin.modules.programme.queries import public as queries
from pilin.modules.programme.rules.public import PublicAgreement, PublicBorder, PublicPair, PublicPart
from pilin.modules.programme.views.pattern import PARTS
from pilin.web.components import Light, Tone
from pilin.web.languages import NOT_GIVEN, given, several, titled
from pilin.web.standings import level_word, mark_of
from pilin.web.strip import Mark, Strip

_STATES: Mapping[State, tuple[Tone, str]] = {
    State.NOT_YET: (Tone.IDLE, gettext_noop("尚未生效")),
    State.IN_FORCE: (Tone.NORMAL, gettext_noop("有效")),
    State.SUSPENDED: (Tone.PAUSED, gettext_noop("中止中")),
    State.WINDING_DOWN: (Tone.WARNING, gettext_noop("已到期，正在收尾")),
    State.ENDED: (Tone.DONE, gettext_noop("已结束")),
}


def show_programme(request: HttpRequest) -> HttpResponse:
    """Show the programme: who signed what, the strip, the pattern, and the pairs."""
    found = queries.public_programme(day=clock.day_of(clock.now()))
    context = {
        "agreements": [_agreement(one) for one in found.agreements],
        "borders": [(_strip(border), border) for border in found.borders],
        "patterns": [(pattern.name, [_part(part) for part in pattern.parts]) for pattern in found.patterns],
        "pairs": [_pair(pair) for pair in found.pairs],
        "meetings": found.meetings,
    }
    return render(request, "programme/public/programme.html", context)


def show_agreements(request: HttpRequest) -> HttpResponse:
    """List the agreements by title, with parties, days and state."""
    found = queries.public_agreements(day=clock.day_of(clock.now()))
    return render(request, "programme/public/agreements.html", {"agreements": [_agreement(one) for one in found]})


def _agreement(one: PublicAgreement) -> Mapping[str, object]:
    tone, word = _STATES[one.state]
    return {
        "title": titled(one.title),
        "parties": several(one.parties),
        "from_day": one.from_day,
        "last_day": one.last_day,
        "state": Light(tone, gettext(word)),
    }


def _strip(border: PublicBorder) -> Strip:
    marks = [
        Mark(str(number), place.name, place.chainage_m, place.is_above, mark_of(place.standing))
        for number, place in enumerate(border.places)
    ]
    joined = [(str(one), str(other)) for one, other in border.joined]
    return Strip(
        border.name, border.length_m, border.starts_at, border.ends_at, border.above, border.below, marks, joined
    )


def _part(part: PublicPart) -> tuple[str, str, list[tuple[str, str]]]:
    counts = Counter((_named(name), mark_of(standing)) for name, standing in part.groups)
    said = [(name if count == 1 else f"{name} × {count}", mark) for (name, mark), count in counts.items()]
    return part.part, gettext(PARTS[part.part]) if part.part in PARTS else "", said


def _named(name: str | None) -> str:
    """Return what a group is called; that the source names none is said in the reader's language."""
    return given(name or NOT_GIVEN)


def _pair(pair: PublicPair) -> tuple[str, list[tuple[str, str]], str, str]:
    """Return level, members by side, works, and the mark of the half that is known least."""
    members = [(side, several(names)) for side, names in pair.members]
    mark = next(filter(None, map(mark_of, pair.standings)), "")
    return level_word(pair.level), members, several(pair.works), mark
