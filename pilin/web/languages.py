"""In which language a page speaks: Chinese until the reader switches, whatever his browser says.

A browser's list of languages is set by whoever installed it, not by who reads. A clerk whose machine came with an
English system would otherwise meet terms that his own law does not know. So English comes by a switch on the page,
and a cookie remembers it. What two sides signed in both languages is shown in the reader's; names of places and
bodies, and what people wrote, stay as they are.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, Protocol, TypeAlias

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext, gettext_noop

from pilin.web import few


class Words(Protocol):
    """A text in both languages, as agreements hold it."""

    @property
    def zh(self) -> str:
        """Return the Chinese text."""

    @property
    def en(self) -> str:
        """Return the English text."""


Titled: TypeAlias = Words | Mapping[Literal["zh", "en"], str]


NOT_GIVEN = gettext_noop("来源未载明")
"""What stands where the programme's source gives nothing, in entries and in what both signed."""


def given(text: str) -> str:
    """Return a text as it stands; one that says only that the source gives none is said in the reader's language."""
    return gettext(NOT_GIVEN) if text == NOT_GIVEN else text


def is_offered(language: str) -> bool:
    """Tell whether pages speak a language."""
    return language in dict(settings.LANGUAGES)


def chosen(request: HttpRequest) -> str:
    """Return the language that the reader switched to last; the node's own where he never did."""
    remembered = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return remembered if is_offered(remembered) else str(settings.LANGUAGE_CODE)


def spoken() -> Literal["zh", "en"]:
    """Return the language of this page as titles and sentences name it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def titled(title: Titled) -> str:
    """Return a title in the reader's language; in the other where that one is empty."""
    zh, en = (title["zh"], title["en"]) if isinstance(title, Mapping) else (title.zh, title.en)
    return (en or zh) if spoken() == "en" else (zh or en)


def several(texts: Iterable[str]) -> str:
    """Return some names as people list them in a sentence."""
    return gettext("、").join(texts)


def apart(texts: Iterable[str]) -> str:
    """Return some texts that stand apart from each other in one line."""
    return gettext("；").join(texts)


def labelled(label: str, text: str) -> str:
    """Return a text behind its label."""
    return gettext("%(label)s：%(text)s") % {"label": label, "text": text}


def bracketed(text: str, more: str) -> str:
    """Return a text with more about it in brackets; without, where there is no more."""
    return gettext("%(text)s（%(more)s）") % {"text": text, "more": more} if more else text


def untold() -> str:
    """Say in place of a number about people that it is not told (`few`)."""
    return gettext("不列（不足 %(from)s 件，或可由此推算）") % {"from": few.FROM}
