"""The verbs of the `pilin` command, each through the command itself, on the database of the tests."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.db import connection

from pilin.base import canonical, clock
from pilin.base.canonical import Json
from pilin.base.refusal import Finding, Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import keyring
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import PEER
from pilin.kernel.federation.transport import make_certificate
from pilin.kernel.organisations import queries as organisations
from pilin.node import __main__ as command
from pilin.node import accounts, files, keybox, locks
from pilin.node.config import CHECKOUT
from pilin.node.refusals import NodeRefusal
from pilin.node.verbs import audit
from pilin.web import logbook, strongbox
from pilin.web.models import AccessEnds

Told = Callable[..., str]
PROGRAMME = str(CHECKOUT / "nodes" / "programme")
OURS = settings.NODE.node.code


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """Return a function that runs a verb and returns what it printed, all of it."""

    def run(*words: object, expect: int = 0) -> str:
        assert command.main([str(word) for word in words]) == expect
        shown = capsys.readouterr()
        return shown.out + shown.err

    return run


@pytest.fixture
def founded(ready: Path, told: Told) -> str:
    """Declare the directory and enter the first signer; return what was printed."""
    return told("init", "--programme", PROGRAMME, "--signer", "zhang", "--office", "f_phsw")


def peer_card(folder: Path) -> tuple[Path, str]:
    """Write the card of a peer; return it and the fingerprint of its key."""
    key = Ed25519Signer(b"p" * 32).key
    certificate = make_certificate(PEER, at=clock.now(), days=30)[1]
    card: dict[str, Json] = {"v": 1, "code": PEER, "name": "金山区", "suite": key.suite, "public": key.public}
    file = folder / "peer-card"
    file.write_bytes(canonical.encode({**card, "certificate": certificate, "url": "https://127.0.0.1:1"}))
    return file, key.fingerprint


def test_a_new_node_gets_a_signer_whose_password_is_shown_once(founded: str) -> None:
    password = re.search(r"zhang: the password is (\S+)", founded)
    assert password
    assert authenticate(username="zhang", password=password[1]) is not None
    assert [role.account for role in organisations.who_may_sign(day=clock.day_of(clock.now()))] == ["zhang"]


def test_a_new_node_has_the_key_of_second_factors_before_its_keys_are_backed_up(founded: str) -> None:
    assert strongbox.file().exists()
    assert strongbox.FILE in keybox.open_(keybox.close("correct horse battery"), "correct horse battery")


def test_doing_it_again_changes_nothing(founded: str, told: Told) -> None:
    keys, key = keyring.signers(), strongbox.file().read_bytes()
    again = told("init", "--programme", PROGRAMME, "--signer", "wang", "--office", "f_phsw")
    assert "0 new entries" in again
    assert "may sign already" in again
    assert (keyring.signers(), strongbox.file().read_bytes()) == (keys, key)
    assert User.objects.count() == 1


def test_without_a_directory_nobody_may_sign_yet(ready: Path, told: Told) -> None:
    assert "there is no office" in told("init")
    assert User.objects.count() == 0


def test_who_signs_gives_others_their_roles(founded: str, told: Told) -> None:
    assert "the password is" in told("create-user", "li", "--right", "act", "--office", "f_phsw", "--by", "zhang")
    again = told("create-user", "li", "--right", "read", "--office", "f_dsg", "--by", "zhang")
    assert "its password stays" in again
    assert "founding_is_over" in told("create-user", "wu", "--right", "act", "--office", "f_dsg", expect=2)


def test_a_refused_role_leaves_no_account(founded: str, told: Told) -> None:
    told("create-user", "wu", "--right", "sign", "--office", "f_dsg", "--by", "nobody", expect=2)
    assert not User.objects.filter(username="wu").exists()
    assert "wu" not in [person.account for person in organisations.people()]


@pytest.mark.parametrize("named", [None, "毗邻联络岗", "f_none"])
def test_an_office_must_be_named_so_that_one_is_meant(founded: str, named: str | None) -> None:
    with pytest.raises(Refused) as refused:
        accounts.office(named, at=clock.now())
    assert refused.value.code is NodeRefusal.OFFICE_MUST_BE_NAMED
    assert "毗邻办" in str(refused.value.facts["offices"])


def test_the_ceremony_goes_by_files(ready: Path, tmp_path: Path, told: Told) -> None:
    card, fingerprint = peer_card(tmp_path)
    assert OURS in json.loads((told("link", "card", tmp_path / "card"), (tmp_path / "card").read_text())[1])["code"]
    assert "fingerprint_differs" in told("link", "introduce", card, "--fingerprint", "ab", expect=2)
    spaced = f"{fingerprint[:32].upper()} {fingerprint[32:]}"
    assert PEER in told("link", "introduce", card, "--fingerprint", spaced)
    told("link", "offer", card, tmp_path / "paper")
    assert set(json.loads((tmp_path / "paper").read_text())["signatures"]) == {OURS}
    assert "charter_does_not_fit" in told("link", "sign", tmp_path / "paper", tmp_path / "out", expect=2)
    assert f"{PEER} 金山区: introduced" in told("link", "list")


def test_no_card_is_written_that_every_peer_would_refuse(ready: Path, tmp_path: Path, told: Told) -> None:
    file = federation.credentials().certificate_file
    file.write_text(file.read_text() * 2)
    assert LinkRefusal.OWN_CERTIFICATE_IS_NOT_ALONE.value in told("link", "card", tmp_path / "card", expect=2)
    assert not (tmp_path / "card").exists()


def test_a_card_that_is_none_is_refused(ready: Path, tmp_path: Path, told: Told) -> None:
    (tmp_path / "card").write_text("hello")
    words = ("--fingerprint", "ab")
    assert LinkRefusal.CARD_IS_NOT_READABLE.value in told("link", "introduce", tmp_path / "card", *words, expect=2)
    assert "file_is_not_readable" in told("link", "introduce", tmp_path / "none", *words, expect=2)


def test_a_file_in_no_folder_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        files.write(tmp_path / "none" / "file", b"")
    assert refused.value.code is NodeRefusal.FILE_CANNOT_BE_WRITTEN


def test_a_draft_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with files.drafted(tmp_path / "file") as draft:
            draft.write_bytes(b"half")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_rotated_key_signs_and_waits_for_a_stopped_node(ready: Path, told: Told) -> None:
    old = keyring.signers()[-1].key
    with locks.working():
        assert "node_is_serving" in told("rotate-key", expect=2)
    assert keyring.signers()[-1].key == old
    new = re.search(r"fingerprint is (\w+)", told("rotate-key"))
    assert new
    assert [signer.key.fingerprint for signer in keyring.signers()] == [old.fingerprint, new[1]]


def test_two_persons_pass_over_a_peer_and_get_a_statement(ready: Path, told: Told) -> None:
    links.link()
    links.out_lane(seq=7, acked=7)
    tables.NodeState.objects.create(pk=1, inc=2, mode="recovering")
    both = ("override", "--peer", PEER, "--first", "li", "--second")
    assert "two_persons_are_needed" in told(*both, "li", expect=2)
    statement = told(*both, "wang")
    assert "STATEMENT" in statement
    assert "work  out  up to number 7" in statement
    assert tables.NodeState.objects.get().mode == "open"
    again = told(*both, "wang", expect=2)
    assert "node_is_not_recovering" in again
    assert "STATEMENT" not in again
    assert "link_is_unknown" in told("override", "--peer", "999999", "--first", "a", "--second", "b", expect=2)


def test_an_audit_without_findings_says_so(ready: Path, told: Told) -> None:
    assert told("audit") == told("audit", "--room", "ledger", "--room", "federation") == "everything holds\n"


def test_each_finding_is_a_line(ready: Path, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Finding("ledger_entry 3 amount", LinkRefusal.GAP, {"seq": 3}), Finding("x", LinkRefusal.FORK)]
    monkeypatch.setattr(audit, "_findings", lambda rooms, at: iter(found))
    assert told("audit", expect=1).splitlines() == ["ledger_entry 3 amount: gap (seq=3)", "x: fork", "2 findings"]


def test_the_audit_names_the_first_row_of_the_access_log_that_does_not_hold(ready: Path, told: Told) -> None:
    for account in ("li", "zhao", "wu"):
        logbook.record(logbook.Event.SIGN_IN_DONE, account=account, at=clock.now())
    assert told("audit", "--room", "access-log") == "everything holds\n"
    AccessEnds.objects.update(head_digest="a" * 64)
    first, *_ = told("audit", "--room", "access-log", expect=1).splitlines()
    assert first == "access log 4: log_row_does_not_hold (reason=added)"


def test_a_bundle_is_written_and_verified(ready: Path, tmp_path: Path, told: Told) -> None:
    assert "subject_has_no_evidence" in told("export", "matter/none", tmp_path / "bundle", expect=2)
    (tmp_path / "bundle").write_bytes(b"{}\n")
    assert "DOES NOT HOLD" in told("verify", tmp_path / "bundle", expect=1)


@pytest.mark.django_db
def test_verbs_that_need_a_key_say_so(data_dir: Path, told: Told) -> None:
    assert "node_has_no_key" in told("serve", expect=2)
    assert connection.vendor in {"sqlite", "postgresql"}
