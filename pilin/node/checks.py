"""What `pilin doctor` looks at: each check says in a plain sentence what it found, and what to do where it is wrong."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from cryptography import x509
from django.conf import settings

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import models as tables
from pilin.kernel.federation import queries, transport
from pilin.kernel.federation.actions import keyring
from pilin.kernel.federation.protocol import restoring
from pilin.node import archive, start
from pilin.node.refusals import NodeRefusal
from pilin.web import strongbox

FREE_BYTES_MIN = 2**30
MEMORY_BYTES_MIN = 250 * 10**6
CERTIFICATE_DAYS_MIN = 60
BACKUP_HOURS_MAX = 48
MEMORY_FILE = Path("/proc/meminfo")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Verdict(Enum):
    """How bad it is; a node with `BAD` does not do its work."""

    OK = "ok"
    LOOK = "look"
    BAD = "BAD"


@dataclass(frozen=True)
class Check:
    """What one look found."""

    verdict: Verdict
    sentence: str


Look = Callable[[Instant], Iterator[Check]]


def all_checks(*, at: Instant) -> Iterator[Check]:
    """Look at everything; what needs the database is left out where it does not answer."""
    yield from configuration(at)
    yield from key_files(at)
    yield from disk_and_memory(at)
    found = list(database(at))
    yield from found
    if all(check.verdict is not Verdict.BAD for check in found):
        for look in (high_water, links, alarms, backups):
            yield from look(at)


def configuration(_at: Instant) -> Iterator[Check]:
    """Say which file was read: had it a slip, nothing would have started."""
    node = settings.NODE
    yield _ok(f"configuration {node.file} is read: {node.node.name} {node.node.code}, data in {node.node.data_dir}")


def database(_at: Instant) -> Iterator[Check]:
    """See that the database answers and has every table."""
    try:
        start.check_database()
        yield _ok(f"the database ({settings.NODE.database.engine}) answers and has every table")
    except Refused as refused:
        todo = {
            NodeRefusal.DATABASE_IS_NOT_MIGRATED: "lacks tables or changes: run `pilin init` or `pilin manage migrate`",
            NodeRefusal.DATABASE_IS_NOT_REACHABLE: f"does not answer: {refused.facts.get('reason')}",
        }
        yield _bad(f"the database {todo[NodeRefusal(refused.code)]}")


def key_files(at: Instant) -> Iterator[Check]:
    """See that keys and certificate are there, and readable by their owner only."""
    folder, number = keyring.folder(), len(keyring.signers())
    yield (
        _ok(f"{number} signing keys, the newest signs")
        if number
        else _bad("there is no signing key: run `pilin init`, or `pilin restore-key` if there was one")
    )
    kept = [*folder.glob("*.key"), *folder.glob("*.key.pem"), *folder.glob("*.staged")]
    kept += [strongbox.file()] if strongbox.file().exists() else []
    for file in (folder, *sorted(kept)):
        if stat.S_IMODE(file.stat().st_mode) & _OTHERS:
            yield _bad(f"others on this machine may read {file}: take the right away (chmod go= {file})")
    if list(folder.glob("*.staged")):
        yield _look("a change of keys was cut off; the next start ends it")
    yield _certificate(at)


def _certificate(at: Instant) -> Check:
    try:
        certificate = federation.credentials().certificate_pem()
        last = x509.load_pem_x509_certificate(certificate.encode()).not_valid_after_utc
    except (Refused, ValueError):
        return _bad("the certificate of the link is missing or damaged: run `pilin init`")
    if not transport.is_plain(certificate):
        return _bad(
            "the file of the link's certificate holds more than one certificate: every peer refuses such a card"
        )
    days = int(clock.seconds_between(at, clock.instant(last)) // 86400)
    if days < CERTIFICATE_DAYS_MIN:
        return _bad(f"the certificate of the link ends in {days} days: a new ceremony is needed before that")
    return _ok(f"the certificate of the link holds for {days} more days")


def disk_and_memory(_at: Instant) -> Iterator[Check]:
    """See that there is room."""
    free = shutil.disk_usage(settings.NODE.node.data_dir).free
    room = f"{free // 10**6} MB are free on the disk of the data folder"
    yield _ok(room) if free >= FREE_BYTES_MIN else _bad(f"only {room}: make room, or facts can no longer be stored")
    memory = available_memory_bytes()
    if memory is not None:
        left = f"{memory // 10**6} MB of memory are available"
        yield _ok(left) if memory >= MEMORY_BYTES_MIN else _look(f"only {left}: a node at rest takes up to 250 MB")


def available_memory_bytes(file: Path = MEMORY_FILE) -> int | None:
    """Return what the machine could still give, or None where it does not say."""
    if not file.exists():
        return None
    found = (line.split() for line in file.read_text(encoding="ascii").splitlines())
    return next((int(words[1]) * 1024 for words in found if words[0] == "MemAvailable:"), None)


def high_water(_at: Instant) -> Iterator[Check]:
    """Compare the lanes with the high-water file, as the next start will."""
    marks, known = keyring.read_marks(), tables.Link.objects.exclude(mode="introduced").exists()
    if marks is None:
        yield (
            _bad("the high-water file is missing or damaged: the next start recovers from the peers")
            if known
            else _ok("there is no high-water file and no open link yet")
        )
        return
    lanes = {(out.link_id, out.lane, ""): out.seq for out in tables.OutLane.objects.all()}
    lanes |= {(half.link_id, half.lane, half.link_id): half.decided for half in tables.InLane.objects.all()}
    inc, floor = queries.node_state().inc, max((mark.inc for mark in marks.values()), default=0)
    asked = [mark for mark in marks.values() if mark.peer and mark.inc >= inc]
    behind = [mark for mark in asked if mark.seq > lanes.get(mark.place, 0)]
    for mark in behind:
        done = f"from {mark.peer} was decided" if mark.author else f"was sent to {mark.peer}"
        here = lanes.get(mark.place, 0)
        yield _bad(f"{mark.seq} {done} on {mark.lane}, but the database ends at {here}: it recovers")
    if not behind and floor > inc:
        yield _bad(f"the high-water file knows life {floor}, the database life {inc}: it recovers")
    elif not behind:
        yield _other_reason(federation.reason_to_recover(marks=marks))


def _other_reason(found: str) -> Check:
    """Say what a start would find where no number is below its mark."""
    if found == restoring.NOT_WHOLE:
        return _bad(
            "the high-water file knows less than peers have acknowledged: it was made anew or put back; it recovers"
        )
    if found:
        return _bad("the database is amid a recovery that the high-water file saw end: it is older; it recovers again")
    return _ok("the database is not behind the high-water file")


def links(at: Instant) -> Iterator[Check]:
    """Say how the node and each link stand, when the peer was last heard, and by how much the clocks differ."""
    me = queries.node_state()
    yield (_ok if me.mode == "open" else _bad)(f"the node is {me.mode}, in life {me.inc}")
    for link in queries.links_state(at):
        name = f"the link with {link.name} {link.peer}"
        yield (_ok if link.mode == "open" else _look)(f"{name} is {link.mode}; {link.backlog} envelopes wait")
        if link.mode == "open" and not link.is_reached:
            since = clock.write(link.heard_at) if link.heard_at else "ever"
            yield _look(f"{name}: nothing was heard since {since}; is the peer up, is {link.url} right?")
        if abs(link.skew_seconds) > settings.NODE.limits.clock_skew_seconds_max:
            yield _bad(f"{name}: the clocks differ by {link.skew_seconds} s; see that both machines keep time by NTP")


def alarms(_at: Instant) -> Iterator[Check]:
    """Name what people have not seen to yet."""
    found = tables.Alarm.objects.filter(closed_at=None).order_by("first_at")
    for alarm in found:
        whom = f" with {alarm.peer}" if alarm.peer else ""
        yield _look(
            f"open alarm {alarm.code}{whom}, {alarm.times} times since {clock.write(clock.instant(alarm.first_at))}"
        )
    if not found:
        yield _ok("no alarm is open")


def backups(at: Instant) -> Iterator[Check]:
    """Say when the last backup was made."""
    made = archive.last_made()
    if made is None:
        yield _look("no backup was ever made: see `pilin backup` and docs/deployment/database.md")
        return
    hours = int(clock.seconds_between(made, at) // 3600)
    told = f"the last backup was made {hours} hours ago"
    yield _ok(told) if hours <= BACKUP_HOURS_MAX else _look(f"{told}: is its timer running?")


def _ok(sentence: str) -> Check:
    return Check(Verdict.OK, sentence)


def _look(sentence: str) -> Check:
    return Check(Verdict.LOOK, sentence)


def _bad(sentence: str) -> Check:
    return Check(Verdict.BAD, sentence)
