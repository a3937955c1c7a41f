"""The pages of the desk."""

from pilin.modules.desk.views.books import show_ledger, show_statement
from pilin.modules.desk.views.registers import show_agreement, show_agreements, show_directory
from pilin.modules.desk.views.waiting import search, show_desk

__all__ = [
    "search",
    "show_agreement",
    "show_agreements",
    "show_desk",
    "show_directory",
    "show_ledger",
    "show_statement",
]
