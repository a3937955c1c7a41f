"""Nobody signs what he has not seen: a page says what lay on the table, and a step on another table is refused."""

from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.tests.stage import MILESTONES, OPINION, POND, US, Stage
from pilin.node.demo import forms
from pilin.web.sentences import say
from pilin.web.tests import samples

CHANGED = say(DocketRefusal.TABLE_HAS_CHANGED.value).sentence


def address(scene: Stage, step: str) -> str:
    return f"/matters/{scene.matter}/steps/{step}/"


def read(scene: Stage, step: str, account: str = "wu") -> dict[str, str]:
    """Return the form of a step as a person has it before him."""
    return forms.standing(samples.browser(account).get(address(scene, step)).content.decode())


def signed(scene: Stage, form: dict[str, str]) -> str:
    answer = samples.browser("wu").post(address(scene, "sign"), form, follow=True)
    return samples.text_of(answer.content.decode())


def test_what_changed_after_it_was_read_is_not_signed(scene: Stage) -> None:
    scene.open_plan()
    scene.meet()
    form = read(scene, "sign")
    scene.they_take("refuse_milestone", fields=OPINION)
    scene.meet()
    scene.take("offer_again", fields={"milestones": MILESTONES[:1]})  # a colleague was quicker
    scene.meet()
    assert CHANGED in signed(scene, form)
    assert scene.view().matter.signed == {}
    signed(scene, read(scene, "sign"))
    scene.meet()
    assert [*scene.view().matter.signed["sign"]] == ["initiator"]


def test_a_signature_without_a_look_at_the_table_is_none(scene: Stage) -> None:
    scene.open_plan()
    scene.meet()
    assert CHANGED in signed(scene, {"filled": "1"})
    assert CHANGED in signed(scene, {"filled": "1", "seen": "0" * 64})
    assert scene.view().matter.signed == {}


def test_a_signature_of_the_other_side_changes_no_text(scene: Stage) -> None:
    scene.open_plan()
    scene.meet()
    form = read(scene, "sign")
    scene.they_take("sign", text=scene.text("sign"))
    scene.meet()
    signed(scene, form)
    scene.meet()
    assert scene.row().state == "in_force"


def test_a_button_of_one_click_says_what_its_page_showed(scene: Stage) -> None:
    scene.open_plan()
    scene.meet()
    html = samples.browser("wu").get(f"/matters/{scene.matter}/").content.decode()
    assert f'name="seen" value="{scene.view().table}"' in html
    assert POND in html
    assert scene.view().matter.roles["initiator"] == US
