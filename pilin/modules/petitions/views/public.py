"""Petitions for everybody: where to go and when, how far one's own has come by its code, and what one thinks of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from pilin.base.refusal import Refused
from pilin.modules.petitions import actions, queries
from pilin.modules.petitions.forms import CodeForm
from pilin.modules.petitions.rules.codes import PetitionRefusal
from pilin.modules.petitions.rules.public import PUBLIC_FIELDS
from pilin.modules.petitions.views.common import state_word
from pilin.web.languages import titled
from pilin.web.public.fields import only
from pilin.web.public.writing import takes_writing
from pilin.web.sentences import refuse_in


def show_petitions(request: HttpRequest) -> HttpResponse:
    """Show the channels, the periods by their acts, and the right address for what is not met here."""
    periods = [
        (titled(one.title), gettext(one.statute), one.article, one.length, one.unit, one.standing)
        for one in queries.periods()
    ]
    ways = [(titled(one.title), titled(one.address), one.article) for one in queries.exits() if one.key != "own"]
    return render(request, "petitions/public/petitions.html", {"periods": periods, "ways": ways})


@require_http_methods(["GET", "HEAD", "POST"])
@takes_writing
def ask(request: HttpRequest) -> HttpResponse:
    """Tell how far a petition has come, to whoever brings its code; take what he thinks of it, once."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid():
        code, stars = form.cleaned_data["code"], form.cleaned_data["stars"]
        try:
            if stars:
                actions.rate(code, stars)
            state = queries.public_state(code)
            if state is None:
                raise Refused(PetitionRefusal.PETITION_CODE_IS_UNKNOWN)
            found = only(state, PUBLIC_FIELDS)
        except Refused as refused:
            refuse_in(form, refused, field="code")
    context = {
        "form": form,
        "found": found,
        "state": state_word(found.state) if found else "",
        "due": found.due if found else None,
    }
    return render(request, "petitions/public/ask.html", context)
