"""The store that pages are measured on: its rows are those that the same work would have left, and pages show them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.pages import node, seed
from pilin.base import clock
from pilin.base.clock import Instant
from pilin.kernel.federation.queries import links_state
from pilin.kernel.matters import models, queries
from pilin.kernel.matters.rules import docket, fold
from pilin.kernel.organisations import queries as organisations
from pilin.modules.projects.models import Month, Project
from pilin.node.config import load
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

AT = Instant(datetime(2026, 11, 2, 1, 0, tzinfo=UTC))
SIZE = seed.Size(matters=40, events=12, projects=24, months=2)


@pytest.fixture
def long(node_folder: Path) -> str:
    """Fill the store; return the matter with many events."""
    return seed.fill(SIZE, AT)


def test_there_is_as_much_as_was_asked_for(long: str) -> None:
    assert models.Matter.objects.count() == SIZE.matters + 1
    assert models.Entry.objects.filter(matter_id=long).count() == SIZE.events + 1
    assert (Project.objects.count(), Month.objects.count()) == (24, 48)
    assert [link.name for link in links_state(AT)] == ["金山区"]
    assert organisations.places(day=clock.day_of(AT)) != []


def test_every_row_bears_what_its_fold_says(long: str) -> None:
    for row in models.Matter.objects.all():
        folded = fold.from_json(row.fold)
        running = [one.rolled_end for one in folded.clocks.values() if one.status == "running"]
        assert (folded.id, folded.head, folded.n, folded.state) == (row.pk, row.head, row.n, row.state)
        assert row.rolled_end == min(running, default=None)
        assert row.kind_name == "errand"


def test_the_long_chain_folds_to_its_row(long: str) -> None:
    row = models.Matter.objects.get(pk=long)
    file, kind = queries.file_of(row), queries.kind(row.kind)
    assert kind is not None
    assert fold.digest(docket.refold(kind, file.chain, {})) == fold.digest(fold.from_json(row.fold))
    assert len(file.chain) == SIZE.events + 1


def test_some_are_late_some_near_and_most_have_no_day(long: str) -> None:
    counted = queries.counters(me=seed.US, day=clock.day_of(AT))
    assert counted["ours"] == SIZE.matters + 1
    assert 0 < counted["late"] < SIZE.matters / 2
    assert models.Matter.objects.filter(rolled_end=None).count() > SIZE.matters / 2


def test_pages_show_it_in_at_most_twelve_queries(long: str, django_assert_max_num_queries: Any) -> None:
    client = samples.browser("li")
    for path in ("/desk/", "/desk/search/?words=踏勘", f"/matters/{long}/", "/programme/", "/projects/"):
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200


@pytest.mark.parametrize(("engine", "name"), [("sqlite", "pilin.sqlite3"), ("postgresql", "pilin")])
def test_the_node_that_is_measured_has_ports_of_its_own(tmp_path: Path, engine: str, name: str) -> None:
    found = load(node.configured(tmp_path, engine), data_dir=tmp_path)
    assert found.database.engine == engine
    assert str(found.database.name).endswith(name)
    assert found.pages.port not in (8001, 8002, 8003)
    assert found.public is not None
    assert found.public.cache_seconds == 0
