"""The tool that keeps the catalogs: what it carries over, what it lists, and that it writes the same bytes twice."""

from pathlib import Path

import pytest

from tests.support import catalogs


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Let the house be two rooms, each of which says something."""
    said = {"web": 'A = gettext("状态")\nB = gettext("退出")\n', "desk": 'A = gettext("状态")\nB = "没有"\n'}
    found = {name: tmp_path / name for name in said}
    for name, text in said.items():
        found[name].mkdir()
        (found[name] / "words.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(catalogs, "ROOT", tmp_path)
    monkeypatch.setattr(catalogs, "rooms", lambda: list(found.values()))
    return found


def translate(room: Path, **words: str) -> None:
    """Write translations into a room's catalog, as a person does."""
    path = room / catalogs.CATALOG
    text = path.read_text(encoding="utf-8")
    for source, english in words.items():
        text = text.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{english}"')
    path.write_text(text, encoding="utf-8")


def test_what_lacks_english_is_listed(rooms: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogs.main([]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "outside gettext: desk/words.py:2 没有",
        "web: 状态",
        "web: 退出",
        "desk: 状态",
        "3 texts without English.",
    ]


def test_listing_writes_nothing(rooms: dict[str, Path]) -> None:
    assert catalogs.main(["--missing"]) == 0
    assert not any((room / catalogs.CATALOG).exists() for room in rooms.values())


def test_an_unknown_word_is_answered_by_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogs.main(["--please"]) == 2
    assert "script/translate" in capsys.readouterr().out


def test_a_translation_is_carried_over_to_other_rooms(rooms: dict[str, Path]) -> None:
    catalogs.main([])
    translate(rooms["web"], 状态="State")
    catalogs.main([])
    assert catalogs.missing() == [("web", "退出")]
    assert "State" in (rooms["desk"] / catalogs.CATALOG).read_text(encoding="utf-8")


def test_what_is_no_longer_said_is_dropped(rooms: dict[str, Path]) -> None:
    catalogs.main([])
    translate(rooms["web"], 状态="State", 退出="Sign out")
    (rooms["web"] / "words.py").write_text('A = gettext("状态")\n', encoding="utf-8")
    catalogs.main([])
    assert "退出" not in (rooms["web"] / catalogs.CATALOG).read_text(encoding="utf-8")


def test_the_same_texts_are_the_same_bytes(rooms: dict[str, Path]) -> None:
    catalogs.main([])
    files = [room / catalogs.CATALOG for room in rooms.values()]
    files += [file.with_suffix(".mo") for file in files]
    before = [file.read_bytes() for file in files]
    catalogs.main([])
    assert [file.read_bytes() for file in files] == before
    assert b"Date" not in b"".join(before)
