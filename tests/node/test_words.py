"""Refusals on the terminal: in the language that was asked for, else in that of the locale, else in both."""

import pytest

from pilin.base.refusal import Refused
from pilin.node import __main__ as command
from pilin.node import words
from pilin.node.refusals import NodeRefusal

HAN = range(0x4E00, 0x9FFF)
REFUSED = Refused(NodeRefusal.NODE_HAS_NO_KEY)


def is_chinese(text: str) -> bool:
    return any(ord(character) in HAN for character in text)


@pytest.mark.parametrize(
    ("environment", "languages"),
    [
        ({}, ("zh", "en")),
        ({"LANG": "C.UTF-8"}, ("zh", "en")),
        ({"LANG": "POSIX"}, ("zh", "en")),
        ({"LANG": "zh_CN.UTF-8"}, ("zh",)),
        ({"LANG": "en_GB.UTF-8"}, ("en",)),
        ({"LANG": "fr_FR.UTF-8"}, ("en",)),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN"}, ("zh",)),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US"}, ("en",)),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, ("zh",)),
        ({"LC_ALL": "zh_CN.UTF-8", "PILIN_LANGUAGE": "en"}, ("en",)),
    ],
)
def test_the_locale_says_the_language(environment: dict[str, str], languages: tuple[str, ...]) -> None:
    assert words.languages(environment) == languages


@pytest.fixture
def _chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Call from a Chinese terminal."""
    for name in ("PILIN_LANGUAGE", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


@pytest.mark.usefixtures("_chinese")
def test_a_chinese_terminal_reads_the_chinese_sentence_alone() -> None:
    first, *rest = words.sentence(REFUSED).splitlines()
    assert is_chinese(first)
    assert rest == [str(REFUSED)]


@pytest.mark.usefixtures("_chinese")
@pytest.mark.parametrize(("language", "chinese"), [("zh", True), ("en", False)])
def test_the_language_may_be_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str, chinese: bool
) -> None:
    def refuse(*_: object) -> int:
        raise REFUSED

    monkeypatch.setenv("PILIN_LANGUAGE", "")  # put back when the test ends
    monkeypatch.setattr(command, "_run", refuse)
    assert command.main(["--language", language, "audit"]) == 2
    first, *rest = capsys.readouterr().err.splitlines()
    assert (is_chinese(first), rest) == (chinese, [str(REFUSED)])
