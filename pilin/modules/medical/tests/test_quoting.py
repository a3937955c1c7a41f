"""Pre-settlement over tables: asked next door or computed here, and nothing is left of it."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.base import ids
from pilin.base.clock import day_of
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.ledger import queries as ledger
from pilin.modules.medical import actions, models, queries
from pilin.modules.medical.actions import apart, settling
from pilin.modules.medical.actions.settling import Asked, Question
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules import quote, settlement
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import Priced, Saying, Settlement
from pilin.modules.medical.rules.split import Parts
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.insured import CODE, answers_at_once, insures
from tests.simulation.rooms import Cabinet
from tests.support.neighbour import US, Neighbour

DAY = date(2026, 3, 2)
CLAUSE = "clause:a/8"
W4 = Claim("P-0002", "V1", US, "11", 2, (), Parts(90_000, 0, 0, 2_000, 88_000), 0, account_used=True)
W1 = Claim("P-0001", "V1", CODE, "21", 3, (), Parts(2_000_000, 120_000, 30_000, 90_000, 1_760_000), 0, False)
ASKED = Asked(CODE, "H33048200001", "310", DAY)


@pytest.fixture(autouse=True)
def next_door(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a clause allow everything, and the neighbour insure the visitor of worked case W4."""
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [CLAUSE])
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    answers_at_once(neighbour, monkeypatch)
    policy = samples.policy(CODE, "310")
    insures(neighbour, monkeypatch, policy, person_type="11", filing=Filing.LONG_TERM, account_fen=60_000)


def refusal_of(neighbour: Neighbour, claim: Claim = W4) -> Refused:
    with pytest.raises(Refused) as caught:
        actions.quote(claim, ASKED, at=neighbour.now)
    return caught.value


def test_a_pre_settlement_next_door_says_what_would_be_paid_and_leaves_nothing(neighbour: Neighbour) -> None:
    said = actions.quote(W4, ASKED, at=neighbour.now).amounts
    assert (said["fund_pay_sumamt"], said["psn_part_amt"]) == (28_500, 61_500)
    assert (said["acct_pay"], said["psn_cash_pay"], said["balc"]) == (60_000, 1_500, 0)
    assert models.Settlement.objects.count() == 0
    assert neighbour.node.store.t.settlements == {}
    assert ledger.accounts() == {}


def test_claim_and_half_of_a_question_are_kept_a_month_and_no_body_names_the_person(neighbour: Neighbour) -> None:
    actions.quote(W4, ASKED, at=neighbour.now)
    told = [event for event in neighbour.node.store.t.events.values() if event.kind in quote.KINDS]
    assert [event.kind for event in told] == [quote.QUOTE, quote.QUOTED]
    days = {date.fromisoformat(ref.keep_until) - day_of(neighbour.now) for event in told for ref in event.parts}
    assert {each.days for each in days} == {apart.passing_days()}
    assert not any(W4.person in event.text.decode() for event in told)


def test_what_the_other_agency_declines_is_refused_with_its_reason(neighbour: Neighbour) -> None:
    refused = refusal_of(neighbour, replace(W4, level=9))
    assert refused.code is MedicalRefusal.INSURED_AGENCY_DECLINES
    assert refused.facts["reason"] == "hospital_level_is_not_covered"


