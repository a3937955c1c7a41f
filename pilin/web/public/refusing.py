"""What the software refuses to do: a table in plain words, each line with its law and with what keeps it so."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pilin.base import refdata

_FILE = Path(__file__).parents[1] / "reference" / "refusing.yaml"


@dataclass(frozen=True)
class Words:
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Refusing:
    """One thing that the software does not do: what, why it stays so, and under which articles."""

    what: Words
    how: Words
    law: Words


@cache
def refusing() -> Sequence[Refusing]:
    """Return all of it in the order of the page."""
    rows = refdata.load(_FILE).rows("refusing", _Row)
    return [Refusing(Words(**row.what), Words(**row.how), Words(**row.law)) for row in rows]


@dataclass(frozen=True)
class _Row:
    what: dict[str, str]
    how: dict[str, str]
    law: dict[str, str]
