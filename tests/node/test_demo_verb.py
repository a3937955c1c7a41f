"""`pilin demo`: the ceremony in its order, fingerprints for the ear, both nodes stopped however it ends."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pilin.base.refusal import Refused
from pilin.node import __main__ as command
from pilin.node.config import load
from pilin.node.demo import council, hospitals, outage, oversight, plan, reconciling, site, works
from pilin.node.demo import nodes as demo_nodes
from pilin.node.demo.browser import Authenticator
from pilin.node.demo.nodes import DemoNode
from pilin.node.refusals import NodeRefusal
from pilin.node.verbs import demo


class Told:
    """A node that only writes down what it is told."""

    def __init__(self, code: str, name: str, folder: Path, log: list[str]) -> None:
        self.code, self.name, self.folder, self.log = code, name, folder, log
        self.pages, self.account, self.password = f"http://{code}", "signer", "sesame"
        self.public = f"http://public.{code}"
        self.authenticator = Authenticator(spare=["AAAA BBBB", "CCCC DDDD"])
        self.process: Any = None

    def _note(self, *words: str) -> None:
        self.log.append(f"{self.code} {' '.join(words)}".replace(str(self.folder.parent), ""))

    def run(self, *words: str) -> str:
        self._note(*words)
        return f"key fingerprint {self.code}{'ab' * 3}\ncertificate fingerprint x\neverything holds\n"

    def init(self, programme: Path, office: str) -> None:
        self._note("init", programme.name, office)

    def serve(self) -> None:
        self._note("serve")

    def stop(self, *, hard: bool = False) -> None:
        self._note("kill" if hard else "stop")


@pytest.fixture
def log() -> list[str]:
    return []


TURNS = (
    *((plan, name) for name in ("offer", "refuse_a_milestone", "amend_and_sign")),
    *((council, name) for name in ("deliberate", "carry_out", "see_the_disagreement")),
    *((chapter, "tell") for chapter in (works, oversight, site)),
    *((reconciling, name) for name in ("reconcile", "clear")),
    *((hospitals, name) for name in ("enter", "tell", "equal_books")),
    *((outage, name) for name in ("go_on_alone", "ratify", "lose_a_disk")),
)


def noted(log: list[str], said: str) -> Callable[..., str]:
    """Return a turn of the story that only notes itself."""

    def turn(*_words: object, **_more: object) -> str:
        log.append(said)
        return "/matters/0190/"

    return turn


@pytest.fixture
def pair(tmp_path: Path, log: list[str], monkeypatch: pytest.MonkeyPatch) -> list[DemoNode]:
    """Return two such nodes, which the verb takes for its own; the chapters only note their turns."""
    both = [Told(code, name, tmp_path / file, log) for code, name, file in demo.SIDES]
    monkeypatch.setattr(demo, "_nodes", lambda _folder: both)
    for chapter, name in TURNS:
        monkeypatch.setattr(chapter, name, noted(log, f"{chapter.__name__.rpartition('.')[2]}.{name}"))
    stage = {name: noted(log, name) for name in ("sign_everything", "settle", "tell")}
    monkeypatch.setattr(demo, "Stage", type("Noted", (), {**stage, "__init__": lambda *_: None}))
    return cast("list[DemoNode]", both)


def run(tmp_path: Path, *words: str) -> int:
    return command.main(["demo", "--folder", str(tmp_path / "demo"), *words])


def test_the_ceremony_goes_card_fingerprint_charter(pair: list[DemoNode], log: list[str]) -> None:
    demo.ceremony(*pair)
    assert log == [
        "330482 link card /pinghu/card",
        "310116 link card /jinshan/card",
        "330482 link introduce /jinshan/card --fingerprint 310116ababab",
        "310116 link introduce /pinghu/card --fingerprint 330482ababab",
        "330482 link offer /jinshan/card /pinghu/charter.offered",
        "310116 link sign /pinghu/charter.offered /pinghu/charter.signed",
        "330482 link sign /pinghu/charter.signed /pinghu/charter.final",
    ]


def test_a_fingerprint_is_read_out_in_groups(pair: list[DemoNode], capsys: pytest.CaptureFixture[str]) -> None:
    demo.ceremony(*pair)
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["平湖市念出密钥指纹：3304 82ab abab", "  平湖市 reads out its key: 3304 82ab abab"]


def test_nodes_serve_after_the_ceremony_and_load_the_programme_again_under_the_agreement(
    pair: list[DemoNode], log: list[str]
) -> None:
    demo.prepare(pair)
    order = [line.split(" /")[0] for line in log if "link" not in line]
    assert order[:4] == ["330482 init programme 毗邻办", "310116 init programme 毗邻办", "330482 serve", "310116 serve"]
    assert order[4:] == [
        "330482 load-programme", "310116 load-programme", "sign_everything", "330482 load-programme", "sign_everything",
        "310116 load-programme", "sign_everything",
    ]  # fmt: skip


def test_the_story_ends_with_both_nodes_stopped_audited_and_the_bundle_verified(
    pair: list[DemoNode], log: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "--once") == 0
    told = [line.split(" /")[0] for line in log]
    assert told.index("330482 backup") < told.index("plan.amend_and_sign") < told.index("outage.lose_a_disk")
    ends = [line for line in told[told.index("310116 export matter/0190") + 1 :] if line != "tell"]
    assert ends[:5] == ["330482 stop", "310116 stop", "330482 audit", "310116 audit", "310116 verify"]
    assert "the story is told: every step held" in capsys.readouterr().out


@pytest.mark.parametrize(("failure", "status"), [("refusal", 1), ("interrupt", 0)])
def test_both_nodes_are_stopped_however_it_ends(
    pair: list[DemoNode], log: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: str, status: int
) -> None:
    def fail(_nodes: object) -> None:
        raise {
            "refusal": Refused(NodeRefusal.DEMO_STEP_FAILED, step="init", node="平湖市", said="no"),
            "interrupt": KeyboardInterrupt(),
        }[failure]

    monkeypatch.setattr(demo, "prepare", fail)
    assert run(tmp_path) == status
    assert log == ["330482 stop", "310116 stop"]


def test_without_the_story_it_says_where_to_go_and_waits(
    pair: list[DemoNode], log: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waited: list[str] = []
    for node in pair:
        node.process = cast("Any", SimpleNamespace(wait=lambda code=node.code: waited.append(code)))
    assert run(tmp_path) == 0
    said = capsys.readouterr().out
    assert "平湖市: http://330482  账号 account signer  密码 password sesame" in said
    assert "AAAA BBBB; CCCC DDDD" in said
    assert waited == ["330482", "310116"]
    assert log[-2:] == ["330482 stop", "310116 stop"]


def test_without_once_the_story_is_told_but_for_the_outage(
    pair: list[DemoNode], log: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "_wait", lambda _nodes: None)
    assert run(tmp_path) == 0
    told = [line for line in log if "." in line and " " not in line]
    assert told == [
        "hospitals.enter", "plan.offer", "plan.refuse_a_milestone", "plan.amend_and_sign",
        "council.deliberate", "works.tell", "oversight.tell", "council.carry_out", "site.tell",
        "hospitals.tell", "reconciling.reconcile", "reconciling.clear", "council.see_the_disagreement",
    ]  # fmt: skip
    assert "330482 backup" not in " ".join(log)


def test_both_nodes_get_ports_of_their_own(tmp_path: Path) -> None:
    made = [load(node.toml, data_dir=node.folder) for node in demo._nodes(tmp_path)]
    assert [config.node.code for config in made] == ["330482", "310116"]
    ports = {config.pages.port for config in made} | {config.link.port for config in made}
    ports |= {config.gateway.port for config in made if config.gateway is not None}
    assert len(ports) == 6
    assert all(config.pages.url == f"http://127.0.0.1:{config.pages.port}" for config in made)


def test_a_disk_that_is_lost_keeps_the_keys_beside_it(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    for name in ("pilin.sqlite3", "pilin.sqlite3-wal", "keys/0001.key"):
        (tmp_path / name).touch()
    node = DemoNode("330482", "平湖市", tmp_path / "x.toml", tmp_path, "http://127.0.0.1:9")
    node.destroy_database()
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["0001.key"]


def test_the_password_is_taken_from_what_init_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = demo_nodes.DemoNode("330482", "平湖市", tmp_path / "x.toml", tmp_path, "http://127.0.0.1:9")
    said = "signer: the password is s3same-words - it is shown once"
    monkeypatch.setattr(DemoNode, "run", lambda _node, *_words: said)
    node.init(tmp_path, "毗邻办")
    assert node.password == "s3same-words"
