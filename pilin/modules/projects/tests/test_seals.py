"""Both nodes sign the lights of a day: equal ones end as one document, one changed light is refused and named."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.base.clock import day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.projects import actions, exchange, queries
from pilin.modules.projects.models import Project
from pilin.modules.projects.rules import seals
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.tests.play import Play
from pilin.web.tests import samples

Read = Callable[..., str]
PARTIES = (US, THEM)


def our_text(play: Play) -> dict[str, Any]:
    """Return the seal of today as this node holds the lights."""
    actions.light_the_day(at=play.stage.now)
    return seals.written(queries.our_seal(PARTIES, day_of(play.stage.now).isoformat()))


def changed(text: dict[str, Any], place: int, value: str = "f" * 16) -> dict[str, Any]:
    """Return a seal with one digest of its first project changed: 1 is that of the facts, 2 that of the light."""
    lights = [list(one) for one in text["lights"]]
    lights[0][place] = value
    return {**text, "lights": lights}


def test_a_seal_names_every_project_of_the_two_sides(play: Play) -> None:
    plans = sorted([play.plan(), play.plan(title="另一个项目")])
    assert [one[0] for one in our_text(play)["lights"]] == plans


def test_the_same_lights_of_both_sides_are_one_agreed_document(play: Play) -> None:
    play.plan()
    text = our_text(play)
    actions.seal_lights(peer=THEM, at=play.stage.now)
    assert [(one.is_agreed, one.count) for one in queries.sealed()] == [(False, 1)]
    play.stage.they_offer(text)
    assert [(one.is_agreed, one.count) for one in queries.sealed()] == [(True, 1)]


def test_one_changed_light_is_refused_and_named(play: Play) -> None:
    plan = play.plan()
    text = our_text(play)
    play.stage.they_offer(changed(text, 2))
    assert queries.sealed() == []
    declined = exchange.check_seal(changed(text, 2), PARTIES)
    assert declined is not None
    assert (declined.code, declined.facts["plan"]) == (ProjectRefusal.LIGHTS_DIFFER, plan)
    assert exchange.check_seal(text, PARTIES) is None


def test_a_light_that_was_changed_in_our_own_table_is_found_out(play: Play) -> None:
    plan = play.plan()
    told = our_text(play)
    Project.objects.filter(pk=plan).update(light="red")
    declined = exchange.check_seal(told, PARTIES)
    assert declined is not None
    assert declined.facts["plan"] == plan


def test_at_another_cut_nothing_differs_and_both_wait(play: Play) -> None:
    play.plan()
    text = our_text(play)
    actions.seal_lights(peer=THEM, at=play.stage.now)
    play.stage.they_offer(changed(changed(text, 1), 2))
    assert [one.is_agreed for one in queries.sealed()] == [False, False]
    assert exchange.check_seal(changed(changed(text, 1), 2), PARTIES) is None


def test_what_does_not_read_is_declined(play: Play) -> None:
    declined = exchange.check_seal({"type": seals.TYPE}, PARTIES)
    assert declined is not None
    assert declined.code == ProjectRefusal.LIGHTS_SEAL_IS_MALFORMED


def test_the_seal_stands_in_the_scope_that_the_commitments_bear(play: Play) -> None:
    play.plan()
    made = actions.seal_lights(peer=THEM, at=play.stage.now)
    event = facts.event(made)
    assert event is not None
    assert event.scope == "documents"


def test_the_page_signs_the_lights_of_today(play: Play, read: Read) -> None:
    play.plan(title="<script>alert(1)</script>")
    assert "这里列出双方对签的状态灯" in read("/projects/seals/", "li")
    assert samples.browser("zhao").post("/projects/seals/").status_code == 302
    assert "待另一方对签" in read("/projects/seals/", "li")
    assert "状态灯对签" in read("/documents/", "zhao")
    play.stage.meet()
    play.stage.they_offer(our_text(play))
    assert "✓ 双方已签" in read("/projects/seals/", "li")
    (one,) = queries.sealed()
    assert one.hash[:16] in read("/projects/seals/", "li")


def test_who_only_reads_signs_nothing(play: Play, client: Any) -> None:
    assert client.get("/projects/seals/").status_code == 302
    assert samples.browser("li").post("/projects/seals/").status_code == 403
    assert queries.sealed() == []


def test_to_seal_twice_on_a_day_makes_one(play: Play) -> None:
    play.plan()
    actions.seal_lights(peer=THEM, at=play.stage.now)
    with pytest.raises(Refused):
        actions.seal_lights(peer=THEM, at=play.stage.now)
    assert samples.browser("zhao").post("/projects/seals/").status_code == 302
    assert len(queries.sealed()) == 1


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_costs_few_queries(play: Play, django_assert_max_num_queries: Any, count: int) -> None:
    for number in range(count):
        play.plan(title=f"项目 {number}")
    actions.seal_lights(peer=THEM, at=play.stage.now)
    browser = samples.browser("li")
    with django_assert_max_num_queries(12):
        assert browser.get("/projects/seals/").status_code == 200
