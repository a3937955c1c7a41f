"""What is done in medical settlement: claims are settled and taken back, and what nobody waits for is ended."""

from pilin.modules.medical.actions.answering import expire
from pilin.modules.medical.actions.institutions import Entered, enter, enter_items, let_in
from pilin.modules.medical.actions.settling import Asked, end_left, finish, give_up, quote, settle, take_back

__all__ = [
    "Asked",
    "Entered",
    "end_left",
    "enter",
    "enter_items",
    "expire",
    "finish",
    "give_up",
    "let_in",
    "quote",
    "settle",
    "take_back",
]
