"""A visit at a hospital of ours: its states, and what of its fee lines a settlement takes. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pilin.base.clock import Instant
from pilin.base.money import Fen, yuan_text
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import settlement as settlements
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.split import Parts, Split

OPEN, DISCHARGED, WITHDRAWN = "open", "discharged", "withdrawn"
STATES = (OPEN, DISCHARGED, WITHDRAWN)
ALL_BATCHES = "0000"
ECHOED = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")


class Step(NamedTuple):
    """What became of a settlement: posted or not, still open, and the one that takes it back."""

    posted: bool
    waits: bool
    cancelled_by: str


class Written(NamedTuple):
    """A settlement of a visit as it was written down: by which message, what it takes back, and when."""

    msgid: str
    cancels: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Course:
    """Every settlement of a visit that was written down, and what became of those that were asked, by identifier."""

    written: Mapping[str, Written]
    steps: Mapping[str, Step]


def step_of(state: str, cancelled_by: str, *, given_up: bool) -> Step:
    """Return what became of a settlement; who gave up before an answer came waits no more, an answer is ended yet."""
    waits = state == settlements.PENDING or (state == settlements.ASKED and not given_up)
    return Step(state == settlements.POSTED, waits, cancelled_by)


def stands(settlement: str, steps: Mapping[str, Step]) -> bool:
    """Tell whether a settlement counts: it is posted, and what takes it back does not count itself."""
    step = steps.get(settlement)
    return step is not None and step.posted and not stands(step.cancelled_by, steps)


def last_of(settlement: str, steps: Mapping[str, Step]) -> str:
    """Return the settlement that stands in a chain of cancels which begins at one that counts.

    A cancel that was taken back by a cancel of its own leaves the first in force, and that last one carries it.
    """
    cancel = steps[settlement].cancelled_by
    if not cancel or cancel not in steps or not steps[cancel].posted:
        return settlement
    return last_of(cancel, steps)


def holds(settlement: str, steps: Mapping[str, Step], *, fresh: bool) -> bool:
    """Tell whether a settlement still holds its lines: it counts or may come to, or it is `fresh` and not asked yet."""
    step = steps.get(settlement)
    return fresh if step is None else step.waits or stands(settlement, steps)


def holding(course: Course, *, young: Instant) -> set[str]:
    """Return the settlements of a visit that hold their lines; a cancel holds none. `young` is since when fresh."""
    return {
        name
        for name, one in course.written.items()
        if not one.cancels and holds(name, course.steps, fresh=one.at > young)
    }


def counts(settlement: str, course: Course, *, taken_back: Collection[str]) -> bool:
    """Tell whether there is something to reverse; `taken_back` are the messages that 2601 took back already.

    Of a cancel there is only once, and only while its settlement was not reversed. A cancel that was reversed counts
    again when its settlement is cancelled anew; that is the new message's doing.
    """
    cancelled = course.written[settlement].cancels
    if cancelled:
        undone = [name for name, one in course.written.items() if one.cancels == settlement]
        posted = any(course.steps[name].posted for name in undone if name in course.steps)
        if posted or course.written[cancelled].msgid in taken_back:
            return False
    return stands(settlement, course.steps)


def check_total(parts: Parts, said_fen: int) -> None:
    """Refuse a total that the lines do not make (I6): TOTAL_DIFFERS_FROM_LINES, with both amounts."""
    if parts.total_fen != said_fen:
        raise Refused(
            MedicalRefusal.TOTAL_DIFFERS_FROM_LINES,
            said=yuan_text(Fen(said_fen)),
            found=yuan_text(Fen(parts.total_fen)),
        )


def check_echo(parts: Parts, echo: Iterable[int | None]) -> None:
    """Refuse parts that are not those of the pre-settlement any more: PARTS_DIFFER_FROM_LINES, with both amounts."""
    for name, said, found in zip(ECHOED, echo, parts[1:], strict=True):
        if said is not None and said != found:
            raise Refused(
                MedicalRefusal.PARTS_DIFFER_FROM_LINES,
                field=name,
                said=yuan_text(Fen(said)),
                found=yuan_text(Fen(found)),
            )


def check_split(kept: Split, anew: Split) -> None:
    """Refuse a line that the catalogue splits otherwise by now: CATALOGUE_CHANGED_UNDER_LINES, with both amounts."""
    for name, said, found in zip(ECHOED, _parts(kept), _parts(anew), strict=True):
        if said != found:
            raise Refused(
                MedicalRefusal.CATALOGUE_CHANGED_UNDER_LINES,
                line=kept.number,
                field=name,
                said=yuan_text(Fen(said)),
                found=yuan_text(Fen(found)),
            )


def _parts(split: Split) -> tuple[int, ...]:
    return split.full_self_fen, split.over_limit_fen, split.prior_self_fen, split.in_scope_fen
