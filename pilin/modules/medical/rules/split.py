"""The line split: each fee line falls into four parts by the catalogue of the place where care is given.

就医地目录: what the care place lists, limits and restricts counts there for everybody (医保发[2022]22号; the text was
not read in the original, see the README). A line for which no entry is in force on its day is refused; nothing is
guessed. Fractions end here: unit price times quantity is rounded half up to the fen, each part likewise, and what is in
scope is the remainder, so the four parts of a line always make its total.

Goods come back as a line with a negative quantity that names its original. Its parts are what the parts of the kept
quantity lose, not a rounding of its own: whoever brings everything back, in however many steps, has no part left over
that is not in scope.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from pilin.base.money import fen
from pilin.base.refusal import Refused
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.words import BP, half_up

_EXACT = Context(prec=64, rounding=ROUND_HALF_UP)  # N(16,6) times N(16,4) has up to 32 digits
_multiply, _scale, _round = _EXACT.multiply, _EXACT.scaleb, _EXACT.to_integral_value
_TO_FEN = Decimal(2)
_ZERO = Decimal(0)


class Grade(StrEnum):
    """The class of a catalogue entry, `chrgitm_lv`: 甲, 乙, 丙 or outside the catalogue."""

    A = "01"
    B = "02"
    C = "03"


class Approval(StrEnum):
    """What the hospital says about restricted use, `hosp_appr_flag`."""

    NOT_NEEDED = "0"
    APPROVED = "1"
    REFUSED = "2"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a catalogue, from a day on until a day (that day excluded; None: until further notice).

    `price_max` is the limit of the unit price in yuan, None where there is none.
    """

    item: str
    grade: Grade
    from_day: date
    until_day: date | None = None
    selfpay_bp: int = 0
    price_max: Decimal | None = None
    restricted: bool = False
    rule: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Write the place by which explanations cite an entry: its item and first day."""
        object.__setattr__(self, "rule", f"{self.item}@{self.from_day.isoformat()}")


Catalogue = Mapping[str, Sequence[Entry]]
"""By item its entries in the order of their days."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fee line as the hospital sends it; `original` is the number of the line of which goods come back."""

    number: str
    item: str
    day: date
    unit_price: Decimal
    quantity: Decimal
    amount_fen: int
    approval: Approval = Approval.NOT_NEEDED
    original: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An earlier line, its entry, and how much of it has not come back."""

    line: Line
    entry: Entry
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class SplitRule:
    """What of the split is policy: whether the price limit comes before the prior self-pay, and who decides the latter.

    No source says which comes first; after the limit is assumed. `insured_bp` is None where the catalogue decides; else
    it holds the insured place's ratios of class 乙 by item, and under "" the one for all others.
    """

    limit_first: bool = True
    insured_bp: Mapping[str, int] | None = None


class Split(NamedTuple):
    """A line with the entry it fell under and its four parts in fen, which make its amount."""

    number: str
    entry: Entry
    amount_fen: int
    full_self_fen: int
    over_limit_fen: int
    prior_self_fen: int
    in_scope_fen: int
    selfpay_bp: int
    use_refused: bool = False


class Parts(NamedTuple):
    """The sums over the lines of a claim, in fen; the last four make the first."""

    total_fen: int
    full_self_fen: int
    over_limit_fen: int
    prior_self_fen: int
    in_scope_fen: int


def catalogue(entries: Iterable[Entry]) -> Catalogue:
    """Return entries by item. Raises CATALOGUE_ENTRY_DOES_NOT_FIT or CATALOGUE_INTERVALS_OVERLAP."""
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        _check(entry)
        found[entry.item].append(entry)
    for item, held in found.items():
        held.sort(key=lambda entry: entry.from_day)
        for before, after in pairwise(held):
            if before.until_day is None or before.until_day > after.from_day:
                raise Refused(MedicalRefusal.CATALOGUE_INTERVALS_OVERLAP, item=item, day=after.from_day)
    return dict(found)


def _check(entry: Entry) -> None:
    days = entry.until_day is None or entry.from_day < entry.until_day
    ratio = 0 <= entry.selfpay_bp <= BP if entry.grade is Grade.B else entry.selfpay_bp == 0
    limit = entry.price_max is None or entry.price_max >= 0
    if not (entry.item and days and ratio and limit):
        raise Refused(MedicalRefusal.CATALOGUE_ENTRY_DOES_NOT_FIT, item=entry.item, day=entry.from_day)


def in_force(catalogue: Catalogue, line: Line) -> Entry:
    """Return the entry of a line on its day. Raises ITEM_IS_NOT_IN_FORCE: what is not listed is not guessed."""
    day = line.day
    for entry in catalogue.get(line.item, ()):
        if entry.from_day <= day and (entry.until_day is None or day < entry.until_day):
            return entry
    raise Refused(MedicalRefusal.ITEM_IS_NOT_IN_FORCE, line=line.number, item=line.item, day=day)


def split_lines(
    lines: Sequence[Line], catalogue: Catalogue, rule: SplitRule, *, earlier: Mapping[str, Kept] | None = None
) -> list[Split]:
    """Return the split of lines in their order; `earlier` holds, by number, the visit's lines that stand already.

    Lines that come back are split after all others of the same upload, so an original may stand anywhere in it.
    """
    standing = dict(earlier or {})
    splits: dict[str, Split] = {}
    for line in lines:
        if line.number in splits or line.number in standing:
            raise Refused(MedicalRefusal.LINE_NUMBER_STANDS_TWICE, line=line.number)
        if line.quantity >= _ZERO:
            entry = in_force(catalogue, line)
            splits[line.number] = split_line(line, entry, rule)
            standing[line.number] = Kept(line, entry, line.quantity)
    if len(splits) < len(lines):
        for line in lines:
            if line.quantity < _ZERO:
                kept = _original(line, standing)
                splits[line.number] = split_return(line, kept, rule)
                standing[line.original] = Kept(kept.line, kept.entry, kept.quantity + line.quantity)
    return [splits[line.number] for line in lines]


def split_line(line: Line, entry: Entry, rule: SplitRule) -> Split:
    """Return the split of a line that gives something.

    丙 and refused use are paid in full by the person; what exceeds the price limit is the person's; of 乙 the prior
    self-pay is taken; the rest is in scope.
    """
    amount = _total(line)
    if _is_full(line, entry):
        return Split(line.number, entry, amount, amount, 0, 0, 0, BP, entry.grade is not Grade.C)
    ratio = _ratio(entry, rule)
    over, prior = _cut(entry, line.unit_price, line.quantity, ratio, rule)
    return Split(line.number, entry, amount, 0, over, prior, amount - over - prior, ratio)


def split_return(line: Line, kept: Kept, rule: SplitRule) -> Split:
    """Return the negative split of goods that come back: what the kept quantity's parts lose."""
    amount, entry = _total(line), kept.entry
    if _is_full(kept.line, entry):
        return Split(line.number, entry, amount, amount, 0, 0, 0, BP, entry.grade is not Grade.C)
    ratio, price = _ratio(entry, rule), line.unit_price
    over, prior = _cut(entry, price, kept.quantity, ratio, rule)
    over_left, prior_left = _cut(entry, price, kept.quantity + line.quantity, ratio, rule)
    over, prior = over_left - over, prior_left - prior
    return Split(line.number, entry, amount, 0, over, prior, amount - over - prior, ratio)


