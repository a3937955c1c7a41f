"""What the Django tests of this room share: a stage with two sides, and clauses that allow everything."""

import pytest

from pilin.kernel.federation import actions as federation
from pilin.kernel.matters.tests.stage import Stage, calendar_in_memory, calendars_in_memory
from tests.simulation import rooms
from tests.support.neighbour import Neighbour


@pytest.fixture
def stage(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Return a node and its neighbour under clauses that allow everything; both keep calendars."""
    for prefix in ("clause:", "charter:"):
        monkeypatch.setitem(federation.registry.basis_checks, prefix, lambda _event, _at: None)
    monkeypatch.setattr(rooms.Files, "calendars", calendars_in_memory)
    monkeypatch.setattr(rooms.Files, "calendar", calendar_in_memory)
    return Stage(neighbour)
