"""Refusals: a closed list of codes a room, each with a remedy; people read the sentence of the locale file.

When one thing stops us we raise `Refused`; when many things can be wrong at once we return a list of `Finding`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Self


class Remedy(Enum):
    """What the one who was refused may do next."""

    RETRY_LATER = "retry_later"
    FIX_AND_RESEND = "fix_and_resend"
    FINAL = "final"


class Code(StrEnum):
    """Base of every room's list of refusal codes. A member is `NAME = "name"` or `NAME = "name", Remedy.FINAL`."""

    remedy: Remedy

    def __new__(cls, text: str, remedy: Remedy = Remedy.FIX_AND_RESEND) -> Self:
        """Make a member that is its text and bears its remedy."""
        member = str.__new__(cls, text)
        member._value_ = text
        member.remedy = remedy
        return member


class Refused(Exception):
    """One thing stopped us: `code` says what, `facts` say about which. It is shown as the code's sentence."""

    def __init__(self, code: Code, /, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: Mapping[str, object] = MappingProxyType(facts)

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code.value} ({facts})" if facts else self.code.value


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong in an import or a batch: where, what, and about which."""

    where: str
    code: Code
    facts: Mapping[str, object] = field(default_factory=dict)
