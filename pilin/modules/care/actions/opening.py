"""Two persons open an envelope for half an hour; both sides hear of it at once, and who it was."""

import json
from datetime import date, timedelta

from django.db import transaction

from pilin.base import clock, ids
from pilin.base.canonical import Json
from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.queries import facts
from pilin.modules.care import models, queries, rules
from pilin.modules.care.actions.sending import PURPOSE, other, tell
from pilin.modules.care.queries import Keeper
from pilin.modules.care.rules import LIMITS, CareRefusal
from pilin.modules.care.rules.messages import WHO


def ask(*, envelope: str, reason: str, by: Keeper, at: Instant) -> None:
    """Ask to open an envelope; nobody reads before a second person joins. Raises what `check_asker` has against it."""
    with transaction.atomic():
        row = _open_one(envelope)
        rules.check_asker(is_receiver=row.peer == facts.me(), reason=reason)
        models.Session.objects.create(envelope=row, reason=reason.strip()[:200], first=by.account, asked_at=at)


def join(*, session: int, by: Keeper, at: Instant) -> None:
    """Turn the second key: from now on both read, until the session ends. Raises SECOND_PERSON_IS_NEEDED."""
    with transaction.atomic():
        held = models.Session.objects.select_for_update().select_related("envelope").filter(pk=session, opening="")
        row = held.first()
        if row is None or clock.seconds_between(Instant(row.asked_at), at) > LIMITS.session_minutes * 60:
            raise Refused(CareRefusal.ENVELOPE_IS_CLOSED)
        _open_one(row.envelope_id)
        rules.check_second(first=row.first, second=by.account)
        row.second = by.account
        _begin(row, by, at)


def open_alone(*, envelope: str, reason: str, danger: bool, by: Keeper, at: Instant) -> None:
    """Open without a second person because a life is in danger; both sides hear at once, and somebody else reviews.

    PIPL 13(4), 18(2). Raises what `check_asker` has against it, and DANGER_IS_NOT_CONFIRMED.
    """
    with transaction.atomic():
        row = _open_one(envelope)
        rules.check_asker(is_receiver=row.peer == facts.me(), reason=reason)
        rules.check_alone(danger=danger)
        session = models.Session(envelope=row, reason=reason.strip()[:200], first=by.account, asked_at=at)
        _begin(session, by, at, emergency=True)


def _begin(session: models.Session, by: Keeper, at: Instant, *, emergency: bool = False) -> None:
    """Let a session begin, and tell both sides that, by whom and why an envelope was opened."""
    row = session.envelope
    session.opening, session.ends_at = ids.new_id(at), rules.ends_at(at)
    session.save()
    names = queries.names([session.first, session.second])
    who = {"body": by.body, "names": [names.get(one, one) for one in (session.first, session.second) if one]}
    data = json.dumps({**who, "reason": session.reason}, ensure_ascii=False).encode()
    readers = (row.author, row.peer)
    part = federation.detach(WHO, data, purpose=PURPOSE, keep_until=kept_until(day_of(at)), readers=readers)
    body: dict[str, Json] = {"envelope": row.id, "opening": session.opening, "emergency": emergency}
    tell(rules.OPENED, body, basis=row.basis, peer=other(row), contents=(part,), at=at)


def review(*, opening: str, needed: bool, by: Keeper, at: Instant) -> None:
    """Say afterwards whether it was needed to open alone. Raises OPENING_IS_REVIEWED_BY_ANOTHER."""
    row = models.Opening.objects.select_related("envelope").filter(pk=opening, is_emergency=True).first()
    if row is None:
        raise Refused(CareRefusal.ENVELOPE_IS_UNKNOWN)
    sessions = models.Session.objects.filter(opening=opening).values_list("first", flat=True)
    if row.author != facts.me() or by.account in {*sessions} or row.reviewed_at is not None:
        raise Refused(CareRefusal.OPENING_IS_REVIEWED_BY_ANOTHER)
    body: dict[str, Json] = {"envelope": row.envelope_id, "opening": row.id, "needed": needed}
    tell(rules.REVIEWED, body, basis=row.envelope.basis, peer=other(row.envelope), at=at)


def kept_until(day: date) -> date:
    """Return the last day on which the outside of something is kept: three years (PIPL 56, 网络数据安全管理条例 12)."""
    return day + timedelta(days=366 * LIMITS.kept_years)


def _open_one(envelope: str) -> models.Envelope:
    row = models.Envelope.objects.select_for_update().filter(pk=envelope, closed_at=None).first()
    if row is None:
        raise Refused(CareRefusal.ENVELOPE_IS_CLOSED)
    return row
