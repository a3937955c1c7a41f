"""Values of every class, drawn from what the class says of its fields."""

import unicodedata
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from pilin.base.clock import CHINA, instant
from pilin.wire.nhsa import codes
from pilin.wire.nhsa.fields import Day, Digits, Field, Moment, Money, Number, Numeral, Octets, Text, Whole, fields_of
from pilin.wire.nhsa.person import PersonQuery

SIGNS = st.characters(exclude_categories=("Cs", "Cc"))
DAYS = st.dates(min_value=date(1900, 1, 2), max_value=date(2199, 12, 31))
MOMENTS = st.integers(-(2**31), 2**32).map(lambda seconds: instant(datetime.fromtimestamp(seconds, CHINA)))


def objects(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Draw objects of a node's class."""
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for one in fields_of(kind):
        (required if one.is_required else optional)[one.attribute] = _values(one)
    return st.fixed_dictionaries(required, optional=optional).map(lambda values: _fit(kind(**values)))


def _fit(value: Any) -> Any:
    """Return an object that keeps the one rule between two fields: a card tells the number of its chip."""
    return replace(value, card_sn=value.card_sn or "1") if isinstance(value, PersonQuery) else value


def _values(one: Field) -> st.SearchStrategy[Any]:
    if one.inner is None:
        return _plain(one.kind)
    inner = objects(one.inner)
    return st.lists(inner, min_size=1, max_size=2).map(tuple) if one.rows_max else inner


def _plain(kind: Any) -> st.SearchStrategy[Any]:
    if isinstance(kind, Text):
        return _texts(kind)
    if isinstance(kind, Number):
        bound = 10**kind.digits - 1
        return st.integers(-bound, bound).map(lambda value: Decimal(value).scaleb(-kind.places))
    if isinstance(kind, Whole):
        return st.integers(0, 10**kind.digits - 1)
    if isinstance(kind, Money):
        return st.integers(-(10**15), 10**15)
    return {Day: DAYS, Moment: MOMENTS, Octets: st.binary(min_size=1, max_size=20)}[type(kind)]


def _texts(kind: Text) -> st.SearchStrategy[str]:
    if isinstance(kind, (Digits, Numeral)):
        return st.integers(1, 9).map(lambda digit: str(digit) * kind.length)
    if kind.codes:
        return st.sampled_from([code for code in codes.lists()[kind.codes].titles if len(code) <= kind.length])
    texts = st.text(SIGNS, min_size=1, max_size=min(kind.length, 12))
    return texts.map(lambda text: unicodedata.normalize("NFC", text).strip()[: kind.length].strip() or "-")
