"""Moved to rules."""

from pilin.kernel.matters.rules.docket import *  # noqa: F403
