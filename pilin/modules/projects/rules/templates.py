"""Templates of plans by field: milestones, measures and risks that are suggested and nothing more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pilin.base.refdata import Reference
from pilin.modules.projects.rules.drafts import NOT_GIVEN


@dataclass(frozen=True)
class Suggested:
    """A row of the file: a milestone that is suggested for a field, its measures, and the progress planned by then."""

    field: str
    title: str
    measures: str
    progress: int


@dataclass(frozen=True)
class Risk:
    """A row of the file: a risk that is worth a thought in a field."""

    field: str
    text: str


@dataclass(frozen=True)
class Template:
    """What the form of a plan of a field begins with. It bears no day: those the two sides agree on."""

    project_field: str
    milestones: Sequence[Suggested]
    risks: Sequence[str]

    def fields(self) -> dict[str, Any]:
        """Return what a form of a plan begins with."""
        rows = enumerate(self.milestones, start=1)
        told = [
            {"id": f"m{n}", "title": one.title, "measures": one.measures, "progress": one.progress} for n, one in rows
        ]
        return {
            "field": self.project_field,
            "particulars": {"risks": list(self.risks)},
            "milestones": told,
            "leads": {"initiator": NOT_GIVEN, "responder": NOT_GIVEN},
        }


def templates_of(reference: Reference) -> dict[str, Template]:
    """Return the templates of a file by field, in its order."""
    milestones, risks = reference.rows("milestones", Suggested), reference.rows("risks", Risk)
    names = dict.fromkeys(one.field for one in milestones)
    return {
        name: Template(
            name,
            tuple(one for one in milestones if one.field == name),
            tuple(one.text for one in risks if one.field == name),
        )
        for name in names
    }
