"""A settlement with both halves of its explanation, as they stand in the detached parts of its signed facts.

Halves hold personal data: whoever shows one says so where reads are registered.
"""

from dataclasses import dataclass, fields
from typing import Any

from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Event
from pilin.kernel.federation.queries import facts
from pilin.modules.medical import models, queries
from pilin.modules.medical.rules import explained as rules
from pilin.modules.medical.rules import settlement as settlements
from pilin.modules.medical.rules.explained import Explained
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.settlement import Settlement

_FIELDS = tuple(field.name for field in fields(Settlement))
_CANCELS_MAX = 8
"""How far a chain of cancels is followed: a settlement, its cancel, the reversal of that, and so on."""


@dataclass(frozen=True)
class Facts:
    """What both agencies hold of a settlement, and at the care place what the hospital calls it. Nothing personal.

    `asked` and `answered` are the signed facts of both halves; `root` is the settlement that a cancel takes back.
    """

    settlement: Settlement
    root: Settlement
    sign: int
    given_up: bool
    asked_at: Any
    moved_at: Any
    number: str = ""
    institution_name: str = ""
    asked: Event | None = None
    answered: Event | None = None


def facts_of(settlement: str) -> Facts | None:
    """Return the facts of a settlement that this node shares; four queries and one a cancel."""
    row = models.Settlement.objects.filter(pk=settlement).first()
    if row is None:
        return None
    one = as_rule(row)
    root, sign = one, 1
    for _ in range(_CANCELS_MAX):
        if not root.cancels:
            break
        root, sign = as_rule(models.Settlement.objects.get(pk=root.cancels)), -sign
    care = models.CareSettlement.objects.select_related("institution").filter(pk=settlement).first()
    told = {event.hash: event for event in facts.events([one.event, one.answer])}
    return Facts(
        one, root, sign, row.given_up, row.asked_at, row.moved_at,
        number=care.number if care else "",
        institution_name=care.institution.name if care else "",
        asked=told.get(one.event),
        answered=told.get(one.answer),
    )  # fmt: skip


def as_rule(row: models.Settlement) -> Settlement:
    """Return a settlement as the rules know it."""
    return Settlement(**{name: getattr(row, name) for name in _FIELDS})


def explanation(found: Facts) -> Explained:
    """Return both halves of a settlement; those whose days of keeping are over are left out. Two queries.

    Raises CLAIM_DOES_NOT_READ or HALF_DOES_NOT_READ.
    """
    root = found.root
    claims = federation.contents(events=[root.event], name=settlements.CLAIM)
    halves = federation.contents(events=[root.answer], name=settlements.RESULT)
    return rules.explained(
        found.settlement, sign=found.sign, claim=claims.get(root.event), half=halves.get(root.answer)
    )


def policy_by(digest: str) -> Policy | None:
    """Return the version of a policy by its hash: one that ships, or one that was signed, which costs a query."""
    shipped = [one for one in queries.illustrative_policies() if one.version.digest == digest]
    known = shipped or [one for one in queries.agreed_policies() if one.version.digest == digest]
    return known[0] if known else None


def item_names(items: set[str]) -> dict[str, str]:
    """Return what our catalogue calls items, by code; those of another side's catalogue are not in it. One query."""
    rows = models.CatalogueEntry.objects.filter(item__in=items).order_by("from_day")
    return dict(rows.values_list("item", "name"))
