"""Code lists and pools of the interface, from reference data: a list that is closed refuses what it does not know."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from pilin.base import refdata

_REFERENCE = Path(__file__).with_name("reference")


@dataclass(frozen=True)
class _List:
    name: str
    closed: bool
    digits: int
    zh: str
    en: str


@dataclass(frozen=True)
class _Row:
    list: str
    code: str
    zh: str
    en: str
    mark: str


@dataclass(frozen=True)
class _Pool:
    prefix: str
    digits: int
    source: str


@dataclass(frozen=True)
class CodeList:
    """One code list: by how many leading digits a value is looked up (0: by all), and what each code means."""

    name: str
    is_closed: bool
    digits: int
    titles: Mapping[str, tuple[str, str]]

    def key(self, code: str) -> str:
        """Return the part of a code by which it is looked up."""
        return code[: self.digits] if self.digits else code

    def title(self, code: str, *, language: str = "zh") -> str:
        """Return what a code means, in `zh` or `en`: of the whole code, else of its leading digits; "" if unknown."""
        zh, en = self.titles.get(code) or self.titles.get(self.key(code)) or ("", "")
        return en if language == "en" else zh


class Region(Enum):
    """Where a person of a message is insured, seen from the hospital."""

    LOCAL = "local"
    CROSS = "cross"
    UNSTATED = "unstated"


@cache
def lists() -> Mapping[str, CodeList]:
    """Return the code lists by name."""
    reference = refdata.load(_REFERENCE / "codes.yaml")
    rows = reference.rows("codes", _Row)
    return {
        one.name: CodeList(
            one.name, one.closed, one.digits, {row.code: (row.zh, row.en) for row in rows if row.list == one.name}
        )
        for one in reference.rows("lists", _List)
    }


@cache
def pools() -> Mapping[str, int]:
    """Return how many leading digits of a division code name its pool, by the digits that it begins with."""
    return {row.prefix: row.digits for row in refdata.load(_REFERENCE / "pools.yaml").rows("pools", _Pool)}


def pool_of(admdvs: str, known: Mapping[str, int] | None = None) -> str:
    """Return the pool of a division code: 31 for 310116, 3304 for 330482. The longest known beginning decides."""
    known = pools() if known is None else known
    beginning = max((prefix for prefix in known if admdvs.startswith(prefix)), key=len)
    return admdvs[: known[beginning]]


def region(care_admdvs: str, insured_admdvs: str, known: Mapping[str, int] | None = None) -> Region:
    """Tell whether a person is insured in the pool of the hospital, in another one, or whether nobody has said so."""
    if not insured_admdvs:
        return Region.UNSTATED
    return Region.LOCAL if pool_of(care_admdvs, known) == pool_of(insured_admdvs, known) else Region.CROSS
