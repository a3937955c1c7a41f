"""A newer kind of plans beside an older one: opened plans keep theirs, new ones are opened under the newest."""

import copy
from typing import Any

import pytest

from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries as matter_queries
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import CLAUSE, MILESTONES, PLAN, THEM, US, Stage
from pilin.modules.projects import actions, queries
from pilin.modules.projects.actions import Hand
from pilin.modules.projects.tests.play import KINDS
from pilin.web.tests import samples

OLD = {name: value for name, value in PLAN.items() if name != "particulars"}
NEW = {**PLAN, "title": "新项目", "particulars": {"domain": "d6"}}


def first_version() -> Any:
    """Return the kind of plans as it was: without particulars, measures, planned progress and suspension."""
    text = copy.deepcopy(kit.document("plan"))
    text["version"] = 1
    del text["fields"]["particulars"], text["fields"]["field"]["choices"]["unknown"], text["states"]["suspended"]
    for member in ("measures", "progress"):
        del text["fields"]["milestones"]["members"][member]
    text["steps"] = [step for step in text["steps"] if step["name"] not in ("suspend", "resume")]
    places = [text["opening"]["needs"]]
    for step in text["steps"]:
        places += [step.get("takes", []), step.get("signs", {}).get("fields", [])]
        step["from"] = (
            [one for one in step["from"] if one != "suspended"] if isinstance(step["from"], list) else step["from"]
        )
    for names in places:
        names[:] = [name for name in names if name != "particulars"]
    return text


@pytest.fixture
def old(scene: Stage) -> str:
    """Let both sides sign the first version and a plan under it, and then the present version; return the plan's id."""
    scene.agree(texts.agreement(clauses=(texts.clause("1", matter_kinds=KINDS),)).as_json())
    kind = scene.agree(first_version())
    roles = {"initiator": US, "responder": THEM}
    scene.matter = matters.open_matter(kind=kind, roles=roles, fields=OLD, basis=CLAUSE, at=scene.now)
    scene.take("sign")
    scene.meet()
    scene.they_take("sign", text=scene.text("sign"))
    scene.meet()
    scene.later(seconds=60)
    scene.agree_kind("plan")
    return scene.matter


def test_an_old_plan_keeps_the_kind_that_it_pins(scene: Stage, old: str) -> None:
    assert scene.view().kind.version == 1
    scene.take("amend", fields={"milestones": MILESTONES[:1], "reason": "合并"})
    scene.meet()
    assert scene.row().state == "amending"


def test_the_list_reads_plans_of_both_versions(scene: Stage, old: str) -> None:
    new = actions.open_plan(NEW, peer=THEM, by=Hand("", scene.now))
    newest = matter_queries.kind_named("plan", (US, THEM))
    assert newest is not None
    assert newest.version == 2
    found = {plan: queries.project(plan) for plan in (old, new)}
    assert [one.plan.particulars for one in found.values() if one] == [{}, {"domain": "d6"}]
    words = samples.text_of(samples.browser("li").get(f"/projects/{old}/").content.decode())
    assert "资源方面 来源未载明" in words
    assert "结对 来源未载明" in words


def test_what_two_sides_agreed_on_is_read_at_once_and_the_newest_kind_counts(
    scene: Stage, old: str, django_assert_num_queries: Any
) -> None:
    scene.offer({**kit.document("plan"), "version": 3})
    with django_assert_num_queries(1):
        yardstick, kinds = queries.agreed_between((US, THEM))
    assert {name: kind.version for name, kind in kinds.items()} == {"plan": 2}
    assert yardstick == queries.yardstick_of((US, THEM))
    assert queries.agreed_between((US, "330421")) == (queries.yardstick_of((US, "330421")), {})
