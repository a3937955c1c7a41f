"""Advances: shares and alerts with plain values, the kind, calls over tables, and the page."""

from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.ledger import queries as ledger
from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import Case
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import advances
from pilin.modules.medical.rules import advances as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.terms import Quota, read_terms
from pilin.modules.medical.tests.clearing import pays
from pilin.modules.medical.tests.test_clearing import scene, settled, stage
from pilin.modules.medical.tests.test_rules_clearing import document
from pilin.web.tests import samples
from tests.web.budget import costs_no_more
from tests.web.conftest import read

__all__ = ["read", "scene", "stage"]
QUOTA = Quota(THEM, "390", 1_000)
DUE = date(2026, 3, 20)
FIELDS = {"title": "预付金", "insurance": "390", "amount_fen": 1_000, "why": "yearly", "due": DUE.isoformat()}


def account(paid: int, owed: int) -> rules.Account:
    return rules.account(QUOTA, US, paid, owed, read_terms(document()))


@pytest.mark.parametrize(
    ("paid", "owed", "share", "alert"),
    [
        (1_000, 0, 0, ""),
        (1_000, 699, 6_990, ""),
        (1_000, 700, 7_000, rules.YELLOW),
        (1_000, 899, 8_990, rules.YELLOW),
        (1_000, 900, 9_000, rules.RED),
        (1_000, 5_000, 50_000, rules.RED),
        (2_000, 900, 4_500, ""),
        (0, 700, 7_000, rules.YELLOW),
        (1_000, -300, 0, ""),
    ],
)
def test_alerts_stand_from_the_shares_that_both_signed(paid: int, owed: int, share: int, alert: str) -> None:
    found = account(paid, owed)
    assert (found.used_bp, found.alert) == (share, alert)


@pytest.mark.parametrize(("paid", "owed", "lacks"), [(0, 0, 1_000), (400, 0, 600), (1_000, 1_500, 500), (2_000, 1, 0)])
def test_what_is_lacking_fills_the_quota_or_covers_the_debt(paid: int, owed: int, lacks: int) -> None:
    assert account(paid, owed).lacks_fen == lacks


def test_a_share_of_nothing_is_nothing() -> None:
    assert [rules.share(5, 0), rules.share(0, 5), rules.share(-5, 5), rules.share(1, 3)] == [0, 0, 0, 3_333]


# The kind


@pytest.fixture
def call() -> Case:
    case = Case(kit.kind("advance"), nodes={"payee": US, "payer": THEM})
    found = fold.opened(case.kind, case.opening(fields=FIELDS), case.calendars)
    assert isinstance(found, Matter), found
    case.matter = found
    return case


def test_the_kind_is_sound_and_titled_in_both_languages() -> None:
    kind = kit.kind("advance")
    assert soundness.findings(kind) == []
    titled: list[Any] = [*kind.fields.values(), *kind.states.values(), *kind.steps, *kind.clocks]
    assert [one.title for one in titled if not {"zh", "en"} <= one.title.keys()] == []


@pytest.mark.parametrize("role", ["payee", "payer"])
def test_no_side_alone_makes_an_advance_received(call: Case, role: str) -> None:
    assert rules.RECEIVED not in alone.states_reached(call, role)
    call.matter = fresh(call)
    call.take("pay", "payer", fields={"paid_on": "2026-03-05", "reference": "1"})
    assert rules.RECEIVED not in alone.states_reached(call, role)


def fresh(case: Case) -> Matter:
    found = fold.opened(case.kind, case.opening(fields=FIELDS), case.calendars)
    assert isinstance(found, Matter)
    return found


def test_what_is_not_here_goes_back_and_is_paid_again(call: Case) -> None:
    paid = {"paid_on": "2026-03-05", "reference": "1"}
    call.take("pay", "payer", fields=paid).take("miss", "payee", fields={"reason": "银行未到账"})
    assert rules.call_of(call.matter).state == "called"
    call.take("pay", "payer", fields=paid).take("receive", "payee").take("receive", "payer")
    found = rules.call_of(call.matter)
    assert (found.state, found.payer, found.payee, found.amount_fen) == (rules.RECEIVED, THEM, US, 1_000)


# Over tables, and on the page


