"""Canonical bytes: RFC 8785 (JCS), restricted to what two nodes can never read differently.

Integers only, within ±(2^53 - 1); text in Unicode NFC without lone surrogates; names of members in ASCII; 32 levels.
What is signed and hashed anywhere in Pilin is what `encode` returns. Vectors stand in `tests/vectors/canonical.json`.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

from pilin.base.refusal import Code, Refused, Remedy

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

INTEGER_MAX = 2**53 - 1
DEPTH_MAX = 32
_LONG_NUMBER = re.compile(rb"[:,\[-][0-9]{16}")
"""A number begins after one of these. It begins with a set of letters: then a search need not try every place."""


class CanonicalRefusal(Code):
    """Why a value has no canonical bytes, or bytes are not canonical."""

    BYTES_ARE_NOT_JSON = "bytes_are_not_json", Remedy.FINAL
    BYTES_ARE_NOT_CANONICAL = "bytes_are_not_canonical", Remedy.FINAL
    VALUE_IS_NOT_CANONICAL = "value_is_not_canonical"


def encode(value: Json, *, inside: int = 0) -> bytes:
    """Return the canonical bytes of a value that will stand `inside` so many others.

    Raises VALUE_IS_NOT_CANONICAL with the reason.
    """
    _check(value, inside)
    return spell(value)


def spell(value: Json) -> bytes:
    """Return the canonical bytes of a value, or of a part of one, that `decode` returned: it is not looked at again."""
    return _spell(value).encode()


_spell = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False, default=dict
).encode
"""Of values that pass the check these are the bytes of RFC 8785 (docs/decisions/0003); `default` takes mappings."""


def decode(data: bytes) -> Json:
    """Read canonical bytes. Raises BYTES_ARE_NOT_JSON, or BYTES_ARE_NOT_CANONICAL where another spelling was sent."""
    try:
        value = _read(data.decode(json.detect_encoding(data), "surrogatepass"))
    except (ValueError, RecursionError):
        raise Refused(CanonicalRefusal.BYTES_ARE_NOT_JSON) from None
    try:
        spelled = spell(value) if _is_plain(data) else encode(value)
    except Refused as refused:
        raise Refused(CanonicalRefusal.BYTES_ARE_NOT_CANONICAL, **refused.facts) from None
    if spelled != data:
        raise Refused(CanonicalRefusal.BYTES_ARE_NOT_CANONICAL, reason="spelling")
    return cast("Json", value)


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def digest_of(value: Json) -> str:
    """Return the SHA-256 of a value's canonical bytes."""
    return digest(encode(value))


def _is_plain(data: bytes) -> bool:
    """Tell whether nothing that JSON in these bytes may say is refused: then it need not be walked.

    ASCII without escaped characters has one form of every text and name; a shorter number than sixteen digits is within
    the limit; and there are no more levels than brackets.
    """
    shallow = data.count(b"{") + data.count(b"[") <= DEPTH_MAX and not data[:1].isdigit()  # or it may be a number alone
    return shallow and data.isascii() and b"\\u" not in data and not _LONG_NUMBER.search(data)


def _no_float(text: str) -> None:
    raise ValueError(text)


_read = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float).decode


def _check(value: object, depth: int) -> None:
    """Walk a value once; every refusal names the first thing that cannot be spelled in one way only."""
    if isinstance(value, str):
        _check_text(value)
    elif value is None or isinstance(value, bool):
        return
    elif isinstance(value, int):
        _check_integer(value)
    else:
        _check_inside(value, depth)


def _check_inside(value: Any, depth: int) -> None:
    if depth >= DEPTH_MAX:
        raise _refused("depth")
    kind = type(value)
    if kind is dict or isinstance(value, Mapping):
        _check_names(value)
        inside: Iterable[Any] = value.values()
    elif kind is list or isinstance(value, (list, tuple)):
        inside = value
    else:
        raise _refused(kind.__name__)
    for item in inside:
        kind = type(item)
        plain = item.isascii() if kind is str else kind is int and -INTEGER_MAX <= item <= INTEGER_MAX
        if not plain:  # most are
            _check(item, depth + 1)


def _check_names(names: Iterable[Any]) -> None:
    try:
        plain = "".join(names).isascii()
    except TypeError:
        plain = False
    if not plain:
        raise _refused("name")


def _check_integer(value: int) -> None:
    if abs(value) > INTEGER_MAX:
        raise _refused("integer")


def _check_text(text: str) -> None:
    if text.isascii():
        return
    if not unicodedata.is_normalized("NFC", text):
        raise _refused("nfc")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _refused("surrogate")


def _refused(reason: str) -> Refused:
    return Refused(CanonicalRefusal.VALUE_IS_NOT_CANONICAL, reason=reason)
