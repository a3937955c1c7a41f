"""Reads of the federation for pages: how links stand, what waits, what was refused, and the signed evidence.

Each answers in a fixed number of queries, whatever the number of peers, lanes or envelopes.
"""

from pilin.kernel.federation.queries.boundaries import signed_boundaries
from pilin.kernel.federation.queries.evidence import (
    Documents,
    DocumentView,
    Evidence,
    EvidenceView,
    Verification,
    documents,
    evidence,
)
from pilin.kernel.federation.queries.links import (
    LinkState,
    NodeView,
    link_state,
    links_state,
    node_state,
)
from pilin.kernel.federation.queries.traffic import LaneState, lanes_state
from pilin.kernel.federation.queries.troubles import (
    AlarmView,
    CommitmentView,
    DeadLetter,
    DeadLetters,
    Place,
    alarms,
    commitments,
    dead_letters,
)

__all__ = [
    "AlarmView",
    "CommitmentView",
    "DeadLetter",
    "DeadLetters",
    "DocumentView",
    "Documents",
    "Evidence",
    "EvidenceView",
    "LaneState",
    "LinkState",
    "NodeView",
    "Place",
    "Verification",
    "alarms",
    "commitments",
    "dead_letters",
    "documents",
    "evidence",
    "lanes_state",
    "link_state",
    "links_state",
    "node_state",
    "signed_boundaries",
]
