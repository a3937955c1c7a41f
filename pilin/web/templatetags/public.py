"""The frame of the public site: its head with navigation and language."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from pilin.web.cards import cards
from pilin.web.languages import spoken

register = template.Library()
_LANGUAGES = {True: ("中文", "zh-Hans"), False: ("English", "en")}
"""What the other language is called, by whether a page is in English."""


@register.inclusion_tag("web/public/head.html", takes_context=True)
def public_head(context: Context) -> dict[str, Any]:
    """Show whose site this is, the pages that it has, and the same page in the other language."""
    path = getattr(context.get("request"), "path", "")
    named = [(gettext_noop("首页"), "public:home")]
    named += [(entry.title, entry.page) for card in cards() for entry in card.public_entries]
    named += [(gettext_noop("本软件不做什么"), "public:refusing"), (gettext_noop("关于本站"), "public:about")]
    listed = [(gettext(title), reverse(name)) for title, name in named]
    is_english = spoken() == "en"
    other, code = _LANGUAGES[is_english]
    return {
        "node": settings.NODE.node,
        "entries": [(title, url, url == path) for title, url in listed],
        "other": other,
        "other_code": code,
        "other_url": _turned(path or reverse("public:home"), is_english=is_english),
    }


def _turned(path: str, *, is_english: bool) -> str:
    """Return the address of a page in the other language."""
    return path.removeprefix("/en") if is_english else f"/en{path}"
