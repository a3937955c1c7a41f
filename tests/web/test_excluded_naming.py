"""A matter that names a petition names it to nobody for whom it does not exist: the exit with its list of duties."""

import pytest

from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.tests.stage import CLAUSE, THEM, US, Stage
from pilin.modules.petitions.tests.window import UNIT, Window
from pilin.web.tests import samples
from tests.web.budget import QUERIES_MAX, asked
from tests.web.conftest import scene, stage
from tests.web.test_leaving import EXIT

__all__ = ["scene", "stage"]
pytestmark = pytest.mark.django_db
UNTOLD = "不向您公开的事项"


class Leaving:
    """An exit between two sides that share one petition against a unit of ours."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.row = Window(stage).transferred(accused=(UNIT,))
        kind = stage.agree_kind("exit")
        roles = {"initiator": US, "responder": THEM}
        self.matter = matters.open_matter(kind=kind, roles=roles, fields=EXIT, basis=CLAUSE, at=stage.now)
        stage.matter = self.matter
        stage.meet()
        self.address = f"/programme/leaving/{self.matter}/"

    def listed(self) -> None:
        """Let both sign the exit, and offer the list of duties."""
        self.stage.take("sign")
        self.stage.meet()
        self.stage.they_take("sign", text=self.stage.text("sign"))
        self.stage.meet()
        samples.browser("zhao").post(f"{self.address}duties/", {}, follow=True)
        self.stage.meet()


@pytest.fixture
def leaving(scene: Stage) -> Leaving:
    return Leaving(scene)


def words(address: str, account: str) -> str:
    answer = samples.browser(account).get(address)
    assert answer.status_code == 200
    return samples.text_of(answer.content.decode())


def test_what_is_not_listed_yet_is_counted_for_everybody_and_named_to_who_may_see_it(leaving: Leaving) -> None:
    """信访工作条例 30(3), 46(5)."""
    assert leaving.row.number in words(leaving.address, "zhao")
    said = words(leaving.address, "qian")
    assert leaving.row.number not in said
    assert "未列入清单的未了结事项 1" in said
    assert UNTOLD in said


def test_the_list_of_duties_names_no_petition_to_anybody(leaving: Leaving) -> None:
    leaving.listed()
    for account in ("zhao", "qian"):
        for address in (leaving.address, f"/matters/{leaving.matter}/"):
            assert leaving.row.number not in words(address, account), address


def test_what_some_room_hides_is_called_by_its_kind_and_leads_nowhere(leaving: Leaving) -> None:
    leaving.listed()
    said = words(f"/matters/{leaving.matter}/", "qian")
    assert "信访转送与受理 — ○ 只在这类事项的办理页显示" in said
    page = samples.browser("qian").get(f"/matters/{leaving.matter}/").content.decode()
    assert f'href="/petitions/matters/{leaving.row.matter}/"' not in page


def test_a_petition_itself_names_what_it_belongs_to(leaving: Leaving) -> None:
    leaving.stage.matter = leaving.row.matter
    assert leaving.row.number in words(f"/matters/{leaving.row.matter}/", "zhao")


def test_asking_who_may_see_keeps_the_page_within_its_budget(leaving: Leaving) -> None:
    assert len(asked(leaving.address, "qian")) <= QUERIES_MAX
    leaving.listed()
    assert len(asked(f"/matters/{leaving.matter}/", "qian")) <= QUERIES_MAX
