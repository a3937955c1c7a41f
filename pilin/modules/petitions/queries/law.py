"""The rows of law that this room goes by, from its reference files."""

from functools import cache
from pathlib import Path

from pilin.base import refdata
from pilin.modules.petitions.rules.intake import Cap, Exit, Promise
from pilin.modules.petitions.rules.periods import Period

_FOLDER = Path(__file__).parents[1] / "reference"


@cache
def periods() -> tuple[Period, ...]:
    """Return the periods of the national and both provincial acts."""
    return refdata.load(_FOLDER / "periods.yaml").rows("periods", Period)


@cache
def exits() -> tuple[Exit, ...]:
    """Return the ways out, each with the right address."""
    return refdata.load(_FOLDER / "exits.yaml").rows("exits", Exit)


@cache
def caps() -> tuple[Cap, ...]:
    """Return how many representatives may come, by act."""
    return refdata.load(_FOLDER / "exits.yaml").rows("representatives", Cap)


@cache
def promises() -> tuple[Promise, ...]:
    """Return the promises that are switched on."""
    return tuple(one for one in refdata.load(_FOLDER / "exits.yaml").rows("promises", Promise) if one.kept)