def parts_of(splits: Iterable[Split]) -> Parts:
    """Return the sums of a claim's lines (I6)."""
    total = full = over = prior = scope = 0
    for split in splits:
        total += split.amount_fen
        full += split.full_self_fen
        over += split.over_limit_fen
        prior += split.prior_self_fen
        scope += split.in_scope_fen
    return Parts(fen(total), full, over, prior, scope)


def fen_of(unit_price: Decimal, quantity: Decimal) -> int:
    """Return unit price times quantity in fen, rounded half up (away from zero, so a return mirrors its line)."""
    return int(_round(_scale(_multiply(unit_price, quantity), _TO_FEN)))


def _total(line: Line) -> int:
    if line.unit_price < _ZERO:
        raise Refused(MedicalRefusal.LINE_PRICE_IS_NEGATIVE, line=line.number)
    amount = fen_of(line.unit_price, line.quantity)
    if amount != line.amount_fen:
        raise Refused(MedicalRefusal.LINE_TOTAL_DOES_NOT_MATCH, line=line.number, said=line.amount_fen, found=amount)
    return amount


def _is_full(line: Line, entry: Entry) -> bool:
    """Tell whether the person pays a line in full. What is restricted needs the hospital's word, one way or other."""
    if entry.grade is Grade.C:
        return True
    if entry.restricted and line.approval is Approval.NOT_NEEDED:
        raise Refused(MedicalRefusal.RESTRICTED_USE_NEEDS_A_DECISION, line=line.number, item=line.item)
    return line.approval is Approval.REFUSED


def _ratio(entry: Entry, rule: SplitRule) -> int:
    """Return the prior self-pay ratio; only class 乙 has one."""
    if entry.grade is not Grade.B:
        return 0
    own = rule.insured_bp
    return entry.selfpay_bp if own is None else own.get(entry.item, own[""])


def _cut(entry: Entry, price: Decimal, quantity: Decimal, ratio: int, rule: SplitRule) -> tuple[int, int]:
    """Return what is over the limit and what is prior self-pay, of a quantity that is not negative."""
    limit = entry.price_max
    if limit is None or price <= limit:
        return 0, half_up(fen_of(price, quantity) * ratio, BP) if ratio else 0
    amount = fen_of(price, quantity)
    if rule.limit_first:
        over = fen_of(price - limit, quantity)
        return over, half_up((amount - over) * ratio, BP)
    prior = half_up(amount * ratio, BP)
    return max(0, amount - prior - fen_of(limit, quantity)), prior


def _original(line: Line, standing: Mapping[str, Kept]) -> Kept:
    """Return the line of which goods come back, with what of it is still kept."""
    kept = standing.get(line.original)
    if kept is None:
        raise Refused(MedicalRefusal.RETURN_NEEDS_AN_ORIGINAL, line=line.number, original=line.original)
    if (line.item, line.unit_price) != (kept.line.item, kept.line.unit_price):
        raise Refused(MedicalRefusal.RETURN_DIFFERS_FROM_ITS_ORIGINAL, line=line.number, original=line.original)
    if kept.quantity + line.quantity < _ZERO:
        raise Refused(MedicalRefusal.RETURN_EXCEEDS_ITS_ORIGINAL, line=line.number, kept=kept.quantity)
    return kept
