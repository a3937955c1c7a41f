"""Records written on site, on a phone without a line: kept here as drafts once, whatever the phone sends how often.

A draft signs nothing and goes nowhere: somebody opens it, reads it, and records the visit from it
(`objects.check_visit` judges then as ever). 政府督查工作条例 15: an object is visited once; what comes second says so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pilin.base import canonical
from pilin.base.clock import Instant
from pilin.base.refusal import Code, Refused, Remedy

FIELDS = ("held_on", "present", "planned", "seen", "opinion")
NEEDED = FIELDS[:-1]
KEPT_MAX = 200
"""So many drafts that became no record may wait in one supervision."""
_PHONE_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class OnSiteRefusal(Code):
    """Why a record that a phone sent was not kept."""

    SITE_RECORD_DIFFERS = "site_record_differs", Remedy.FINAL
    SITE_RECORDS_ARE_TOO_MANY = "site_records_are_too_many", Remedy.FIX_AND_RESEND


@dataclass(frozen=True)
class SiteRecord:
    """A draft: which object of which supervision, what was written, by whom, when by his phone, and what it became.

    `written_at` is what the phone's clock said, which nobody checks; `kept_at` is when it came here.
    """

    id: str
    supervision: str
    item: str
    account: str
    fields: Mapping[str, str]
    written_at: str
    kept_at: Instant
    visit: str = ""


def is_phone_id(text: str) -> bool:
    """Tell whether a text is an id as phones make them (RFC 9562, in lower case)."""
    return _PHONE_ID.fullmatch(text) is not None


def digest_of(supervision: str, item: str, account: str, fields: Mapping[str, str]) -> str:
    """Return by what it is known that a phone sent the same once more; its clock is no part of it."""
    return canonical.digest_of([supervision, item, account, {name: fields.get(name, "") for name in FIELDS}])


def check_same(kept: str, sent: str) -> None:
    """Refuse another record under an id that is taken. Raises SITE_RECORD_DIFFERS."""
    if kept != sent:
        raise Refused(OnSiteRefusal.SITE_RECORD_DIFFERS)


def check_room(waiting: int) -> None:
    """Refuse one draft more than may wait. Raises SITE_RECORDS_ARE_TOO_MANY."""
    if waiting >= KEPT_MAX:
        raise Refused(OnSiteRefusal.SITE_RECORDS_ARE_TOO_MANY, limit=KEPT_MAX)
