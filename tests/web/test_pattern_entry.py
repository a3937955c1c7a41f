"""The entry of the pattern: offered with what the source names, signed by both, and shown on the programme's page."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from pilin.kernel.agreements import queries as agreements
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import models
from pilin.kernel.matters.rules import soundness
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import CLAUSE, Stage
from pilin.modules.programme.rules.entry import draft, named
from pilin.node.demo import forms
from pilin.web.sentences import say
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db
Read = Callable[..., str]

NEW = "/programme/pattern/new/"
NOTHING = "资源方面、项目方面、六个专门工作组和一带六廊由任一方提出登记"


@pytest.fixture
def agreed(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Let both sides have agreed on the kind, under a clause that opens it."""
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [CLAUSE])
    monkeypatch.setattr(agreements, "openings", lambda *_args, **_named: None)
    scene.agree_kind("pattern")
    return scene


def shown(account: str = "zhao") -> Mapping[str, str]:
    """Return what the form of the entry holds, as a person would send it back."""
    return forms.standing(samples.browser(account).get(NEW).content.decode())


def both_sign(scene: Stage, step: str = "sign") -> None:
    scene.take(step)
    scene.meet()
    scene.they_take(step, text=scene.text(step))
    scene.meet()


def entered(scene: Stage, **changes: str) -> str:
    """Offer an entry by its form and let both sign; return the matter."""
    samples.browser("zhao").post(NEW, {**shown(), **changes})
    scene.matter = models.Matter.objects.get(kind_name="pattern").pk
    scene.meet()
    both_sign(scene)
    return scene.matter


def test_the_kind_is_sound() -> None:
    assert soundness.findings(kit.kind("pattern")) == []


def test_what_the_source_counts_and_does_not_name_bears_its_number() -> None:
    reference = {"title": "t", "domains": ["d"], "project_fields": ["f"], "belt": "-", "groups": 2, "corridors": 1}
    found = draft({**reference, "unnamed": "来源未载明"})
    assert found["groups"] == [{"id": "1", "name": "来源未载明"}, {"id": "2", "name": "来源未载明"}]
    assert named(found["corridors"]) == ["来源未载明"]
    assert named([{"id": "1", "name": "产业组", "bodies": "甲、乙"}, {"id": "2", "name": "廊"}]) == [
        "产业组（甲、乙）", "廊",
    ]  # fmt: skip


def test_before_there_is_one_the_page_says_who_brings_it(scene: Stage, read: Read) -> None:
    assert NOTHING in read("/programme/")
    page = samples.browser("zhao").get(NEW)
    assert page.status_code == 409
    expected = say("kind_is_not_signed_yet", {"kind": "合作格局登记"}).sentence
    assert expected in samples.text_of(page.content.decode())


def test_the_form_is_filled_with_what_the_source_names(agreed: Stage) -> None:
    found = shown()
    assert found["domains"].splitlines()[:2] == ["基础设施", "园区平台"]
    assert len(found["domains"].splitlines()) == 8
    assert len(found["project_fields"].splitlines()) == 7
    assert (found["groups-0-id"], found["groups-0-name"]) == ("1", "来源未载明")
    assert [found[f"{name}-5-name"] for name in ("groups", "corridors")] == ["来源未载明"] * 2
    assert (found["groups-6-id"], found["groups-6-name"]) == ("7", "")


def test_signed_by_both_it_stands_on_the_page(agreed: Stage, read: Read) -> None:
    names = [{"id": str(number), "name": f"第{number}组", "bodies": "甲局、乙局"} for number in range(1, 7)]
    entered(agreed, **forms.rows("groups", names))
    said = read("/programme/")
    assert "资源方面 基础设施 园区平台" in said
    assert "第6组（甲局、乙局）" in said
    assert "一带六廊 来源未载明 来源未载明 × 6" in said
    assert NOTHING not in said


def test_half_signed_it_does_not(agreed: Stage, read: Read) -> None:
    samples.browser("zhao").post(NEW, shown())
    agreed.matter = models.Matter.objects.get(kind_name="pattern").pk
    agreed.take("sign")
    agreed.meet()
    assert NOTHING in read("/programme/")


def test_while_an_amendment_is_on_the_table_the_signed_one_stands(agreed: Stage, read: Read) -> None:
    entered(agreed)
    agreed.take("amend", fields={"belt": "示例带", "reason": "补充"})
    agreed.meet()
    assert "示例带" not in read("/programme/")
    both_sign(agreed, "sign_amendment")
    assert "示例带" in read("/programme/")


def test_an_entry_that_both_ended_is_gone(agreed: Stage, read: Read) -> None:
    entered(agreed)
    both_sign(agreed, "end")
    assert NOTHING in read("/programme/")


def test_a_stored_script_is_text(agreed: Stage) -> None:
    entered(agreed, belt="<script>alert(1)</script>")
    page = samples.browser("li").get("/programme/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_tables_are_made_again_by_telling_them_anew(agreed: Stage, read: Read) -> None:
    entered(agreed, belt="示例带")
    before = read("/programme/")
    matters.retell(["pattern"], at=agreed.now)
    assert read("/programme/") == before


def test_the_page_keeps_to_twelve_queries(agreed: Stage, django_assert_max_num_queries: Any) -> None:
    entered(agreed)
    client = samples.browser("li")
    with django_assert_max_num_queries(12):
        assert client.get("/programme/").status_code == 200


def test_who_only_reads_offers_none(agreed: Stage) -> None:
    assert samples.browser("li").post(NEW, {}).status_code == 403
