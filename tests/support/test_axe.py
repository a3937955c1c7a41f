"""Axe is really asked: it finds nothing on a sound page, and each of several faults that somebody could make."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.support import axe
from tests.support.chromium import Tab, chromium

pytestmark = pytest.mark.chromium

SOUND = """<!DOCTYPE html><html lang="zh-hans"><head><title>一页</title></head><body><main><h1>标题</h1>
<form><label for="name">姓名</label><input id="name"><button>保存</button></form>
<ul><li>一</li></ul><p style="color:#1c2326">正文</p></main></body></html>"""
FAULTS = {
    "label": ('<label for="name">姓名</label>', ""),
    "html-has-lang": (' lang="zh-hans"', ""),
    "document-title": ("<title>一页</title>", ""),
    "color-contrast": ("#1c2326", "#c0c4c6"),
    "button-name": ("<button>保存", "<button>"),
    "listitem": ("<ul>", '<ul role="status">'),
}


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with chromium(tmp_path_factory.mktemp("axe")) as opened:
        yield opened


def found(tab: Tab, page: str) -> list[str]:
    tab.open(f"data:text/html;charset=utf-8,{quote(page)}")
    return axe.broken(tab)


def test_a_sound_page_is_sound(tab: Tab) -> None:
    assert found(tab, SOUND) == []


@pytest.mark.parametrize("rule", FAULTS)
def test_each_fault_is_found(tab: Tab, rule: str) -> None:
    before, after = FAULTS[rule]
    wrong = found(tab, SOUND.replace(before, after))
    assert [said.split(" ", 1)[0] for said in wrong] == [rule]
