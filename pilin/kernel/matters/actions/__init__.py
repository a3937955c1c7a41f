"""What is done with matters: the verbs of people and of the worker, and who follows what moved."""

from pilin.kernel.matters.actions.followers import Follower, Moved, follow, moved_to, retell
from pilin.kernel.matters.actions.objectors import (
    Admission,
    Attempt,
    Objector,
    admissions_of,
    admit,
    against,
    object_to,
)
from pilin.kernel.matters.actions.opening import open_of_kind, open_under_a_clause
from pilin.kernel.matters.actions.verbs import (
    answer_note,
    ask_again,
    attach,
    note,
    note_provisionally,
    offer_kind,
    open_matter,
    take_step,
    turn_clocks,
    turn_clocks_of,
)

__all__ = [
    "Admission",
    "Attempt",
    "Follower",
    "Moved",
    "Objector",
    "admissions_of",
    "admit",
    "against",
    "answer_note",
    "ask_again",
    "attach",
    "follow",
    "moved_to",
    "note",
    "note_provisionally",
    "object_to",
    "offer_kind",
    "open_matter",
    "open_of_kind",
    "open_under_a_clause",
    "retell",
    "take_step",
    "turn_clocks",
    "turn_clocks_of",
]
