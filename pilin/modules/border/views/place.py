"""Which side? A village, a chainage or a point is asked for; the page says who is responsible and why, on the strip.

A village and a chainage stand in the address and can be sent to a colleague. Coordinates are posted and not kept, in no
table, no address and no log: where somebody stood is nobody's business afterwards (governance, 7.2).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from pilin.base import clock
from pilin.kernel.organisations.rules import Boundary, Place, Right, Siding, Why, called
from pilin.modules.border.forms.place import ChainageForm, SpotForm, VillageForm
from pilin.modules.border.queries.place import Ground, ground
from pilin.modules.border.rules import place as rules
from pilin.modules.border.rules.place import Answer
from pilin.modules.border.views.place_words import headline, reason
from pilin.web.access import PageRequest, needs
from pilin.web.sides import Sides, sides_of
from pilin.web.standings import mark_of
from pilin.web.strip import Band, Mark, Strip


@require_http_methods(["GET", "POST"])
@needs(Right.READ)
def which_side(request: PageRequest) -> HttpResponse:
    """Answer who is responsible for a place; nothing is written."""
    day = clock.day_of(request.at)
    known, scene = ground(day), sides_of(request)
    forms = _forms(request, known, day)
    key, found = _answer(forms, known, day) or ("", None)
    context = {
        **forms,
        "answer": _said(found, scene, known) if found is not None else None,
        "facts": _facts(key, found, known) if found is not None else [],
        "strip": _strip(key, found, known, scene),
        "line": known.lines.get(key) or next(iter(known.lines.values()), None),
    }
    return render(request, "border/which_side.html", context)


def _forms(request: PageRequest, known: Ground, day: date) -> dict[str, Any]:
    """Return the three forms; the one that was sent is bound."""
    places = [(one.id, _choice(one, is_there=is_there)) for one, is_there in rules.choices(known.places, day=day)]
    borders = [(key, border.name or key) for key, border in sorted(known.borders.items())]
    asked = request.GET
    return {
        "village": VillageForm(asked if "place" in asked else None, places=places),
        "chainage": ChainageForm(asked if "km" in asked else None, borders=borders),
        "spot": SpotForm(request.POST if request.method == "POST" else None),
    }


def _choice(place: Place, *, is_there: bool) -> str:
    return called(place) if is_there else gettext("%(name)s（已撤并）") % {"name": called(place)}


def _answer(forms: Mapping[str, Any], known: Ground, day: date) -> Answer | None:
    """Return the answer to what was asked; None where nothing was, or what was sent does not read."""
    spot, chainage, village = forms["spot"], forms["chainage"], forms["village"]
    if spot.is_bound:
        return rules.of_spot(known.lines, spot.spot()) if spot.is_valid() else None
    if village.is_bound:
        place = village.cleaned_data["place"] if village.is_valid() else ""
        return rules.of_place(known.places, known.lines, place, day=day) if place else None
    if chainage.is_bound and chainage.is_valid():
        return rules.of_chainage(known.borders, chainage.cleaned_data["border"], chainage.metres())
    return None


def _said(found: Siding, scene: Sides, known: Ground) -> tuple[str, str, str]:
    """Return the answer as its reader's side reads it: a class for its colour, a headline, the reason."""
    names = {place.id: called(place) for place in known.places}
    whose = found.whose(scene.me)
    return whose.value, headline(whose, scene.names(found.sides)), reason(found, [names[one] for one in found.through])


def _facts(key: str, found: Siding, known: Ground) -> list[tuple[str, str]]:
    """Return where along the border and how far from it, and what the answer rests on."""
    rows = []
    if found.chainage_m is not None:
        rows.append((gettext("里程"), gettext("%(km).3f 公里处") % {"km": found.chainage_m / 1000}))
    if found.distance_m is not None:
        rows.append((gettext("距边界线"), gettext("%(n)d 米") % {"n": found.distance_m}))
    line = known.lines.get(key)
    if line is not None:
        rows.append((gettext("依据的边界线"), gettext("双方签署，审图号 %(n)s") % {"n": line.approval_number}))
        rows.append((gettext("共管带"), _band(line)))
    return rows


def _band(line: Boundary) -> str:
    if not line.band_m:
        return gettext("未设")
    return gettext("线两侧各 %(n)d 米，双方共同负责") % {"n": line.band_m}


def _strip(key: str, found: Siding | None, known: Ground, scene: Sides) -> Strip | None:
    """Return the border as a strip, with a mark where the answer lies."""
    border = known.borders.get(key) or next(iter(known.borders.values()), None)
    if border is None:
        return None
    above, line = border.sides[0], known.lines.get(border.key)
    at = found.chainage_m if found is not None and found.why is not Why.BEYOND_THE_ENDS else None
    return Strip(
        title=border.name or border.key,
        length_m=border.length_m,
        starts_at=border.starts_at,
        ends_at=border.ends_at,
        above=scene.name(above),
        below=scene.name(border.sides[-1]),
        marks=_marks(border.key, known.places, above),
        here_m=at,
        band=Band(_band(line)) if line is not None and line.band_m else None,
    )


def _marks(key: str, places: Sequence[Place], above: str) -> list[Mark]:
    return [
        Mark(one.id, one.name or one.id, at.chainage_m, one.side == above, mark_of(at.standing))
        for one in places
        if one.valid_to is None
        for at in one.chainages
        if at.border == key
    ]
