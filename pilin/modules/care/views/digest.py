"""The monthly digest, for who inspects: the officer for personal information and the procuratorate."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pilin.base.clock import day_of
from pilin.kernel.organisations.rules import Right
from pilin.modules.care import queries
from pilin.web import logbook
from pilin.web.access import PageRequest, needs
from pilin.web.logbook import Event

_EARLIEST = date(2020, 1, 1)  # there was no node before


@require_GET
@needs(Right.INSPECT)
def show_digest(request: PageRequest) -> HttpResponse:
    """Show a month: every opening by both bodies, what is late for review, and the digest of the list."""
    today = day_of(request.at)
    first = _month(request.GET.get("month", ""), today)
    logbook.note(request, Event.LOG_READ, at=request.at, subject="care", page="care:digest")
    before = (first - timedelta(days=1)).replace(day=1)
    context = {"month": queries.month(first, day=today), "before": f"{before:%Y-%m}", "start": queries.latest()}
    return render(request, "care/digest.html", context)


def _month(text: str, today: date) -> date:
    """Return the first day of the month that is asked for; the present one where it does not read or is not yet."""
    this = today.replace(day=1)
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return this
    return first if _EARLIEST <= first <= this else this
