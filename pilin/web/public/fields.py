"""What may leave: a list of fields a module, and a value that shows the fields on its list and no other.

A query of public pages reads what it found through `only`; asking such a value for a field that is not listed is a
programmer's error and stops the page. So a field cannot slip out because a template or a view was written carelessly.
"""

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any, TypeVar, cast

T = TypeVar("T")

PublicFields = Mapping[type, tuple[str, ...]]
"""By class the names of the fields (or properties) that may stand on a public page."""


class FieldIsNotPublicError(AssertionError):
    """A public page asked for something that is not on its list."""


class _Only:
    """A value of which the listed fields can be read."""

    __slots__ = ("_fields", "_source")

    def __init__(self, source: object, fields: PublicFields) -> None:
        self._source, self._fields = source, fields

    def __getattr__(self, name: str) -> Any:
        source = self._source
        if name not in self._fields[type(source)]:
            raise FieldIsNotPublicError(f"{type(source).__name__}.{name}")
        return only(getattr(source, name), self._fields)

    def __str__(self) -> str:
        raise FieldIsNotPublicError(f"{type(self._source).__name__} as a whole")

    __repr__ = __str__


def only(value: T, fields: PublicFields) -> T:
    """Return a value that shows no more than the list allows; values within it are read through the same list.

    It bears the type of the whole value, so that the type checker knows its fields.
    """
    return cast("T", _narrowed(value, fields))


def _narrowed(value: object, fields: PublicFields) -> object:
    if isinstance(value, tuple | list):
        return tuple(_narrowed(item, fields) for item in value)
    if isinstance(value, Mapping):
        return {key: _narrowed(item, fields) for key, item in value.items()}
    if not is_dataclass(value):
        return value
    if type(value) not in fields:
        raise FieldIsNotPublicError(f"{type(value).__name__} as a whole")
    return _Only(value, fields)


def names(fields: PublicFields) -> set[str]:
    """Return a list as words: `place.name` and so on, for the documents and the tests that compare them."""
    return {f"{kind.__name__}.{name}".lower() for kind, listed in fields.items() for name in listed}
