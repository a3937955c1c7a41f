"""One cell as a value of its column's kind, or what is wrong with it. Nothing is guessed: what can be read in two ways
is refused with both."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NoReturn, TypeVar

from pilin.base.masking import hidden_mark, holds_identity_number, without_seams
from pilin.base.money import FEN_MAX, parse_yuan
from pilin.base.refusal import Refused
from pilin.wire.sheets.layout import COUNT_MAX, DAY_FIRST, DAY_LAST, PERCENT_MAX, Cell, Column, Kind
from pilin.wire.sheets.refusals import CellRefusal

Ordered = TypeVar("Ordered", int, date)

SHOWN_MAX = 40
_ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)|_x000D_")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)")
_WHOLE, _PERCENT = re.compile(r"\d{1,12}"), re.compile(r"(\d{1,6})\s*[%\uff05]?")
_EPOCH = date(1899, 12, 30)
_QUOTED = re.compile(r'"[^"]*"|\\.')


@dataclass(frozen=True)
class Found:
    """What stands in a cell: its value and type as the file says, and the format under which it is shown."""

    value: Any
    type: str = "n"
    format: str = "General"


def value(found: Found, column: Column) -> Cell:
    """Return a cell as its column wants it. Raises the CELL_… refusals, without saying where."""
    if found.type == "f":
        raise Refused(CellRefusal.CELL_IS_A_FORMULA)
    if found.type == "e":
        raise Refused(CellRefusal.CELL_IS_AN_ERROR, text=_shown(found.value))
    plain = text(found.value) if isinstance(found.value, str) else found.value
    if plain is None or plain == "":
        if column.needed:
            raise Refused(CellRefusal.CELL_IS_EMPTY)
        return None
    if isinstance(plain, str):
        _check_text(plain, personal=column.personal)
    read = _READ[column.kind](Found(plain, found.type, found.format))
    if column.choices and read not in column.choices:
        raise Refused(CellRefusal.CELL_IS_NOT_ON_THE_LIST, text=_shown(read), choices="、".join(column.choices[:12]))
    if isinstance(read, str) and len(read) > column.length_max:
        raise Refused(CellRefusal.CELL_IS_TOO_LONG, size=len(read), limit=column.length_max)
    return read


def text(said: str) -> str:
    """Return a text as people see it: marks of the file format and of copying taken off, one form of each letter."""
    plain = _ESCAPED.sub(lambda match: "_" if match.group() == "_x005F_" else "", said)
    return unicodedata.normalize("NFC", without_seams(plain)[0].replace("\r\n", "\n").replace("\r", "\n")).strip()


def _check_text(plain: str, *, personal: bool) -> None:
    mark = hidden_mark(plain)
    if mark is not None:
        raise Refused(CellRefusal.CELL_HOLDS_A_HIDDEN_MARK, mark=mark[0], text=mark[1])
    if not personal and holds_identity_number(plain):
        raise Refused(CellRefusal.CELL_HOLDS_AN_IDENTITY_NUMBER)


def _as_text(found: Found) -> str:
    """A whole number is what somebody typed; a day or a fraction is shown otherwise than it is kept."""
    if isinstance(found.value, str):
        return found.value
    if isinstance(found.value, int) and not isinstance(found.value, bool):
        return str(found.value)
    if isinstance(found.value, float) and found.value.is_integer() and abs(found.value) < 10**15:
        return str(int(found.value))
    return _unfit(CellRefusal.CELL_IS_NO_TEXT, found.value)


def _as_day(found: Found) -> date:
    said = found.value
    if isinstance(said, datetime):
        if said.time() != datetime.min.time():
            return _unfit(CellRefusal.CELL_IS_NO_DAY, said)
        return _in_range(said.date(), DAY_FIRST, DAY_LAST)
    if isinstance(said, str):
        return _in_range(_written_day(said), DAY_FIRST, DAY_LAST)
    meant = _meant(said)
    if meant is not None:
        raise Refused(CellRefusal.CELL_IS_A_BARE_DAY_NUMBER, text=_shown(said), day=meant.isoformat())
    return _unfit(CellRefusal.CELL_IS_NO_DAY, said)


def _written_day(said: str) -> date:
    """Return a day that is written with its year first, in any of the three ways that staff write it."""
    match = _DAY.fullmatch(said)
    try:
        return date(*(int(one) for one in match.groups() if one)) if match else _unfit(CellRefusal.CELL_IS_NO_DAY, said)
    except ValueError:
        return _unfit(CellRefusal.CELL_IS_NO_DAY, said)


def _meant(said: object) -> date | None:
    """Return the day that a bare number would be in a spreadsheet."""
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said < 110_000:
        return None
    day = _EPOCH + timedelta(days=int(said))
    return day if DAY_FIRST <= day <= DAY_LAST else None


def _as_amount(found: Found) -> int:
    """Yuan as a number or as written, with at most two decimals."""
    said = found.value
    if isinstance(said, str):
        try:
            return parse_yuan(said.removeprefix("¥").removeprefix("￥").removesuffix("元"))
        except Refused:
            return _unfit(CellRefusal.CELL_IS_NO_AMOUNT, said)
    number = _number(said, CellRefusal.CELL_IS_NO_AMOUNT) * 100
    if "%" in _bare(found.format) or number != number.to_integral_value():
        return _unfit(CellRefusal.CELL_IS_NO_AMOUNT, said)
    return _in_range(int(number), -FEN_MAX, FEN_MAX)


def _as_count(found: Found) -> int:
    said = found.value
    if isinstance(said, str):
        number = Decimal(said) if _WHOLE.fullmatch(said) else _unfit(CellRefusal.CELL_IS_NO_WHOLE_NUMBER, said)
    else:
        number = _number(said, CellRefusal.CELL_IS_NO_WHOLE_NUMBER)
    if "%" in _bare(found.format) or number != number.to_integral_value():
        return _unfit(CellRefusal.CELL_IS_NO_WHOLE_NUMBER, said)
    return _in_range(int(number), 0, COUNT_MAX)


def _as_percent(found: Found) -> int:
    """Points: 45 or 45%. A bare 0.45 could be either and is refused."""
    said = found.value
    if isinstance(said, str):
        match = _PERCENT.fullmatch(said)
        return _in_range(int(match[1]), 0, PERCENT_MAX) if match else _unfit(CellRefusal.CELL_IS_NO_PERCENT, said)
    number = _number(said, CellRefusal.CELL_IS_NO_PERCENT) * (100 if "%" in _bare(found.format) else 1)
    if number != number.to_integral_value():
        return _unfit(CellRefusal.CELL_IS_NO_PERCENT, said)
    return _in_range(int(number), 0, PERCENT_MAX)


def _number(said: object, code: CellRefusal) -> Decimal:
    """Return a number as people read it: the shortest that the file's number is."""
    if isinstance(said, bool) or not isinstance(said, int | float):
        return _unfit(code, said)
    number = Decimal(repr(said))
    return number if number.is_finite() and abs(number) < 10**16 else _unfit(code, said)


def _bare(format: str) -> str:
    """Return a number format without the letters that it only shows."""
    return _QUOTED.sub("", format)


def _in_range(read: Ordered, low: Ordered, high: Ordered) -> Ordered:
    if not low <= read <= high:
        raise Refused(CellRefusal.CELL_LIES_OUTSIDE_ITS_RANGE, text=_shown(read), low=str(low), high=str(high))
    return read


def _shown(said: object) -> str:
    written = str(said)
    return written if len(written) <= SHOWN_MAX else f"{written[:SHOWN_MAX]}…"


def _unfit(code: CellRefusal, said: object) -> NoReturn:
    raise Refused(code, text=_shown(said))


_READ: dict[Kind, Callable[[Found], Cell]] = {
    Kind.TEXT: _as_text,
    Kind.DAY: _as_day,
    Kind.AMOUNT: _as_amount,
    Kind.COUNT: _as_count,
    Kind.PERCENT: _as_percent,
}
