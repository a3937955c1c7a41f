"""The audit of the directory's statements: each stands as signed in the event that it names."""

from collections.abc import Mapping
from typing import Any

import pytest

from pilin.kernel.federation import actions, audit
from pilin.kernel.federation.delivery import directory
from pilin.kernel.federation.models import Envelope
from pilin.kernel.federation.protocol.desk import Applied
from pilin.kernel.federation.protocol.event import Draft
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import models, rules
from pilin.kernel.organisations.tests import samples
from tests.support.neighbour import CODE, Neighbour

US = "330482"
CHANGES: Mapping[str, Any] = {"entry": "0190", "version": 9, "side": "330421", "event_hash": "f" * 64, "content": "{}"}


@pytest.fixture
def told(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Neighbour:
    """Let each side sign one body of its half."""
    monkeypatch.setitem(actions.registry.basis_checks, "charter:", lambda _event, _at: None)
    neighbour.node.rooms.decide = lambda _kind, items, _at: [Applied("") for _ in items]
    ours = samples.body("ours", side=US)
    assert organisations.declare(entries=[ours], author=rules.Author(US), at=neighbour.now) == []
    assert directory.publish(at=neighbour.now) == 1
    body = {"entries": [samples.body("theirs", side=CODE).as_json()]}
    neighbour.tell(Draft("directory.entries", "directory", neighbour.charter, body, (US,), subject="directory"))
    neighbour.exchange()
    assert models.Statement.objects.exclude(event_hash="").count() == 2
    assert found(neighbour) == set()
    return neighbour


def found(told: Neighbour) -> set[tuple[str, str]]:
    """Return what is said of statements and of the effects of envelopes; this neighbour has no charter to audit."""
    findings = audit.findings(at=told.now)
    named = {(one.where, str(one.facts.get("column"))) for one in findings}
    return {(where, column) for where, column in named if where.startswith("statement") or column == "effect"}


@pytest.mark.parametrize("column", CHANGES)
def test_a_statement_that_was_altered_is_named(told: Neighbour, column: str) -> None:
    for row in models.Statement.objects.exclude(event_hash=""):
        models.Statement.objects.filter(pk=row.pk).update(**{column: CHANGES[column]})
        columns = "/".join(name for where, name in found(told) if where == f"statement {row.pk}")
        assert column in columns.split("/")
        models.Statement.objects.filter(pk=row.pk).update(**{column: getattr(row, column)})
    assert found(told) == set()


def test_an_event_whose_statement_vanished_is_named(told: Neighbour) -> None:
    row = models.Statement.objects.filter(side=CODE).get()
    row.delete()
    assert found(told) == {(f"statement {row.entry}", "")}


def test_an_effect_that_was_altered_is_named(told: Neighbour) -> None:
    row = Envelope.objects.filter(kind="directory.entries", author=CODE).get()
    Envelope.objects.filter(pk=row.pk).update(effect="0" * 64)
    assert (f"envelope {row.pk}", "effect") in found(told)
