"""What of a case everybody with its code may see: how it stands, whose turn it is, by when. Never who it is about.

人民调解法 15(4): nobody is told the privacy of the parties. No name, no village, no sort of dispute stands here.
"""

from dataclasses import dataclass
from datetime import date

from pilin.modules.mediation.rules.cases import Case
from pilin.web.public.fields import PublicFields


@dataclass(frozen=True)
class PublicCase:
    """A case for who has its code; `turn` are the sides that may act now."""

    code: str
    state: str
    turn: tuple[str, ...]
    due: date | None
    is_provisional: bool


PUBLIC_FIELDS: PublicFields = {PublicCase: ("code", "state", "turn", "due", "is_provisional")}
"""By class the fields that may stand on a public page of this room; `docs/public.md` bears the same list."""


def public_case(case: Case) -> PublicCase:
    """Return what everybody may see of a case; one that the other side did not accept reads as declined."""
    state = "declined" if case.refused_by else case.state
    return PublicCase(case.code, state, case.turn, case.due, case.is_provisional)
