"""Taking a petition in by its form; what is refused is told with the right address."""

from collections.abc import Mapping
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from pilin.base import clock
from pilin.base.refusal import Code, Refused
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Body, Right, called
from pilin.modules.petitions import actions, queries
from pilin.modules.petitions.forms import IntakeForm
from pilin.modules.petitions.rules.codes import PetitionRefusal
from pilin.modules.petitions.rules.intake import Intake, Petitioner
from pilin.modules.petitions.views.common import eyes
from pilin.web import marks
from pilin.web.access import PageRequest, needs
from pilin.web.languages import titled
from pilin.web.sentences import refuse_in
from pilin.web.sides import Sides, sides_of

_FIELDS: Mapping[Code, str] = {
    PetitionRefusal.PETITION_NAMES_A_PERSON: "concern",
    PetitionRefusal.REPRESENTATIVES_ARE_TOO_MANY: "representatives",
    PetitionRefusal.REPRESENTATIVES_EXCEED_PEOPLE: "representatives",
    PetitionRefusal.PETITION_IS_OPEN_ALREADY: "name",
    PetitionRefusal.PETITION_HAS_ENDED: "name",
}


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def take_in(request: PageRequest) -> HttpResponse:
    """Take a petition in; the code for the petitioner is shown once."""
    sides, day = sides_of(request), clock.day_of(request.at)
    bodies = bodies_of(sides, day)
    data = request.POST if request.method == "POST" else None
    form = IntakeForm(data, bodies=bodies, latest=day.isoformat())
    marks.tell(request, form)
    if data is not None and form.is_valid():
        if form.cleaned_data["received_on"] > day:
            form.add_error("received_on", gettext("收到日期不能晚于今天。"))
        else:
            answer = _taken(request, form, sides)
            if answer is not None:
                return answer
    return render(request, "petitions/new.html", {"form": form, "links": sides.links})


def _taken(request: PageRequest, form: IntakeForm, sides: Sides) -> HttpResponse | None:
    said = form.cleaned_data
    told = Intake(
        received_on=said["received_on"].isoformat(),
        accused=tuple(said["accused"]),
        **{name: said[name] for name in ("channel", "domain", "concern", "request", "facts", "official")},
        **{name: said[name] for name in ("people", "representatives", "urgent")},
    )
    who = Petitioner(said["name"], said["address"], said["contact"])
    office = request.visitor.offices(Right.ACT)[0]
    try:
        taken = actions.take_in(told, who, office=office, eyes=eyes(request), at=request.at)
    except Refused as refused:
        refuse_in(form, _in_words(refused), field=_FIELDS.get(refused.code))
        return None
    return render(request, "petitions/taken.html", {"taken": taken, "links": sides.links})


def _in_words(refused: Refused) -> Refused:
    """Return a refusal of which the address is in the reader's language."""
    address = next((one.address for one in queries.exits() if one.address == refused.facts.get("address")), None)
    return Refused(refused.code, **{**refused.facts, "address": titled(address)}) if address else refused


def bodies_of(sides: Sides, day: date) -> list[tuple[str, str]]:
    """Return the bodies of all sides that can be complained of, by id; one query."""
    found = [
        (entry.id, f"{sides.name(entry.side)} {called(entry)}")
        for entry in organisations.visible_directory(day=day)
        if isinstance(entry, Body)
    ]
    return sorted(found, key=lambda pair: pair[1])
