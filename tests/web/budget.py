"""What a page costs: at most twelve queries, and none more for more rows."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.web.tests import samples

QUERIES_MAX = 12


def asked(address: str, account: str) -> list[str]:
    """Return the queries that one view of a page takes."""
    browser = samples.browser(account)
    with CaptureQueriesContext(connection) as taken:
        assert browser.get(address).status_code == 200
    return [query["sql"] for query in taken.captured_queries]


def costs_no_more(address: str, grow: Callable[[], object], *, account: str = "li") -> None:
    """Demand that a page keeps to its budget, and asks as much after `grow` made more rows as before."""
    few = asked(address, account)
    assert len(few) <= QUERIES_MAX, few
    grow()
    many = asked(address, account)
    assert len(many) == len(few), many
