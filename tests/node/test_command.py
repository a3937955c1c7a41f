"""The `pilin` command: verbs with help, and refusals as sentences."""

import os

import pytest

from pilin.base.refusal import Refused
from pilin.node import __main__ as command
from pilin.node.config import ConfigRefusal


@pytest.fixture(autouse=True)
def _same_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command write into a copy of the environment."""
    monkeypatch.setattr(os, "environ", dict(os.environ))


def test_help_lists_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--help"])
    shown = capsys.readouterr().out
    assert [verb.name for verb in command.VERBS if verb.name not in shown or verb.help not in shown] == []


@pytest.mark.parametrize("verb", command.VERBS, ids=lambda verb: verb.name)
def test_every_verb_has_help_of_its_own(verb: command.Verb, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main([verb.name, "--help"])
    assert ended.value.code == 0
    assert f"pilin {verb.name}" in capsys.readouterr().out
    assert verb.help.endswith(".")


def test_an_unknown_verb_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["dance"])
    assert ended.value.code == 2
    assert "dance" in capsys.readouterr().err


def test_manage_hands_its_words_to_django(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["manage", "check", "--fail-level", "ERROR"]) == 0
    assert "no issues" in capsys.readouterr().out


def test_options_before_the_verb_choose_the_node() -> None:
    assert command.main(["--node", "jinshan", "--data-dir", "/nowhere", "manage", "check"]) == 0
    assert (os.environ["PILIN_NODE"], os.environ["PILIN_DATA_DIR"]) == ("jinshan", "/nowhere")


def test_a_refusal_is_told_in_both_languages(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise Refused(ConfigRefusal.CONFIG_FILE_IS_MISSING, file="nodes/none.toml")

    monkeypatch.setattr("django.setup", refuse)
    assert command.main(["manage", "check"]) == 2
    shown = capsys.readouterr().err.splitlines()
    assert shown[0].startswith("找不到节点的配置文件")
    assert shown[1].startswith("The node's configuration file is not there")
    assert shown[2] == "config_file_is_missing (file=nodes/none.toml)"
