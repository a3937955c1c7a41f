"""What people do with drafts: they begin, save, import and send them; whoever saves later writes over nobody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from pilin.base import ids
from pilin.base.canonical import digest_of
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import cellar
from pilin.kernel.federation.queries import facts as federation
from pilin.modules.projects.models import TITLE, Writing, WritingVersion
from pilin.modules.projects.rules import merging, writings
from pilin.modules.projects.rules.merging import Fields, Merged
from pilin.modules.projects.rules.table_refusals import TableRefusal

VERSIONS_MAX = 300


@dataclass(frozen=True)
class Begun:
    """A draft as it begins: its sort, what it is called, and of which plan and month it is where it is a half."""

    sort: str
    title: str
    fields: Fields
    plan: str = ""
    month: str = ""

    @property
    def source(self) -> str:
        """Return the hash of what it says."""
        return digest_of([self.sort, self.plan, self.month, dict(self.fields)])


@dataclass(frozen=True)
class Saved:
    """What a save made: what stands, and from which version the writer goes on."""

    merged: Merged
    version: int
    base: int


def begin(begun: Begun, *, by: str, at: Instant) -> str:
    """Begin a draft; return its id."""
    return _begin(begun, source="", by=by, at=at)


@transaction.atomic
def import_drafts(begun: Sequence[Begun], *, by: str, at: Instant) -> list[str]:
    """Begin the drafts of a table, all or none; return their ids. One that was imported before is not made again."""
    held = {*Writing.objects.filter(source__in=[one.source for one in begun]).values_list("source", flat=True)}
    new = {one.source: one for one in begun if one.source not in held}
    return [_begin(one, source=source, by=by, at=at) for source, one in new.items()]


def _begin(begun: Begun, *, source: str, by: str, at: Instant) -> str:
    about = {"sort": begun.sort, "plan": begun.plan, "month": begun.month, "title": begun.title[:TITLE]}
    stands = {"fields": dict(begun.fields), "saved_by": by, "saved_at": at}
    made_id = ids.new_id(at)
    made = Writing.objects.create(pk=made_id, **about, **stands, source=source or made_id, version=1, last=1)
    _keep(made, 1, begun.fields, by=by, at=at)
    return made_id


@transaction.atomic
def save(writing_id: str, fields: Fields, *, base: int, both_seen: bool, by: str, at: Instant) -> Saved:
    """Save a draft from the version at which its writer began; merge what others saved since.

    `both_seen`: the writer is shown both texts of a field that two changed. What he goes on from, where it is nobody's
    text, is kept without a name. Raises DRAFT_IS_SENT.
    """
    row = _open(writing_id)
    began = WritingVersion.objects.filter(writing=row, number=base).first()
    merged = merging.merge(began.fields if began else {}, fields, row.fields)
    if merged.fields != row.fields:
        row.last += 1
        row.version, row.fields, row.saved_by, row.saved_at = row.last, dict(merged.fields), by, at
        row.title = str(merged.fields.get("title") or row.title)[:TITLE] if row.sort == writings.PLAN else row.title
        _keep(row, row.version, merged.fields, by=by, at=at)
    goes_on = row.version
    if not merged.is_mine:
        row.last += 1
        goes_on = row.last
        going = merging.shown_to(fields, merged, both_seen=both_seen)
        if merged.clashes and not both_seen and began:
            going = {**going, **{one.name: began.fields.get(one.name, "") for one in merged.clashes}}
        _keep(row, goes_on, going, by="", at=at, is_aside=True)
    if merged.clashes:
        row.last += 1
        _keep(row, row.last, fields, by=by, at=at, is_aside=True)
    row.save()
    WritingVersion.objects.filter(writing=row, number__lte=row.last - VERSIONS_MAX).delete()
    return Saved(merged, row.version, goes_on)


def _open(writing_id: str) -> Writing:
    row = Writing.objects.select_for_update().get(pk=writing_id)
    if row.matter:
        raise Refused(TableRefusal.DRAFT_IS_SENT, title=row.title)
    return row


def _keep(row: Writing, number: int, fields: Fields, *, by: str, at: Instant, is_aside: bool = False) -> None:
    said = {"fields": dict(fields), "saved_by": by, "saved_at": at, "is_aside": is_aside}
    WritingVersion.objects.create(key=f"{row.pk}|{number}", writing=row, number=number, **said)


@transaction.atomic
def send(writing_id: str, *, version: int, verb: Callable[[], str]) -> str:
    """Make a matter of a draft as it stood in a version, once: `verb` opens it and returns its id.

    Raises DRAFT_IS_SENT, and DRAFT_HAS_CHANGED where somebody saved it meanwhile.
    """
    row = _open(writing_id)
    if row.version != version:
        raise Refused(TableRefusal.DRAFT_HAS_CHANGED, name=row.saved_by)
    row.matter = verb()
    row.save(update_fields=["matter"])
    return row.matter


@transaction.atomic
def drop(writing_id: str, *, is_dropped: bool) -> None:
    """Put a draft away, or take it up again: nothing is deleted. Raises DRAFT_IS_SENT."""
    row = _open(writing_id)
    row.is_dropped = is_dropped
    row.save(update_fields=["is_dropped"])


def set_aside(data: bytes, *, reason: str, at: Instant) -> None:
    """Keep a file that could not be read in quarantine, as our own node's, encrypted, with its reason."""
    cellar.quarantine(federation.me(), reason, data, at)
