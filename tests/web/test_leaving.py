"""An exit on the pages of one node: what is still shared, what holds a signature back, erasure with its proof."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.base import canonical
from pilin.base.money import fen
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import models as federated
from pilin.kernel.federation.queries import facts
from pilin.kernel.ledger import queries as ledger
from pilin.kernel.ledger.rules import Position
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.tests.stage import CLAUSE, POND, THEM, US, Stage
from pilin.modules.programme import queries
from pilin.modules.programme.rules import ProgrammeRefusal
from pilin.web.sentences import say
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db
Read = Callable[..., str]

EXIT = {"title": "期满退出", "agreement": "A5", "last_day": "2026-12-31", "reason": "期满"}
LEVEL = {"netting": {"payer": "nobody", "amount_fen": 0}}


class Parting:
    """Both sides at an exit of ours: `both` lets each sign a joint step."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.plan = stage.open_plan()
        kind = stage.agree_kind("exit")
        roles = {"initiator": US, "responder": THEM}
        self.matter = matters.open_matter(kind=kind, roles=roles, fields=EXIT, basis=CLAUSE, at=stage.now)
        stage.matter = self.matter
        stage.meet()
        self.address = f"/programme/leaving/{self.matter}/"

    def both(self, step: str) -> None:
        self.stage.take(step)
        self.stage.meet()
        self.stage.they_take(step, text=self.stage.text(step))
        self.stage.meet()

    def post(self, verb: str, **values: str) -> Any:
        """Send a form of the page: erasing takes who may sign, the rest who acts."""
        account = "wu" if verb == "parts" else "zhao"
        return samples.browser(account).post(f"{self.address}{verb}/", values, follow=True)

    def until_erasure(self) -> None:
        self.both("sign")
        self.post("duties")
        self.stage.meet()
        self.both("hand_back")
        self.stage.take("state_netting", fields=LEVEL)
        self.both("net")


@pytest.fixture
def parting(scene: Stage) -> Parting:
    return Parting(scene)


def sentence(code: ProgrammeRefusal) -> str:
    return say(code).sentence


def refusal(parting: Parting, step: str) -> Any:
    with pytest.raises(Refused) as refused:
        parting.stage.take(step)
    return refused.value.code


def test_the_page_says_what_is_still_shared(parting: Parting, read: Read) -> None:
    parting.both("sign")
    said = read(parting.address)
    assert "未列入清单的未了结事项 1" in said
    assert POND in said
    assert "事项交回 ○ 未办" in said
    assert f"“{EXIT['title']}”" not in said.partition("未列入清单的事项")[2].partition("按现有")[0]


def test_the_register_leads_to_it_and_to_a_new_one(parting: Parting, read: Read) -> None:
    said = read("/programme/leaving/")
    assert EXIT["title"] in said
    assert "退出合作" in said
    assert "双方还没有签署" not in said


def test_before_the_rules_are_signed_nothing_can_be_proposed(scene: Stage, read: Read) -> None:
    said = read("/programme/leaving/")
    assert "双方还没有签署这两类事项的规则" in said
    assert "尚未有任何一方提出中止或退出" in said


def test_the_hand_back_waits_until_every_open_matter_is_listed(parting: Parting) -> None:
    parting.both("sign")
    parting.stage.take("list_duties", fields={"handed_back": []})
    assert refusal(parting, "hand_back") is ProgrammeRefusal.OPEN_MATTERS_ARE_NOT_LISTED
    answer = parting.post("duties")
    assert "清单已提出" in answer.content.decode()
    parting.both("hand_back")
    assert parting.stage.view().matter.agreed["handed_back"] == [
        {"id": "1", "matter": parting.plan, "taken_by": "both"},
    ]  # fmt: skip


def test_the_netting_waits_until_the_ledger_is_level(parting: Parting, monkeypatch: pytest.MonkeyPatch) -> None:
    parting.both("sign")
    parting.stage.take("state_netting", fields=LEVEL)
    owed = [Position(THEM, fen(12_345), fen(0), fen(0))]
    monkeypatch.setattr(ledger, "positions", lambda: owed)
    assert refusal(parting, "net") is ProgrammeRefusal.LEDGER_IS_NOT_LEVEL
    owed[:] = [Position(THEM, fen(0), fen(0), fen(0))]
    parting.both("net")


