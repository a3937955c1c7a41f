"""A second click makes no second list, month, or finding with the same number: each is looked up and opened alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from pilin.kernel.federation.actions import sessions
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules import checks, supervision
from pilin.modules.projects.tests.play import HALF, Play


class Stopped(Exception):
    """The look-up was reached."""


def stopped(*_said: Any, **_named: Any) -> None:
    assert connection.in_atomic_block
    assert sessions._current.get() is not None, "somebody else may write between the look-up and the fact"
    raise Stopped


def open_list(play: Play, _plan: str) -> None:
    actions.open_list(year=2026, aimed=1, title="x", items=[], peer="310116", by=play.hand)


def record_finding(play: Play, _plan: str) -> None:
    actions.record_finding({}, peer="310116", by=play.hand)


def send_paper(play: Play, _plan: str) -> None:
    actions.send_paper("order", {"number": "x"}, peer="310116", by=play.hand)


def report_month(play: Play, plan: str) -> None:
    found = play.project(plan).plan
    actions.report_month(found, "2026-03", HALF, by=play.hand)


@pytest.mark.parametrize(
    ("room", "lookup", "verb"),
    [
        (checks, "check_year", open_list),
        (supervision, "check_days", record_finding),
        (queries, "report_at_hand", report_month),
        (supervision, "check_days", send_paper),
    ],
)
def test_nobody_writes_between(
    play: Play, monkeypatch: pytest.MonkeyPatch, room: Any, lookup: str, verb: Callable[[Play, str], None]
) -> None:
    plan = play.plan()
    monkeypatch.setattr(room, lookup, stopped)
    with pytest.raises(Stopped):
        verb(play, plan)
