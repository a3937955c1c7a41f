"""A form is read as a person finds it: what stands in it, what is ticked and chosen, what its ticks are called."""

from types import SimpleNamespace
from typing import Any

import pytest

from pilin.node.demo import forms
from pilin.node.demo.browser import Browser

TOKEN = '<input type="hidden" name="csrfmiddlewaretoken" value="t">'


def form(inside: str) -> str:
    return f'<form class="band-user"><input name="other" value="1"></form><form class="step-form wide">{inside}</form>'


@pytest.mark.parametrize(
    ("inside", "fields"),
    [
        ('<input name="a" value="1 &amp; 2">', {"a": "1 & 2"}),
        ('<input name="a" type="date">', {"a": ""}),
        ('<input name="a" type="hidden" value="x">', {"a": "x"}),
        ('<input name="a" type="checkbox">', {}),
        ('<input name="a" type="checkbox" checked>', {"a": "on"}),
        ('<input name="a" type="radio" value="1"><input name="a" type="radio" value="2" checked>', {"a": "2"}),
        ('<input name="a" type="submit" value="go"><button name="b" value="1">go</button>', {}),
        ('<textarea name="a">\none\ntwo &lt;</textarea>', {"a": "one\ntwo <"}),
        ('<textarea name="a"></textarea>', {"a": ""}),
        ('<select name="a"><option value="">—</option><option value="2">two</option></select>', {"a": ""}),
        ('<select name="a"><option value="1">one</option><option value="2" selected>two</option></select>', {"a": "2"}),
        ('<select name="a"><option value="1" selected>one</option><option value="2">two</option></select>', {"a": "1"}),
        ("", {}),
    ],
)
def test_what_stands_in_a_form_is_read(inside: str, fields: dict[str, str]) -> None:
    assert forms.standing(form(inside)) == fields


def test_only_the_first_main_form_counts() -> None:
    page = form('<input name="a" value="1">') + '<form class="step-form"><input name="b" value="2"></form>'
    assert forms.standing(page) == {"a": "1"}


def test_a_page_without_a_main_form_has_nothing_standing() -> None:
    assert forms.standing('<form method="post"><input name="a"></form>') == {}


def test_ticks_are_named_by_the_words_of_their_labels() -> None:
    page = form('<input type="checkbox" name="on.0" id="id_on.0"> <label for="id_on.0"> “明月山塘” </label>')
    assert forms.ticks(page) == {"“明月山塘”": "on.0"}


def browser_at(page: str, sent: list[tuple[str, str | None]]) -> Browser:
    """Return a browser to which every address shows one page, and which writes down what it sends."""

    def request(method: str, _url: str, *, body: str | None, **_rest: Any) -> SimpleNamespace:
        sent.append((method, body))
        headers = {"Location": "/done/"} if method == "POST" else {}
        status = 302 if method == "POST" else 200
        return SimpleNamespace(status=status, data=page.encode(), headers=Headers(headers))

    browser = Browser.__new__(Browser)
    browser._base, browser._cookies, browser._pool = "http://node", {}, SimpleNamespace(request=request)  # type: ignore[assignment]
    return browser


def test_a_form_is_completed_with_what_stood_in_it() -> None:
    sent: list[tuple[str, str | None]] = []
    page = form(f'{TOKEN}<input name="a" value="1"><input name="b" value="2">')
    assert browser_at(page, sent).complete("/x/", {"b": "3"}) == "/done/"
    assert ("POST", "csrfmiddlewaretoken=t&a=1&b=3&filled=1") in sent


@pytest.mark.parametrize(("shown", "body"), [("", "step=sign"), ("d1", "seen=d1&step=sign")])
def test_what_one_has_seen_is_sent_back_with_a_button(shown: str, body: str) -> None:
    sent: list[tuple[str, str | None]] = []
    seen = f'<input type="hidden" name="seen" value="{shown}">' if shown else ""
    browser_at(f"<form>{TOKEN}{seen}</form>", sent).fill("/x/", {"step": "sign"})
    assert ("POST", f"{body}&csrfmiddlewaretoken=t") in sent


class Headers(dict[str, str]):
    """Headers of an answer that sets no cookie."""

    def getlist(self, _name: str) -> list[str]:
        return []
