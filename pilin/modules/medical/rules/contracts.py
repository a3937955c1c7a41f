"""What an agency enters about its hospitals: contracts, and the programs that may speak for them. Pure."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pilin.base.refusal import Refused
from pilin.modules.medical.rules.catalogue import Item
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.split import Grade
from pilin.wire.nhsa.transport import SECRET_LENGTH_MIN, Credential, Dialect

LEVELS = (1, 2, 3)
_CODE_MAX, _NAME_MAX, _AREA, _ITEM_MAX, _CHARGE_MAX = 30, 200, 6, 50, 6


@dataclass(frozen=True)
class Contract:
    """A hospital and the days of its contract; `level` is 1 to 3, `area` the division where it stands."""

    code: str
    name: str
    level: int
    area: str
    from_day: date
    until_day: date | None = None

    def in_force(self, day: date) -> bool:
        """Tell whether the contract holds on a day, its last day included."""
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)


@dataclass(frozen=True)
class Access:
    """A program that may speak for hospitals; its secret lies in a file beside the one that names it."""

    dialect: str
    name: str
    secret_file: str
    institutions: list[str] = field(default_factory=list)
    header: str = "token"


def check_contract(one: Contract) -> None:
    """Refuse what is no contract, as a file may say it: CONTRACT_DOES_NOT_FIT."""
    level: Any = one.level
    named = _is_text(one.code, _CODE_MAX) and _is_text(one.name, _NAME_MAX)
    placed = _is_text(one.area, _AREA) and len(one.area) == _AREA and one.area.isdecimal()
    graded = type(level) is int and level in LEVELS
    if not (named and placed and graded and _runs(one.from_day, one.until_day)):
        raise Refused(MedicalRefusal.CONTRACT_DOES_NOT_FIT, institution=one.code)


def check_item(one: Item) -> None:
    """Refuse what is no item, as a file may say it: CATALOGUE_ENTRY_DOES_NOT_FIT."""
    bp, restricted, limit = (getattr(one, name) for name in ("selfpay_bp", "restricted", "price_max"))
    texts = ((one.item, _ITEM_MAX), (one.name, _NAME_MAX), (one.charge, _CHARGE_MAX))
    typed = type(bp) is int and type(restricted) is bool and one.grade in list(Grade)
    limited = limit is None or (type(limit) is str and limit.replace(".", "", 1).isdecimal())
    if not (all(_is_text(*text) for text in texts) and typed and limited and _runs(one.from_day, one.until_day)):
        raise Refused(MedicalRefusal.CATALOGUE_ENTRY_DOES_NOT_FIT, item=one.item, day=one.from_day)


def credential_of(one: Access, secret: bytes) -> Credential:
    """Return the credential of a program. Raises ACCESS_DOES_NOT_FIT: an unknown dialect, or too short a secret."""
    whose: Any = one.institutions
    listed = isinstance(whose, list) and bool(whose) and all(_is_text(code, _CODE_MAX) for code in whose)
    named = _is_text(one.name, _NAME_MAX) and _is_text(one.header, _NAME_MAX)
    if not (listed and named and one.dialect in list(Dialect) and len(secret) >= SECRET_LENGTH_MIN):
        raise Refused(MedicalRefusal.ACCESS_DOES_NOT_FIT, name=one.name)
    return Credential(Dialect(one.dialect), one.name, secret, frozenset(whose), one.header)


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= len(value) <= longest


def _runs(first: object, last: object) -> bool:
    """Tell whether these are days, the last one open or not before the first."""
    return type(first) is date and (last is None or (type(last) is date and first <= last))
