"""The records of the deliberation: meetings, the topic box, disagreements, duties, and threads through them.

Everybody of this node who may read may read them: both sides hold the same. Every answer takes a fixed number of
queries, and lists are bounded.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from pilin.kernel.matters import queries as matters
from pilin.modules.programme import models, rules
from pilin.modules.programme.rules import DISPUTE, DUTY, MEETING, TOPIC, Record, Thread

MEETINGS_MAX, LISTED_MAX = 200, 100


@dataclass(frozen=True)
class Council:
    """The register: meetings, newest first; the topics, disagreements and duties that are open, what ends first first.

    `closed` are the duties and disagreements that ended last.
    """

    meetings: Sequence[Record]
    topics: Sequence[Record]
    disputes: Sequence[Record]
    duties: Sequence[Record]
    closed: Sequence[Record]


def council() -> Council:
    """Return the register; three queries."""
    open_ = _read(_rows(TOPIC, DISPUTE, DUTY).filter(is_over=False).order_by(F("day").asc(nulls_last=True), "matter"))
    over = _rows(DISPUTE, DUTY).filter(is_over=True).order_by("-matter")[:LISTED_MAX]
    lists = {kind: rules.by_kind(open_, kind)[:LISTED_MAX] for kind in (TOPIC, DISPUTE, DUTY)}
    return Council(meetings(), lists[TOPIC], lists[DISPUTE], lists[DUTY], _read(over))


def meetings() -> list[Record]:
    """Return the last meetings, newest first."""
    return _read(_rows(MEETING).order_by("-matter")[:MEETINGS_MAX])


def agreed_meetings(*, limit: int = 12) -> list[Record]:
    """Return the last meetings whose minutes all signed, the latest day first; one query."""
    return _read(_rows(MEETING).filter(state="agreed", refused_by="").order_by("-day", "-matter")[:limit])


def topic_box() -> list[Record]:
    """Return the topics that may stand on an agenda, oldest first."""
    return _read(_rows(TOPIC).filter(is_over=False).order_by("matter")[:MEETINGS_MAX])


def records(ids: Collection[str]) -> list[Record]:
    """Return the records of matters, oldest first; what this node does not hold is left out."""
    return _read(models.Record.objects.filter(pk__in=ids).order_by("matter"))


def about(meeting: str, topics: Collection[str]) -> list[Record]:
    """Return these topics of a meeting, and the duties and disagreements that name it, oldest first; one query."""
    return _read(models.Record.objects.filter(Q(pk__in=topics) | Q(meeting=meeting)).order_by("matter"))


def following(meeting: str) -> list[Record]:
    """Return the duties and disagreements that name a meeting, oldest first."""
    return _read(models.Record.objects.filter(meeting=meeting).order_by("matter"))


def threads(record: Record) -> list[Thread]:
    """Return the threads that run through a matter: from its topics to results; six queries at most."""
    found = _through(record)
    of_meeting = next((one for one in found if one.id == record.id and one.kind == MEETING), None)
    names = rules.topics_of(of_meeting) if of_meeting else [record.id if record.kind == TOPIC else record.topic]
    return [rules.thread(name, found) for name in names]


def _through(record: Record) -> list[Record]:
    """Return a matter's record with all that its threads run through."""
    meetings_ = {record.id} if record.kind == MEETING else {record.meeting} - {""}
    topic = record.id if record.kind == TOPIC else record.topic
    if topic:
        meetings_ |= {one.matter for one in matters.referring([topic], kind=MEETING).get(topic, ())}
    met = records(meetings_)
    topics = {topic, *(name for one in met for name in rules.topics_of(one))} - {""}
    after = _read(models.Record.objects.filter(meeting__in=meetings_).order_by("matter"))
    return _once([record, *met, *records(topics), *after])


def _once(found: Iterable[Record]) -> list[Record]:
    return list({record.id: record for record in found}.values())


def _rows(*kinds: str) -> "QuerySet[models.Record]":
    return models.Record.objects.filter(kind__in=kinds)


def _read(rows: Iterable[models.Record]) -> list[Record]:
    return [read(row) for row in rows]


def read(row: models.Record) -> Record:
    """Return a row as the rules know it."""
    return Record(
        id=row.pk,
        kind=row.kind,
        title=row.title,
        state=row.state,
        is_over=row.is_over,
        meeting=row.meeting,
        item=row.item,
        topic=row.topic,
        day=row.day,
        warn_on=row.warn_on,
        refused_by=row.refused_by,
        **{**row.content, "turn": tuple(row.content["turn"])},
    )
