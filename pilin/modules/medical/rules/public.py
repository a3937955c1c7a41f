"""What of the medical room everybody may see: the titles of policies, and hospitals under
contract. Amounts on the public site are computed there.

Nothing here is about a person: an estimate asks for none and keeps none.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pilin.modules.medical.rules.contracts import Contract
from pilin.modules.medical.rules.policy import Policy, Title
from pilin.web.public.fields import PublicFields

PUBLIC_FIELDS: PublicFields = {
    Policy: ("title", "illustrative", "person_groups", "ceiling_titles"),
    Contract: ("name", "level", "until_day"),
}
"""By class the fields that may stand on a public page of this room; `docs/public.md` bears the same list."""


@dataclass(frozen=True)
class PublicPolicy:
    """A policy as the list of an estimate shows it; titles in both languages."""

    side: str
    insurance: str
    title: Title
    illustrative: bool
    person_groups: Mapping[str, Title]
