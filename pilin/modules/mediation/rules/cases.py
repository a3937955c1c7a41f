"""Cases: what lists and pages show of a mediation, read off its fold alone; one case, one code (一案一码)."""

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from pilin.kernel.matters.rules.fold import Matter, turn
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.matters.rules.turning import pressing

Value: TypeAlias = Any  # canonical JSON; what it must be, the kind that both sides signed says

MEDIATION = "mediation"
EFFECTIVE = ("effective", "filed", "confirmed", "performed")
UNDER_WAY = ("offered", "consenting", "mediating", "signing")
WITHOUT_AGREEMENT = ("refused", "failed")

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are read as others
_LENGTH, _GROUP = 12, 4
_ALIKE = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class Case:
    """One mediation. `due` is the day that presses, `turn` the nodes that may act now."""

    id: str
    code: str
    title: str
    state: str
    is_over: bool
    roles: Mapping[str, str]
    asserted: Mapping[str, Mapping[str, Value]]
    agreed: Mapping[str, Value]
    opener: str
    opened_on: date
    turn: tuple[str, ...] = ()
    due: date | None = None
    is_provisional: bool = False
    warn_on: date | None = None
    moved_on: date | None = None
    refused_by: str = ""

    def value(self, name: str) -> Value:
        """Return what all agreed in a field, else what the opener says, else another; None where nobody did."""
        said = self.asserted.get(name, {})
        first = next((said[role] for role in (self.opener, *said) if role in said), None)
        return self.agreed.get(name, first)

    def text(self, name: str) -> str:
        """Return a field as text; empty where it is none."""
        value = self.value(name)
        return value if isinstance(value, str) else ""

    def by_node(self, name: str) -> dict[str, Value]:
        """Return what each side says in a field, by the code of its node."""
        return {self.roles[role]: value for role, value in self.asserted.get(name, {}).items()}

    @property
    def effective_on(self) -> date | None:
        """Return from when the agreement of the parties holds."""
        said = self.agreed.get("effective_on")
        return date.fromisoformat(said) if isinstance(said, str) else None

    @property
    def performed(self) -> frozenset[str]:
        """Return the numbers of the obligations that a side recorded as performed."""
        rows = [row for said in self.asserted.get("performed", {}).values() for row in said]
        return frozenset(str(row["id"]) for row in rows)

    @property
    def owed(self) -> list[Mapping[str, str]]:
        """Return the obligations that nobody recorded as performed, by their day."""
        rows = [row for row in self.agreed.get("obligations", ()) if row["id"] not in self.performed]
        return sorted(rows, key=lambda row: (str(row["due"]), str(row["id"])))

    @property
    def next_due(self) -> date | None:
        """Return the day of the next obligation, for the reminder that 人民调解法 31(2) asks for."""
        return date.fromisoformat(self.owed[0]["due"]) if self.owed and not self.is_over else None


def code_of(matter: str) -> str:
    """Return the code of a case, the same on every node: three groups of four that tell nothing of its number."""
    chance = int.from_bytes(hashlib.sha256(f"mediation/{matter}".encode()).digest()[:8], "big")
    marks = "".join(_ALPHABET[chance >> 5 * place & 31] for place in range(_LENGTH))
    return "-".join(marks[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def code_typed(text: str) -> str:
    """Return a code however it was typed: small letters, full-width ones, gaps, O for 0; empty where it is none."""
    folded = unicodedata.normalize("NFKC", text).upper().translate(_ALIKE)
    marks = [mark for mark in folded if mark.isalnum()]
    if len(marks) != _LENGTH or not {*marks} <= {*_ALPHABET}:
        return ""
    return "-".join("".join(marks[start : start + _GROUP]) for start in range(0, _LENGTH, _GROUP))


def case_of(matter: Matter, kind: Kind, *, refused_by: str = "") -> Case:
    """Return the case of a matter; what a party did not accept is over."""
    pressed = pressing(kind, matter)
    clock = pressed[1] if pressed else None
    title = matter.asserted.get("title", {}).get(kind.opening_by, "")
    is_over = kind.states[matter.state].final or bool(refused_by)
    return Case(
        id=matter.id,
        code=code_of(matter.id),
        title=str(title)[:200],
        state=matter.state,
        is_over=is_over,
        roles=matter.roles,
        asserted=matter.asserted,
        agreed=matter.agreed,
        opener=kind.opening_by,
        opened_on=matter.done["open"].day,
        turn=() if is_over else tuple(dict.fromkeys(matter.roles[role] for role in turn(kind, matter).roles)),
        due=clock.rolled_end if clock and not is_over else None,
        is_provisional=bool(clock and clock.provisional),
        warn_on=clock.warn_on if clock else None,
        moved_on=max(done.day for done in matter.done.values()),
        refused_by=refused_by,
    )


def as_json(case: Case) -> dict[str, Value]:
    """Return what a table keeps of a case beside its columns."""
    names = ("roles", "asserted", "agreed", "opener", "turn", "is_provisional")
    return {name: getattr(case, name) for name in names}
