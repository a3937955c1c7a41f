"""Reconciling a day with a peer, and what is done about a difference: explained, accepted, objected to, corrected."""

from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Max

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.queries import facts
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions.clearing import check_free
from pilin.modules.medical.actions.diary import TableDiary
from pilin.modules.medical.rules import day_facts
from pilin.modules.medical.rules import days as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.day_facts import Remark
from pilin.modules.medical.rules.days import Difference


def reconcile(*, peer: str, day: date, at: Instant) -> int:
    """State a day to a peer in a new round, which it answers by its own statement; return the number of the round.

    Raises DAY_HAS_NOT_COME and SETTLEMENT_HAS_NO_BASIS.
    """
    today = day_of(at)
    if day > today:
        raise Refused(MedicalRefusal.DAY_HAS_NOT_COME, day=day)
    with federation.alone():
        diary = TableDiary()
        last = models.DayPart.objects.filter(peer=peer, day=day).aggregate(last=Max("round"))["last"] or 0
        told = day_facts.state_day(
            diary.lines(peer, day), peer=peer, day=day, round_=last + 1, on=today, basis=_basis(day_facts.DAY, peer, at)
        )
        diary.tell(told, at)
    return int(last) + 1


def reconcile_yesterday(*, at: Instant) -> int:
    """State yesterday to every peer with whom something was settled and an agreement allows it; return to how many."""
    yesterday, me = day_of(at) - timedelta(days=1), facts.me()
    stated = set(models.DayPart.objects.filter(day=yesterday).values_list("peer", flat=True))
    settled = models.Settlement.objects.filter(settled_on=yesterday).values_list("care", "insured").distinct()
    peers = {code for pair in settled for code in pair} - {me}
    due = [peer for peer in sorted(peers - stated) if agreements.bases_for(
        day_facts.DAY, parties=[me, peer], day=day_of(at)
    )]  # fmt: skip
    for peer in due:
        reconcile(peer=peer, day=yesterday, at=at)
    return len(due)


def remark(*, difference: int, act: str, text: str, at: Instant) -> Difference:
    """Say something about a difference (by its row); return it as it stands then.

    A correction enters into our own books what the other side states. Raises DIFFERENCE_IS_UNKNOWN, TURN_IS_THE_OTHERS
    and CORRECTION_MISSES_THE_OTHERS_LINE.
    """
    with federation.alone():
        row = models.DayDifference.objects.filter(pk=difference).first()
        if row is None or act not in day_facts.ACTS:
            raise Refused(MedicalRefusal.DIFFERENCE_IS_UNKNOWN)
        found, me, diary = queries.difference_of(row), facts.me(), TableDiary()
        said = Remark(me, row.peer, row.day, row.settlement, row.round, act, text, day_of(at))
        if act == day_facts.CORRECT:
            check_free(row.settlement)
            ours = next(line for line in diary.lines(row.peer, row.day) if line.settlement == row.settlement)
            fund, account = rules.correction(found, me, ours)
            said = replace(said, fund_fen=fund, account_fen=account)
        rules.after_remark(found, said, 0)
        diary.tell([day_facts.remark(said, _basis(day_facts.REMARK, row.peer, at))], at)
        row.refresh_from_db()
    return queries.difference_of(row)


def _basis(kind: str, peer: str, at: Instant) -> str:
    found = agreements.bases_for(kind, parties=[facts.me(), peer], day=day_of(at))
    if not found:
        raise Refused(MedicalRefusal.SETTLEMENT_HAS_NO_BASIS, insured=peer)
    return found[0]
