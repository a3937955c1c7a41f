"""Ten years of cases, written as rows: one closed and one open case are folded event by event, the others bear their
marks with names of their own.

Rows go in by `executemany`, some thousands at once. A closed case has its row and no chain: none of the measured pages
reads one but that of the long case, which has it; open ones have theirs, for a clock that is counted anew adds to it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import AutoField, Model

from benchmarks.pages import seed as pages
from benchmarks.pages.seed import PARTIES, PROGRAMME, THEM, US
from pilin.base import clock
from pilin.base.canonical import digest_of
from pilin.base.clock import Instant
from pilin.kernel.federation import models as federated
from pilin.kernel.federation.protocol.documents import name_of
from pilin.kernel.federation.tests import links
from pilin.kernel.matters import models
from pilin.kernel.matters.delivery import rows
from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.rules.chain import Entry, File
from pilin.kernel.matters.rules.clocks import parse_calendar
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.kinds import Kind, parse
from pilin.kernel.matters.tests import kit
from pilin.kernel.organisations import actions as organisations
from pilin.modules.projects.tests import seeding
from pilin.web.tests import samples

Row = Mapping[str, Any]
BATCH = 5_000
_NOTHING = object()
OPENED = clock.instant(datetime.fromisoformat("2026-12-20T12:00:00+08:00"))
"""When the open cases were taken: sixty days run into 2027, which has no calendar yet."""


@dataclass(frozen=True)
class Size:
    """How much there is: closed and open cases, and events of the long one."""

    closed: int
    open: int
    events: int


def fill(size: Size, at: Instant) -> str:
    """Fill an empty store; return the id of the case with many events."""
    links.link(THEM, "金山区")
    organisations.load_programme(PROGRAMME, side=US, at=at)
    samples.staff()
    calendar = agreed("calendar", kit.document("calendar"), at)
    text = kit.document("petition")
    kind = parse(text, agreed("kind", text, at))
    accepted, answered = _case(kind, calendar, "accept"), _case(kind, calendar, "accept", "answer")
    closed, unsettled = range(size.closed), range(size.closed, size.closed + size.open)
    _write(models.Matter, _rows(answered, kind, closed, at))
    _write(models.Matter, _rows(accepted, kind, unsettled, at))
    _write(models.Entry, _entries(accepted, unsettled))
    return pages.long_one(size.events, at)


def agreed(kind: str, text: Any, at: Instant) -> str:
    """Let both sides have agreed on a document; return its name."""
    name = name_of(text, PARTIES)
    members = {"basis": links.CHARTER, "parties": PARTIES, "offered_by": US, "offer": name, "state": "agreed"}
    answers = dict.fromkeys(PARTIES, "signed")
    federated.Document.objects.create(
        hash=name, type=kind, text=text, answers=answers, offered_at=at, ended_at=at, **members
    )
    return name


def _case(kind: Kind, calendar: str, *steps: str) -> File:
    """Fold one case: transferred to us, and what we did with it."""
    known = {calendar: parse_calendar(kit.document("calendar"))}
    case = kit.Case(kind, nodes={"sender": THEM, "receiver": US})
    case.calendars, case.calendar, case.at = known, calendar, OPENED
    chain = [case.opening()]
    opened = fold.opened(kind, chain[0], known)
    assert isinstance(opened, Matter), opened
    case.matter = opened
    for step in steps:
        chain.append(case.event(step, "receiver"))
        case.take(step, "receiver")
    return File(case.matter, tuple(Entry(one, one.hash, THEM if n == 0 else US) for n, one in enumerate(chain)))


def _names(number: int) -> tuple[str, str]:
    """Return the id and the head of a case."""
    return seeding.id_of(number, of=7), digest_of(["case", number])


def _rows(file: File, kind: Kind, numbers: Iterable[int], at: Instant) -> Iterator[Row]:
    """Yield the rows of cases that bear the marks of one; each moved a minute before the next."""
    plain = rows.columns(file, kind) | {"basis": links.CHARTER}
    for number in numbers:
        name, head = _names(number)
        moved = at - timedelta(minutes=number)
        folded = {**plain["fold"], "id": name, "head": head}  # type: ignore[dict-item]
        own = {"id": name, "head": head, "fold": folded, "title": f"边界纠纷 {number:07} 灌溉水渠"}
        yield {**plain, **own, "opened_at": moved, "moved_at": moved}


def _entries(file: File, numbers: Iterable[int]) -> Iterator[Row]:
    """Yield the chain of each case; its last link bears the case's head, which a step builds on."""
    links_ = [(n, asdict(one.ordered), one) for n, one in enumerate(file.chain, start=1)]
    for number in numbers:
        name, head = _names(number)
        for n, plain, one in links_:
            own = head if n == len(file.chain) else digest_of(["case", number, n])
            told = {"at": clock.write(one.ordered.at), "attachments": list(one.ordered.attachments)}
            marks = {"hash": own, "carrier": own, "orderer_after": one.orderer_after}
            yield {"matter_id": name, "n": n, "ordered": {**plain, **told, "hash": own, "matter": name}, **marks}


def _write(table: type[Model], rows: Iterator[Row]) -> None:
    """Write rows by `executemany`, some thousands in a transaction; what a row leaves out has its default.

    A value that is the one of the row before is made ready for the database once.
    """
    meta = table._meta  # noqa: SLF001
    fields = [field for field in meta.concrete_fields if not isinstance(field, AutoField)]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    holes = ", ".join("%s" for _ in fields)
    into = f"INSERT INTO {connection.ops.quote_name(meta.db_table)} ({columns}) VALUES ({holes})"
    defaults = {field.attname: field.get_default() for field in fields}
    given: list[Any] = [_NOTHING] * len(fields)
    made: list[Any] = [None] * len(fields)
    while batch := list(islice(rows, BATCH)):
        lines = []
        for row in batch:
            for place, field in enumerate(fields):
                value = row.get(field.attname, defaults[field.attname])
                if value is not given[place]:
                    given[place], made[place] = value, field.get_db_prep_save(value, connection)
            lines.append([*made])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(into, lines)
