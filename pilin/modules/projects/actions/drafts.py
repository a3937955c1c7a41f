"""Drafts: the projects that the programme's source names, read from its folder, each to be offered with one click."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pilin.base import refdata
from pilin.base.clock import Instant
from pilin.modules.projects import queries
from pilin.modules.projects.models import Draft
from pilin.modules.projects.rules.drafts import Named

FILE = "projects.yaml"


def load_programme(folder: Path, *, at: Instant) -> list[Mapping[str, Any]]:
    """Keep the drafts of a programme's folder, in place of those that were there; return what all may sign."""
    path = folder / FILE
    named = refdata.load(path).rows("projects", Named) if path.exists() else ()
    Draft.objects.all().delete()
    Draft.objects.bulk_create(Draft(position=number, **_columns(one), read_at=at) for number, one in enumerate(named))
    return [queries.proposed_rule(), queries.proposed_schedule()]


def _columns(named: Named) -> dict[str, Any]:
    return {"key": named.key, "title": named.title, "fields": named.fields(), "note": named.note}
