"""How messages of this node's region add up, as the node is configured (docs/protocols/nhsa.md, section 5).

Between the nodes, in the books and on pages the sum of the funds never holds the personal account. Only what a hospital
is told, and what it states, is in the words of its region.
"""

from collections.abc import Mapping

from django.conf import settings

from pilin.wire.nhsa import identities
from pilin.wire.nhsa.identities import DEFAULT, Profile


def profile() -> Profile:
    """Return how the region adds up; the default where no gateway is configured."""
    gateway = settings.NODE.gateway
    if gateway is None:
        return DEFAULT
    return Profile(
        funds_hold_account=gateway.fund_total == "with_account",
        account_holds_relative=gateway.account_total == "with_relative",
    )


def said(amounts: Mapping[str, int]) -> dict[str, int]:
    """Return amounts of a settlement as hospitals of the region are told them."""
    return identities.said_in(profile(), amounts)
