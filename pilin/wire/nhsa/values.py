"""One value of a field, from what JSON gave to what Pilin computes with. Blank values are None.

Numbers come as numbers or as text; `parse` in `reading` hands fractions over as the text that stood there, so that no
binary fraction ever comes between. What a hospital's program added by computing in binary fractions
(0.30000000000000004) lies behind the fourth place after the last one that counts; it is rounded away. Everything else
that has too many places is refused: an amount is never changed.
"""

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import partial
from typing import Any

from pilin.base.clock import Instant, instant
from pilin.base.money import FEN_MAX, Fen
from pilin.base.refusal import Code
from pilin.wire.nhsa import codes
from pilin.wire.nhsa.fields import Day, Digits, Extension, Kind, Moment, Money, Number, Octets, Text, Whole
from pilin.wire.nhsa.refusals import NhsaRefusal

Convert = Callable[[Any], Any]

NOISE_PLACES = 4
_YEAR_MIN = 1900
_YUAN_QUICK = 10**13
_CONTEXT = Context(prec=60)
_BLANK = frozenset({"", "null", "NULL"})
_AMOUNT = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,2})?").fullmatch
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})(?:[eE][+-]?[0-9]{1,3})?").fullmatch
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})").fullmatch
_MOMENT = re.compile(
    r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})[ T]?([0-9]{2}):?([0-9]{2})(?::?([0-9]{2})(?:\.[0-9]{1,9})?)?"
).fullmatch
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]").search


class Unfit(Exception):
    """A value does not fit its field; whoever knows the field's path makes a refusal of it."""

    def __init__(self, code: Code, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def converter(kind: Kind) -> Convert:
    """Return what converts a value of a field of that kind."""
    if isinstance(kind, Text):
        return _text_converter(kind)
    if isinstance(kind, Number):
        return _decimal_converter(kind.digits, kind.places)
    if isinstance(kind, Whole):
        return partial(_whole, kind.digits)
    if isinstance(kind, Octets):
        return partial(_octets, kind.length)
    return {Money: fen_of, Day: day_of, Moment: moment_of}[type(kind)]


def _text_converter(kind: Text) -> Convert:
    plain = _plain_converter(kind.length)
    if isinstance(kind, Extension):
        return partial(_extension, plain)
    if isinstance(kind, Digits):
        return partial(_digits, plain, kind.length)
    if kind.codes and codes.lists()[kind.codes].is_closed:
        return partial(_listed, plain, codes.lists()[kind.codes])
    return plain


def _plain_converter(limit: int) -> Convert:
    """Return what most fields are read by: a text that is plain is taken as it is, without a look at the rest."""

    def convert(raw: Any) -> str | None:
        if type(raw) is str and raw.isascii() and raw.isprintable() and len(raw) <= limit:
            return raw.strip() or None
        return text_of(raw, limit)

    return convert


def text_of(raw: Any, limit: int) -> str | None:
    """Return a text without the blanks around it, in NFC; a whole number is taken for its digits."""
    if type(raw) is not str:
        if type(raw) is not int:
            raise Unfit(NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE)
        raw = str(raw)
    text = raw.strip()
    if not (text.isascii() and text.isprintable()):
        text = _cleaned(text)
    if len(text) > limit:
        raise Unfit(NhsaRefusal.FIELD_IS_TOO_LONG, length=len(text), limit=limit)
    return text or None


def _cleaned(text: str) -> str:
    if _UNFIT(text):
        raise Unfit(NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE)
    return unicodedata.normalize("NFC", text).strip()


def _listed(plain: Convert, known: codes.CodeList, raw: Any) -> str | None:
    text: str | None = plain(raw)
    if text is not None and text not in known.titles and known.key(text) not in known.titles:
        raise Unfit(NhsaRefusal.FIELD_IS_NOT_ON_THE_LIST, list=known.name)
    return text


def _digits(plain: Convert, length: int, raw: Any) -> str | None:
    text: str | None = plain(raw)
    if text is not None and not (len(text) == length and text.isascii() and text.isdigit()):
        raise Unfit(NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE)
    return text


def _extension(plain: Convert, raw: Any) -> str | None:
    if type(raw) in (dict, list):
        try:
            raw = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
        except RecursionError:  # writing goes as deep as reading did, from a place that is deeper already
            raise Unfit(NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE) from None
    text: str | None = plain(raw)
    return text


def fen_of(raw: Any) -> Fen | None:
    """Return an amount of yuan as fen."""
    if type(raw) is str and _AMOUNT(raw):
        whole, _, part = raw.partition(".")
        return Fen(int(whole + (part + "00")[:2]))
    if type(raw) is int and -_YUAN_QUICK < raw < _YUAN_QUICK:
        return Fen(raw * 100)
    yuan = decimal_of(raw, 16, 2)
    if yuan is None:
        return None
    amount = int(_CONTEXT.scaleb(yuan, 2))
    if abs(amount) > FEN_MAX:
        raise Unfit(NhsaRefusal.FIELD_IS_TOO_LARGE, digits=14)
    return Fen(amount)


def _decimal_converter(digits: int, places: int) -> Convert:
    plain = re.compile(rf"-?[0-9]{{1,{digits - places}}}(?:\.[0-9]{{1,{places}}})?").fullmatch
    step = Decimal(1).scaleb(-places)

    def convert(raw: Any) -> Decimal | None:
        if type(raw) is str and plain(raw):
            return _CONTEXT.plus(Decimal(raw).quantize(step, None, _CONTEXT))
        return decimal_of(raw, digits, places)

    return convert


def decimal_of(raw: Any, digits: int, places: int) -> Decimal | None:
    """Return a number with exactly so many places."""
    value = _number(raw)
    if value is None:
        return None
    if value and value.adjusted() >= digits - places:
        raise Unfit(NhsaRefusal.FIELD_IS_TOO_LARGE, digits=digits - places)
    heard = value.quantize(Decimal(1).scaleb(-places - NOISE_PLACES), ROUND_HALF_UP, _CONTEXT)
    exact = _CONTEXT.plus(heard.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _CONTEXT))
    if exact != heard:
        raise Unfit(NhsaRefusal.FIELD_HAS_TOO_MANY_PLACES, places=places)
    if exact and exact.adjusted() >= digits - places:
        raise Unfit(NhsaRefusal.FIELD_IS_TOO_LARGE, digits=digits - places)
    return exact


