"""Words in titles: with the index the same matters are found as by a look at each title, and soon."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from pilin.base import ids
from pilin.base.clock import day_of
from pilin.kernel.matters import models, queries
from pilin.kernel.matters.queries import words as index
from pilin.kernel.matters.queries.lists import Wanted
from pilin.kernel.matters.tests.stage import US, Stage

TITLES = (
    "边界纠纷 灌溉水渠",
    "明月山塘生态修复",
    "山",
    "塘山",
    "Joint Patrol No. 7",
    "joint patrol",
    "50%_done \\ maybe",
    "（全角）\uff21\uff22\uff23，。",
    "0199 号界桩",
    "01 号",
    "straße STRASSE İı",
    "𠮷野家😀前",
    "a",
    "'; DROP TABLE matters_matter --",
    "丙" * 199 + "末",
    "“引号” AND NOT NEAR",
)
ELSE = (
    "海塘",
    "zz",
    "%",
    "_",
    "\\",
    "水纠",
    "渠灌",
    "0",
    "01",
    "0199",
    "019a",
    "01-",
    "b",
    "丙" * 201,
    "AND",
    '"',
    " ",
)


@pytest.fixture
def titled(stage: Stage) -> Stage:
    """Open a plan and put one beside it for each title."""
    stage.open_plan()
    row = stage.row()
    for n, title in enumerate(TITLES):
        row.pk, row.title = ids.new_id(stage.days(n)), title
        row.save(force_insert=True)
    return stage


def found(stage: Stage, words: str) -> set[str]:
    page = queries.matters(me=US, day=day_of(stage.now), wanted=Wanted(whose="all", words=words))
    return {row.id for row in page.rows}


def looked_at(words: str) -> set[str]:
    """Return what a look at each title and each id finds."""
    bearing = Q(title__icontains=words) | Q(id__startswith=words.lower())
    return set(models.Matter.objects.filter(bearing).values_list("pk", flat=True))


def pieces() -> list[str]:
    """Return every part of the titles of one to four characters, and some that bend the case or stand nowhere."""
    parts = {t[n : n + w] for t in TITLES for n in range(min(len(t), 30)) for w in (1, 2, 3, 4)}
    return sorted(parts | {part.upper() for part in parts} | {part.lower() for part in parts} | {*ELSE})


def test_words_find_what_a_look_at_each_title_finds(titled: Stage) -> None:
    every = [words for words in pieces() if words]
    assert len(every) > 300
    assert [words for words in every if found(titled, words) != looked_at(words)] == []


def test_so_they_do_where_many_bear_them(titled: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "FEW", 1)
    for words in ("山", "joint", "patrol", "海塘", "丙丙"):
        assert found(titled, words) == looked_at(words)


def test_whole_titles_are_found(titled: Stage) -> None:
    for title in (*TITLES, TITLES[-2][1:]):
        assert found(titled, title) == looked_at(title) != set()


def test_a_title_is_found_by_its_words_of_now(titled: Stage) -> None:
    models.Matter.objects.filter(title="山").update(title="水闸")
    assert len(found(titled, "水闸")) == 1
    models.Matter.objects.filter(title="水闸").update(state="declined")
    assert len(found(titled, "水闸")) == 1
    assert found(titled, "山") == looked_at("山")


def test_what_is_gone_is_found_no_longer(titled: Stage) -> None:
    models.Matter.objects.filter(title="水闸").delete()
    models.Matter.objects.filter(title="塘山").delete()
    assert found(titled, "塘山") == set()
    assert found(titled, "灌溉") == looked_at("灌溉") != set()


def test_a_step_keeps_a_matter_where_it_is_found(stage: Stage) -> None:
    stage.open_plan(title="联合清淤")
    stage.take("sign")
    stage.meet()
    stage.they_take("sign", text=stage.text("sign"))
    stage.meet()
    assert stage.row().state == "in_force"
    assert found(stage, "清淤") == {stage.matter}


def test_what_not_everybody_may_see_stands_in_no_index(stage: Stage) -> None:
    stage.open_petition()
    for words in ("2026-1", "part", "张三"):
        assert found(stage, words) == set()
    assert found(stage, "信访") == {stage.matter}


def test_only_titles_that_may_bear_the_words_are_looked_at(titled: Stage) -> None:
    with CaptureQueriesContext(connection) as captured:
        found(titled, "灌溉水渠")
    (sql,) = [query["sql"] for query in captured if query["sql"].startswith("SELECT") and '"title"' in query["sql"]]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
        assert "SEARCH matters_matter USING INDEX sqlite_autoindex_matters_matter_1" in plan, plan
    else:
        assert "matters_grams" in sql


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is asked once")
def test_words_that_stand_in_no_title_cost_no_look_at_any(titled: Stage) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert found(titled, "海塘") == set()
    assert not [query["sql"] for query in captured if '"title"' in query["sql"]]


def test_the_index_is_made_from_titles_that_stand_already(titled: Stage) -> None:
    migration: Any = import_module("pilin.kernel.matters.migrations.0006_words")

    def execute(sql: str, params: None) -> None:
        assert params is None
        with connection.cursor() as cursor:
            cursor.execute(sql)

    editor = SimpleNamespace(connection=connection, execute=execute)
    migration.forget_words(None, editor)
    migration.keep_words(None, editor)
    for words in ("灌溉", "joint", "山", "界桩", "海塘"):
        assert found(titled, words) == looked_at(words)
