"""Reads of the livelihood projects: those of both sides, what residents said here, and what everybody may see."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import Count, Sum

from pilin.base import refdata
from pilin.kernel.matters.rules.kinds import Title
from pilin.modules.projects import models
from pilin.modules.projects.queries.records import LISTED_MAX, read_all
from pilin.modules.projects.rules import livelihood
from pilin.modules.projects.rules.public import PUBLIC_FIELDS, PublicLivelihood
from pilin.modules.projects.rules.records import LIVELIHOOD, Record
from pilin.web.public.fields import only

_FILE = Path(__file__).parents[1] / "reference" / "livelihood.yaml"


@dataclass(frozen=True)
class Named:
    """A thing done for residents that the article names, in both languages."""

    title: Title
    place: Title


@dataclass(frozen=True)
class Counted:
    """How many the article counts, and since which month; it lists none of them."""

    number: int
    since: str


@cache
def article() -> tuple[Counted, tuple[Named, ...]]:
    """Return what the article says of livelihood projects."""
    reference = refdata.load(_FILE)
    return reference.rows("counted", Counted)[0], reference.rows("named", Named)


def livelihoods() -> list[Record]:
    """Return all livelihood projects that did not fall through, those to be worked on first."""
    rows = models.Record.objects.filter(kind=LIVELIHOOD, refused_by="").exclude(state__in=("declined", "withdrawn"))
    return read_all(rows.order_by("is_over", "id")[:LISTED_MAX])


def opinions_here(project: str, *, limit: int = 50) -> list[tuple[int, str]]:
    """Return the latest opinions with words that came in at this side: stars and words."""
    rows = models.Opinion.objects.filter(project=project).exclude(words="").order_by("-id")
    return list(rows.values_list("stars", "words")[:limit])


def tallies(projects: Collection[str] | None = None) -> dict[str, tuple[int, int]]:
    """Return how many opinions came in at this side and the sum of their stars, by project."""
    rows = models.Opinion.objects.all() if projects is None else models.Opinion.objects.filter(project__in=projects)
    found = rows.order_by().values("project").annotate(Count("id"), Sum("stars"))
    return {one["project"]: (one["id__count"], one["stars__sum"]) for one in found}


def codes_left(project: str) -> tuple[int, int]:
    """Return how many codes of a project were handed out, and how many of them nobody has used."""
    rows = models.OpinionCode.objects.filter(project=project)
    return rows.count(), rows.filter(is_used=False).count()


def public_livelihoods() -> tuple[PublicLivelihood, ...]:
    """Return the livelihood projects that both sides signed, by name, as everybody may see them."""
    rows = models.Record.objects.filter(kind=LIVELIHOOD, state__in=livelihood.SIGNED, refused_by="")
    found = [_public(one) for one in read_all(rows.order_by("title", "id")[:LISTED_MAX])]
    return only(tuple(found), PUBLIC_FIELDS)


def _public(record: Record) -> PublicLivelihood:
    told = livelihood.opinions_of(record)
    return PublicLivelihood(
        title=record.title,
        worry=record.text("worry"),
        is_done=record.state in ("done", "closed"),
        count=told.count,
        mean=told.mean,
    )
