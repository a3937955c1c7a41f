"""Who comes in: nobody while the room lacks anything, then only the people of the lawful body."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from pilin.base.refusal import Finding
from pilin.kernel.organisations.rules import Right
from pilin.modules.care import queries
from pilin.modules.care.queries import Keeper, Start
from pilin.modules.care.rules import CareRefusal
from pilin.web.access import PageRequest, needs
from pilin.web.sentences import say

P = ParamSpec("P")
View = Callable[Concatenate[PageRequest, Keeper, P], HttpResponseBase]


def inside(right: Right) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let people of the lawful body in, with a right, while the room is open; others read what is missing, with 403."""

    def wrapped(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @needs(right)
        @wraps(view)
        def entered(request: PageRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            row = queries.latest()
            found = queries.lacking(row, at=request.at)
            by = keeper_of(request, row)
            if row is not None and not found and by.body != row.body_here:
                found = [Finding("body", CareRefusal.CARE_IS_FOR_THE_LAWFUL_BODY, {"body": row.body_here})]
            return shut(request, found) if found else view(request, by, *args, **kwargs)

        return entered

    return wrapped


def shut(request: PageRequest, found: list[Finding]) -> HttpResponse:
    """Say everything that keeps the room shut, and where it is brought."""
    sentences = [say(one.code.value, one.facts) for one in found]
    is_missing = found[0].code is not CareRefusal.CARE_IS_FOR_THE_LAWFUL_BODY
    return render(request, "care/shut.html", {"sentences": sentences, "is_missing": is_missing}, status=403)


def keeper_of(request: PageRequest, start: Start | None) -> Keeper:
    """Return who the visitor is in this room."""
    visitor = request.visitor
    return queries.keeper(visitor.account, visitor.name, visitor.offices(Right.READ), start)
