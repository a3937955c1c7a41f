"""What everybody with a code may see of a petition: no name, no content, no number (信访工作条例 18, 21, 30)."""

from dataclasses import dataclass
from datetime import date

from pilin.web.public.fields import PublicFields


@dataclass(frozen=True)
class PublicPetition:
    """Where a petition stands, since when, by when, which side has it, and whether it may be rated."""

    state: str
    received_on: date
    due: date | None
    side: str
    may_rate: bool


PUBLIC_FIELDS: PublicFields = {PublicPetition: ("state", "received_on", "due", "side", "may_rate")}
"""By kind the fields that may stand on a public page of this room; `docs/public.md` bears the same list."""
