"""Filters: how money, days, instants and lengths of time are written."""

from datetime import date, datetime

from django import template
from django.utils import dateformat
from django.utils.translation import gettext

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.money import Fen, yuan_text
from pilin.web import languages, wording
from pilin.web.languages import Titled

register = template.Library()


@register.filter
def yuan(amount_fen: Fen) -> str:
    return yuan_text(amount_fen)


@register.filter
def titled(title: Titled) -> str:
    """Say a title that was signed in both languages in the reader's."""
    return languages.titled(title)


@register.filter
def day(value: date | None) -> str:
    return value.isoformat() if value else "—"


@register.filter
def day_in_words(value: date) -> str:
    return dateformat.format(value, gettext("Y年n月j日"))


@register.filter
def instant(value: datetime | None) -> str:
    """Write an instant to the minute, in China's time."""
    return value.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M") if value else "—"


@register.filter
def second(value: datetime | None) -> str:
    """Write an instant to the second, in China's time, where minutes are too coarse."""
    return value.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M:%S") if value else "—"


@register.filter
def ago(value: Instant | None, at: Instant) -> str:
    """Say how long before `at` something happened."""
    if value is None:
        return gettext("从未")
    seconds = max(0.0, clock.seconds_between(value, at))
    return gettext("刚刚") if seconds < 60 else gettext("{length}前").format(length=wording.length(seconds))


@register.filter
def age(value: Instant | None, at: Instant) -> str:
    """Say for how long something has been waiting at `at`."""
    return wording.length(max(0.0, clock.seconds_between(value, at))) if value else "—"


@register.filter
def skew(seconds: int) -> str:
    return wording.skew(seconds)


@register.filter
def lane_word(name: str) -> str:
    return wording.word(wording.LANES, name)


@register.filter
def mode_word(name: str) -> str:
    return wording.word(wording.MODES, name) if name else "—"


@register.filter
def document_word(name: str) -> str:
    return wording.document(name)


@register.filter
def subject_words(subject: str) -> str:
    return wording.subject(subject)
