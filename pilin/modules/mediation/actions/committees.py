"""Committees of our side, and which of their members are in charge of a case."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from pilin.base import ids
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.mediation import models
from pilin.modules.mediation.rules import committees
from pilin.modules.mediation.rules.committees import Member
from pilin.modules.mediation.rules.refusals import MediationRefusal


@dataclass(frozen=True)
class Hand:
    """Who does something: the account, the office in which he does it, and when."""

    account: str
    office: str
    at: Instant


def enter_committee(name: str, members: Sequence[Member], *, by: Hand) -> str:
    """Enter a committee, or one anew under its name; return its id. Raises what the law has against its composition.

    Members who are in charge of a case stay, whatever the new list says: their cases name them.
    """
    found = committees.findings(members)
    if found:
        raise Refused(found[0].code, **found[0].facts)
    if len({one.name for one in members}) < len(members):
        raise Refused(MediationRefusal.COMMITTEE_NAME_IS_TAKEN)
    with transaction.atomic():
        entered = {"entered_by": by.account, "entered_at": by.at}
        row, _made = models.Committee.objects.update_or_create(
            name=name, defaults=entered, create_defaults={"id": ids.new_id(by.at), **entered}
        )
        gone = row.members.exclude(name__in=[one.name for one in members])
        gone.filter(assignments=None).delete()
        gone.update(is_chair=False)
        for one in members:
            said = {"account": one.account, "is_chair": one.is_chair, "is_woman": one.is_woman}
            models.Member.objects.update_or_create(committee=row, name=one.name, defaults=said)
        return row.pk


def assign(matter: str, *, committee: str, names: Sequence[str], by: Hand) -> None:
    """Put members of a committee in charge of a case, in the place of those who were. Raises MEDIATORS_ARE_NOT_CHOSEN.

    人民调解法 19: the committee appoints one mediator or more, or the parties choose them.
    """
    with transaction.atomic():
        members = list(models.Member.objects.filter(committee=committee, name__in=list(names)).order_by("pk"))
        if not members or len(members) != len({*names}):
            raise Refused(MediationRefusal.MEDIATORS_ARE_NOT_CHOSEN)
        models.Assignment.objects.filter(case=matter).exclude(member__in=members).delete()
        for one in members:
            given = {"at": by.at, "by": by.account}
            models.Assignment.objects.get_or_create(case=matter, member=one, defaults=given)
