"""A benefit policy that both agencies sign between a pre-settlement and its settlement: what was told holds.

Everything was asked and read once before the change, so whatever is kept in memory is warm on both sides.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.base.clock import after
from pilin.base.money import Fen, yuan_text
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.queries import troubles
from pilin.kernel.matters.tests.stage import THEM, Stage
from pilin.modules.medical import models
from pilin.modules.medical.actions import crowd, persons, resuming, settling
from pilin.modules.medical.actions.persons import Away
from pilin.modules.medical.gateway import together
from pilin.modules.medical.gateway.together import Open
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules import quote, settlement
from pilin.modules.medical.rules.reading import read_policy
from pilin.modules.medical.rules.settlement import PENDING, POSTED, VOID, VOIDED
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests.crowd import begin, read, spelled
from pilin.modules.medical.tests.hospital import Answer, Hospital
from pilin.modules.medical.tests.insured import answers_at_once, insures
from pilin.modules.medical.tests.people import entered
from pilin.modules.medical.tests.table import AT
from pilin.modules.medical.tests.test_changed_between import (
    BY,
    OLD_STAY,
    W1,
    hospital,
    lines,
    of_residents,
    signed,
)
from pilin.modules.medical.tests.test_counter import balances, posted
from pilin.modules.medical.tests.test_quoting import they_quote
from pilin.modules.medical.tests.test_resuming import killed, states
from pilin.modules.medical.tests.test_settling import clauses, ours, sums, they_ask, they_end
from pilin.wire.nhsa import fees, inpatient
from tests.web.conftest import scene, stage

__all__ = ["clauses", "hospital", "scene", "stage"]

CODE = "policy_changed_since_presettlement"
pytestmark = pytest.mark.django_db


def agree(scene: Stage, patch: pytest.MonkeyPatch, *, account_fen: int = 60_000, **changes: Any) -> None:
    """Let both sign version 2 of next door's policy, in force from the day on which both sides are now."""
    document = signed(2, scene.now.date(), **changes)
    scene.agree(document)
    computes(scene, patch, document, account_fen=account_fen)


def computes(scene: Stage, patch: pytest.MonkeyPatch, document: Any, *, account_fen: int) -> None:
    policy = read_policy(document)
    insures(scene.neighbour, patch, policy, person_type="11", filing=Filing.LONG_TERM, account_fen=account_fen)


def better() -> dict[str, Any]:
    """Return what changes where everything in scope is paid."""
    benefits = signed(1, date(2025, 7, 1))["benefits"]
    return {"benefits": [one | {"ratio": [row | {"bp": 10_000} for row in one["ratio"]]} for one in benefits]}


@pytest.fixture
def told(hospital: Hospital) -> Hospital:
    """Return a hospital that was told at the counter that the fund pays 285.00 of 900.00."""
    hospital.comes_to_the_counter()
    assert hospital.quotes().output.setlinfo.fund_pay_sumamt == 28_500
    return hospital


