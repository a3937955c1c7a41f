"""A project that the programme's source names: what it gives of it, and nothing that it does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

UNKNOWN = "unknown"
NOT_GIVEN = "来源未载明"


@dataclass(frozen=True)
class Named:
    """A project as the source names it; what it does not give stays empty and can be filled in by who offers it."""

    key: str
    title: str
    project_field: str = UNKNOWN
    domain: str = ""
    pair: str = ""
    proposer: str = ""
    aims: Sequence[str] = ()
    note: str = ""

    def fields(self) -> dict[str, Any]:
        """Return what the form of a plan begins with; unknown things say so and can be edited."""
        given = {"domain": self.domain, "pair": self.pair, "proposer": self.proposer}
        return {
            "title": self.title,
            "field": self.project_field,
            "particulars": {name: value for name, value in given.items() if value},
            "aims": list(self.aims) or [NOT_GIVEN],
            "milestones": [{"id": "m1", "title": NOT_GIVEN}],
            "leads": {"initiator": NOT_GIVEN, "responder": NOT_GIVEN},
        }