def _number(raw: Any) -> Decimal | None:
    if type(raw) is int:
        return Decimal(raw)
    if type(raw) is str:
        text = raw.strip()
        if text in _BLANK:
            return None
        if _DECIMAL(text):
            return Decimal(text)
    raise Unfit(NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE)


def _whole(digits: int, raw: Any) -> int | None:
    value = decimal_of(raw, digits, 0)
    return None if value is None else int(value)


def moment_of(raw: Any) -> Instant | None:
    """Return a moment in China; a day alone is its beginning."""
    text = _written(raw)
    if text is None:
        return None
    if len(text) != 19:
        text = _to_the_second(text)
    if len(text) == 19 and text[4] == text[7] == "-" and text[13] == text[16] == ":" and text[10] in " T":
        try:
            moment = datetime.fromisoformat(f"{text}+08:00")
        except ValueError:
            raise Unfit(NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE) from None
        if moment.year >= _YEAR_MIN:
            return instant(moment)
    raise Unfit(NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE)


def _to_the_second(text: str) -> str:
    """Return a moment as it should stand: fractions and seconds that Java leaves or leaves out, or a day alone."""
    match = _MOMENT(text)
    if match is not None:
        return f"{match[1]}-{match[2]}-{match[3]} {match[4]}:{match[5]}:{match[6] or '00'}"
    day = _calendar_day(text)
    return "" if day is None else f"{day} 00:00:00"


def day_of(raw: Any) -> date | None:
    """Return a day; of a moment its day."""
    text = _written(raw)
    if text is None:
        return None
    day = _calendar_day(text[:10] if len(text) > 10 and _MOMENT(text) else text)
    if day is None:
        raise Unfit(NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE)
    return day


def _written(raw: Any) -> str | None:
    if type(raw) not in (str, int):
        raise Unfit(NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE)
    text = str(raw).strip()
    return None if text in _BLANK else text


def _calendar_day(text: str) -> date | None:
    match = _DAY(text)
    if match is None or int(match[1]) < _YEAR_MIN:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _octets(length: int, raw: Any) -> bytes | None:
    """Return the bytes of a file: integers (Java's are signed) or base64, with or without broken lines."""
    if type(raw) is str:
        try:
            data = base64.b64decode("".join(raw.split()), validate=True)
        except (binascii.Error, ValueError):
            raise Unfit(NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE) from None
    elif type(raw) is list and all(type(one) is int and -128 <= one <= 255 for one in raw):
        data = bytes(one & 255 for one in raw)
    else:
        raise Unfit(NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE)
    if len(data) > length:
        raise Unfit(NhsaRefusal.FIELD_IS_TOO_LONG, length=len(data), limit=length)
    return data or None
