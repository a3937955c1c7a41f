"""What matters name each other, both ways; a fixed number of queries for any number of matters."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q

from pilin.kernel.matters import models
from pilin.kernel.matters.queries import agreed
from pilin.kernel.matters.rules.kinds import Kind, Title

_CHOICES_MAX = 200


@dataclass(frozen=True)
class Reference:
    """One matter names another in a field. The rest tells of the one at the far end, where this node knows it."""

    matter: str
    field: str
    to: str
    title: str = ""
    kind_name: str = ""
    kind_title: Title | None = None
    state: str = ""
    state_title: Title | None = None
    final: bool = False
    agreed: bool = False


def references(matters: Collection[str]) -> Mapping[str, tuple[Reference, ...]]:
    """Return what each of these matters names, by its id; three queries at most."""
    rows = models.Reference.objects.filter(matter_id__in=matters).order_by("matter_id", "field", "to")
    return _by(list(rows), "matter_id", "to")


def referring(matters: Collection[str], kind: str = "") -> Mapping[str, tuple[Reference, ...]]:
    """Return what names each of these matters, by its id, of one kind by its name or of all; three queries at most."""
    rows = models.Reference.objects.filter(to__in=matters).order_by("to", "matter_id", "field")
    return _by(list(rows.filter(matter__kind_name=kind) if kind else rows), "to", "matter_id")


def rows_about(matter: str) -> tuple[list[models.Reference], Mapping[str, models.Matter]]:
    """Return the references of one matter both ways, and the matters at their far ends by id; two queries at most."""
    rows = list(models.Reference.objects.filter(Q(matter_id=matter) | Q(to=matter)).order_by("key"))
    return rows, _ends({end for row in rows for end in (row.matter_id, row.to)} - {matter})


def offered(kinds: Collection[str]) -> list[tuple[str, str]]:
    """Return (id, title) of the matters of these kinds that a form offers, the last moved first."""
    rows = models.Matter.objects.filter(kind_name__in=kinds, refused_by="").order_by("-moved_at", "id")
    return list(rows.values_list("id", "title")[:_CHOICES_MAX])


def _by(rows: list[models.Reference], near: str, far: str) -> Mapping[str, tuple[Reference, ...]]:
    known = _ends({str(getattr(row, far)) for row in rows})
    kinds = agreed.kinds_of({row.kind for row in known.values()})
    found: defaultdict[str, list[Reference]] = defaultdict(list)
    for row in rows:
        found[str(getattr(row, near))].append(told(row, known.get(str(getattr(row, far))), kinds))
    return {name: tuple(group) for name, group in found.items()}


def _ends(ids: Collection[str]) -> Mapping[str, models.Matter]:
    rows = models.Matter.objects.defer("fold", "dropped").filter(pk__in=ids) if ids else ()
    return {row.pk: row for row in rows}


def told(row: models.Reference, end: models.Matter | None, kinds: Mapping[str, Kind]) -> Reference:
    """Return a reference with what is known of the matter at its far end."""
    if end is None or end.kind not in kinds:
        return Reference(row.matter_id, row.field, row.to)
    kind = kinds[end.kind]
    state = kind.states[end.state]
    about = (end.title, kind.name, kind.title, end.state, state.title, end.final, state.agreed)
    return Reference(row.matter_id, row.field, row.to, *about)
