"""The pages of the programme: for the office, and for everybody (`public`)."""

from pilin.modules.programme.views.leaving import erase_parts, list_duties, show_exit, show_leaving, state_seal
from pilin.modules.programme.views.pattern import show_programme

__all__ = ["erase_parts", "list_duties", "show_exit", "show_leaving", "show_programme", "state_seal"]
