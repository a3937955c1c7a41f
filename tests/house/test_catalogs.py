"""English catalogs: what they hold agrees with the source and is compiled; in the end nothing lacks a translation."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.catalog import Message

from tests.house import tree
from tests.support import catalogs

STRICT = True
"""Whether a text without English fails the tests; until then `script/translate --missing` lists them."""

CATALOGS = [room for room in catalogs.rooms() if (room / catalogs.CATALOG).exists()]


def forms(message: Message) -> Iterator[tuple[str, str]]:
    """Yield each form of a text with its translation; Chinese has one form where English has two."""
    sources, said = catalogs.forms(message.id), catalogs.forms(message.string)
    yield from ((sources[min(number, len(sources) - 1)], text) for number, text in enumerate(said) if text)


@pytest.mark.parametrize("room", CATALOGS, ids=lambda room: room.name)
def test_placeholders_of_source_and_translation_agree(room: Path) -> None:
    wrong = [
        (source, said)
        for message in catalogs.texts(catalogs.stored(room))
        for source, said in forms(message)
        if {*catalogs.PLACEHOLDER.findall(source)} != {*catalogs.PLACEHOLDER.findall(said)}
    ]
    assert wrong == []


@pytest.mark.parametrize("room", CATALOGS, ids=lambda room: room.name)
def test_the_compiled_catalog_is_the_written_one(room: Path) -> None:
    """`script/translate` compiles."""
    compiled = (room / catalogs.CATALOG).with_suffix(".mo")
    assert compiled.read_bytes() == catalogs.mo_bytes(catalogs.stored(room))


@pytest.mark.skipif(not STRICT, reason="rooms still grow; script/translate --missing lists what lacks English")
def test_every_text_has_its_english() -> None:
    assert [f"{room}: {text}" for room, text in catalogs.missing()] == []


@pytest.mark.skipif(not STRICT, reason="rooms still grow; script/translate --missing lists what stands outside")
def test_chinese_stands_in_gettext_alone() -> None:
    """A text that goes to nobody's page (a name of a room for its administrators) has no reader to switch."""
    assert catalogs.unsaid() == []


def test_one_text_reads_the_same_in_every_room() -> None:
    said: dict[object, set[object]] = {}
    for room in CATALOGS:
        for message in catalogs.texts(catalogs.stored(room)):
            if catalogs.is_translated(message):
                said.setdefault((message.id, message.context), set()).add(message.string)
    assert {text: found for text, found in said.items() if len(found) > 1} == {}


def test_no_translation_is_chinese() -> None:
    left = [
        said
        for room in CATALOGS
        for message in catalogs.texts(catalogs.stored(room))
        for _source, said in forms(message)
        if catalogs.CHINESE.search(said)
    ]
    assert left == []


def bilingual(value: Any) -> Iterator[dict[str, str]]:
    """Yield every text in both languages within a document."""
    if isinstance(value, dict) and {"zh", "en"} <= value.keys():
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from bilingual(inner)


def test_what_is_signed_in_both_languages_is_so() -> None:
    """Kinds, agreements, sentences of refusals, tables: their English holds no Chinese and is not empty."""
    files = [path for path in tree.files() if path.suffix == ".yaml" and "tests" not in path.parts]
    found = [(tree.name(path), text["en"]) for path in files for text in bilingual(yaml.safe_load(tree.text(path)))]
    assert len(found) > 500
    assert [one for one in found if not one[1].strip() or catalogs.CHINESE.search(one[1])] == []


def test_templates_and_programs_are_read(tmp_path: Path) -> None:
    page, program = tmp_path / "page.html", tmp_path / "program.py"
    page.write_text(
        "    <p>{% translate '轮到：' %}</p>\n  {% blocktranslate with a=b %}与{{ a }}\n{% endblocktranslate %}",
        encoding="utf-8",
    )
    program.write_text('"""他"""\nA = gettext_noop("正常")\nB = ngettext("{n} 天", "{n} 天", 2)\n', encoding="utf-8")
    assert [text for text, _ in catalogs.said_in(page)] == ["轮到：", "与%(a)s\n"]
    assert [text for text, _ in catalogs.said_in(program)] == ["正常", ("{n} 天", "{n} 天")]


def test_chinese_outside_gettext_is_seen(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        '"""说明"""\nA = {"a": "正常"}\n\ndef f():\n    """说明"""\n    return gettext("在")\n', encoding="utf-8"
    )
    assert list(catalogs.unsaid_in(program)) == [(2, "正常")]
