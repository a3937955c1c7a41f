"""The pages of the programme: for the office, and for everybody (`public`)."""

from pilin.modules.programme.views.pattern import show_programme

__all__ = ["show_programme"]
