"""Who there is: hospitals with their programs, and persons, read from the files by which agencies enter them.

A folder has two files for each side: `CODE-hospitals.yaml` as `enter_care_place` takes it, with the secrets of the
programs beside it, and `CODE-insured.yaml` as `enter_insured_place` takes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilin.base import refdata
from pilin.base.refusal import Refused
from pilin.node.refusals import NodeRefusal
from pilin.wire.nhsa import codes
from pilin.wire.nhsa.transport import Credential, Dialect

HOSPITALS, INSURED = "-hospitals.yaml", "-insured.yaml"


@dataclass(frozen=True)
class Hospital:
    """A hospital, its place, the address of its gateway, and how its program proves who it is."""

    code: str
    name: str
    side: str
    gateway: str
    credential: Credential


@dataclass(frozen=True)
class Person:
    """An insured person: the number and the kind of insurance at the place `side`, and a certificate nobody has."""

    number: str
    side: str
    insurance: str
    certificate: str


@dataclass(frozen=True)
class Town:
    """All hospitals and persons of all sides."""

    hospitals: Sequence[Hospital]
    persons: Sequence[Person]

    @property
    def sides(self) -> Sequence[str]:
        """Return the codes of the sides that have hospitals, in order."""
        return sorted({one.side for one in self.hospitals})

    def hospitals_of(self, side: str) -> Sequence[Hospital]:
        """Return the hospitals of a side."""
        return [one for one in self.hospitals if one.side == side]

    def visitors_of(self, side: str) -> Sequence[Person]:
        """Return the persons who are insured in another pool than that of a side."""
        return [one for one in self.persons if codes.pool_of(one.side) != codes.pool_of(side)]

    def locals_of(self, side: str) -> Sequence[Person]:
        """Return the persons who are insured at a side."""
        return [one for one in self.persons if one.side == side]


def read(folder: Path, gateways: Mapping[str, str]) -> Town:
    """Read a folder; `gateways` says where the gateway of each side is reached.

    Raises HIS_FOLDER_DOES_NOT_FIT, naming the file.
    """
    hospitals = [one for side in gateways for one in _hospitals(folder / f"{side}{HOSPITALS}", side, gateways[side])]
    persons = [one for file in sorted(folder.glob(f"*{INSURED}")) for one in _persons(file)]
    town = Town(hospitals, persons)
    lonely = [side for side in gateways if not town.hospitals_of(side) or not town.visitors_of(side)]
    if lonely or not gateways:
        raise Refused(NodeRefusal.HIS_FOLDER_DOES_NOT_FIT, file=folder.name, sides=", ".join(lonely))
    return town


def _hospitals(file: Path, side: str, gateway: str) -> list[Hospital]:
    tables = _tables(file)
    try:
        names = {row["code"]: row["name"] for row in tables["institutions"]}
        return [
            Hospital(code, names[code], side, gateway, _credential(file.parent, row))
            for row in tables["callers"]
            for code in row["institutions"]
        ]
    except (KeyError, TypeError, ValueError, OSError):
        raise Refused(NodeRefusal.HIS_FOLDER_DOES_NOT_FIT, file=file.name, sides=side) from None


def _credential(folder: Path, row: Mapping[str, Any]) -> Credential:
    secret = (folder / row["secret_file"]).read_bytes().strip()
    whose = frozenset(row["institutions"])
    return Credential(Dialect(row["dialect"]), row["name"], secret, whose, row.get("header", "token"))


def _persons(file: Path) -> list[Person]:
    side = file.name.removesuffix(INSURED)
    try:
        rows = _tables(file)["insured"]
        return [Person(row["person"], side, row["insurance"], row.get("certificate", "-")) for row in rows]
    except (KeyError, TypeError, AttributeError):
        raise Refused(NodeRefusal.HIS_FOLDER_DOES_NOT_FIT, file=file.name, sides=side) from None


def _tables(file: Path) -> Mapping[str, Any]:
    try:
        return refdata.load(file).tables
    except OSError:
        raise Refused(NodeRefusal.HIS_FOLDER_DOES_NOT_FIT, file=file.name, sides="-") from None
