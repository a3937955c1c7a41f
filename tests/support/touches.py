"""Which tests touch no database: SQLite and PostgreSQL would see the same run twice, so it is left out on PostgreSQL.

Only rooms whose tests reach a database through a fixture are asked; what starts processes (`node`, `journeys`,
`benchmarks`) runs on both whatever it asks for. Left out are also tests whose nodes have the same databases in either
run: those of `pair` are files, those of the handbook's play one of each; pairs on PostgreSQL are in the journey of the
quarter and in the benchmarks. What a browser says of the look of every page is the same whichever database the page
was read from; `tests/web` asks all on both.
"""

import pytest

FIXTURES = frozenset({"db", "transactional_db", "django_db_serialized_rollback", "live_server"})
ONCE = ("tests/handbook/test_play.py", "tests/journeys/test_accessible.py", "tests/pair/")
ROOMS = ("pilin", "tests/base", "tests/his", "tests/house", "tests/support", "tests/web", "tests/wire")


def nothing(item: pytest.Item) -> bool:
    """Say whether a test touches no database, its own whatever the engine, or looks only at what pages look like."""
    place = item.path.relative_to(item.config.rootpath).as_posix()
    if place.startswith(ONCE):
        return True
    if item.get_closest_marker("postgresql") or item.get_closest_marker("pair"):
        return False
    if item.get_closest_marker("django_db") or FIXTURES & set(getattr(item, "fixturenames", ())):
        return False
    return place.startswith(tuple(f"{room}/" for room in ROOMS))
