"""Two people save one draft at the same moment, each on a connection of his own: both texts are there afterwards."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection

from pilin.base.refusal import Refused
from pilin.modules.projects import actions, queries
from pilin.modules.projects.actions import Begun
from pilin.modules.projects.rules.table_refusals import TableRefusal
from pilin.web.tests.samples import an_instant

T = TypeVar("T")

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'", reason="SQLite has one writer: nothing happens at the same time"
    ),
]

AT = an_instant(2026)
FIELDS = {f"field{number}": "was" for number in range(8)}


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Offer threads, each of which closes its connection after every piece of work."""
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield pool


@pytest.fixture
def draft() -> str:
    return actions.begin(Begun("plan", "界河保洁", FIELDS), by="赵", at=AT)


def alone(verb: Callable[[], T]) -> T:
    try:
        return verb()
    finally:
        connection.close()


def saving(draft: str, number: int) -> Callable[[], object]:
    """Return what saves a draft with one field changed, begun from its first version."""
    changed = {**FIELDS, f"field{number}": f"by {number}"}
    return lambda: actions.save(draft, changed, base=1, both_seen=True, by=f"P{number}", at=AT)


def test_eight_people_who_write_apart_are_all_heard(threads: ThreadPoolExecutor, draft: str) -> None:
    told = [threads.submit(alone, saving(draft, number)) for number in range(8)]
    for one in told:
        one.result(timeout=60)
    found = queries.writing(draft)
    assert found is not None
    assert found.fields == {f"field{number}": f"by {number}" for number in range(8)}


def test_of_those_who_write_one_field_every_text_is_kept(threads: ThreadPoolExecutor, draft: str) -> None:
    def save(name: str) -> object:
        fields = {**FIELDS, "field0": f"by {name}"}
        return actions.save(draft, fields, base=1, both_seen=True, by=name, at=AT)

    told = [threads.submit(alone, lambda name=name: save(name)) for name in "abcd"]
    for one in told:
        one.result(timeout=60)
    kept = {version.fields["field0"] for version in queries.latest_versions(draft)}
    assert kept == {"was", "by a", "by b", "by c", "by d"}


def test_two_who_send_at_once_send_once(threads: ThreadPoolExecutor, draft: str) -> None:
    def send(name: str) -> str:
        try:
            return actions.send(draft, version=1, verb=lambda: name)
        except Refused as refused:
            return refused.code.value

    told = [threads.submit(alone, lambda name=name: send(name)) for name in "ab"]
    found = sorted(one.result(timeout=60) for one in told)
    assert found[1] == TableRefusal.DRAFT_IS_SENT.value
    assert queries.writing(draft).matter == found[0]  # type: ignore[union-attr]
