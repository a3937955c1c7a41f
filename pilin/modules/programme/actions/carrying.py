"""What follows from signed minutes, done by the worker: duties and disagreements are opened, topics move.

The node of the side in the chair opens; so two nodes never both do it. What is there already, by the meeting and the
number in its minutes, is not opened again: a crash in between repeats nothing, and a node that was down goes on where
it stopped. Each other node adds its own half of a disagreement, as the minutes have it: no side speaks for another.
"""

import logging
from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries as shown
from pilin.modules.programme import models, queries, rules
from pilin.modules.programme.rules import DISPUTE, MEETING, Move, Opening, Record

log = logging.getLogger(__name__)

_WHY = {
    rules.OFF: gettext_noop("随会议议程变动移出"),
    rules.DEFERRED: gettext_noop("会议议定下次再议"),
    rules.LEFT: gettext_noop("纪要记为分歧"),
}


def carry_out(*, at: Instant) -> int:
    """Do what meetings in our chair ask for, and add our half to disagreements; return how much was done.

    What is refused is logged and tried again the next minute; the rest goes on.
    """
    waiting = models.Record.objects.filter(kind=MEETING, opened_by=facts.me(), is_carried_out=False, refused_by="")
    done = sum(_follow(meeting, at) for meeting in list(waiting.order_by("matter").values_list("pk", flat=True)))
    return done + sum(_add_half(dispute, at) for dispute in _halves())


def _follow(meeting_id: str, at: Instant) -> int:
    """Do what one meeting asks for, alone of all workers; nothing is left to do once it is over and all was done."""
    with transaction.atomic():
        row = models.Record.objects.select_for_update().get(pk=meeting_id)
        meeting = queries.read(row)
        there = {(one.kind, one.item) for one in queries.following(meeting.id) if one.opened_by == facts.me()}
        to_open = [one for one in rules.openings(meeting) if (one.kind, one.item) not in there]
        moves = rules.moves(meeting, {one.id: one for one in _topics(meeting)})
        opened = sum(_attempt(partial(_open, meeting, one, at)) for one in to_open)
        moved = sum(_attempt(partial(_move, move, at)) for move in moves)
        if meeting.is_over and not to_open and not moves:
            models.Record.objects.filter(pk=meeting.id).update(is_carried_out=True)
        return opened + moved


def _attempt(act: Callable[[], bool]) -> bool:
    """Tell whether an act was done; one that is refused leaves nothing behind but a line in the log."""
    try:
        with transaction.atomic():
            return act()
    except Refused as refused:
        log.warning("what a meeting asks for waits: %s", refused)
        return False


def _topics(meeting: Record) -> list[Record]:
    """Return the topics of an agenda, and those that somebody put onto it before it was changed."""
    named = {row["topic"] for row in rules.agenda_of(meeting)}
    named |= {one.matter for one in shown.referring([meeting.id], kind=rules.TOPIC).get(meeting.id, ())}
    return queries.records(named)


def _open(meeting: Record, wanted: Opening, at: Instant) -> bool:
    others = iter(role for role in meeting.roles if role != meeting.opener)
    roles = dict(meeting.roles)
    if wanted.kind == DISPUTE:
        roles = {"opener": meeting.opened_by, "counterpart": meeting.roles[next(others)]}
    matters.open_under_a_clause(wanted.kind, roles=roles, fields=wanted.fields, at=at)
    return True


def _move(move: Move, at: Instant) -> bool:
    """Let a topic take its step; a step of ours that waits for the other side's node is not proposed again."""
    if _waits_for_the_other(move.topic, at):
        return False
    why = {"reason": gettext(_WHY[move.why])} if move.why else {}
    matters.take_step(matter=move.topic, step=move.step, members={"fields": {**move.fields, **why}}, at=at)
    return True


def _waits_for_the_other(matter: str, at: Instant) -> bool:
    me = facts.me()
    view = shown.matter(matter, me=me, day=day_of(at))
    return view is None or any(told.standing == "pending" and told.author == me for told in view.timeline)


def _halves() -> list[Record]:
    """Return the disagreements from minutes in which we have not stated our text yet."""
    me = facts.me()
    rows = models.Record.objects.filter(kind=DISPUTE, is_over=False).exclude(meeting="").exclude(opened_by=me)
    return [record for record in map(queries.read, rows) if me not in record.said("text") and record.role_of(me)]


def _add_half(dispute: Record, at: Instant) -> int:
    """State our text in a disagreement as the minutes have it."""
    meeting = next(iter(queries.records([dispute.meeting])), None)
    rows = meeting.agreed.get("differences", ()) if meeting else ()
    difference = next((row for row in rows if row["id"] == dispute.item), None)
    if meeting is None or difference is None:
        return 0
    half = rules.half_of(difference, meeting.role_of(facts.me()))
    return _attempt(partial(_move, Move(dispute.id, "state_text", half), at)) if half else 0
