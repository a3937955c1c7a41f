"""Distortion: a JSON value of which one member, anywhere, is gone, is another, or has company."""

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

JUNK: list[Any] = [None, True, False, 0, 1, -1, 2**31, 2**53 - 1, 10**400, "", "A", "0", "a\0b", "\u212b", "x" * 70_000]
JUNK += [
    "\uff11\uff11\uff10\uff11\uff11\uff16",
    "https://h:99999",
    "https://[",
    "http://h:1",
    [],
    [[]],
    [None, None],
    {},
]
Path = tuple[Any, ...]


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the way to each member of a value; the empty one leads to the value itself."""
    yield path
    for name, member in members(value):
        yield from paths(member, (*path, name))


def members(value: Any) -> list[tuple[Any, Any]]:
    """Return the members of an object or a list with their names or places."""
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


@st.composite
def distorted(draw: st.DrawFn, value: Any) -> Any:
    """Draw a value with one distortion."""
    return _at(draw, value, draw(st.sampled_from(sorted(paths(value), key=str))))


def _at(draw: st.DrawFn, value: Any, path: Path) -> Any:
    if not path:
        return _other(draw, value)
    changed = value.copy()
    if len(path) == 1 and draw(st.booleans()):
        del changed[path[0]]
    else:
        changed[path[0]] = _at(draw, value[path[0]], path[1:])
    return changed


def _other(draw: st.DrawFn, value: Any) -> Any:
    """Draw what stands in place of a value: junk, the value with company, or a text with one character changed."""
    others = [st.sampled_from(JUNK), st.just([value])]
    if isinstance(value, str) and value:
        place, sign = draw(st.integers(0, len(value) - 1)), draw(st.characters(codec="utf-8") | st.sampled_from("A0/ "))
        others.append(st.just(value[:place] + sign + value[place + draw(st.integers(0, 1)) :]))
    if isinstance(value, list):
        others.append(st.just([*value, *value[:1]]))
    if isinstance(value, dict):
        others.append(st.just({**value, "more": ""}))
    return draw(st.one_of(others))
