"""Every flow between modules, on one page: what is taken, from whom, by whom.

A module that a node does not have is left out by `pilin.web.flows`; nothing is decided here.
"""

from pilin.web.flows import DutyFigures, Flow

TEN_DUTIES = (
    Flow(DutyFigures, source="border", sink="border"),
    Flow(DutyFigures, source="mediation", sink="border"),
    Flow(DutyFigures, source="petitions", sink="border"),
    Flow(DutyFigures, source="care", sink="border"),
)
"""十联一览: each room tells the figures of the joint duties that it serves."""

FLOWS = (*TEN_DUTIES,)
