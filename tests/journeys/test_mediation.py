"""A dispute between a household of 金沙村 and one of 永久村, from the sweep to an agreement that a court confirmed.

Told in the browser of our node; the other node is the neighbour, which answers what our pages sent. The chair wu signs
with her second factor. Nobody here is real: 甲户 and 乙户 are words.
"""

from collections.abc import Mapping

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.mediation import queries
from pilin.modules.mediation.tests.forum import Forum
from pilin.modules.mediation.tests.samples import ACCEPTED, CONSENT
from tests.journeys.conftest import SignIn
from tests.support.chromium import Tab

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

HOME = "/mediation/"
INTAKE = {
    "category": "water",
    "source": "sweep",
    "places.initiator": "金沙村",
    "places.responder": "永久村",
    "committee": "金沙村人民调解委员会",
    "parties": "甲户，金沙村三组",
    "facts": "排水沟改道后田里积水，来电 13800138000",
}
AGREED = {
    "agreed_facts": "沟改道致积水，双方各有责任",
    "agreed_content": "甲户疏通旧沟，乙户补偿种苗",
    "obligations-0-id": "1",
    "obligations-0-by": "initiator",
    "obligations-0-what": "act",
    "obligations-0-due": "2026-03-20",
    "signatures.initiator": "2026-03-02",
    "signatures.responder": "2026-03-02",
    "signatures.mediators": "2026-03-02",
}


@pytest.fixture
def forum(stage: Stage, address: str, monkeypatch: pytest.MonkeyPatch) -> Forum:
    """Return both sides of a mediation, with our node served at the time of the stage."""
    assert address
    monkeypatch.setattr("pilin.base.clock.now", lambda: stage.now)
    return Forum(stage, monkeypatch)


def step(forum: Forum, address: str, tab: Tab, name: str, **filled: str) -> None:
    """Take a step on its page, and let the other side hear of it."""
    tab.open(f"{address}{HOME}cases/{forum.matter}/steps/{name}/")
    tab.submit("main form", **filled)
    assert "已办理并签名" in tab.words, tab.words
    forum.stage.meet()


def consent() -> Mapping[str, str]:
    return {f"consent.{name}": str(value) for name, value in CONSENT["consent"].items()}


def sweep(forum: Forum, address: str, tab: Tab) -> None:
    """Open a round and report one dispute about water."""
    tab.open(f"{address}{HOME}sweeps/")
    tab.follow("发起一轮排摸")
    tab.submit("main form", title="三月上旬", from_day="2026-03-01", to_day="2026-03-10")
    (found,) = queries.sweeps()
    forum.stage.meet()
    tab.open(f"{address}/matters/{found.id}/steps/report/")
    tab.submit("main form", **{"findings-0-category": "water", "findings-0-count": "1", "swept_on": "2026-03-02"})
    forum.stage.meet()
    tab.open(f"{address}{HOME}sweeps/")
    assert "三月上旬 2026-03-01 2026-03-10 1 未报" in tab.words


def intake(forum: Forum, address: str, tab: Tab) -> str:
    """Enter the dispute and put the chair in charge; return the code."""
    tab.open(f"{address}{HOME}new/")
    tab.submit("main form", **INTAKE)
    assert "有 1 处像身份证号、电话或车牌" in tab.words
    (case,) = queries.cases()
    forum.stage.matter = case.id
    tab.follow("指派承办调解员")
    tab.tell("document.querySelector('[name=members]').checked = true")
    tab.submit("main form")
    assert "甲户，金沙村三组" in tab.words
    forum.stage.meet()
    return case.code


def agree(forum: Forum, address: str, tab: Tab) -> None:
    """Enter the written agreement that the parties signed on paper."""
    tab.open(f"{address}{HOME}cases/{forum.matter}/steps/draft/")
    tab.tell("document.getElementsByName('form')[0].value = 'written'")
    tab.submit("main form", **AGREED)
    assert "已办理并签名" in tab.words, tab.words
    forum.stage.meet()


def test_from_the_sweep_to_a_confirmed_agreement(forum: Forum, address: str, sign_in: SignIn) -> None:
    tab = sign_in("wu")
    sweep(forum, address, tab)
    code = intake(forum, address, tab)
    forum.they_take("accept", ACCEPTED)
    step(forum, address, tab, "consent", **consent())
    forum.they_take("consent", CONSENT)
    held = {"session.held_on": "2026-03-02", "session.place": "边界凉亭", "session.bodies": "两村调委会"}
    step(forum, address, tab, "session", record="双方同意疏通旧沟", **held)
    agree(forum, address, tab)
    step(forum, address, tab, "sign")
    forum.they_take("sign")
    filing = {"court": "金山区人民法院", "on": "2026-03-02"}
    step(forum, address, tab, "file", **{f"filing.{name}": text for name, text in filing.items()})
    forum.they_take("file", {"filing": filing})
    ruling = {"number": "（2026）沪0116民特1号", "on": "2026-03-02"}
    step(forum, address, tab, "confirm", **{f"ruling.{name}": text for name, text in ruling.items()})
    forum.they_take("confirm", {"ruling": ruling})
    tab.open(f"{address}{HOME}cases/{forum.matter}/")
    for said in ("协议已经司法确认", code, "乙户，永久村一组", "甲户疏通旧沟，乙户补偿种苗", "（2026）沪0116民特1号"):
        assert said in tab.words
    assert "13800138000" not in tab.words
    assert forum.stage.same()
    assert tab.troubles == []


def test_one_clear_refusal_ends_it_on_a_phone(forum: Forum, address: str, sign_in: SignIn) -> None:
    forum.mediating()
    forum.assign(forum.matter, "主任甲")
    tab = sign_in("wu", width=390, is_phone=True)
    tab.open(f"{address}{HOME}cases/{forum.matter}/steps/refuse/")
    assert "可以依法通过仲裁、行政、司法等途径" in tab.words
    assert tab.overflow() == []
    tab.submit("main form", told_on="2026-03-02", reason="乙方当事人明确拒绝")
    forum.stage.meet()
    tab.open(f"{address}{HOME}cases/{forum.matter}/")
    assert "当事人明确拒绝，调解终止" in tab.words
    assert tab.overflow() == []
    assert forum.stage.same()
    assert tab.troubles == []


@pytest.mark.parametrize(("width", "is_phone"), [(1440, False), (390, True)])
def test_the_pages_of_mediation_fit_their_window(
    forum: Forum, address: str, sign_in: SignIn, width: int, is_phone: bool
) -> None:
    matter = forum.effective()
    tab = sign_in("wu", width=width, is_phone=is_phone)
    pages = ["", "new/", "committees/", "sweeps/", "figures/", f"cases/{matter}/", f"cases/{matter}/mediators/"]
    pages += [f"cases/{matter}/steps/{name}/" for name in ("file", "perform")]
    found = {}
    for page in pages:
        tab.open(f"{address}{HOME}{page}")
        found[page] = tab.overflow()
    assert {page: culprits for page, culprits in found.items() if culprits} == {}
    assert tab.troubles == []
