"""Queries that are spelled once: what the mapper makes of a query takes several times as long as the database's answer.

For what is read with every message. A query is written in the mapper's words, with marks in place of what is asked for;
its statement is kept, and from then on only filled in. Rows come as named tuples, without a model around them.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import QuerySet

Asked: TypeAlias = str | int | Sequence[str] | Sequence[int]
Converters: TypeAlias = Mapping[int, tuple[Sequence[Callable[..., Any]], Any]]

_NAMED: Any = namedtuple  # what is named is known when a query is spelled
_NUMBER = 2_000_000_000
"""Marks of numbers count from here: every kind of column for numbers but the smallest can hold them."""


class Spelled:
    """A statement with places for what is asked for, and how its columns become values."""

    def __init__(self, query: QuerySet[Any, Any], marks: Sequence[Any]) -> None:
        compiler = query.query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        self.parameters = [(None, one) if one not in marks else (marks.index(one), None) for one in params]
        if missing := set(range(len(marks))) - {place for place, _ in self.parameters}:
            raise ValueError(f"the query does not ask for {sorted(missing)} as it is")
        self.converters: Converters = compiler.get_converters([one[0] for one in compiler.select])
        self.make = _NAMED("row", [*query.query.values_select, *query.query.annotation_select])._make

    def rows(self, values: Sequence[str | int]) -> list[Any]:
        """Return the rows for values, one for each mark."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [one if place is None else values[place] for place, one in self.parameters])
            found = cursor.fetchall()
        if not self.converters:
            return [self.make(row) for row in found]
        return [self.make(self._converted(row)) for row in found]

    def _converted(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, (converters, expression) in self.converters.items():
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        return values


class Prepared:
    """A query of `values_list`, asked by calling it with as many texts, numbers, or lists of either, as it has marks.

    Each is compared as it stands, by `=`, `<`, `IN` and the like; a list of none finds nothing. Lists are filled up to
    the next power of two, so that there are few statements.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        """Prepare what `build` returns for marks."""
        self._build = build
        self._known: dict[tuple[str, tuple[int, ...]], Spelled] = {}

    def __call__(self, *asked: Asked) -> list[Any]:
        """Return the rows for what is asked. Raises ValueError where the query changes a mark or leaves it out."""
        values: list[str | int] = []
        sizes: list[int] = []
        for one in asked:
            if isinstance(one, (str, int)):
                values.append(one)
                sizes.append(0)
            elif one:
                size = 1 << (len(one) - 1).bit_length()
                values += [*one, *([one[-1]] * (size - len(one)))]
                sizes.append(size)
            else:
                return []
        key = connection.vendor, tuple(sizes)
        if key not in self._known:
            self._known[key] = self._spell(asked, sizes)
        return self._known[key].rows(values)

    def _spell(self, asked: Sequence[Asked], sizes: Sequence[int]) -> Spelled:
        marks: list[str | int] = []
        given: list[Any] = []
        for one, size in zip(asked, sizes, strict=True):
            first = one if isinstance(one, (str, int)) else one[0]
            places = range(len(marks), len(marks) + (size or 1))
            new = [_NUMBER + n if isinstance(first, int) else f"\t{n}\t" for n in places]
            marks += new
            given.append(new if size else new[0])
        return Spelled(self._build(*given), marks)
