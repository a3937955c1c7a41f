"""Moved to rules."""

from pilin.kernel.matters.rules.docket_refusals import *  # noqa: F403
