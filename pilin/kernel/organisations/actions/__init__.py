"""Writes of the organisations: the directory, our people and their roles, and the loading of a programme."""

from pilin.kernel.organisations.actions.directory import declare, take
from pilin.kernel.organisations.actions.people import appoint, dismiss, enrol
from pilin.kernel.organisations.actions.programme import load_programme

__all__ = ["appoint", "declare", "dismiss", "enrol", "load_programme", "take"]
