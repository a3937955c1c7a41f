"""`pilin load-programme`: our half is declared, what is shared is offered once, by one of the two sides."""

import shutil
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from pilin.base import clock
from pilin.kernel.agreements import actions as agreements
from pilin.kernel.agreements import queries as agreed
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.delivery import directory
from pilin.kernel.organisations import queries as organisations
from pilin.modules.projects import queries as projects
from pilin.node import __main__ as command
from pilin.node.config import CHECKOUT
from tests.support.neighbour import CODE as PEER
from tests.support.neighbour import Neighbour

PROGRAMME = CHECKOUT / "nodes" / "programme"
OURS = settings.NODE.node.code
KINDS = len(list((PROGRAMME / "kinds").glob("*.yaml")))


@pytest.fixture
def peer(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Neighbour:
    """Return a neighbour at whose time the verbs are run; the directory goes out by a test of its own."""
    monkeypatch.setattr(clock, "now", lambda: neighbour.now)
    monkeypatch.setattr("pilin.node.start.check", lambda: None)
    return neighbour


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch, peer: Neighbour) -> None:
    """Let the charter be the clause on joint rules: agreements have their own tests."""
    monkeypatch.setattr(agreements, "load_programme", lambda _path, at: [])
    monkeypatch.setattr(agreed, "bases_for", lambda *_args, **_named: [peer.charter])


def load(*words: str, folder: Path = PROGRAMME) -> int:
    return command.main(["load-programme", str(folder), *words])


def offered(type_: str) -> list[str]:
    return sorted(tables.Document.objects.filter(type=type_).values_list("hash", flat=True))


def test_our_half_is_declared_and_told_and_the_agreement_offered(
    peer: Neighbour, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load() == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("directory: ")
    assert not told[0].startswith("directory: 0 new")
    declared = organisations.visible_directory(day=clock.day_of(peer.now))
    assert {entry.side for entry in declared} == {OURS}
    assert tables.Envelope.objects.filter(kind=directory.ENTRIES).exists()


def test_without_a_clause_no_kind_is_offered(peer: Neighbour) -> None:
    assert load() == 0
    assert offered("kind") == offered("calendar") == []


def test_the_side_with_the_higher_code_offers_kinds_and_calendar(allowed: None, peer: Neighbour) -> None:
    assert max(OURS, PEER) == OURS
    assert load() == 0
    assert (len(offered("kind")), len(offered("calendar")), len(offered("lights"))) == (KINDS, 1, 1)


def test_each_side_offers_its_own_policies(allowed: None, monkeypatch: pytest.MonkeyPatch, peer: Neighbour) -> None:
    assert load() == 0
    texts = [document.text for document in tables.Document.objects.filter(type="benefit_policy")]
    assert sorted((text["side"], text["insurance"], text["version"]) for text in texts) == [
        (OURS, "310", 1),
        (OURS, "390", 1),
        (OURS, "390", 2),
    ]
    assert all(text["illustrative"] for text in texts)


def test_a_side_offers_its_own_policies_though_the_other_offers_the_rest(
    allowed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "publish", lambda at: 0)
    monkeypatch.setattr("pilin.node.verbs.load_programme.facts.peers", lambda: ["999999"])
    told: list[list[str]] = []
    monkeypatch.setattr(
        "pilin.node.verbs.load_programme.federation.offer",
        lambda text, basis, parties, at: told.append([text["side"], *parties]),
    )
    assert load() == 0
    assert told == [[OURS, OURS, "999999"]] * 3


def test_the_other_side_waits_for_them(allowed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "publish", lambda at: 0)
    monkeypatch.setattr("pilin.node.verbs.load_programme.facts.peers", lambda: ["999999"])
    monkeypatch.setattr("pilin.node.verbs.load_programme.federation.offer", lambda *_words, **_named: None)
    assert load() == 0
    assert offered("kind") == offered("calendar") == []


def test_loading_again_offers_nothing_again(allowed: None, capsys: pytest.CaptureFixture[str]) -> None:
    load()
    before = tables.Envelope.objects.count()
    capsys.readouterr()
    assert load() == 0
    assert capsys.readouterr().out == "directory: 0 new entries, 0 told\n"
    assert tables.Envelope.objects.count() == before


def test_a_demonstration_may_shorten_the_hours_of_silence(allowed: None) -> None:
    load("--provisional-hours", "0")
    texts = [document.text for document in tables.Document.objects.filter(type="kind")]
    hours = {step["provisional"]["hours"] for text in texts for step in text["steps"] if "provisional" in step}
    assert hours == {0}


def test_an_unsound_kind_stops_the_verb_with_its_sentence(
    allowed: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(PROGRAMME, tmp_path / "programme"))
    file = folder / "kinds" / "plan.yaml"
    text = yaml.safe_load(file.read_text(encoding="utf-8"))
    text["opening"]["state"] = "nowhere"
    file.write_text(yaml.safe_dump(text), encoding="utf-8")
    assert load(folder=folder) == 2
    assert "name_is_unknown" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_named(
    peer: Neighbour, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(folder=tmp_path / "none") == 2
    assert "programme_file_is_missing (file=" in capsys.readouterr().err
    assert not tables.Envelope.objects.exists()


def test_modules_read_their_part_of_the_folder(peer: Neighbour) -> None:
    assert load() == 0
    assert {draft.title for draft in projects.drafts()} >= {"铁路梦", "通航梦", "浙沪新材料产业园"}


def test_the_rule_of_lights_that_ships_is_offered_and_says_that_it_is_a_proposal(allowed: None) -> None:
    load()
    (rule,) = tables.Document.objects.filter(type="lights")
    assert "示例" in rule.text["title"]["zh"]
    assert rule.state == "open"
