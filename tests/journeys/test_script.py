"""What the one script adds where a browser runs it: lists answer while one types, the band tells of links that turn.

Every page works without it: the other journeys and all tests of views send forms and follow links.
"""

from time import sleep

import pytest

from pilin.base import clock
from pilin.kernel.federation import models as federation
from pilin.kernel.matters.tests.stage import POND, THEM, Stage
from pilin.kernel.organisations.tests.samples import AT
from tests.journeys.conftest import SignIn
from tests.support.chromium import Tab

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]


def type_into(tab: Tab, selector: str, text: str) -> None:
    """Type as a person does: into what has the focus."""
    tab.tell(f"document.querySelector('{selector}').focus()")
    tab.ask("Input.insertText", text=text)


def test_the_search_answers_while_one_types_and_keeps_the_focus(stage: Stage, address: str, sign_in: SignIn) -> None:
    stage.open_plan()
    tab = sign_in("li")
    tab.open(f"{address}/desk/search/")
    tab.tell("window.mark = 'not loaded again'")
    type_into(tab, "#all-words", POND[:2])
    tab.wait_for(f"document.querySelector('#found').innerText.includes('{POND}')")
    assert tab.tell("document.activeElement.id") == "all-words"
    assert tab.tell("decodeURIComponent(location.search)") == f"?words={POND[:2]}"
    assert tab.tell("window.mark") == "not loaded again"
    assert "找到 1 条" in str(tab.tell("document.querySelector('#found-count').innerText"))
    assert tab.troubles == []


def test_the_filters_of_a_list_apply_without_a_new_page(stage: Stage, address: str, sign_in: SignIn) -> None:
    stage.open_plan()
    tab = sign_in("li")
    tab.open(f"{address}/matters/")
    tab.tell("window.mark = 'not loaded again'; document.querySelector('.narrowing').open = true")
    type_into(tab, ".narrowing [name=words]", "没有这样的事项")
    tab.wait_for(f"!document.querySelector('#found').innerText.includes('{POND}')")
    assert tab.tell("document.activeElement.name") == "words"
    assert tab.tell("window.mark") == "not loaded again"
    assert tab.troubles == []


def test_the_band_tells_of_a_link_that_turns(stage: Stage, address: str, sign_in: SignIn) -> None:
    tab = sign_in("li")
    tab.open(f"{address}/desk/")
    federation.Link.objects.filter(peer=THEM).update(mode="paused", heard_at=AT)
    tab.tell(
        "htmx.ajax('GET', document.querySelector('.band-links').getAttribute('hx-get'), "
        "{source: '.band-links', target: '.band-state', headers: {'X-Background': '1'}})"
    )
    tab.wait_for("document.querySelector('.band-links').innerText.includes('维护中')")
    assert "维护中" in str(tab.tell("document.querySelector('#band-said').innerText"))
    assert tab.troubles == []


def test_nothing_but_the_one_script_can_run(address: str, sign_in: SignIn) -> None:
    tab = sign_in("li")
    tab.open(f"{address}/desk/")
    tab.tell("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = 1\">')")
    tab.tell(
        "{ const one = document.createElement('script'); one.textContent = 'window.ran = 1';document.body.append(one) }"
    )
    sleep(0.3)
    assert tab.tell("window.ran === undefined")
    assert tab.tell("htmx.config.allowEval") is False


def test_the_answer_to_a_test_comes_while_the_page_stays(stage: Stage, address: str, sign_in: SignIn) -> None:
    tab = sign_in("zhao")
    tab.open(f"{address}/diagnostics/")
    tab.tell("[...document.querySelectorAll('form[action$=\"/test/\"] button')][0].click()")
    tab.settle()
    assert "正在等对方答复" in tab.words
    tab.tell("window.mark = 'not loaded again'; window.scrollTo(0, 200)")
    federation.Link.objects.filter(peer=THEM).update(heard_at=clock.now())
    tab.wait_for(f"document.querySelector('#answer-{THEM}').innerText.includes('听到对方：连接正常')")
    assert tab.tell("window.mark") == "not loaded again"
    assert tab.troubles == []
