"""Seals at their edges: what a hostile node may offer, several on one day, several days, and the page in English."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import THEM
from pilin.modules.projects import actions, exchange, queries
from pilin.modules.projects.rules import seals
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.seals import Leaf
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.test_seals import PARTIES, changed, our_text
from pilin.web.tests import samples

Read = Callable[..., str]
PAGE = "/projects/seals/"
WRITTEN = seals.written(seals.seal_of("2026-03-02", "y" * 64, [Leaf("a", "f", "l")]))


def leaves(count: int, light: str = "l") -> list[Leaf]:
    return [Leaf(f"{number:04}", "f", light) for number in range(count)]


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-02-30", "20260302", "2026-03-02\n"])
def test_a_seal_of_a_day_that_is_none_is_refused(day: str) -> None:
    with pytest.raises(Refused) as refused:
        seals.read({**WRITTEN, "day": day})
    assert refused.value.code is ProjectRefusal.LIGHTS_SEAL_IS_MALFORMED


def test_a_seal_that_names_a_project_twice_is_refused() -> None:
    twice = {**WRITTEN, "lights": [["a", "f", "other"], ["a", "f", "l"]]}
    with pytest.raises(Refused) as refused:
        seals.read(twice)
    assert refused.value.code is ProjectRefusal.LIGHTS_SEAL_IS_MALFORMED


def test_as_many_projects_as_a_seal_holds_are_read_and_none_more() -> None:
    full = seals.seal_of("2026-03-02", "y" * 64, leaves(seals.LEAVES_MAX))
    assert seals.read(seals.written(full)) == full
    with pytest.raises(Refused):
        seals.read(seals.written(seals.seal_of("2026-03-02", "y" * 64, leaves(seals.LEAVES_MAX + 1))))


def test_of_many_lights_that_differ_the_first_is_named_and_all_are_counted() -> None:
    ours, theirs = (seals.seal_of("2026-03-02", "y" * 64, reversed(leaves(3, light))) for light in "xy")
    with pytest.raises(Refused) as refused:
        seals.check(ours, theirs)
    assert refused.value.facts == {"plan": "0000", "count": 3, "day": "2026-03-02"}


@pytest.mark.parametrize("said", [{"day": "tomorrow"}, {"day": "0000-00-00"}, {"lights": "all green"}])
def test_what_a_hostile_node_offers_is_declined_and_the_next_is_heard(play: Play, said: dict[str, Any]) -> None:
    play.plan()
    text = our_text(play)
    declined = exchange.check_seal({**text, **said}, PARTIES)
    assert declined is not None
    assert declined.code == ProjectRefusal.LIGHTS_SEAL_IS_MALFORMED
    play.stage.they_offer({**text, **said})
    play.stage.they_offer(text)
    assert [one.offered_by for one in queries.sealed()] == [THEM]


def test_who_signs_second_at_the_page_makes_it_one_of_both(play: Play, read: Read) -> None:
    play.plan()
    play.stage.they_offer(our_text(play))
    assert "✓ 双方已签" not in read(PAGE, "li")
    assert samples.browser("zhao").post(PAGE).status_code == 302
    assert [(one.is_agreed, one.offered_by) for one in queries.sealed()] == [(True, THEM)]
    assert "✓ 双方已签" in read(PAGE, "li")


def test_beside_one_that_both_signed_another_of_the_day_is_not_awaited(play: Play, read: Read) -> None:
    play.plan()
    text = our_text(play)
    play.stage.they_offer(changed(changed(text, 1), 2))
    assert "待另一方对签" in read(PAGE, "li")
    actions.seal_lights(peer=THEM, at=play.stage.now)
    play.stage.they_offer(text)
    words = read(PAGE, "li")
    assert "当天另有双方已签的一份" in words
    assert "待另一方对签" not in words


def test_the_latest_day_stands_first(play: Play) -> None:
    play.plan()
    for _ in range(3):
        actions.seal_lights(peer=THEM, at=play.stage.now)
        play.stage.later(days=1)
    days = [one.day for one in queries.sealed()]
    assert (len(days), days) == (3, sorted(days, reverse=True))


def test_to_send_twice_is_told_in_words_and_in_english(play: Play) -> None:
    play.plan()
    browser = samples.browser("zhao")
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    browser.post(PAGE)
    words = samples.text_of(browser.post(PAGE, follow=True).content.decode())
    assert "Seal of the lights" in words
    assert words.count("To be sealed by the other side") == 1
    assert "待另一方对签" not in words