@pytest.mark.parametrize("name", ["psn_part_amt", "fund_pay_sumamt", "medfee_sumamt", "acct_pay"])
def test_a_half_that_does_not_add_up_is_refused(
    neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def spoil(data: bytes) -> bytes:
        half = json.loads(data)
        half["amounts"][name] += 1
        return json.dumps(half).encode()

    insures(neighbour, monkeypatch, samples.policy(CODE, "310"), person_type="11", filing=Filing.OTHER, half=spoil)
    assert refusal_of(neighbour).code is MedicalRefusal.HALF_DOES_NOT_READ


@pytest.mark.parametrize("data", [b"no JSON", b"[]", b'{"amounts": {}, "illustrative": true}', b'{"amounts": 1}'])
def test_a_half_of_another_shape_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        claims.read_half(data)
    assert caught.value.code is MedicalRefusal.HALF_DOES_NOT_READ


def test_a_neighbour_that_does_not_answer_is_out_of_reach(
    neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(federation, "ask", lambda *_args, **_named: None)
    assert refusal_of(neighbour).code is MedicalRefusal.INSURED_AGENCY_IS_OUT_OF_REACH


def test_a_settlement_whose_half_does_not_add_up_is_void(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cabinet, "price", lambda _self, _one, _at: Priced(fund_fen=100))
    with pytest.raises(Refused) as caught:
        actions.settle(W4, ASKED, at=neighbour.now, explained=True)
    assert caught.value.code is MedicalRefusal.HALF_DOES_NOT_READ
    neighbour.exchange()
    assert {one.state for one in neighbour.node.store.t.settlements.values()} == {settlement.VOIDED}


def test_a_settlement_with_a_half_that_adds_up_stands(neighbour: Neighbour) -> None:
    name = ids.new_id(neighbour.now)
    ended = actions.settle(W4, ASKED, at=neighbour.now, settlement=name, explained=True)
    assert (ended.id, ended.state, ended.pays_fen) == (name, settlement.POSTED, 88_500)
    assert settling.half_of(ended).amounts["psn_cash_pay"] == 1_500


# We are the insured place


@pytest.fixture
def resident() -> models.Insurance:
    """Return the resident of ours of worked case W1, referred next door."""
    one = models.Person.objects.create(number=W1.person)
    models.Filing.objects.create(person=one, kind="referred", area=CODE, from_day=DAY)
    return models.Insurance.objects.create(person=one, insurance="390", type="15", from_day=date(2020, 1, 1))


def they_quote(neighbour: Neighbour, claim: Claim, **members: Any) -> list[Any]:
    """Let the neighbour ask what we would pay; return what we answered."""
    plain = Settlement(ids.new_id(neighbour.now), CODE, US, "H31011600001", "390", DAY, 2_000_000, "", CLAUSE)
    ((draft, _),) = settling.quote_drafts([Question(replace(plain, **members), claim)], neighbour.now)
    neighbour.tell(draft)
    neighbour.exchange()
    told = [event for event in neighbour.node.store.t.events.values() if event.kind == quote.QUOTED]
    return [row for event in told for row in event.body["answers"]]


def test_we_answer_to_the_fen_and_keep_nothing(neighbour: Neighbour, resident: models.Insurance) -> None:
    (said,) = they_quote(neighbour, W1)
    assert (said["accepted"], said["fund_fen"], said["account_fen"]) == (True, 982_800, 0)
    counts = [table.objects.count() for table in (models.Settlement, models.Computation, models.Year)]
    assert counts == [0, 0, 0]


def test_we_decline_a_person_whom_we_do_not_insure_and_a_total_that_differs(
    neighbour: Neighbour, resident: models.Insurance
) -> None:
    assert [body["reason"] for body in they_quote(neighbour, replace(W1, person="P-9"))] == ["person_is_not_insured"]
    said = they_quote(neighbour, W1, total_fen=1_999_999)
    assert said[-1]["reason"] == "claim_does_not_read"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"answers": "none"},
        {"answers": []},
        {"answers": ["none"]},
        {"answers": [{"settlement": "another", "accepted": True}]},
    ],
)
def test_an_answer_that_does_not_name_the_question_is_no_half(
    neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch, body: dict[str, Any]
) -> None:
    monkeypatch.setattr(quote, "_answer", lambda asked, _: Saying(quote.QUOTED, asked[0], US, body, asked[0].event))
    assert refusal_of(neighbour).code is MedicalRefusal.HALF_DOES_NOT_READ


@pytest.mark.parametrize("data", [b"", b"no JSON", b"{}", b"[]", b"[null]", b"[1]", b"[null,null]"])
def test_an_accepted_answer_without_its_half_is_refused(
    neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    def write_all(written: Iterable[bytes]) -> bytes:
        held = [*written]
        return data if b"brought" in held[0] else stored(held)

    stored = claims.write_all
    monkeypatch.setattr(claims, "write_all", write_all)
    assert refusal_of(neighbour).code is MedicalRefusal.HALF_DOES_NOT_READ


def test_of_our_own_insured_we_know_it_without_asking(neighbour: Neighbour, resident: models.Insurance) -> None:
    """At home, level 3: (17600 - 800) x 0.65 = 10920."""
    said = actions.quote(W1, replace(ASKED, insured=US, insurance="390"), at=neighbour.now).amounts
    assert said["fund_pay_sumamt"] == 1_092_000
    assert neighbour.node.store.t.events == {}
