"""What is done with petitions: taken in, triaged, transferred, routed, written upon; names opened; rated."""

from pilin.modules.petitions.actions.following import follow, object_to_step
from pilin.modules.petitions.actions.moving import carry_out, route, transfer, way_out, withdraw_from, write_paper
from pilin.modules.petitions.actions.opening import open_name, rate
from pilin.modules.petitions.actions.taking import Taken, take_in

__all__ = [
    "Taken",
    "carry_out",
    "follow",
    "object_to_step",
    "open_name",
    "rate",
    "route",
    "take_in",
    "transfer",
    "way_out",
    "withdraw_from",
    "write_paper",
]
