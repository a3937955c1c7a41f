"""The page that a phone keeps by a tap (`web/on_site.html`): what rooms that write on site share.

Without script its form works as any other. With it, entries lie in the phone until they were taken; the answer to each
is a word and a sentence (JSON), and the same sent twice is one entry. A room brings its form, a block about what is
written (`about`) and one of what was taken (`taken`).
"""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext

from pilin.base.refusal import Refused
from pilin.web import unsent
from pilin.web.access import PageRequest
from pilin.web.sentences import spoken

PHONE = "X-Phone"
"""The header by which the script says that it asks, and wants an answer that it can read."""


@dataclass(frozen=True)
class OnSite:
    """What the script reads on the page: whose entries, of which matter, where its program is, how they are counted."""

    matter: str
    worker: str
    account: str
    cookie: str
    is_secure: bool


def frame(request: PageRequest, *, matter: str, worker: str) -> OnSite:
    """Return the frame of a page about a matter; `worker` is the address at which its room serves the program."""
    return OnSite(matter, worker, request.visitor.account, unsent.name(), settings.SESSION_COOKIE_SECURE)


def is_phone(request: HttpRequest) -> bool:
    """Tell whether the script asks."""
    return PHONE in request.headers


def taken(sentence: str) -> JsonResponse:
    """Answer the script that an entry was taken."""
    return JsonResponse({"taken": True, "sentence": sentence})


def refused(refusal: Refused) -> JsonResponse:
    """Answer the script that an entry was refused, and why."""
    return JsonResponse({"taken": False, "sentence": spoken(refusal).sentence}, status=409)


def unfit(form: Form) -> JsonResponse:
    """Answer the script what of an entry does not fit, as one sentence, field by field."""
    labels = {name: str(field.label) for name, field in form.fields.items()}
    sentence = " ".join(
        gettext("%(label)s：%(text)s") % {"label": labels.get(name, ""), "text": said[0]}
        for name, said in form.errors.items()
    )
    return JsonResponse({"taken": False, "sentence": sentence}, status=400)


def worker() -> HttpResponse:
    """Serve the program that answers a kept page without a line; it sees to addresses below its own alone."""
    return HttpResponse(_program(), content_type="text/javascript; charset=utf-8")


@cache
def _program() -> bytes:
    return unsent.WORKER.read_bytes()
