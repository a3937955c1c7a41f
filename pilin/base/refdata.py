"""Reference data: YAML tables of law, tariff and places, each with its source, loaded into frozen dataclasses."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from pathlib import Path
from typing import TypeVar, cast

import yaml

from pilin.base.refusal import Code, Refused

T = TypeVar("T")


class RefdataRefusal(Code):
    """Why a reference file was not loaded."""

    REFERENCE_HEAD_IS_INCOMPLETE = "reference_head_is_incomplete"
    REFERENCE_ROW_DOES_NOT_FIT = "reference_row_does_not_fit"


@dataclass(frozen=True)
class Head:
    """Where a table comes from: `published` and `checked_on` are dates (or None where the source does not say)."""

    source: str
    published: date | None
    checked_on: date
    licence: str


@dataclass(frozen=True)
class Reference:
    """One reference file: its head and its tables by name, as YAML gave them."""

    path: Path
    head: Head
    tables: Mapping[str, object]

    def rows(self, table: str, kind: type[T]) -> tuple[T, ...]:
        """Return the table's rows as frozen dataclasses. Raises REFERENCE_ROW_DOES_NOT_FIT, naming file and row."""
        raw = self.tables.get(table)
        if not isinstance(raw, list):
            raise Refused(RefdataRefusal.REFERENCE_ROW_DOES_NOT_FIT, file=self.path.name, table=table, row="-")
        return tuple(self._row(table, kind, number, row) for number, row in enumerate(raw, start=1))

    def _row(self, table: str, kind: type[T], number: int, row: object) -> T:
        names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
        required = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}  # type: ignore[arg-type]
        if not isinstance(row, dict) or not required <= row.keys() <= names:
            raise Refused(RefdataRefusal.REFERENCE_ROW_DOES_NOT_FIT, file=self.path.name, table=table, row=number)
        return kind(**row)


def load(path: Path) -> Reference:
    """Read one reference file. Raises REFERENCE_HEAD_IS_INCOMPLETE where source, dates or licence are missing."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        head = Head(**{name: raw.pop(name) for name in ("source", "published", "checked_on", "licence")})
    except (AttributeError, KeyError):
        raise Refused(RefdataRefusal.REFERENCE_HEAD_IS_INCOMPLETE, file=path.name) from None
    return Reference(path, head, cast("Mapping[str, object]", raw))
