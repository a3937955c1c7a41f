"""A month of joint patrols in the browser with one that only one side recorded; and a request for support."""

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.border.models import SquadRecord
from pilin.modules.border.tests.beat import Beat
from pilin.modules.border.tests.samples import a_round
from tests.journeys.conftest import SignIn
from tests.support import axe
from tests.support.chromium import Tab

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

ROUNDS = [a_round(1, "2026-03-02"), a_round(2, "2026-03-02", from_m=6_000, to_m=8_200)]
TICK = {"day": "2026-03-02", "minutes": "60", "people": "2", "vehicles": "1", "cost": "0"}


@pytest.fixture
def beat(stage: Stage, address: str, monkeypatch: pytest.MonkeyPatch) -> Beat:
    """Let both sides agree on the kinds; the pages are made at the stage's own time."""
    assert address
    monkeypatch.setattr("pilin.base.clock.now", lambda: stage.now)
    return Beat(stage)


def test_a_month_of_patrols_with_one_unmatched(beat: Beat, address: str, sign_in: SignIn) -> None:
    month = beat.month(rounds=ROUNDS)
    tab = sign_in("zhao", width=390, is_phone=True)
    for number, (walked, starts) in enumerate((("r1", "08:00"), ("r2", "10:00")), start=1):
        tab.open(f"{address}/border/on-site/{month}/")
        tab.tell(
            "{ const form = document.querySelector('[data-on-site-form]');"
            f"for (const [name, text] of Object.entries({ {**TICK, 'item': walked, 'starts': starts} }))"
            " form.querySelector('[name=' + name + ']').value = text; form.querySelector('button.main').click(); }"
        )
        tab.wait_for(f"document.querySelector('[data-list]').innerText.split('✓ 已收').length === {number + 1}")
    assert (SquadRecord.objects.count(), tab.overflow()) == (2, [])
    _told_and_counted(beat, tab, f"{address}/border/patrols/")


def _told_and_counted(beat: Beat, tab: Tab, patrols: str) -> None:
    """Let our clerk tell what was ticked off, the neighbour tell one of the two, and both be read."""
    tab.width(1440)
    month = f"{patrols}{beat.stage.matter}/"
    tab.open(month)
    assert "2 条本方记录还没有报送对方" in tab.words
    tab.submit("form:has(.message.warning)")
    beat.stage.meet()
    beat.they_tell({"day": "2026-03-02", "starts": "08:20"})
    tab.open(month)
    for said in ("双方对上 1 班", "双方对上，计数", "只有平湖市记录，不计数"):
        assert said in tab.words
    assert axe.broken(tab) == []
    tab.open(f"{patrols}?month=2026-03")
    assert "58 段中 2 段有计数的巡查" in tab.words
    assert axe.broken(tab) == []
    assert tab.troubles == []


def test_a_request_for_support_is_asked_answered_and_ended(beat: Beat, address: str, sign_in: SignIn) -> None:
    tab = sign_in("zhao")
    tab.open(f"{address}/border/support/new/")
    asked = {"sort": "flood", "starts_on": "2026-03-08", "from_m": "28000", "to_m": "29500", "people": "12"}
    tab.submit("main form", **asked, vehicles="2", asked_by="新埭派出所")
    assert "已签名，正在送达对方" in tab.words
    beat.stage.meet()
    beat.stage.matter = tab.tell("location.pathname").split("/")[-2]
    beat.they_take("promise", people=8, vehicles=1, answered_by="吕巷派出所")
    beat.they_take("report_outcome", outcome="done")
    beat.both("end")
    tab.open(f"{address}/border/support/?over")
    for said in ("防汛抢险", "双方确认结果", "已支援完毕"):
        assert said in tab.words
    assert axe.broken(tab) == []