def a_part(parting: Parting) -> federated.Part:
    """Keep a personal part of the plan's opening that the other side may read."""
    event = parting.stage.told(parting.stage.ours.chain[0].carrier)
    kept = {"purpose": "hearing", "keep_until": "2030-01-01", "salt": "0a" * 16, "key": b"key", "cipher": b"cipher"}
    return federated.Part.objects.create(event_hash=event.hash, name="x", author=US, readers=[THEM], **kept)


def test_erasure_asks_for_a_tick_and_leaves_a_proof(parting: Parting) -> None:
    part = a_part(parting)
    parting.until_erasure()
    assert sentence(ProgrammeRefusal.ERASURE_IS_NOT_CONFIRMED) in parting.post("parts").content.decode()
    part.refresh_from_db()
    assert bytes(part.key) == b"key"
    parting.post("parts", sure="yes")
    part.refresh_from_db()
    assert (bytes(part.key), bytes(part.cipher), part.salt) == (b"", b"", "")
    proof = parting.stage.view().matter.asserted["erased"]["initiator"]
    assert proof == {"parts": 1, "digest": canonical.digest_of([[part.event_hash, "x"]]), "own": 0}


@pytest.mark.parametrize(("account", "second_factor"), [("zhao", True), ("wu", False)])
def test_nobody_erases_without_the_right_to_sign_and_his_second_factor(
    parting: Parting, account: str, *, second_factor: bool
) -> None:
    part = a_part(parting)
    parting.until_erasure()
    browser = samples.browser(account, second_factor=second_factor)
    page = browser.get(parting.address).content.decode()
    assert f"{parting.address}parts/" not in page
    assert "清除与对方共有的个人内容，不能撤回：" in page
    assert browser.post(f"{parting.address}parts/", {"sure": "yes"}).status_code == 403
    part.refresh_from_db()
    assert bytes(part.key) == b"key"


def test_erasure_before_its_turn_erases_nothing(parting: Parting) -> None:
    part = a_part(parting)
    parting.both("sign")
    assert "message error" in parting.post("parts", sure="yes").content.decode()
    part.refresh_from_db()
    assert (bytes(part.key), part.erased_at) == (b"key", None)


def test_the_digest_of_the_collection_is_looked_at(parting: Parting) -> None:
    parting.until_erasure()
    parting.post("parts", sure="yes")
    said = parting.post("seal", collection="<script>alert(1)</script>").content.decode()
    assert sentence(ProgrammeRefusal.DIGEST_IS_NOT_ONE) in said
    assert "<script>" not in said
    parting.post("seal", collection=" " + "AB" * 32)
    assert parting.stage.view().matter.asserted["collection"] == {"initiator": "ab" * 32}


def test_the_end_waits_until_the_proofs_are_equal(parting: Parting) -> None:
    parting.until_erasure()
    parting.post("parts", sure="yes")
    mine = federation.shared_parts(peer=THEM)
    other = {"parts": mine.parts + 1, "digest": "0" * 64, "own": 0}
    parting.stage.meet()
    parting.stage.they_take("erase_responder", fields={"erased": other})
    parting.stage.meet()
    parting.post("seal", collection="ab" * 32)
    parting.stage.meet()
    parting.stage.they_take("seal_responder", fields={"collection": "cd" * 32})
    parting.stage.meet()
    assert refusal(parting, "end") is ProgrammeRefusal.PROOFS_OF_ERASURE_DIFFER
    parting.stage.they_take("erase_responder", fields={"erased": {**other, "digest": mine.digest}})
    parting.stage.meet()
    parting.both("end")
    assert parting.stage.row().state == "ended"
    assert parting.stage.same()


def test_others_than_exits_have_no_such_page(parting: Parting) -> None:
    assert samples.browser("zhao").get(f"/programme/leaving/{parting.plan}/").status_code == 404
    assert queries.leaving(parting.plan, at=parting.stage.now) is None


def test_who_only_reads_can_do_nothing_here(parting: Parting) -> None:
    parting.both("sign")
    page = samples.browser("li").get(parting.address).content.decode()
    assert "<button" not in page.partition("<main")[2]
    assert samples.browser("li").post(f"{parting.address}duties/").status_code == 403


def test_the_page_keeps_to_its_budget(parting: Parting, django_assert_max_num_queries: Any) -> None:
    parting.until_erasure()  # with everything that can be done shown
    client = samples.browser("wu")
    with django_assert_max_num_queries(12):
        client.get(parting.address)
    assert facts.me() == US
