"""What the access log may say: a closed list of events, networks instead of addresses, small facts, and the chain."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

from pilin.base import canonical, clock
from pilin.base.clock import Instant
from pilin.base.masking import mask

ACCOUNT_MAX = 60
SUBJECT_MAX = 200
FACT_MAX = 120
START = "0" * 64
"""The digest before the first row."""

Fact = str | int | bool


class Event(StrEnum):
    """What is logged; nothing else is."""

    SIGN_IN_DONE = "sign_in_done"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_LOCKED = "sign_in_locked"
    SIGN_OUT = "sign_out"
    SESSION_ENDED = "session_ended"
    SESSION_EXPIRED = "session_expired"
    SESSION_REPLAYED = "session_replayed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105

    FACTOR_SET = "factor_set"
    FACTOR_REMOVED = "factor_removed"
    FACTOR_PASSED = "factor_passed"
    FACTOR_FAILED = "factor_failed"

    ACCOUNT_INVITED = "account_invited"
    INVITATION_TAKEN = "invitation_taken"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    ACCOUNT_LOCKED = "account_locked"
    ACCOUNT_UNLOCKED = "account_unlocked"
    ROLE_GIVEN = "role_given"
    ROLE_ENDED = "role_ended"
    RECOVERY_ASKED = "recovery_asked"
    RECOVERY_CONFIRMED = "recovery_confirmed"
    RECOVERY_REFUSED = "recovery_refused"
    RECOVERY_DONE = "recovery_done"

    RIGHT_MISSING = "right_missing"
    PROTECTED_READ = "protected_read"
    PROTECTED_SEARCHED = "protected_searched"
    EVIDENCE_DOWNLOADED = "evidence_downloaded"

    SCREEN_LINK_MADE = "screen_link_made"
    SCREEN_LINK_REVOKED = "screen_link_revoked"
    SCREEN_OPENED = "screen_opened"

    LINK_TESTED = "link_tested"
    LINK_RETRIED = "link_retried"
    LINK_MAINTAINED = "link_maintained"
    ALARM_CLOSED = "alarm_closed"

    FEED_MADE = "feed_made"
    FEED_ENDED = "feed_ended"
    FEED_READ = "feed_read"

    LOG_READ = "log_read"
    LOG_DOWNLOADED = "log_downloaded"
    LOG_SHORTENED = "log_shortened"


FACTS = frozenset(
    {
        "account",
        "alarm",
        "by",
        "day",
        "days",
        "digest",
        "ends",
        "event",
        "factor",
        "field",
        "format",
        "invitation",
        "mode",
        "number",
        "office",
        "page",
        "peer",
        "reason",
        "recovery",
        "right",
        "role",
        "rows",
        "since",
        "starts",
        "subject",
        "up_to",
        "words_length",
    }
)
"""Names under which a small fact may stand. What is searched for is not among them: its length says enough."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row as it is written, before it has its place in the chain."""

    at: Instant
    event: Event
    account: str
    client: str
    subject: str
    facts: str


def entry(event: Event, *, account: str, at: Instant, client: str, subject: str, facts: Mapping[str, Fact]) -> Entry:
    """Return what is written: texts plain, short and masked, the address reduced to its network."""
    assert facts.keys() <= FACTS, f"no such facts in the log: {sorted(facts.keys() - FACTS)}"
    small = {name: _plain(value, FACT_MAX) if isinstance(value, str) else value for name, value in facts.items()}
    return Entry(
        at=at,
        event=event,
        account=_plain(account, ACCOUNT_MAX),
        client=network_of(client),
        subject=_plain(subject, SUBJECT_MAX),
        facts=canonical.encode(small).decode(),
    )


def _plain(text: str, longest: int) -> str:
    """Return a text that both databases take, without identity numbers and of bounded length."""
    whole = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    return mask("".join(letter for letter in whole if letter.isprintable()))[:longest]


def network_of(address: str) -> str:
    """Return the network of an address: /24 of IPv4, /48 of IPv6; nothing where it is no address.

    Data minimisation (Personal Information Protection Law, art. 6): a network tells a sign-in from home from one at the
    office, and does not follow a person's device from day to day.
    """
    try:
        found = ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is None:
            return str(ip_network((int(found), 48), strict=False))
        found = found.ipv4_mapped
    return str(ip_network((int(found), 24), strict=False))


def digest(before: str, number: int, row: Entry) -> str:
    """Return the digest of a row: over itself, its number, and the digest of the row before."""
    return canonical.digest_of(
        {
            "before": before,
            "number": number,
            "at": clock.write(row.at),
            "event": row.event,
            "account": row.account,
            "client": row.client,
            "subject": row.subject,
            "facts": row.facts,
        }
    )
