"""The directory as facts: each side publishes its own half once, and what does not hold is refused whole."""

from typing import Any

import pytest

from pilin.kernel.federation import actions
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.delivery import directory
from pilin.kernel.federation.protocol.desk import Applied
from pilin.kernel.federation.protocol.event import Draft
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import queries, rules
from pilin.kernel.organisations.tests import samples
from tests.support.neighbour import CODE, Neighbour

US = "330482"


@pytest.fixture
def linked(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Neighbour:
    """Let the neighbour take whatever it is told, and our charter allow the directory."""
    monkeypatch.setitem(actions.registry.basis_checks, "charter:", lambda _event, _at: None)
    neighbour.node.rooms.decide = lambda _kind, items, _at: [Applied("") for _ in items]
    return neighbour


def declare(linked: Neighbour, *names: str, **members: Any) -> None:
    """Declare bodies of our own half."""
    entries = [samples.body(name, side=US, **members) for name in names]
    assert organisations.declare(entries=entries, author=rules.Author(US), at=linked.now) == []


def told() -> list[int]:
    """Return how many entries each of our events of the directory carries."""
    rows = tables.Envelope.objects.filter(author=US, kind=directory.ENTRIES).order_by("pk")
    return [bytes(row.line).count(b'"kind":"body"') for row in rows]


def theirs(linked: Neighbour, body: Any) -> tuple[str, str]:
    """Let the neighbour say something of its directory; return outcome and code of our row."""
    linked.tell(Draft(directory.ENTRIES, "directory", linked.charter, body, (US,), subject="directory"))
    linked.exchange()
    row = tables.Envelope.objects.filter(author=CODE, kind=directory.ENTRIES).latest("pk")
    return row.outcome, row.code


def test_without_peers_nothing_is_told(db: None, node_folder: object) -> None:
    entries = [samples.body("alone", side=US)]
    assert organisations.declare(entries=entries, author=rules.Author(US), at=samples.AT) == []
    assert directory.publish(at=samples.AT) == 0


def test_a_peer_is_told_all_at_first_and_then_what_is_new(linked: Neighbour) -> None:
    declare(linked, "one", "two")
    assert directory.publish(at=linked.now) == 2
    assert directory.publish(at=linked.now) == 0
    declare(linked, "three")
    assert directory.publish(at=linked.now) == 1
    assert told() == [2, 1]
    assert queries.unsigned(US) == []


def test_a_new_version_is_told_again(linked: Neighbour) -> None:
    declare(linked, "one")
    directory.publish(at=linked.now)
    declare(linked, "one", version=2)
    assert directory.publish(at=linked.now) == 1
    (entry,) = queries.directory_of(US)
    assert entry.version == 2


def test_many_entries_go_in_several_events(linked: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "_BATCH", 2)
    declare(linked, "one", "two", "three", "four", "five")
    assert directory.publish(at=linked.now) == 5
    assert told() == [2, 2, 1]


def test_what_a_side_says_of_itself_stands_here(linked: Neighbour) -> None:
    entry = samples.body("theirs", side=CODE)
    assert theirs(linked, {"entries": [entry.as_json()]}) == ("applied", "")
    assert queries.directory_of(CODE) == [entry]
    assert queries.unsigned(CODE) == []


@pytest.mark.parametrize("body", [{}, {"entries": None}, {"entries": {}}, {"entries": "all"}])
def test_a_directory_of_another_shape_is_refused(linked: Neighbour, body: Any) -> None:
    assert theirs(linked, body) == ("refused", "event_is_not_readable")
    assert queries.directory_of(CODE) == []


@pytest.mark.parametrize("entry", [{}, None, 7, {"kind": "body"}, {"kind": "castle"}])
def test_an_entry_that_cannot_be_read_is_refused_with_its_batch(linked: Neighbour, entry: Any) -> None:
    good = samples.body("good", side=CODE).as_json()
    outcome, code = theirs(linked, {"entries": [good, entry]})
    assert (outcome, bool(code)) == ("refused", True)
    assert queries.directory_of(CODE) == []


def test_nobody_speaks_of_another_side(linked: Neighbour) -> None:
    entry = samples.body("ours", side=US)
    assert theirs(linked, {"entries": [entry.as_json()]}) == ("refused", "entry_speaks_of_another_side")
    assert queries.directory_of(US) == []


def test_a_refusal_says_where_and_how_much_is_wrong(linked: Neighbour) -> None:
    entries = [samples.body(name, side=US).as_json() for name in ("one", "two")]
    theirs(linked, {"entries": entries})
    (row,) = tables.Envelope.objects.filter(author=US, kind="link.refusal")
    assert b'"findings":2' in bytes(row.line)
    assert samples.an_id("one").encode() in bytes(row.line)


def test_the_kind_has_one_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    assert actions.registry.handlers[directory.ENTRIES] is directory.decide
    with pytest.raises(AssertionError, match="has a handler"):
        directory.register()
    monkeypatch.delitem(actions.registry.handlers, directory.ENTRIES)
    directory.register()
    assert actions.registry.handlers[directory.ENTRIES] is directory.decide
