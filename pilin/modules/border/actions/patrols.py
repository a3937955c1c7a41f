"""Records of our squads: kept once each whatever a phone sends how often, and told to the other side all together."""

from dataclasses import replace

from django.db import IntegrityError, transaction

from pilin.base import canonical, ids
from pilin.base.clock import day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as telling
from pilin.kernel.matters import actions as matters
from pilin.modules.border import models, queries
from pilin.modules.border.actions.opening import Hand
from pilin.modules.border.rules import patrols
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.patrols import Month, Tick


def keep_tick(tick: Tick, *, of: Month, account: str, by: Hand) -> bool:
    """Keep a record of a round of ours; tell whether it is new. Raises what `check_tick` has, or PATROL_RECORD_DIFFERS.

    The same sent again, even at once by two requests, stays one; without an id of a phone it gets one here.
    """
    patrols.check_tick(tick, of, today=day_of(by.at))
    tick = tick if tick.id else replace(tick, id=ids.new_id(by.at))
    said = patrols.told([tick])[0]
    digest = canonical.digest_of([of.id, account, dict(said)])
    row = models.SquadRecord(month=of.id, account=account, digest=digest, kept_at=by.at, **{**said, "day": tick.day})
    try:
        with transaction.atomic():
            if _was_kept(tick.id, digest):
                return False
            row.save(force_insert=True)
    except IntegrityError:  # another request was quicker
        _was_kept(tick.id, digest)
        return False
    return True


def _was_kept(phone_id: str, digest: str) -> bool:
    kept = models.SquadRecord.objects.filter(pk=phone_id).values_list("digest", flat=True).first()
    if kept is not None and kept != digest:
        raise Refused(BorderRefusal.PATROL_RECORD_DIFFERS)
    return kept is not None


@telling.alone()
def tell_ticks(month: str, *, side: str, by: Hand) -> int:
    """Tell the other side all records of ours of a month; return how many are new to it. Raises NOTHING_IS_TO_BE_TOLD.

    All of them each time: what a side said last is what counts, and nothing is added up twice.
    """
    held = queries.squad_records(month, side=side)
    new = sum(not was_told for _tick, was_told in held)
    if not new:
        raise Refused(BorderRefusal.NOTHING_IS_TO_BE_TOLD)
    fields = {"records": [dict(one) for one in patrols.told(tick for tick, _was_told in held)]}
    matters.take_step(matter=month, step="tell_records", members={"fields": fields, "office": by.office}, at=by.at)
    models.SquadRecord.objects.filter(month=month, told_at=None).update(told_at=by.at)
    return new


def drop_tick(phone_id: str, *, month: str) -> bool:
    """Throw away a record that the other side was not told of; tell whether there was one."""
    return models.SquadRecord.objects.filter(pk=phone_id, month=month, told_at=None).delete()[0] > 0
