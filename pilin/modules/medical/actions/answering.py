"""Each message of an institution is answered once: sent again, by the same bytes; with another body, not at all.

Replies hold personal data and are sealed under a key of the node. A message that was refused before anything came of
it is forgotten, so it may be sent again; one that was reversed (2601) is remembered for good, even before it came. A
reply is kept as long as papers of a question without effect (`keeping.yaml`); then its message is known, and no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import many
from pilin.kernel.federation.queries.prepared import Prepared
from pilin.modules.medical import models
from pilin.modules.medical.actions import apart
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.web import strongbox

WORKED_ON_SECONDS = 300
"""After how long a message without a reply is taken up again: whoever worked on it has stopped."""
EXPIRED_AT_ONCE = 500
_DAY_SECONDS = 86_400
_COME = ("institution", "msgid", "infno", "body_hash", "came_at")
_CAME = Prepared(
    lambda institutions, msgids: models.Answered.objects.filter(
        institution__in=institutions, msgid__in=msgids
    ).values_list("institution", "msgid")
)


@dataclass(frozen=True)
class Key:
    """By what a message is known: the institution and its own message id, and what it says."""

    institution: str
    msgid: str
    infno: str = ""
    fingerprint: str = ""

    @property
    def owner(self) -> str:
        """Return to what its sealed reply is bound."""
        return f"reply/{self.institution}/{self.msgid}"


def begin(*, key: Key, at: Instant) -> bytes | None:
    """Take a message up, or return what was answered to it.

    Raises MESSAGE_WAS_REVERSED, MESSAGE_HAS_ANOTHER_BODY, MESSAGE_IS_WORKED_ON or REPLY_HAS_EXPIRED.
    """
    new = [(key.institution, key.msgid, key.infno, key.fingerprint, at)]
    if many.insert(models.Answered, _COME, new, unique=("institution", "msgid")):
        return None
    with transaction.atomic():
        row, is_new = models.Answered.objects.select_for_update().get_or_create(
            institution=key.institution,
            msgid=key.msgid,
            defaults={"infno": key.infno, "body_hash": key.fingerprint, "came_at": at},
        )
        if is_new:
            return None
        if row.reversed_at:
            raise Refused(MedicalRefusal.MESSAGE_WAS_REVERSED)
        if row.body_hash != key.fingerprint:
            raise Refused(MedicalRefusal.MESSAGE_HAS_ANOTHER_BODY)
        if row.reply is not None and not row.reply:
            raise Refused(MedicalRefusal.REPLY_HAS_EXPIRED)
        if row.reply is not None:
            return strongbox.unseal_data(bytes(row.reply), owner=key.owner)
        if row.came_at > after(at, seconds=-WORKED_ON_SECONDS):
            raise Refused(MedicalRefusal.MESSAGE_IS_WORKED_ON)
        row.came_at = at
        row.save(update_fields=["came_at"])
        return None


def unknown(keys: Sequence[Key]) -> list[Key]:
    """Return those messages of a batch that never came before and that nobody forbade; of two alike the first."""
    seen = set(_CAME(sorted({key.institution for key in keys}), [key.msgid for key in keys]))
    found = []
    for key in keys:
        if (key.institution, key.msgid) not in seen:
            seen.add((key.institution, key.msgid))
            found.append(key)
    return found


def take_up(keys: Sequence[Key], *, at: Instant) -> None:
    """Take new messages up. Raises IntegrityError where one came by another way meanwhile."""
    many.insert(models.Answered, _COME, [(key.institution, key.msgid, key.infno, key.fingerprint, at) for key in keys])


def end_all(replies: Sequence[tuple[Key, bytes]], *, at: Instant) -> None:
    """Keep what was answered to messages that were taken up, by one statement."""
    sealed = strongbox.seal_all([(reply, key.owner) for key, reply in replies])
    told = [
        (key.institution, key.msgid, key.infno, key.fingerprint, at, reply)
        for (key, _), reply in zip(replies, sealed, strict=True)
    ]
    many.insert(models.Answered, (*_COME, "reply"), told, unique=("institution", "msgid"), update=("reply",))


def forget(keys: Sequence[Key]) -> None:
    """Forget messages of which nothing came, so they may come again; one that was reversed is remembered."""
    for key in keys:
        _rows(key).filter(reversed_at=None).delete()


def end(*, key: Key, reply: bytes) -> None:
    """Keep what was answered."""
    sealed = strongbox.seal_data(reply, owner=key.owner)
    many.update(models.Answered, ("institution", "msgid"), ("reply",), [(sealed, key.institution, key.msgid)])


def end_refused(*, key: Key, reply: bytes) -> None:
    """Keep a refusal where something had been asked next door; else forget the message, so it may come again."""
    asked = models.CareSettlement.objects.filter(institution__code=key.institution, msgid=key.msgid).exists()
    if asked:
        end(key=key, reply=reply)
    else:
        _rows(key).filter(reversed_at=None).delete()


def expire(*, at: Instant) -> int:
    """Empty replies that were kept long enough, so many at a time; return how many. The message stays known."""
    old = after(at, seconds=-apart.passing_days() * _DAY_SECONDS)
    rows = models.Answered.objects.filter(came_at__lt=old).exclude(reply=None).exclude(reply=b"")
    return models.Answered.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:EXPIRED_AT_ONCE])).update(
        reply=b""
    )


def forbid(*, key: Key, at: Instant) -> None:
    """Remember that a message is reversed, whether it came or not; one that is reversed already stays so.

    Raises REVERSAL_NAMES_ANOTHER_TRANSACTION: a message of that id came, and it was another transaction.
    """
    with transaction.atomic():
        row, _ = models.Answered.objects.select_for_update().get_or_create(
            institution=key.institution, msgid=key.msgid, defaults={"infno": key.infno, "came_at": at}
        )
        if row.infno != key.infno:
            raise Refused(MedicalRefusal.REVERSAL_NAMES_ANOTHER_TRANSACTION, infno=row.infno)
        row.reversed_at = row.reversed_at or at
        row.save(update_fields=["reversed_at"])


def _rows(key: Key) -> QuerySet[models.Answered]:
    return models.Answered.objects.filter(institution=key.institution, msgid=key.msgid)


def reply_to(key: Key) -> bytes | None:
    """Return what was answered to a message, if it was."""
    row = _rows(key).exclude(reply=None).first()
    return (
        strongbox.unseal_data(bytes(row.reply), owner=key.owner) if row is not None and row.reply is not None else None
    )
