"""Writers: made once for a node's class, they spell its object as JSON. What is blank is written too, as "" or null.

The text is put together here and not by `json.dumps`, because that knows no decimal number: an amount of sixteen digits
would pass through a binary fraction.
"""

import base64
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from json import encoder
from operator import attrgetter
from typing import Any, TypeVar, cast

from pilin.base.clock import CHINA, Instant
from pilin.base.money import Fen
from pilin.wire.nhsa.fields import Day, Field, Kind, Moment, Money, Number, Numeral, Octets, Text, Whole, fields_of

T = TypeVar("T")
Spell = Callable[[Any], str]
quoted: Spell = encoder.encode_basestring
"""Spells a text as JSON does, without escaping what is no ASCII."""


def spell_fen(amount: Fen) -> str:
    """Write fen as a number of yuan: 4.52."""
    if not amount:  # most amounts of a settlement
        return "0.00"
    whole, part = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{whole}.{part:02d}"


def spell_decimal(value: Decimal) -> str:
    """Write a decimal number plainly, without zeros that say nothing."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def spell_moment(moment: Instant) -> str:
    """Write an instant as the interface does: yyyy-MM-dd HH:mm:ss in China."""
    return moment.astimezone(CHINA).isoformat(sep=" ", timespec="seconds")[:19]


def _spell_day(day: date) -> str:
    return f'"{day.isoformat()}"'


def _spell_quoted_moment(moment: Instant) -> str:
    return f'"{spell_moment(moment)}"'


def _spell_octets(data: bytes) -> str:
    return f'"{base64.b64encode(data).decode("ascii")}"'


def _spell_numeral(text: str) -> str:
    return text if text.lstrip("-").isdecimal() and text.isascii() else quoted(text)


def _speller(kind: Kind) -> Spell:
    if isinstance(kind, Text):
        return _spell_numeral if isinstance(kind, Numeral) else quoted
    spelled: dict[type[Any], Spell] = {
        Money: spell_fen,
        Number: spell_decimal,
        Whole: str,
        Day: _spell_day,
        Moment: _spell_quoted_moment,
        Octets: _spell_octets,
    }
    return spelled[type(kind)]


def writer(kind: type[T]) -> Callable[[T], str]:
    """Return the writer of a node's class."""
    return cast("Callable[[T], str]", _made(cast("Any", kind)))


@cache
def _made(kind: type[Any]) -> Spell:
    described = fields_of(kind)
    plan = tuple((f'"{one.name}":', _spell_of(one)) for one in described)
    values_of = _getter(tuple(one.attribute for one in described))

    def write(value: Any) -> str:
        said = [
            start + ("null" if one is None else spell(one))
            for (start, spell), one in zip(plan, values_of(value), strict=True)
        ]
        return "{" + ",".join(said) + "}"

    return write


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    found = attrgetter(*names)
    return cast("Callable[[Any], tuple[Any, ...]]", found) if len(names) > 1 else lambda value: (found(value),)


def _spell_of(one: Field) -> Spell:
    if one.kind is not None:
        return _speller(one.kind)
    assert one.inner is not None
    write = writer(one.inner)
    if not one.rows_max:
        return write
    return lambda rows: "[" + ",".join([write(row) for row in rows]) + "]"
