"""Moved to rules."""

from pilin.kernel.matters.rules.chain import *  # noqa: F403
