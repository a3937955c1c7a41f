"""Reads of the programme: the pattern as the sides signed it, and what of it everybody may see (`public`)."""

from pilin.modules.programme.queries.pattern import Along, Programme, Reach, programme

__all__ = ["Along", "Programme", "Reach", "programme"]
