"""The pages of the desk."""

from pilin.modules.desk.views.books import show_ledger, show_statement
from pilin.modules.desk.views.calendar import offer_calendar, show_calendar
from pilin.modules.desk.views.filters import delete_filter, rename_filter, save_filter, show_filters
from pilin.modules.desk.views.registers import show_agreement, show_agreements, show_directory
from pilin.modules.desk.views.searching import search
from pilin.modules.desk.views.waiting import show_desk

__all__ = [
    "delete_filter",
    "offer_calendar",
    "rename_filter",
    "save_filter",
    "search",
    "show_agreement",
    "show_agreements",
    "show_calendar",
    "show_desk",
    "show_directory",
    "show_filters",
    "show_ledger",
    "show_statement",
]
