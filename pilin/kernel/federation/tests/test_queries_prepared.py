"""A prepared query finds what the mapper finds, whatever is asked for, and is spelled once for it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Length
from django.test.utils import CaptureQueriesContext

from pilin.kernel.federation import models as tables
from pilin.kernel.federation.queries.prepared import Prepared
from pilin.kernel.federation.tests.links import AT, PEER, ago

pytestmark = pytest.mark.django_db

NAMES = ("name", "readers", "key", "keep_until", "erased_at")
DAY = date(2030, 12, 31)


@pytest.fixture(autouse=True)
def parts() -> None:
    for n in range(9):
        tables.Part.objects.create(
            event_hash=f"{n:064}",
            name=f"p{n}",
            author=PEER,
            readers=[PEER, f"r{n} '%s'"],
            purpose="目的",
            keep_until=DAY,
            salt="00",
            key=bytes([n, 255]),
            cipher=b"c",
            erased_at=AT if n % 2 else None,
        )


def asked(name: str) -> Any:
    return tables.Part.objects.filter(name=name).order_by("pk").values_list(*NAMES)


def among(author: str, names: Sequence[str]) -> Any:
    return tables.Part.objects.filter(author=author, name__in=names).order_by("-name").values_list("name", "key")


def test_every_kind_of_column_comes_as_the_mapper_gives_it() -> None:
    query = Prepared(asked)
    for name in ("p0", "p1", "p8", "none", "p0' OR '1'='1"):
        assert [tuple(row) for row in query(name)] == list(asked(name))
    (row,) = query("p1")
    assert (row.readers, bytes(row.key), row.keep_until, row.erased_at) == ([PEER, "r1 '%s'"], b"\1\xff", DAY, AT)


@pytest.mark.parametrize("number", range(1, 10))
def test_lists_of_any_length_find_what_is_in_them(number: int) -> None:
    query, names = Prepared(among), [f"p{n}" for n in range(number)]
    assert [row.name for row in query(PEER, names)] == sorted(names, reverse=True)
    assert query("999999", names) == []


def test_a_list_of_none_finds_nothing_and_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert Prepared(among)(PEER, []) == []


def test_lists_of_many_lengths_make_few_statements() -> None:
    built: list[int] = []

    def counted(author: str, names: Sequence[str]) -> Any:
        built.append(len(names))
        return among(author, names)

    query = Prepared(counted)
    with CaptureQueriesContext(connection) as seen:
        for number in range(1, 10):
            assert len(query(PEER, [f"p{n}" for n in range(number)])) == number
    assert built == [1, 2, 4, 8, 16]
    assert len(seen) == 9


@pytest.mark.parametrize("number", range(1, 6))
def test_lists_of_numbers_find_what_is_in_them_as_lists_of_texts_do(number: int) -> None:
    query = Prepared(
        lambda keys, names: tables.Part.objects.filter(pk__in=keys, name__in=names).order_by("pk").values_list("name")
    )
    keys = list(tables.Part.objects.order_by("pk").values_list("pk", flat=True))
    names = [f"p{n}" for n in range(1, 9)]
    assert [row.name for row in query(keys[:number], names)] == names[: number - 1]
    assert query(keys[:number], names[5:]) == []
    assert query([], names) == query(keys, []) == []


def test_numbers_constants_and_what_the_database_computes() -> None:
    def longer(size: int, author: str) -> Any:
        rows = tables.Part.objects.alias(size=Length("key")).filter(author=author, size__gt=size, erased_at=None)
        return rows.order_by("name").annotate(long=Length("key")).values_list("name", "long")[:3]

    query = Prepared(longer)
    assert query(1, PEER) == [("p0", 2), ("p2", 2), ("p4", 2)]
    assert [row.long for row in query(1, PEER)] == [2, 2, 2]
    assert query(2, PEER) == []


def test_a_moment_in_the_query_stays_what_it_was() -> None:
    late = Prepared(lambda name: asked(name).filter(erased_at__gt=ago(seconds=1)))
    assert len(late("p1")) == 1
    assert late("p0") == []


@pytest.mark.parametrize("look", ["name__startswith", "name__contains"])
def test_a_query_that_asks_for_something_else_than_it_is_given_is_refused(look: str) -> None:
    with pytest.raises(ValueError, match=r"the query does not ask for \[0\] as it is"):
        Prepared(lambda name: tables.Part.objects.filter(**{look: name}).values_list("name"))("p1")


def test_what_is_not_asked_for_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\[1\]"):
        Prepared(lambda name, _other: asked(name))("p1", "p2")


@pytest.mark.parametrize("number", range(1, 6))
def test_lists_of_numbers_find_what_is_in_them(number: int) -> None:
    keys = list(tables.Part.objects.order_by("pk").values_list("pk", flat=True))
    query = Prepared(lambda asked: tables.Part.objects.filter(pk__in=asked).order_by("pk").values_list("pk", "name"))
    assert [(row.pk, row.name) for row in query(keys[:number])] == [(keys[n], f"p{n}") for n in range(number)]
    assert query([keys[0], 2**40]) == [(keys[0], "p0")]
    assert query([]) == []
