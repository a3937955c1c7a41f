"""The page of a matter shows what this person may do, and where that is nothing, who may."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from pilin.kernel.federation.protocol import documents
from pilin.kernel.matters.rules.fold import Option
from pilin.kernel.matters.rules.refusals import MatterRefusal, Refusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.web import matter_pages
from pilin.web.tests import samples

Read = Callable[..., str]


def html(scene: Stage, account: str) -> str:
    return samples.browser(account).get(f"/matters/{scene.matter}/").content.decode()


@pytest.mark.parametrize(("account", "may"), [("li", False), ("zhao", False), ("wu", True)])
def test_the_button_of_what_all_sign_is_for_those_who_may_sign(scene: Stage, account: str, may: bool) -> None:
    scene.open_plan()
    assert ('value="sign"' in html(scene, account)) is may


@pytest.mark.parametrize(("account", "may"), [("li", False), ("zhao", True), ("wu", True)])
def test_a_step_and_a_note_are_for_those_who_may_act(scene: Stage, account: str, may: bool) -> None:
    scene.plan_in_force()
    page = html(scene, account)
    assert ('value="report_milestone"' in page) is may
    assert (f"/matters/{scene.matter}/notes/" in page) is may


def test_who_may_only_read_is_told_which_office_of_ours_may(scene: Stage, read: Read) -> None:
    scene.plan_in_force()
    said = read(account="li")
    assert "由我方有“办理”权限的人办理，现有这一权限的部门：desk" in said
    assert "现有这一权限的部门" not in read(account="zhao")


@pytest.mark.parametrize(
    ("code", "turn", "said"),
    [
        (MatterRefusal.STEP_IS_NOT_OF_THIS_STATE, (THEM,), "我方现在没有可办的步骤；现在可以办理的是金山区。"),
        (MatterRefusal.STEP_IS_NOT_OF_THIS_STATE, (US,), "我方现在没有可办的步骤，原因见下。"),
        (MatterRefusal.ACTOR_MUST_BE_ANOTHER, (US,), "须由我方未经办过的部门办理，有权限的部门：水利科、信访科。"),
    ],
)
def test_where_no_step_is_open_it_says_who_may(
    scene: Stage, code: MatterRefusal, turn: tuple[str, ...], said: str
) -> None:
    scene.open_petition()
    view = scene.view()
    shut = tuple(replace(step, option=Option(step.rule.name, Refusal(code, {}))) for step in view.steps)
    view = replace(view, steps=shut, turn=turn)
    sentence = matter_pages.who_may(view, {THEM: "金山区"}, me=US, offices=lambda _right: ["水利科", "信访科"])
    assert sentence.endswith(said)


def test_an_ended_matter_names_nobody(scene: Stage, read: Read) -> None:
    scene.open_petition()
    scene.take("take_back")
    assert "现在可以办理的是" not in read(account="li")


def without(scene: Stage, address: str = "") -> str:
    """Return a page as wu sees it, who may sign, in a session that did not pass her second factor."""
    client = samples.browser("wu", second_factor=False)
    return client.get(address or f"/matters/{scene.matter}/").content.decode()


def test_a_signer_without_second_factor_is_told_on_the_step_where_to_set_it_up(scene: Stage) -> None:
    scene.open_plan()
    page = without(scene)
    assert 'value="sign"' not in page
    assert page.count("没有通过第二验证，因此现在不能签署") == 2  # beside the buttons, and at the step itself
    assert '<a href="/account/">' in page
    assert 'value="withdraw"' in page


def test_no_address_signs_without_the_second_factor(scene: Stage) -> None:
    scene.open_plan()
    client = samples.browser("wu", second_factor=False)
    page = client.post(f"/matters/{scene.matter}/steps/sign/", {"filled": "1"}).content.decode()
    assert "没有通过第二验证" in page
    assert "signed" not in [told.action for told in scene.view().timeline]
    assert not scene.view().matter.signed.get("sign")


def test_documents_say_why_one_may_not_sign_in_the_place_of_the_buttons(scene: Stage) -> None:
    scene.neighbour.tell(documents.offer(kit.document("plan"), basis=scene.neighbour.charter, parties=[US, THEM]))
    scene.meet()
    page = without(scene, "/documents/")
    assert 'value="sign"' not in page
    assert "没有通过第二验证" in page
    assert 'value="sign"' in samples.browser("wu").get("/documents/").content.decode()
