"""What has to be there before the room opens, and until when it stays open. Pure.

PIPL 55-56: an impact assessment before sensitive data are handled or provided, kept for three years. PIPL 34: state
organs within their powers and procedure, so a text with its article and the two lawful bodies by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pilin.base.refusal import Finding, Refused
from pilin.modules.care.rules.codes import CareRefusal
from pilin.modules.care.rules.limits import LIMITS


@dataclass(frozen=True)
class Approval:
    """Somebody of a body approved a start."""

    account: str
    body: str


@dataclass(frozen=True)
class Start:
    """What somebody wrote down so that the room may open; `agreement` is the basis in force, empty where none is."""

    assessment: str
    assessed_on: date | None
    legal_basis: str
    article: str
    agreement: str
    body_here: str
    body_there: str
    ends_on: date | None
    drafted_by: str
    drafted_on: date
    approvals: Sequence[Approval] = ()


_EMPTY = Start("", None, "", "", "", "", "", None, "", date.min)


def lacking(start: Start | None, *, in_force: bool, day: date) -> list[Finding]:
    """Return everything that keeps the room shut on a day, in the order in which it is brought; nothing opens it."""
    one = start or _EMPTY
    wanted = (
        # PIPL 55, 56: assessed before, by aim, necessity, effect on the persons and measures
        ("assessment", CareRefusal.ASSESSMENT_IS_MISSING, _assessed(one)),
        # PIPL 13(3), 34: a statutory duty, by its article
        ("legal_basis", CareRefusal.LEGAL_BASIS_IS_MISSING, one.legal_basis.strip() and one.article.strip()),
        # 网络数据安全管理条例 12: a contract about what is provided
        ("agreement", CareRefusal.AGREEMENT_IS_NOT_IN_FORCE, one.agreement and in_force),
        # 社区矫正法 8, 9: the bodies that the law names, and no other
        ("body_here", CareRefusal.LAWFUL_BODIES_ARE_MISSING, _two(one)),
        ("ends_on", CareRefusal.START_ENDS_TOO_LATE, _ends_in_time(one)),
        ("ends_on", CareRefusal.START_IS_OVER, one.ends_on is None or day <= one.ends_on),
        ("approvals", CareRefusal.APPROVALS_ARE_MISSING, _approved(one)),
    )
    return [Finding(where, code, {"days": LIMITS.start_days_max}) for where, code, holds in wanted if not holds]


def _assessed(one: Start) -> bool:
    return bool(one.assessment.strip()) and one.assessed_on is not None and one.assessed_on <= one.drafted_on


def _two(one: Start) -> bool:
    here, there = one.body_here.strip(), one.body_there.strip()
    return bool(here and there) and here != there


def _ends_in_time(one: Start) -> bool:
    longest = timedelta(days=LIMITS.start_days_max)
    return one.ends_on is not None and timedelta() <= one.ends_on - one.drafted_on <= longest


def _approved(one: Start) -> bool:
    """Tell whether two different persons of two different bodies approved, neither of whom wrote it."""
    by = [approval for approval in one.approvals if approval.account != one.drafted_by]
    return len({approval.account for approval in by}) > 1 and len({approval.body for approval in by}) > 1


def check_approval(start: Start, new: Approval) -> None:
    """Raise APPROVER_WROTE_THE_START or APPROVERS_ARE_OF_ONE_BODY: two keys are held by two bodies."""
    if new.account == start.drafted_by:
        raise Refused(CareRefusal.APPROVER_WROTE_THE_START)
    if any(new.account == one.account or new.body == one.body for one in start.approvals):
        raise Refused(CareRefusal.APPROVERS_ARE_OF_ONE_BODY, body=new.body)
