"""A clerk on site with a phone: the page is kept by a tap, the line is cut, objects are recorded, the line comes back.

The line is a proxy between the browser and the node, which is cut for good and all: pages, scripts and what they send.
"""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.projects.models import Record, SiteRecord
from pilin.modules.projects.rules import on_site
from pilin.modules.projects.tests.watch import Watch
from tests.journeys.conftest import SignIn
from tests.support import axe
from tests.support.chromium import Tab
from tests.support.faults import FaultProxy

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

SEEN = {"present": "广陈镇督考办、廊下镇党政办", "planned": "三月底前闸门除锈", "seen": "已除锈两扇，余一扇未动工"}


@pytest.fixture
def line(address: str) -> Iterator[FaultProxy]:
    """Put a line that can be cut between the browser and the node."""
    with FaultProxy("localhost", int(urlsplit(address).port or 0)) as proxy:
        yield proxy


@pytest.fixture
def supervision(stage: Stage, address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let both sides sign a supervision of objects; the pages are made at the stage's own time."""
    monkeypatch.setattr("pilin.base.clock.now", lambda: stage.now)
    watch = Watch(stage)
    found = watch.supervision()
    watch.both("sign")
    return found


def write(tab: Tab, item: str = "1", **said: str) -> None:
    """Fill the form on site and press its button; with the script no page follows."""
    values = json.dumps({**SEEN, "item": item, **said})
    tab.tell(
        f"{{ const form = document.querySelector('[data-on-site-form]');"
        f"for (const [name, text] of Object.entries({values})) form.querySelector('[name=' + name + ']').value = text;"
        "form.querySelector('button.main').click(); }"
    )


def kept(tab: Tab, words: str, number: int) -> None:
    """Wait until so many entries of the phone's list begin with a word."""
    shown = f"[...document.querySelectorAll('[data-list] li')].filter(one => one.innerText.includes('{words}')).length"
    tab.wait_for(f"{shown} === {number}")


def opened(tab: Tab, line: FaultProxy, supervision: str) -> str:
    """Open the page over the line and keep it by a tap; return its address."""
    base = f"http://localhost:{line.port}"
    tab.open(f"{base}/projects/on-site/{supervision}/")
    tab.tell("document.querySelector('[data-keep]').click()")
    tab.wait_for("document.querySelector('[data-told]').innerText.includes('已存到本机')")
    return f"{base}/projects/on-site/{supervision}/"


def test_what_is_written_without_a_line_waits_in_the_phone(supervision: str, line: FaultProxy, sign_in: SignIn) -> None:
    tab = sign_in("zhao", width=390, is_phone=True)
    page = opened(tab, line, supervision)
    line.drop()
    tab.open(page)
    tab.wait_for("document.querySelector('[data-line]').innerText.includes('没有网络')")
    assert "现场记录" in tab.words
    assert "已连通" not in tab.words  # what the page was told of the link when it was kept is not said
    write(tab)
    kept(tab, "▲ 待送出", 1)
    write(tab, "2", seen="<script>alert(1)</script>")
    kept(tab, "▲ 待送出", 2)
    tab.open(page)  # closed and opened again, still without a line
    kept(tab, "▲ 待送出", 2)
    assert (SiteRecord.objects.count(), tab.overflow()) == (0, [])


def test_it_comes_once_when_the_line_is_back(supervision: str, line: FaultProxy, sign_in: SignIn) -> None:
    tab = sign_in("zhao")
    page = opened(tab, line, supervision)
    line.drop()
    tab.open(page)
    write(tab)
    write(tab, "2", seen="<script>alert(1)</script>")
    kept(tab, "▲ 待送出", 2)
    line.restore()
    tab.tell("document.querySelector('[data-send]').click()")
    kept(tab, "✓ 已收", 2)
    assert "● 有网络" in tab.words
    assert SiteRecord.objects.count() == 2
    assert not Record.objects.filter(kind="visit").exists()  # nothing was signed, nothing left the node
    tab.open(page)
    assert tab.words.count("打开核对，签名送出") == 2
    assert axe.broken(tab) == []


def test_what_is_not_taken_says_why_and_can_be_rewritten(
    supervision: str, line: FaultProxy, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = sign_in("zhao")
    opened(tab, line, supervision)
    monkeypatch.setattr(on_site, "KEPT_MAX", 0)
    write(tab)
    kept(tab, "■ 没有收下", 1)
    assert "份草稿等待处理" in tab.words
    monkeypatch.undo()
    rewriting = "[...document.querySelectorAll('[data-list] button')].find(one => one.innerText === '取回改写').click()"
    tab.tell(rewriting)
    kept(tab, "本机没有待送出的记录", 1)
    assert tab.tell("document.querySelector('[name=seen]').value") == SEEN["seen"]


def test_an_answer_that_was_lost_makes_no_second_draft(supervision: str, line: FaultProxy, sign_in: SignIn) -> None:
    tab = sign_in("zhao")
    opened(tab, line, supervision)
    write(tab)
    kept(tab, "✓ 已收", 1)
    again = (
        "new Promise(done => { const opening = indexedDB.open('pilin-on-site', 1); opening.onsuccess = () => {"
        "const records = opening.result.transaction('records', 'readwrite').objectStore('records');"
        "records.getAll().onsuccess = event => { const [one] = event.target.result;"
        "records.put({...one, state: 'waiting'}); opening.result.close(); done(true); } } })"
    )
    tab.ask("Runtime.evaluate", expression=again, awaitPromise=True)
    tab.tell("document.querySelector('[data-send]').click()")
    tab.wait_for("document.querySelector('[data-list]').innerText.includes('没有重复登记')")
    assert SiteRecord.objects.count() == 1


def test_who_signs_out_is_asked_and_nothing_stays(supervision: str, line: FaultProxy, sign_in: SignIn) -> None:
    tab = sign_in("zhao")
    opened(tab, line, supervision)
    line.drop()
    write(tab)
    kept(tab, "▲ 待送出", 1)
    line.restore()
    tab.tell("document.cookie = document.querySelector('[data-on-site]').dataset.cookie + '=1; Path=/'")
    tab.submit(".band-user")
    assert "没有送出" in tab.words
    tab.submit("form:has([name=anyway])")
    left = "Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])"
    counted = f"{left}.then(found => found.map(one => one.length).join())"
    said = tab.ask("Runtime.evaluate", expression=counted, awaitPromise=True, returnByValue=True)
    assert said["result"]["value"] == "0,0,0"
