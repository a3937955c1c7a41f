"""The rules of care, pure: what a start needs, what an envelope may say, who opens it, how long anything stays."""

from pilin.modules.care.rules.codes import CareRefusal
from pilin.modules.care.rules.envelope import ARTICLES, KINDS, PURPOSES, Content, check_content, check_days, read, write
from pilin.modules.care.rules.limits import LIMITS, Limits
from pilin.modules.care.rules.messages import CLOSED, ERASED, MESSAGES, OPENED, REVIEWED, SENT, Opened, Sent
from pilin.modules.care.rules.opening import (
    check_alone,
    check_asker,
    check_second,
    digest_of,
    ends_at,
    review_by,
    told,
)
from pilin.modules.care.rules.start import Approval, Start, check_approval, lacking

__all__ = [
    "ARTICLES",
    "CLOSED",
    "ERASED",
    "KINDS",
    "LIMITS",
    "MESSAGES",
    "OPENED",
    "PURPOSES",
    "REVIEWED",
    "SENT",
    "Approval",
    "CareRefusal",
    "Content",
    "Limits",
    "Opened",
    "Sent",
    "Start",
    "check_alone",
    "check_approval",
    "check_asker",
    "check_content",
    "check_days",
    "check_second",
    "digest_of",
    "ends_at",
    "lacking",
    "read",
    "review_by",
    "told",
    "write",
]
