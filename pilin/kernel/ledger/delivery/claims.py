"""Moved to rules."""

from pilin.kernel.ledger.rules.claims import *  # noqa: F403
