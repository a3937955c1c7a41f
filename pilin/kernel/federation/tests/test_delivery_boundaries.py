"""The line between two sides as a document: looked at before anybody signs it, and in force once both have."""

from typing import Any

import pytest

from pilin.kernel.federation import actions, queries
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.delivery import boundaries
from pilin.kernel.federation.protocol import documents
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Boundary, OrganisationsRefusal
from pilin.kernel.organisations.tests.line_samples import LINE, SIDES, boundary, with_areas
from tests.support.neighbour import CODE, Neighbour

US = "330482"


@pytest.fixture
def linked(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Neighbour:
    """Let our charter allow documents."""
    monkeypatch.setitem(actions.registry.basis_checks, "charter:", lambda _event, _at: None)
    return neighbour


def offered(linked: Neighbour, line: Boundary) -> tables.Document:
    """Let the neighbour offer a line; return the document as it stands here."""
    linked.tell(documents.offer(rules.as_document(line), basis=linked.charter, parties=[CODE, US]))
    linked.exchange()
    return tables.Document.objects.latest("offered_at")


def code_of(text: dict[str, Any], parties: tuple[str, ...] = SIDES) -> object:
    found = boundaries.check(text, parties)
    return found.code if found is not None else None


def test_a_sound_line_may_be_signed() -> None:
    assert code_of(rules.as_document(with_areas())) is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({"line": [1]}, OrganisationsRefusal.BOUNDARY_DOES_NOT_READ, id="no line"),
        pytest.param({"approval_number": "?"}, OrganisationsRefusal.APPROVAL_NUMBER_IS_NOT_VALID, id="no number"),
    ],
)
def test_what_does_not_read_is_declined(changed: dict[str, Any], code: OrganisationsRefusal) -> None:
    assert code_of({**rules.as_document(boundary()), **changed}) is code


def test_a_line_of_others_is_declined() -> None:
    parties = ("330421", "330482")
    assert code_of(rules.as_document(boundary()), parties) is OrganisationsRefusal.BOUNDARY_IS_NOT_OF_ITS_PARTIES


def test_a_line_that_leaves_its_areas_is_declined() -> None:
    moved = tuple(rules.Spot(one.longitude + 5_000_000, one.latitude) for one in LINE)
    found = boundaries.check(rules.as_document(with_areas(line=moved)), SIDES)
    assert found is not None
    assert found.code is OrganisationsRefusal.LINE_LEAVES_ITS_AREAS


def test_an_offered_line_is_in_force_when_both_have_signed_it(linked: Neighbour) -> None:
    row = offered(linked, boundary())
    assert (row.state, queries.signed_boundaries()) == ("open", {})
    document = queries.facts.document(row.hash)
    assert document is not None
    actions.sign(document, at=linked.now)
    linked.exchange()
    assert queries.signed_boundaries() == {"310116-330482": boundary()}


def test_the_line_signed_last_is_the_one_in_force(linked: Neighbour) -> None:
    for line in (boundary(), boundary(band_m=500)):
        document = queries.facts.document(offered(linked, line).hash)
        assert document is not None
        linked.pass_time(seconds=60)
        actions.sign(document, at=linked.now)
        linked.exchange()
    assert [line.band_m for line in queries.signed_boundaries().values()] == [500]


def test_asking_for_the_lines_costs_one_query(linked: Neighbour, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert queries.signed_boundaries() == {}
