"""The doctor: what is well, and each thing that is not, in a sentence of its own."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import keyring
from pilin.kernel.federation.protocol.desk import Mark
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import AT, PEER
from pilin.node import __main__ as command
from pilin.node import checks, start
from pilin.node.checks import Verdict
from pilin.node.refusals import NodeRefusal
from pilin.web import strongbox


def told(look: checks.Look, at: Instant = AT) -> list[tuple[Verdict, str]]:
    return [(check.verdict, check.sentence) for check in look(at)]


def worst(look: checks.Look, at: Instant = AT) -> str:
    """Return the sentence of the only check that is not well."""
    (sentence,) = [sentence for verdict, sentence in told(look, at) if verdict is not Verdict.OK]
    return sentence


def test_a_new_node_is_well(ready: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["doctor"]) == 0
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()} <= {"ok", "look"}


def test_a_node_without_tables_is_told_and_the_rest_left_out(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "unapplied", lambda: ["federation.0001_initial"])
    found = list(checks.all_checks(at=AT))
    assert found[-1].verdict is Verdict.BAD
    assert "pilin manage migrate" in found[-1].sentence


def test_a_database_that_is_away_is_told(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise Refused(NodeRefusal.DATABASE_IS_NOT_REACHABLE, reason="no route")

    monkeypatch.setattr(start, "check_database", fail)
    assert worst(checks.database) == "the database does not answer: no route"


def test_keys_that_others_may_read_are_named(ready: Path) -> None:
    (key,) = keyring.folder().glob("*.key")
    key.chmod(0o644)
    assert str(key) in worst(checks.key_files, clock.now())


def test_a_key_of_second_factors_that_others_may_read_is_named(ready: Path) -> None:
    strongbox.seal("secret", account="wu")
    assert [sentence for verdict, sentence in told(checks.key_files, clock.now()) if verdict is Verdict.BAD] == []
    strongbox.file().chmod(0o640)
    assert str(strongbox.file()) in worst(checks.key_files, clock.now())


def test_a_missing_key_and_certificate_are_told(data_dir: Path) -> None:
    sentences = [sentence for verdict, sentence in told(checks.key_files) if verdict is Verdict.BAD]
    assert ["key" in sentences[0], "certificate" in sentences[1]] == [True, True]


def test_a_certificate_near_its_end_is_told(ready: Path) -> None:
    later = Instant(clock.now() + timedelta(days=3650 - 30))
    assert "a new ceremony" in worst(checks.key_files, later)


def test_a_key_half_changed_is_told(ready: Path) -> None:
    (keyring.folder() / "0.staged").write_bytes(b"")
    (keyring.folder() / "0.staged").chmod(0o600)
    assert "cut off" in worst(checks.key_files, clock.now())


def test_the_last_backup_is_told(ready: Path) -> None:
    assert "no backup was ever made" in worst(checks.backups)
    (ready / "last_backup").touch()
    ((verdict, sentence),) = told(checks.backups, clock.now())
    assert (verdict, sentence) == (Verdict.OK, "the last backup was made 0 hours ago")
    assert "its timer" in worst(checks.backups, Instant(clock.now() + timedelta(hours=50)))


def test_too_little_room_is_told(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "FREE_BYTES_MIN", 10**18)
    monkeypatch.setattr(checks, "MEMORY_BYTES_MIN", 0)
    assert "make room" in worst(checks.disk_and_memory)


def test_memory_is_read_where_the_machine_tells(tmp_path: Path) -> None:
    file = tmp_path / "meminfo"
    assert checks.available_memory_bytes(file) is None
    file.write_text("MemTotal:  9 kB\nMemAvailable:   2048 kB\n")
    assert checks.available_memory_bytes(file) == 2048 * 1024


def test_a_database_behind_the_marks_is_told(ready: Path) -> None:
    links.link()
    links.out_lane(seq=5)
    marks = [Mark(PEER, "work", 1, 9, "f" * 64), Mark("", "", 2, 0, "")]
    keyring.write_marks({mark.place: mark for mark in marks})
    assert worst(checks.high_water) == f"9 was sent to {PEER} on work, but the database ends at 5: it recovers"


def test_a_restored_database_is_told_to_begin_a_new_life(ready: Path) -> None:
    keyring.write_marks({("", "", ""): Mark("", "", 3, 0, "")})
    assert worst(checks.high_water) == "the high-water file knows life 3, the database life 1: it recovers"


def test_a_database_that_forgot_what_it_decided_is_told(ready: Path) -> None:
    links.link()
    mark = Mark(PEER, "work", 1, 3, "", PEER)
    keyring.write_marks({mark.place: mark})
    assert worst(checks.high_water) == f"3 from {PEER} was decided on work, but the database ends at 0: it recovers"


def test_a_high_water_file_that_was_made_anew_is_told(ready: Path) -> None:
    links.link()
    links.out_lane(seq=1, acked=1)
    links.envelope(1)
    keyring.write_marks({})
    assert "made anew or put back; it recovers" in worst(checks.high_water)


def test_a_database_amid_a_recovery_that_has_ended_is_told(ready: Path) -> None:
    links.link()
    links.in_lane(seq=3, decided=3)
    links.node("recovering", inc=2)
    mark = Mark(PEER, "work", 2, 3, "", PEER)
    keyring.write_marks({mark.place: mark})
    assert "amid a recovery" in worst(checks.high_water)


def test_a_certificate_with_a_chain_is_told(ready: Path) -> None:
    file = federation.credentials().certificate_file
    file.write_text(file.read_text() * 2)
    assert "more than one certificate" in worst(checks.key_files, clock.now())


def test_a_missing_high_water_file_counts_once_there_is_a_link(ready: Path) -> None:
    (keyring.folder() / "high_water").unlink()
    assert told(checks.high_water)[0][0] is Verdict.OK
    links.link()
    assert "missing or damaged" in worst(checks.high_water)


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({"mode": "paused"}, "is paused"),
        ({"heard_at": links.ago(9999)}, "nothing was heard"),
        ({"skew_seconds": -500}, "NTP"),
    ],
)
def test_what_is_wrong_with_a_link_is_told(ready: Path, members: dict[str, Any], word: str) -> None:
    links.link(**members)
    assert word in worst(checks.links)


def test_open_alarms_are_named(ready: Path) -> None:
    assert told(checks.alarms) == [(Verdict.OK, "no alarm is open")]
    links.alarm("mismatch")
    assert f"open alarm mismatch with {PEER}, 3 times" in worst(checks.alarms)
    federation.close_alarm(alarm_id=1, by="li", at=AT)
