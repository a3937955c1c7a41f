"""What the interface says of a field, as an annotation: its type and length, its other spellings, its rows.

A node of a message is a class made by `node`; a field without a default value is required. Readers and writers are
made from these descriptions (`reading`, `writing`), and so are the tests.
"""

from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, dataclass_transform, get_args, get_origin, get_type_hints

from pilin.base.clock import Instant
from pilin.base.money import Fen

T = TypeVar("T")


@dataclass(frozen=True)
class Text:
    """C(n): at most so many characters; `codes` names the list (reference/codes.yaml) that its values are from."""

    length: int
    codes: str = ""


@dataclass(frozen=True)
class Digits(Text):
    """C(n) that is exactly n digits: a division code, a month."""


@dataclass(frozen=True)
class Numeral(Text):
    """C(n) that we write as a bare number and read in either spelling: `infcode`."""


@dataclass(frozen=True)
class Extension(Text):
    """C(n) whose content a region chose: text, or an object that is kept as its JSON text."""


@dataclass(frozen=True)
class Number:
    """N(p,s): so many digits in all, so many of them behind the point; read as Decimal."""

    digits: int
    places: int


@dataclass(frozen=True)
class Whole:
    """N(p): a whole number of at most so many digits."""

    digits: int


@dataclass(frozen=True)
class Money:
    """N(16,2): yuan on the wire, integer fen in Pilin."""


@dataclass(frozen=True)
class Day:
    """D: yyyy-MM-dd."""


@dataclass(frozen=True)
class Moment:
    """DT: yyyy-MM-dd HH:mm:ss in China, an Instant in Pilin."""


@dataclass(frozen=True)
class Octets:
    """The bytes of a file: an array of integers or base64, as the client's serializer has it."""

    length: int


@dataclass(frozen=True)
class Named:
    """How a field stands on the wire where Python cannot or should not call it so."""

    name: str


@dataclass(frozen=True)
class Also:
    """Other spellings in use; the first one that is not blank counts where the field itself is blank."""

    name: str


@dataclass(frozen=True)
class Rows:
    """So many rows a node has at most."""

    most: int


Kind = Text | Number | Whole | Money | Day | Moment | Octets
ROWS_MAX = 1000


@dataclass(frozen=True)
class Field:
    """One field or inner node of a node's class."""

    attribute: str
    name: str
    spellings: tuple[str, ...]
    is_required: bool
    kind: Kind | None
    inner: type[Any] | None
    rows_max: int
    """0: one object; else an array of at most so many."""


@dataclass_transform(kw_only_default=True, frozen_default=True)
def node(kind: type[T]) -> type[T]:
    """Make a class a node: frozen, and silent about what it holds, since it ends in logs and reports of errors."""
    kind.__repr__ = _silent  # type: ignore[method-assign]
    return dataclass(frozen=True, slots=True, kw_only=True, repr=False)(kind)


def _silent(self: object) -> str:
    return f"<{type(self).__name__}>"


def fields_of(kind: type[Any]) -> tuple[Field, ...]:
    """Return what a node's class says of its fields, in their order."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(
        _field(one.name, hints[one.name], is_required=one.default is MISSING and one.default_factory is MISSING)
        for one in fields(kind)
    )


def _field(attribute: str, hint: Any, *, is_required: bool) -> Field:
    if get_origin(hint) in (Union, UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
    marks: tuple[object, ...] = getattr(hint, "__metadata__", ())
    plain = hint.__origin__ if marks else hint
    rows_max = 0
    if get_origin(plain) is tuple:
        plain = get_args(plain)[0]
        rows_max = next((mark.most for mark in marks if isinstance(mark, Rows)), ROWS_MAX)
    return Field(
        attribute,
        next((mark.name for mark in marks if isinstance(mark, Named)), attribute),
        tuple(mark.name for mark in marks if isinstance(mark, Also)),
        is_required,
        next((mark for mark in marks if isinstance(mark, Kind)), None),
        plain if isinstance(plain, type) and is_dataclass(plain) else None,
        rows_max,
    )


def type_of(kind: Kind) -> str:
    """Return a type as the interface's tables write it: C30, N16,2, D, DT; B for the bytes of a file."""
    if isinstance(kind, Text):
        return f"C{kind.length}"
    if isinstance(kind, Number):
        return f"N{kind.digits},{kind.places}"
    if isinstance(kind, Whole):
        return f"N{kind.digits}"
    return {Money: "N16,2", Day: "D", Moment: "DT", Octets: "B"}[type(kind)]


def carries(kind: type[Any], name: str) -> bool:
    """Tell whether a node's class or one within it has a field."""
    return any(one.name == name or (one.inner is not None and carries(one.inner, name)) for one in fields_of(kind))


C3 = Annotated[str, Text(3)]
C6 = Annotated[str, Text(6)]
C10 = Annotated[str, Text(10)]
C12 = Annotated[str, Text(12)]
C20 = Annotated[str, Text(20)]
C30 = Annotated[str, Text(30)]
C32 = Annotated[str, Text(32)]
C50 = Annotated[str, Text(50)]
C100 = Annotated[str, Text(100)]
C150 = Annotated[str, Text(150)]
C200 = Annotated[str, Text(200)]
C300 = Annotated[str, Text(300)]
C500 = Annotated[str, Text(500)]
C1000 = Annotated[str, Text(1000)]
C1024 = Annotated[str, Text(1024)]
C2000 = Annotated[str, Text(2000)]
C4000 = Annotated[str, Text(4000)]
Admdvs = Annotated[str, Digits(6)]
ExpContent = Annotated[str, Extension(4000), Also("expContent")]
Yuan = Annotated[Fen, Money()]
Quantity = Annotated[Decimal, Number(16, 4)]
UnitPrice = Annotated[Decimal, Number(16, 6)]
Proportion = Annotated[Decimal, Number(5, 4)]
Age = Annotated[Decimal, Number(4, 1)]
Date = Annotated[date, Day()]
Time = Annotated[Instant, Moment()]

Flag = Annotated[str, Text(3, "flag")]
Insutype = Annotated[str, Text(6, "insutype")]
MedType = Annotated[str, Text(6, "med_type")]
CertType = Annotated[str, Text(3, "mdtrt_cert_type")]
PsnType = Annotated[str, Text(6, "psn_type")]
ClrType = Annotated[str, Text(6, "clr_type")]
ClrWay = Annotated[str, Text(6, "clr_way")]
SetlWay = Annotated[str, Text(6, "psn_setlway")]
Gender = Annotated[str, Text(6, "gend")]
DiagType = Annotated[str, Text(3, "diag_type")]
FundPayType = Annotated[str, Text(6, "fund_pay_type")]
Refunded = Annotated[str, Text(3, "refd_setl_flag"), Also("REFD_SETL_FLAG")]
