"""Committees of people's mediation: who may sit on one, and who may open what the parties told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pilin.base.refusal import Finding
from pilin.modules.mediation.rules.refusals import MediationRefusal

MEMBERS_MIN, MEMBERS_MAX = 3, 9


@dataclass(frozen=True)
class Member:
    """A member of a committee; `account` is empty where he has none on this node."""

    name: str
    account: str = ""
    is_chair: bool = False
    is_woman: bool = False


def findings(members: Sequence[Member]) -> list[Finding]:
    """Return what the law has against a committee so composed, of a village or of a town alike."""
    return list(_findings(members))


def _findings(members: Sequence[Member]) -> Iterator[Finding]:
    # 人民调解法 8(2), 34: 人民调解委员会由委员三至九人组成，设主任一人.
    if not MEMBERS_MIN <= len(members) <= MEMBERS_MAX:
        yield Finding("members", MediationRefusal.COMMITTEE_SIZE_IS_NOT_LAWFUL, {"count": len(members)})
    chairs = sum(member.is_chair for member in members)
    if chairs != 1:
        yield Finding("members", MediationRefusal.COMMITTEE_NEEDS_ONE_CHAIR, {"count": chairs})
    # 人民调解法 8(3): 人民调解委员会应当有妇女成员.
    if not any(member.is_woman for member in members):
        yield Finding("members", MediationRefusal.COMMITTEE_NEEDS_A_WOMAN, {})


def may_open(account: str, *, assigned: Sequence[str], chairs: Sequence[str]) -> bool:
    """Tell whether somebody may read what the parties told: a mediator in charge, or the chair of his committee.

    人民调解法 15(4): a mediator tells nobody the privacy or the business secrets of the parties.
    """
    return bool(account) and account in {*assigned, *chairs}
