"""责任共担: a joint expense is shared by the formula that both sides signed for its day, exact to the fen.

A share is an exact fraction of whole weights. Fen that are left over go by largest remainder; where remainders are
equal, first to the side that offered the formula and then to the other. So shares add up to the amount, nobody bears
more than one fen above his fraction, and it does not matter who paid. A negative amount, as a correction bears it, is
shared as the positive one and turned round: a line and its full correction cancel to the fen.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from pilin.base import money
from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.modules.projects.rules.records import Record, Value
from pilin.modules.projects.rules.sharing_refusals import SharingRefusal

USE = "use"
IN_FORCE, AGREED = "in_force", "agreed"
OPEN = ("entered", "disputed")

_HASH = re.compile(r"[0-9a-f]{64}")


def split(amount: Fen, weights: Sequence[int]) -> list[Fen]:
    """Split an amount by whole weights, of which one is positive; the parts add up to it."""
    parts = money.share(Fen(abs(amount)), weights)
    return parts if amount >= 0 else [Fen(-part) for part in parts]


def fractions(weights: Mapping[str, int]) -> dict[str, Fraction]:
    """Return what each side bears, as exact fractions of the whole."""
    whole = sum(weights.values())
    return {side: Fraction(weight, whole) for side, weight in weights.items()}


def weights_of(formula: Record) -> dict[str, int]:
    """Return the weights of a formula by the codes of the sides, that of the side that offered it first."""
    said = formula.value("weights") or {}
    ordered = (formula.opener, *(role for role in formula.roles if role != formula.opener))
    return {formula.roles[role]: int(said[role]) for role in ordered if role in said}


def check_formula(fields: Mapping[str, Value], *, replaced: Record | None) -> None:
    """Refuse weights that do not fit the method, and an edition that does not follow the one it takes the place of."""
    weights = [*(fields.get("weights") or {}).values()]
    fits = not weights if fields["method"] == USE else len(weights) == 2 and min(weights) >= 0 and sum(weights) > 0
    if not fits:
        raise Refused(SharingRefusal.WEIGHTS_DO_NOT_FIT_THE_METHOD)
    follows = replaced is not None and replaced.state == IN_FORCE and replaced.text("from_day") < fields["from_day"]
    if fields.get("replaces") and not follows:
        raise Refused(SharingRefusal.EDITION_DOES_NOT_FOLLOW)


def check_only_edition(formula: Record, others: Iterable[Record]) -> None:
    """Refuse to sign a formula where another one took the place of the same edition."""
    replaces = formula.text("replaces")
    if replaces and any(one.id != formula.id and one.text("replaces") == replaces for one in signed(others)):
        raise Refused(SharingRefusal.EDITION_DOES_NOT_FOLLOW)


def signed(formulas: Iterable[Record]) -> list[Record]:
    """Return the formulas that both signed and nobody ended."""
    return [one for one in formulas if one.state == IN_FORCE and not one.refused_by]


def covers(formula: Record, formulas: Iterable[Record], day: date) -> bool:
    """Tell whether a formula is the one by which an expense of a day is shared: no later edition holds on it."""
    standing, on = signed(formulas), day.isoformat()
    later = [one for one in standing if one.text("replaces") == formula.id and one.text("from_day") <= on]
    return any(one.id == formula.id for one in standing) and formula.text("from_day") <= on and not later


def check_expense(
    fields: Mapping[str, Value], formula: Record | None, formulas: Collection[Record], *, payer: str, day: date
) -> None:
    """Refuse a line whose day, amount, use or voucher does not fit."""
    paid_on = date.fromisoformat(str(fields["paid_on"]))
    if paid_on > day:
        raise Refused(SharingRefusal.EXPENSE_LIES_AHEAD)
    if formula is None or payer not in formula.roles.values() or not covers(formula, formulas, paid_on):
        raise Refused(SharingRefusal.FORMULA_DOES_NOT_COVER_THE_DAY, day=paid_on.isoformat())
    amount = fields["amount"]
    if amount == 0 or (amount < 0 and not fields.get("corrects")):
        raise Refused(SharingRefusal.EXPENSE_AMOUNT_DOES_NOT_FIT)
    money.fen(amount)
    use = [*(fields.get("use") or {}).values()]
    by_use = formula.text("method") == USE
    if bool(use) != by_use or (use and (len(use) != 2 or min(use) < 0 or sum(use) == 0)):
        raise Refused(SharingRefusal.USE_DOES_NOT_FIT_THE_FORMULA)
    check_digest(fields)


def check_digest(fields: Mapping[str, Value]) -> None:
    """Refuse what is no digest of a voucher."""
    if _HASH.fullmatch(str(fields["voucher_hash"])) is None:
        raise Refused(SharingRefusal.VOUCHER_HASH_IS_NOT_ONE)


def check_voucher(fields: Mapping[str, Value], lines: Iterable[Record]) -> None:
    """Refuse a voucher that stands already behind another line; a correction may name that of its line."""
    for one in lines:
        if one.text("voucher_hash") == fields["voucher_hash"] and one.id != fields.get("corrects"):
            raise Refused(SharingRefusal.VOUCHER_WAS_ENTERED, title=one.title)


def check_correction(fields: Mapping[str, Value], line: Record | None, *, payer: str) -> None:
    """Refuse a correction of what the same side did not pay, of what is not agreed, or of more than was paid."""
    if not fields.get("corrects"):
        return
    fits = line is not None and line.state == AGREED and line.opened_by == payer
    if line is None or not fits or line.value("amount") + fields["amount"] < 0:
        raise Refused(SharingRefusal.CORRECTION_DOES_NOT_FIT_ITS_LINE)


def shares_of(amount: Fen, formula: Record, use: Mapping[str, int]) -> dict[str, Fen]:
    """Return the share of each side by its code; `use` are the figures of a line whose formula is by use."""
    weights = weights_of(formula)
    if formula.text("method") == USE:
        order = (formula.opened_by, *(code for code in formula.roles.values() if code != formula.opened_by))
        weights = {code: use[code] for code in order}
    return dict(zip(weights, split(amount, [*weights.values()]), strict=True))


def shares_by_role(fields: Mapping[str, Value], formula: Record, roles: Mapping[str, str]) -> dict[str, int]:
    """Return the shares of a line as its event carries them, by payer and sharer."""
    use = {roles[role]: int(used) for role, used in (fields.get("use") or {}).items()}
    found = shares_of(money.fen(fields["amount"]), formula, use)
    return {role: int(found[code]) for role, code in roles.items()}


def check_shares(line: Record, formula: Record) -> None:
    """Refuse to sign a line of which the shares are not those of its formula; the right ones are named."""
    said: dict[str, Any] = {name: line.value(name) for name in ("amount", "use")}
    right = shares_by_role(said, formula, line.roles)
    if right != line.value("shares"):
        facts = {role: money.yuan_text(money.fen(share)) for role, share in right.items()}
        raise Refused(SharingRefusal.SHARES_DIFFER_FROM_THE_FORMULA, **facts)
