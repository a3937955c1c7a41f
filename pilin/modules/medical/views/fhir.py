"""A settlement as FHIR R4: handed out by whoever may act, with a purpose, under a pseudonym unless it must be named."""

import json

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.medical.queries import explanations
from pilin.modules.medical.queries.explanations import Facts
from pilin.modules.medical.rules import fhir
from pilin.modules.medical.rules.explained import Explained
from pilin.modules.medical.rules.fhir import Given
from pilin.modules.medical.rules.listing import short_code
from pilin.modules.medical.views import looking, settlements, statement
from pilin.modules.medical.views.looking import ExportForm
from pilin.web.access import PageRequest, needs
from pilin.web.sentences import refuse_in
from pilin.web.sides import Sides, sides_of

CONTENT_TYPE = "application/fhir+json"
_PSEUDONYM_LENGTH = 24


@require_POST
@needs(Right.ACT)
def export(request: PageRequest, settlement: str) -> HttpResponse:
    """Hand out a settlement as a Bundle; the look is registered as every other."""
    found = explanations.facts_of(settlement)
    if found is None:
        raise Http404
    scene, form = sides_of(request), ExportForm(request.POST)
    told = _told(found, form)
    if told is None:
        return render(request, "medical/settlement.html", settlements.shown(request, found, scene, form))
    identified = bool(form.cleaned_data["identified"])
    looking.note(request, found, told, form, what="fhir.identified" if identified else "fhir")
    data = json.dumps(_bundle(request, found, told, scene, identified=identified), ensure_ascii=False, indent=1)
    response = HttpResponse(data, content_type=CONTENT_TYPE)
    name = f"settlement-{short_code(settlement)}.fhir.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _told(found: Facts, form: ExportForm) -> Explained | None:
    """Return both halves; None where the form or what is missing says why not."""
    if not form.is_valid():
        return None
    try:
        told = explanations.explanation(found)
    except Refused as refused:
        refuse_in(form, refused, field=None)
        return None
    if not told.whole:
        form.add_error(None, gettext("两半没有都在这里：尚未答复，或保存期限已过而已销毁。没有完整的内容可以导出。"))
        return None
    return told


def _bundle(request: PageRequest, found: Facts, told: Explained, scene: Sides, *, identified: bool) -> fhir.Resource:
    assert told.claim is not None, "whole explanations alone are exported"
    made = statement.statement(found, told, scene)
    person = told.claim.person
    names = {**scene.called, found.settlement.institution: found.institution_name}
    given = Given(
        person=person if identified else pseudonym(person),
        identified=identified,
        names=names,
        notes=[str(row[0]) for row in made.steps.rows],
        policy=made.facts[-1][1],
        at=request.at,
    )
    return fhir.bundle(told, given)


def pseudonym(person: str) -> str:
    """Return the same name for the same person on this node, from which nobody without its key comes back to him."""
    return salted_hmac("pilin.medical.fhir", person, algorithm="sha256").hexdigest()[:_PSEUDONYM_LENGTH]