@pytest.fixture
def changed(told: Hospital, scene: Stage, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    """Return it after both agencies signed a better version."""
    agree(scene, monkeypatch, **better())
    return told


def kept() -> list[Any]:
    """Return what is kept with each visit of what was told."""
    return list(models.CareVisit.objects.values_list("told", flat=True))


def now_paid(hospital: Hospital) -> int:
    """Ask anew, and return what the fund pays by the new version."""
    fund: int = hospital.quotes().output.setlinfo.fund_pay_sumamt
    assert fund != 28_500
    return fund


def yuan(fen: int) -> str:
    return yuan_text(Fen(fen))


def names(error: str, *amounts: int) -> bool:
    """Tell whether a sentence names these amounts."""
    return all(f"{yuan(fen)} 元" in error for fen in amounts)


def is_void_on_both_sides(scene: Stage, number: int = 1) -> bool:
    """Tell whether so many settlements are void here and next door alike, and no money stands or waits anywhere."""
    scene.meet()
    theirs = scene.neighbour.node.store.t.settlements
    mirrored = all(theirs[row.pk] == ours(row.pk) for row in models.Settlement.objects.all())
    return (mirrored, states(), balances()) == (True, [VOIDED] * number, {})


def settles_after_asking_anew(scene: Stage, hospital: Hospital) -> bool:
    """Ask anew, settle, and tell whether that stands on both sides to the fen, by the new version."""
    fund = now_paid(hospital)
    settled = hospital.settles()
    scene.meet()
    row = models.Settlement.objects.get(state=POSTED)
    paid = fund + settled.output.setlinfo.acct_pay
    mirrored = scene.neighbour.node.store.t.settlements[row.pk] == ours(row.pk)
    same = settled.output.setlinfo.fund_pay_sumamt == fund
    return (mirrored, same, balances()) == (True, True, posted(paid)) and sum(balances().values()) == 0


def stay(hospital: Hospital, infno: str) -> Answer:
    """Ask for a stay of 9000.00, all of it in scope, or settle it."""
    parts = {**dict.fromkeys(OLD_STAY, 0), "inscp_scp_amt": 900_000}
    kind = inpatient.StayPresettlement if infno == "2303" else inpatient.StaySettlement
    return hospital.send(infno, kind(**hospital.stay_terms(900_000, **parts)))


# At the counter, alone


def test_another_version_that_pays_otherwise_is_refused_with_both_amounts(scene: Stage, changed: Hospital) -> None:
    refused = changed.settles()
    assert refused.no(CODE)
    assert "fund_pay_sumamt" in refused.error
    assert is_void_on_both_sides(scene)
    assert names(refused.error, 28_500, now_paid(changed))
    assert troubles.alarms() == []
    assert settles_after_asking_anew(scene, changed)


def test_it_is_refused_as_often_as_nobody_asks_anew(scene: Stage, changed: Hospital) -> None:
    assert [changed.settles().no(CODE) for _ in range(2)] == [True, True]
    assert is_void_on_both_sides(scene, 2)
    assert settles_after_asking_anew(scene, changed)


def test_a_stay_is_refused_too_and_goes_through_after_a_new_pre_settlement(
    scene: Stage, hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital.admits()
    row = hospital.bed_line("1", "XA-0001", "9000")
    assert hospital.send("2301", fees.InpatientUpload(feedetail=(row,))).head.succeeded
    before = stay(hospital, "2303").output.setlinfo.fund_pay_sumamt
    agree(scene, monkeypatch, **better())
    refused = stay(hospital, "2304")
    assert refused.no(CODE)
    assert is_void_on_both_sides(scene)
    fund = stay(hospital, "2303").output.setlinfo.fund_pay_sumamt
    assert 0 < before != fund
    assert names(refused.error, before, fund)
    assert stay(hospital, "2304").output.setlinfo.fund_pay_sumamt == fund
    assert balances() == posted(fund)


def test_where_the_account_alone_pays_otherwise_its_amounts_are_named(
    scene: Stage, told: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(scene, monkeypatch, account_fen=30_000)
    refused = told.settles()
    assert refused.no(CODE)
    assert "acct_pay" in refused.error
    assert names(refused.error, 60_000, 30_000)
    assert is_void_on_both_sides(scene)


# What is settled as it was


def test_without_a_pre_settlement_the_new_version_is_settled(
    scene: Stage, hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital.comes_to_the_counter()
    agree(scene, monkeypatch, **better())
    fund = hospital.settles().output.setlinfo.fund_pay_sumamt
    assert fund != 28_500
    assert balances()[f"peer/{THEM}/medical/310/owes-us"] > fund
    assert kept() == [None]


def test_another_version_that_pays_the_same_is_settled(
    scene: Stage, told: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(scene, monkeypatch)
    assert told.settles().output.setlinfo.fund_pay_sumamt == 28_500
    assert balances() == posted()


def test_the_same_version_with_other_amounts_is_settled(
    scene: Stage, told: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account was used elsewhere meanwhile: the year moved on, and no agency changed anything."""
    computes(scene, monkeypatch, signed(1, date(2025, 7, 1)), account_fen=30_000)
    assert told.settles().output.setlinfo.acct_pay == 30_000
    assert balances() == posted(58_500)


def test_a_version_of_later_days_is_no_change(scene: Stage, told: Hospital) -> None:
    scene.agree(signed(2, scene.now.date() + timedelta(days=1), **better()))
    assert told.settles().output.setlinfo.fund_pay_sumamt == 28_500


def test_what_was_told_of_another_total_binds_nobody(scene: Stage, changed: Hospital) -> None:
    assert changed.uploads(changed.line("3", "XA-0001", "100")).head.succeeded
    settled = changed.settles(medfee_sumamt=100_000, inscp_scp_amt=98_000)
    assert settled.head.succeeded


def test_a_refund_is_not_asked_what_was_told(scene: Stage, told: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    number = told.settles().output.setlinfo.setl_id
    agree(scene, monkeypatch, **better())
    assert told.cancels(number).head.succeeded
    assert balances() == {}


# Those who come together


def ended(data: Sequence[bytes], scene: Stage) -> list[Any]:
    """Begin together, let next door answer, end together; return outputs, or the errors of what was refused."""
    waiting = [one for one in begin(data, scene.neighbour) if isinstance(one, Open)]
    assert len(crowd.answered([one.waiting for one in waiting])) == len(data)
    return [read(reply) for reply in together.end(waiting, at=scene.now)]


def visitors(hospital: Hospital, number: int) -> list[Hospital]:
    found = [
        Hospital(hospital.at, person=f"P-1{place:03}", sent=100 * (place + 1), visit=f"{place}")
        for place in range(number)
    ]
    for place, one in enumerate(found):
        one.registers(f"OP-{place}")
        assert one.uploads(*lines(one)).head.succeeded
    return found


def test_together_those_are_refused_who_were_told_otherwise_and_nobody_else(
    scene: Stage, hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, untold = visitors(hospital, 3)
    told = ended([spelled(one, "quotes") for one in (first, second)], scene)
    assert [one.fund_pay_sumamt for one in told] == [28_500] * 2
    agree(scene, monkeypatch, **better())
    *refused, settled = ended([spelled(one, "settles") for one in (first, second, untold)], scene)
    assert all(names(error, 28_500, settled.fund_pay_sumamt) for error in refused)
    assert states() == [POSTED, VOIDED, VOIDED]
    anew = ended([spelled(one, "quotes") for one in (first, second)], scene)
    last = ended([spelled(one, "settles") for one in (first, second)], scene)
    assert [one.fund_pay_sumamt for one in (*anew, *last)] == [settled.fund_pay_sumamt] * 4
    scene.meet()
    assert balances() == posted(3 * (settled.fund_pay_sumamt + settled.acct_pay))
    theirs = scene.neighbour.node.store.t.settlements
    assert all(theirs[row.pk] == ours(row.pk) for row in models.Settlement.objects.all())


def test_of_two_pre_settlements_of_one_visit_the_last_is_kept(scene: Stage, hospital: Hospital) -> None:
    (one,) = visitors(hospital, 1)
    cash = ended([spelled(one, "quotes"), spelled(one, "quotes", acct_used_flag="0")], scene)
    assert [told.acct_pay for told in cash] == [60_000, 0]
    assert [told["acct_pay"] for told in kept()] == [0]


@pytest.mark.parametrize("number", [1, 3])
def test_a_batch_keeps_what_it_tells_by_one_statement_and_reads_it_by_one(
    scene: Stage, hospital: Hospital, number: int
) -> None:
    people = visitors(hospital, number)
    with CaptureQueriesContext(connection) as quoting:
        ended([spelled(one, "quotes") for one in people], scene)
    with CaptureQueriesContext(connection) as settling_them:
        ended([spelled(one, "settles") for one in people], scene)
    asked = [query["sql"] for query in (*quoting, *settling_them)]
    assert len([sql for sql in asked if "UPDATE" in sql and '"told" =' in sql]) == 1
    joined = 'FROM "medical_caresettlement" INNER JOIN "medical_carevisit"'
    assert len([sql for sql in asked if joined in sql and '"told"' in sql]) == 1


# Crashes, repetitions, reversals


def test_the_same_message_is_refused_by_the_same_bytes(scene: Stage, changed: Hospital) -> None:
    first = changed.settles(msgid="M-1")
    data = changed.last
    assert changed.post(data, "2207").data == first.data
    assert now_paid(changed)
    assert changed.post(data, "2207").data == first.data
    assert is_void_on_both_sides(scene)


def test_a_new_process_decides_as_the_one_that_was_killed_would_have(
    scene: Stage, changed: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(scene.neighbour, monkeypatch, changed)
    assert states() == [PENDING]
    assert resuming.take_over(at=after(scene.now, seconds=1)) == 1
    assert is_void_on_both_sides(scene)
    changed.at = after(scene.now, seconds=2)
    assert changed.post(changed.last, "2207").no("message_came_to_nothing")
    assert changed.settles(msgid="M-2").no(CODE)
    assert is_void_on_both_sides(scene, 2)
    assert settles_after_asking_anew(scene, changed)


def test_nothing_is_left_to_the_duty_and_2601_finds_nothing_to_take_back(scene: Stage, changed: Hospital) -> None:
    assert changed.settles(msgid="M-1").no(CODE)
    assert settling.end_left(at=after(scene.now, seconds=1), left_seconds=0) == 0
    assert changed.reverses("M-1").head.succeeded
    assert is_void_on_both_sides(scene)
    assert changed.settles(msgid="M-2").no(CODE)
    assert settles_after_asking_anew(scene, changed)


def test_a_pre_settlement_that_nobody_answered_changes_nothing_that_was_told(
    scene: Stage, changed: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(federation, "ask", lambda *_args, **_named: None)
    assert changed.quotes().no("insured_agency_is_out_of_reach")
    answers_at_once(scene.neighbour, monkeypatch)
    assert changed.settles().no(CODE)


# We are the insured place


def halves_told(scene: Stage, kind: str) -> list[claims.Half]:
    """Return our halves as next door reads them, of the answers of a kind."""
    told = scene.neighbour.node.store.t
    answers = [event.hash for event in told.events.values() if event.kind == kind]
    if kind == quote.QUOTED:
        return [claims.half_of(row) for answer in answers for row in json.loads(told.parts[answer, quote.HALVES].data)]
    return [claims.read_half(told.parts[answer, settlement.RESULT].data) for answer in answers]


def test_what_next_door_voids_for_it_is_gone_from_year_and_ledger(
    scene: Stage, clauses: None, node_folder: Any
) -> None:
    person = entered(AT)
    persons.file(person=person, filing=Away(Filing.REFERRED, THEM, date(2026, 1, 1)), by=BY)
    scene.agree(of_residents(1, "2026-01-01"))
    assert they_quote(scene.neighbour, W1)[0]["fund_fen"] == 982_800
    whole = of_residents(2, "2026-03-01")
    for benefit in whole["benefits"]:
        benefit["ratio"] = [row | {"bp": 10_000} for row in benefit["ratio"]]
    scene.agree(whole)
    name = they_ask(scene.neighbour, W1)
    (before,), (found,) = halves_told(scene, quote.QUOTED), halves_told(scene, settlement.SETTLED)
    refused = claims.changed(claims.as_told(before), found)
    assert refused is not None
    assert (refused.facts["said"], refused.facts["found"]) == ("9,828.00", yuan(ours(name).fund_fen))
    they_end(scene.neighbour, name, VOID)
    year = sums(models.Insurance.objects.get(insurance="390"))
    assert (ours(name).state, year, balances()) == (VOIDED, {}, {})


# The rule alone


OLD = claims.Half({"medfee_sumamt": 900, "fund_pay_sumamt": 300, "acct_pay": 100}, illustrative=False, policy="a" * 64)


@pytest.mark.parametrize(
    ("policy", "amounts", "field"),
    [
        ("a", {"fund_pay_sumamt": 400}, None),
        ("b", {}, None),
        ("b", {"medfee_sumamt": 901, "fund_pay_sumamt": 301}, None),
        ("b", {"fund_pay_sumamt": 299}, "fund_pay_sumamt"),
        ("b", {"acct_pay": 99}, "acct_pay"),
        ("b", {"fund_pay_sumamt": 301, "acct_pay": 99}, "fund_pay_sumamt"),
        ("", {"fund_pay_sumamt": 301}, "fund_pay_sumamt"),
    ],
)
def test_which_half_differs_from_what_was_told(policy: str, amounts: dict[str, int], field: str | None) -> None:
    half = replace(OLD, amounts={**OLD.amounts, **amounts}, policy=policy * 64)
    refused = claims.changed(claims.as_told(OLD), half)
    assert (refused.facts["field"] if refused else None) == field
    assert claims.changed(None, half) is None