@pytest.fixture
def agreed(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Return a stage on which both signed the kind and terms with small quotas."""
    pays(monkeypatch)
    clause = texts.clause("1", kinds=("matters.*", "medical.*"), matter_kinds=("advance",))
    scene.agree(texts.agreement(clauses=(clause,)).as_json())
    scene.agree_kind("advance")
    quotas = [{"payer": side, "insurance": "390", "quota_fen": 1_000} for side in (US, THEM)]
    scene.agree(document(advances=quotas))
    return scene


def received(stage: Stage, amount_fen: int = 1_000) -> models.AdvanceCall:
    stage.matter = advances.call(peer=THEM, insurance="390", amount_fen=amount_fen, why="yearly", due=DUE, at=stage.now)
    stage.meet()
    stage.they_take("pay", fields={"paid_on": "2026-03-05", "reference": "凭证 1"})
    stage.meet()
    stage.take("receive")
    stage.meet()
    stage.they_take("receive", text=stage.text("receive"))
    stage.meet()
    return models.AdvanceCall.objects.get(pk=stage.matter)


def test_a_received_advance_is_booked_once_against_the_bank_of_its_fund(agreed: Stage) -> None:
    assert received(agreed).state == rules.RECEIVED
    assert [advances.book_advances(at=agreed.now) for _ in range(2)] == [1, 0]
    found = ledger.balances(codes=list(ledger.accounts()))
    assert {code: one.balance_fen for code, one in found.items()} == {
        "medical/bank/390": 1_000,
        f"peer/{THEM}/medical/390/advance": -1_000,
    }


def test_an_account_shows_what_is_paid_in_and_what_is_owed(agreed: Stage) -> None:
    settled(agreed, US)
    received(agreed)
    advances.book_advances(at=agreed.now)
    (theirs,) = [one for one in queries.advances(date(2026, 3, 4)) if one.payer == THEM]
    assert (theirs.paid_fen, theirs.owed_fen, theirs.used_bp, theirs.alert) == (1_000, 600, 6_000, "")
    settled(agreed, US, total_fen=200)
    (ours, theirs) = sorted(queries.advances(date(2026, 3, 4)), key=lambda one: one.payer == THEM)
    assert (theirs.used_bp, theirs.alert) == (7_200, rules.YELLOW)
    assert (ours.owed_fen, ours.used_bp) == (0, 0)


def test_what_no_terms_name_is_not_called_for(agreed: Stage) -> None:
    with pytest.raises(Refused) as refused:
        advances.call(peer=THEM, insurance="310", amount_fen=1, why="yearly", due=DUE, at=agreed.now)
    assert refused.value.code is MedicalRefusal.ADVANCE_IS_NOT_AGREED


def test_the_page_shows_accounts_alerts_and_that_terms_are_illustrative(agreed: Stage, read: Any) -> None:
    settled(agreed, US, total_fen=1_500)
    words = read("/medical/advances/")
    for said in ("示例", "■ 红色预警", "90.0 %", "● 正常", "请求拨付", "拨付请求"):
        assert said in words, said


def test_an_advance_is_called_for_on_the_page(agreed: Stage, read: Any) -> None:
    client = samples.browser("zhao")
    said = {"account": f"{THEM}/390", "yuan": "10.00", "why": "emergency", "due": DUE.isoformat()}
    assert client.post("/medical/advances/", said).status_code == 302
    assert models.AdvanceCall.objects.get().amount_fen == 1_000
    assert "已请求，待拨付" in read("/medical/advances/")


@pytest.mark.parametrize("wrong", [{"yuan": "0"}, {"yuan": "x"}, {"due": "soon"}, {"account": "1/2"}, {"why": ""}])
def test_a_bad_call_is_a_sentence_and_no_call(agreed: Stage, wrong: dict[str, str]) -> None:
    assert agreed.matter == ""
    said = {"account": f"{THEM}/390", "yuan": "10.00", "why": "emergency", "due": DUE.isoformat()} | wrong
    page = samples.browser("zhao").post("/medical/advances/", said)
    assert (page.status_code, models.AdvanceCall.objects.count()) == (200, 0)
    assert samples.browser("li").post("/medical/advances/", said).status_code == 403


def test_without_terms_the_page_says_who_brings_it(scene: Stage, read: Any) -> None:
    assert scene.matter == ""
    words = read("/medical/advances/")
    assert "清算约定签署后" in words
    assert "示例" not in words


def test_the_page_keeps_to_its_budget(agreed: Stage) -> None:
    def grow() -> None:
        received(agreed)
        agreed.agree(document(version=2))

    costs_no_more("/medical/advances/", grow)
