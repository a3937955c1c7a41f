"""Marks that nobody sees, or that turn the direction of writing: none comes in by our forms, none is shown unseen.

A peer signs what it likes, and evidence is never altered. So its texts are kept and proven as they came, and in every
page, whichever template or module made it, such a mark stands written out (`⟦U+202E⟧`): in one place, for all of them.
What our people send is judged before any form reads it. What copying leaves between words goes, and a sentence says so,
since the text looks the same without it; anything else is refused: what is signed must be what was seen.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext

from pilin.base import masking
from pilin.base.refusal import Refused
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import spoken

_SECRETS = {"password", "old", "new", "again"}
"""Fields whose content is hashed and shown to nobody: a password may hold what it likes."""

Respond = Callable[[HttpRequest], HttpResponse]


def marks_made_visible(get_response: Respond) -> Respond:
    """Write out the hidden marks of a page."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            text = response.content.decode()
            shown = masking.made_visible(text)
            if shown != text:
                response.content = shown.encode()
        return response

    return respond


def marks_kept_out(get_response: Respond) -> Respond:
    """Take the seams out of what a form sends, and refuse it where it holds another hidden mark."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return get_response(request)
        try:
            gone = _cleaned(request)
        except Refused as refused:
            if _is_told_in_the_field(request):
                _write_out(request)
                return get_response(request)
            return render(request, "web/refused.html", {"refusal": spoken(refused)}, status=400)
        except UnreadablePostError:  # who sent it is gone; the check of forged forms finds no token in it
            gone = 0
        if gone:
            _say(request, gone)
        return get_response(request)

    return respond


View = TypeVar("View", bound=Callable[..., Any])


def told_in_the_field(view: View) -> View:
    """Let a view tell of hidden marks in the fields that hold them (`tell`), so that nothing typed is lost."""
    view.tells_of_marks = True  # type: ignore[attr-defined]  # decorators around it carry it on
    return view


def _is_told_in_the_field(request: HttpRequest) -> bool:
    try:
        match = resolve(request.path_info, urlconf=getattr(request, "urlconf", None))
    except Resolver404:
        return False
    return getattr(match.func, "tells_of_marks", False)


def _write_out(request: HttpRequest) -> None:
    """Write out what nobody sees in what was sent, and keep which fields held it: what is taken is what is seen."""
    said, held = QueryDict(mutable=True), dict[str, str]()
    for name, values in request.POST.lists():
        texts = [masking.without_seams(value)[0] for value in values]
        found = next(filter(None, map(masking.hidden_mark, texts)), None) if name not in _SECRETS else None
        if found is not None:
            facts = {"mark": found[0], "words": found[1]}
            held[name] = spoken(Refused(WebRefusal.TEXT_HOLDS_A_HIDDEN_MARK, **facts)).sentence
        said.setlist(name, [masking.made_visible(text) for text in texts] if found else values)
    request.POST = said  # type: ignore[assignment]  # nobody writes into it after us
    request.marks_told = held  # type: ignore[attr-defined]


def tell(request: HttpRequest, form: Form) -> None:
    """Refuse in a form what its fields hold that nobody sees; it stands there written out, to be taken out."""
    if not form.is_bound:
        return
    for name, sentence in getattr(request, "marks_told", {}).items():
        form.add_error(name if name in form.fields else None, sentence)


def _cleaned(request: HttpRequest) -> int:
    """Replace what was sent by the same without seams; return how many there were. Raises TEXT_HOLDS_A_HIDDEN_MARK."""
    cleaned, gone = QueryDict(mutable=True), 0
    for name, values in request.POST.lists():
        if name in _SECRETS:
            cleaned.setlist(name, values)
            continue
        parts = [masking.without_seams(value) for value in values]
        gone += sum(count for _, count in parts)
        cleaned.setlist(name, [text for text, _ in parts])
        found = next(filter(None, (masking.hidden_mark(text) for text, _ in parts)), None)
        if found is not None:
            raise Refused(WebRefusal.TEXT_HOLDS_A_HIDDEN_MARK, mark=found[0], words=found[1])
    if gone:
        request.POST = cleaned  # type: ignore[assignment]  # nobody writes into it after us
    return gone


def _say(request: HttpRequest, gone: int) -> None:
    text = gettext("您填的文字里有 %(count)d 个看不见的字符（复制时常会带来），已去掉；签名和保存的是去掉之后的文字。")
    messages.info(request, text % {"count": gone})
