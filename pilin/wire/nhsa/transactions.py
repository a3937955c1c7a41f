"""A transaction: its number and aliases, and the shapes of what is asked and what is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pilin.base.refusal import Refused
from pilin.wire.nhsa import codes
from pilin.wire.nhsa.fields import carries
from pilin.wire.nhsa.reading import Unknown, as_object, opened, reader
from pilin.wire.nhsa.refusals import NhsaRefusal
from pilin.wire.nhsa.writing import writer

T = TypeVar("T")
Q = TypeVar("Q")
R = TypeVar("R")


class Shape(Generic[T]):
    """How the object of a class stands in `input` or `output`: within a node of a name, or as all nodes together."""

    def __init__(self, kind: type[T], *names: str) -> None:
        """`names`: the name of the one node, and others it is sent under; none where the class holds the nodes."""
        self.kind = kind
        self.names: Sequence[str] = names

    def read(self, raw: object, unknown: Unknown | None = None) -> T:
        """Return the object. Raises a refusal that names the path."""
        unknown = Unknown() if unknown is None else unknown
        raw = opened(raw)
        nodes: dict[str, Any] = as_object({} if raw is None or raw == "" else raw, "input")
        if not self.names:
            return reader(self.kind)(nodes, "", unknown)
        unknown.add("", nodes.keys() - {*self.names})
        name = next((one for one in self.names if nodes.get(one) not in (None, "", [])), None)
        if name is None:
            raise Refused(NhsaRefusal.NODE_IS_MISSING, path=self.names[0])
        return reader(self.kind)(nodes[name], f"{name}.", unknown)

    def write(self, value: T) -> str:
        """Return the JSON text of `input` or `output`."""
        text = writer(self.kind)(value)
        return f'{{"{self.names[0]}":{text}}}' if self.names else text


@dataclass(frozen=True)
class Nothing:
    """What a transaction answers that answers nothing but its success."""


class _NoOutput(Shape[Nothing]):
    """`output` is null; whatever a peer sends there is counted and passed over."""

    def read(self, raw: object, unknown: Unknown | None = None) -> Nothing:
        """Return nothing, whatever stands there."""
        raw = opened(raw)
        if unknown is not None and type(raw) is dict:
            unknown.add("", raw)
        return Nothing()

    def write(self, value: Nothing) -> str:
        """Return null."""
        del value
        return "null"


NO_OUTPUT: Shape[Nothing] = _NoOutput(Nothing)


@dataclass(frozen=True)
class Transaction(Generic[Q, R]):
    """One transaction of the interface."""

    infno: str
    request: Shape[Q]
    reply: Shape[R]
    aliases: tuple[str, ...] = ()

    def title(self, *, language: str = "zh") -> str:
        """Return what the transaction is called, in `zh` or `en`."""
        return codes.lists()["infno"].title(self.infno, language=language)

    @property
    def carries_person(self) -> bool:
        """Tell whether a request names a person by number, and so must say where that person is insured."""
        return carries(self.request.kind, "psn_no")
