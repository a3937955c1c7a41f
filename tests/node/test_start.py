"""What stands before a start: tables, keys, a change of keys that was cut off, and what was on its way."""

from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import keyring
from pilin.kernel.federation.protocol.desk import Mark
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import AT, PEER
from pilin.node import start
from pilin.node.refusals import NodeRefusal


def staged() -> Ed25519Signer:
    new = Ed25519Signer.generate()
    keyring.stage(new)
    return new


def test_a_node_that_is_whole_may_start(ready: Path) -> None:
    start.check()


def test_a_node_without_a_key_does_not_start(data_dir: Path, db: None) -> None:
    with pytest.raises(Refused) as refused:
        start.check()
    assert refused.value.code is NodeRefusal.NODE_HAS_NO_KEY


def test_a_database_that_lacks_tables_is_named_with_the_first(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "unapplied", lambda: ["federation.0002_more", "matters.0001_initial"])
    with pytest.raises(Refused) as refused:
        start.check()
    assert refused.value.code is NodeRefusal.DATABASE_IS_NOT_MIGRATED
    assert refused.value.facts == {"unapplied": 2, "first": "federation.0002_more"}


def test_a_database_that_does_not_answer_is_told(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("connection refused\n")

    monkeypatch.setattr(MigrationExecutor, "migration_plan", fail)
    with pytest.raises(Refused) as refused:
        start.check_database()
    assert refused.value.code is NodeRefusal.DATABASE_IS_NOT_REACHABLE
    assert refused.value.facts["reason"] == "connection refused"


def test_nothing_is_unapplied_in_a_database_of_tests(db: None) -> None:
    assert start.unapplied() == []


def test_a_staged_key_that_peers_were_told_of_is_promoted(ready: Path) -> None:
    new = staged()
    links.link()
    tables.Key.objects.create(node=links.ours(), link_id=PEER, kid=new.key.kid, suite="ed25519", public=new.key.public)
    start.settle_staged_keys()
    assert keyring.signers()[-1].key == new.key
    assert list(keyring.folder().glob("*.staged")) == []


def test_a_staged_key_that_nobody_was_told_of_goes(ready: Path) -> None:
    new, old = staged(), keyring.signers()[-1]
    start.settle_staged_keys()
    assert keyring.signers() == [old]
    assert old.key != new.key
    assert list(keyring.folder().glob("*.staged")) == []


def test_a_start_sends_again_what_was_on_its_way(ready: Path) -> None:
    links.link(pull_at=clock.after(AT, seconds=60))
    links.out_lane(seq=2, acked=1, next_at=clock.after(AT, seconds=60), attempt=3)
    assert f"open, life 1; peers: {PEER} 金山区 open" in start.wake(at=AT)
    assert tables.OutLane.objects.values_list("next_at", "attempt").get() == (None, 0)
    assert tables.Link.objects.get().pull_at is None


def test_a_start_behind_the_high_water_file_recovers_first(ready: Path) -> None:
    links.link()
    links.out_lane(seq=2)
    mark = Mark(PEER, "work", 1, 7, "f" * 64)
    keyring.write_marks({mark.place: mark})
    assert "recovering, life 2" in start.wake(at=AT)


def test_a_start_that_has_forgotten_what_it_decided_recovers_first(ready: Path) -> None:
    links.link()
    mark = Mark(PEER, "work", 1, 7, "", PEER)
    keyring.write_marks({mark.place: mark})
    assert "recovering, life 2" in start.wake(at=AT)
    assert "recovering, life 2" in start.wake(at=AT)  # the mark is of the earlier life


def test_a_new_node_has_no_peers_yet(ready: Path) -> None:
    assert start.wake(at=AT).endswith("open, life 1; peers: none yet")
    assert federation.card()["code"] == links.ours()
