"""The node's figures: what each counts, that their number of queries stays the same, and that no label is personal."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import django.db
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.base import clock
from pilin.base.clock import after
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import AT, PEER
from pilin.kernel.matters import models as matters
from pilin.node import archive
from pilin.node.watch import figures, pulse
from pilin.web.models import FailedSignIn

LABELS = {"node", "peer", "lane", "direction", "code", "turn", "process"}


def told(name: str) -> dict[tuple[str, ...], float]:
    """Return the samples of one figure."""
    (figure,) = [figure for figure in figures.read(at=AT) if figure.name == name]
    return dict(figure.samples)


def a_matter(number: int, **members: Any) -> None:
    start = {"kind": "k", "basis": "b", "parties": [], "title": "张三家的事", "state": "s", "final": False, "n": 1}
    rest = {"head": "h", "fold": {}, "opened_at": AT, "moved_at": AT, "turn": f",{PEER},"}
    matters.Matter.objects.create(id=str(number), **start | rest | members)


def test_a_new_node_has_figures(ready: Path) -> None:
    assert told("pilin_node_open") == {(): 1}
    assert told("pilin_database_up") == {(): 1}
    assert told("pilin_node_info") == {(settings.NODE.node.code,): 1}
    assert told("pilin_backup_age_seconds") == told("pilin_worker_age_seconds") == {}
    assert told("pilin_disk_free_bytes")[()] > 0


def test_lanes_are_told_by_peer_and_direction(ready: Path) -> None:
    links.link(skew_seconds=-3)
    links.out_lane(seq=7, acked=5, heard_at=links.ago(40))
    links.in_lane(seq=4, decided=4, put=6, stored_at=links.ago(50))
    assert told("pilin_envelopes_out")[PEER, "work"] == 7
    assert told("pilin_envelopes_in")[PEER, "work"] == 4
    backlog = told("pilin_backlog_envelopes")
    assert (backlog[PEER, "work", "out"], backlog[PEER, "work", "in"]) == (2, 2)
    assert told("pilin_lane_success_age_seconds") == {(PEER, "work", "out"): 40, (PEER, "work", "in"): 50}
    assert told("pilin_link_silent_seconds") == {(PEER,): 30}
    assert told("pilin_link_clock_skew_seconds") == {(PEER,): -3}


def test_a_peer_never_heard_has_no_age(ready: Path) -> None:
    links.link(mode="introduced", heard_at=None)
    assert told("pilin_link_silent_seconds") == {}
    assert told("pilin_link_open") == {(PEER,): 0}


def test_troubles_are_counted(ready: Path) -> None:
    links.link()
    links.refused(1)
    links.envelope(3, author=PEER, outcome="waiting")
    for code, closed in (("mismatch", None), ("clock_skew", None), ("gap", AT)):
        links.alarm(code, closed_at=closed)
    assert told("pilin_undecided_envelopes") == told("pilin_dead_letters") == {(): 1}
    assert told("pilin_alarms_open") == {("mismatch",): 1, ("clock_skew",): 1}


def test_what_is_counted_row_by_row_ends_at_a_bound(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    links.link()
    for seq in (1, 2, 3):
        links.envelope(seq, author=PEER, outcome="pending")
    monkeypatch.setattr(figures, "ROWS_MAX", 2)
    assert told("pilin_undecided_envelopes") == {(): 2}


def test_matters_are_counted_by_turn(ready: Path) -> None:
    today = clock.day_of(AT)
    a_matter(1, turn=f",{settings.NODE.node.code},")
    a_matter(2, rolled_end=today - timedelta(days=1))
    a_matter(3, rolled_end=today)
    a_matter(4, final=True)
    assert told("pilin_matters_open") == {("ours",): 1, ("theirs",): 2}
    assert told("pilin_matters_late") == {(): 1}


def test_failed_sign_ins_are_counted_while_they_count(ready: Path) -> None:
    for name, times, ago in (("a", 5, 60), ("b", 2, 899), ("c", 4, 901)):
        FailedSignIn.objects.create(pk=name, times=times, last_at=links.ago(ago))
    assert told("pilin_sign_in_failures") == {(): 7}
    assert told("pilin_sign_in_locked") == {(): 1}


@pytest.mark.django_db(transaction=True)
def test_a_backup_and_the_worker_have_an_age(ready: Path, tmp_path: Path) -> None:
    archive.make(tmp_path, at=AT)
    made = archive.last_made()
    assert made is not None
    assert 0 <= clock.seconds_between(made, clock.now()) < 60
    pulse.beat(at=links.ago(20))
    assert told("pilin_worker_age_seconds") == {(): 20}


def test_a_worker_of_its_own_has_memory_of_its_own(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pulse.beat(at=AT)
    assert set(told("pilin_process_memory_bytes")) == {("pages",)}
    monkeypatch.setattr(os, "getpid", lambda: 1)
    assert set(told("pilin_process_memory_bytes")) == {("pages",), ("worker",)}
    assert told("pilin_process_memory_bytes")["worker",] > 10**6


def test_a_process_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    assert pulse.memory_bytes(2**22 + 1) is None
    (tmp_path / "statm").write_text("12")
    assert pulse.memory_bytes(1, f"{tmp_path}/statm") is None


def test_the_size_of_the_database_is_told(ready: Path) -> None:
    size = told("pilin_database_bytes")[()]
    assert size > 10**6 if connection.vendor == "postgresql" else size == 0  # in memory: no file


def test_without_database_the_machine_still_tells(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise django.db.OperationalError

    monkeypatch.setattr(figures, "node", fail)
    assert told("pilin_database_up") == {(): 0}
    assert {figure.name for figure in figures.read(at=AT)} >= {"pilin_disk_free_bytes", "pilin_node_info"}


def queries_for(each: int) -> int:
    links.busy(each=each)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        figures.read(at=AT)
    for table in (tables.Envelope, tables.Alarm, tables.Quarantine, tables.Commitment, tables.OutLane, tables.InLane):
        table.objects.all().delete()
    tables.Key.objects.all().delete()
    tables.Link.objects.all().delete()
    return len(captured)


def test_queries_do_not_grow_with_rows(ready: Path) -> None:
    assert queries_for(1) == queries_for(8) <= 12


def test_no_label_can_hold_a_person_or_a_matter(ready: Path) -> None:
    links.busy()
    a_matter(1)
    found = figures.read(at=after(AT, seconds=1))
    assert {label for figure in found for label in figure.labels} <= LABELS
    values = " ".join(value for figure in found for names, _ in figure.samples for value in names)
    assert "张三" not in values
    assert "金山" not in values
    assert all(len(names) == len(figure.labels) for figure in found for names, _ in figure.samples)
