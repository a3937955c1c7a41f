"""The browser of the tests sees what it is for: errors in the console, and pages that are wider than their window."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.support.chromium import Tab, chromium

pytestmark = pytest.mark.chromium


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with chromium(tmp_path_factory.mktemp("chromium")) as tab:
        yield tab


def show(tab: Tab, body: str) -> Tab:
    tab.troubles.clear()
    tab.open(f"data:text/html,{quote(body)}")
    return tab


def test_words_that_are_hidden_are_no_words_of_the_page(tab: Tab) -> None:
    assert show(tab, "<p>one</p><p hidden>two</p>").words == "one"
    assert tab.troubles == []


@pytest.mark.parametrize("is_phone", [False, True])
def test_a_page_that_is_wider_than_its_window_is_told_with_what_stands_out(tab: Tab, is_phone: bool) -> None:
    tab.width(390, is_phone=is_phone)
    head = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    assert show(tab, f'{head}<div class="wide" style="width: 410px">x</div>').overflow() == ["DIV.wide", "page"]
    assert show(tab, f'{head}<div style="max-width: 100%">x</div>').overflow() == []


@pytest.mark.parametrize(
    "body",
    [
        "<script>nothing.at.all</script>",
        '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'"><script>1</script>',
        '<img src="http://127.0.0.1:9/none.png">',
    ],
)
def test_an_error_is_kept(tab: Tab, body: str) -> None:
    assert show(tab, body).troubles != []


def test_an_expression_that_fails_is_told(tab: Tab) -> None:
    with pytest.raises(AssertionError, match="ReferenceError"):
        show(tab, "").tell("nothing.at.all")
    with pytest.raises(AssertionError, match=r"No\.Such"):
        tab.ask("No.Such")
