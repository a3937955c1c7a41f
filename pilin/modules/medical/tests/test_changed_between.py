"""What changes between a pre-settlement and its settlement: a policy that is signed, an entry of the catalogue.

Everything was asked and read once before the change, so whatever is kept in memory is warm on both sides.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pilin.base.money import Fen
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.medical import actions, models, queries
from pilin.modules.medical.actions import insuring, persons
from pilin.modules.medical.actions.persons import Away, By
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.reading import read_policy
from pilin.modules.medical.rules.settlement import Settlement
from pilin.modules.medical.rules.split import Parts
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.crowd import begin, read, spelled
from pilin.modules.medical.tests.hospital import Answer, Hospital, contract
from pilin.modules.medical.tests.insured import answers_at_once, insures
from pilin.modules.medical.tests.people import entered
from pilin.modules.medical.tests.table import AT
from pilin.wire.nhsa import fees, inpatient, outpatient
from tests.web.conftest import scene, stage

__all__ = ["scene", "stage"]

NEW_PARTS: dict[str, Any] = {"preselfpay_amt": Fen(6_000), "inscp_scp_amt": Fen(84_000)}
"""The visitor of W4 where 30 % of his 乙 item are prior self-pay: 60.00 of 200.00, and 840.00 in scope."""
ITEM = next(item for item in queries.illustrative_items() if item.item == "XB-0001")
OLD_STAY = {"preselfpay_amt": 2_000, "fulamt_ownpay_amt": 0, "overlmt_selfpay": 0, "inscp_scp_amt": 88_000}
pytestmark = pytest.mark.django_db


def signed(number: int, from_day: date, **changes: Any) -> dict[str, Any]:
    """Return a version of next door's policy for employees as both would sign it."""
    plain = {"illustrative": False, "version": number, "from_day": from_day.isoformat()}
    return samples.document(THEM, "310") | {"title": {"zh": "职工待遇", "en": "Benefits"}} | plain | changes


def by_insured(ratio_bp: int) -> dict[str, Any]:
    return {"by": "insured", "after_limit": True, "ratio_bp": ratio_bp, "items": []}


@pytest.fixture
def hospital(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    """Return a hospital of ours under a signed policy of next door, where the catalogue decides the prior self-pay."""
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: ["clause:a/8"])
    answers_at_once(scene.neighbour, monkeypatch)
    document = signed(1, date(2025, 7, 1))
    scene.agree(document)
    policy = read_policy(document)
    insures(scene.neighbour, monkeypatch, policy, person_type="11", filing=Filing.LONG_TERM, account_fen=60_000)
    contract()
    return Hospital(scene.now)


def lines(hospital: Hospital) -> list[Any]:
    return [hospital.line("1", "XA-0001", "700"), hospital.line("2", "XB-0001", "20", "10")]


def sends_again(hospital: Hospital) -> None:
    """Withdraw all lines of a visit and upload them anew."""
    gone = outpatient.FeeWithdrawal(mdtrt_id=hospital.visit, psn_no=hospital.person, chrg_bchno="0000")
    assert hospital.send("2205", gone).head.succeeded
    assert hospital.uploads(*lines(hospital)).head.succeeded


def catalogue_changes(hospital: Hospital, *, days_ago: int = 0, selfpay_bp: int = 3_000) -> None:
    """End the entry of the 乙 item on a day and enter another ratio from that day on."""
    day = hospital.at.date() - timedelta(days=days_ago)
    items = [replace(ITEM, until_day=day), replace(ITEM, from_day=day, selfpay_bp=selfpay_bp)]
    assert actions.enter_items(items=items, illustrative=True) == 1


def names_both(answer: Answer, code: str) -> bool:
    """Tell whether an answer is a refusal that names what was sent and what it is now."""
    return answer.no(code) and "20.00" in answer.error and "60.00" in answer.error


def stays(hospital: Hospital) -> None:
    """Admit somebody whose bill is that of W4, and ask what would be paid."""
    hospital.admits()
    upload_of_a_stay(hospital)
    assert asks(hospital, "2303", **OLD_STAY).head.succeeded


def upload_of_a_stay(hospital: Hospital) -> None:
    rows = hospital.bed_line("1", "XA-0001", "700"), hospital.bed_line("2", "XB-0001", "20", "10")
    assert hospital.send("2301", fees.InpatientUpload(feedetail=rows)).head.succeeded


def asks(hospital: Hospital, infno: str, **parts: int) -> Answer:
    kind = inpatient.StayPresettlement if infno == "2303" else inpatient.StaySettlement
    return hospital.send(infno, kind(**hospital.stay_terms(90_000, **parts)))


def nothing_is_settled() -> bool:
    return not models.CareSettlement.objects.exists() and not models.Settlement.objects.exists()


# A policy that is signed


def test_lines_that_come_again_after_a_new_policy_differ_from_the_echo(scene: Stage, hospital: Hospital) -> None:
    """From the day of service on the insured place decides the prior self-pay: 30 % of the 乙 item."""
    hospital.comes_to_the_counter()
    assert hospital.quotes().output.setlinfo.preselfpay_amt == 2_000
    scene.agree(signed(2, hospital.at.date(), prior_self=by_insured(3_000)))
    sends_again(hospital)
    assert names_both(hospital.settles(), "parts_differ_from_lines")
    assert nothing_is_settled()
    assert hospital.quotes().output.setlinfo.preselfpay_amt == 6_000
    assert hospital.settles(**NEW_PARTS).output.setlinfo.preselfpay_amt == 6_000


def test_a_stay_whose_lines_come_again_after_a_new_policy_differs_too(scene: Stage, hospital: Hospital) -> None:
    stays(hospital)
    scene.agree(signed(2, hospital.at.date(), prior_self=by_insured(3_000)))
    every = inpatient.LineWithdrawal(feedetl_sn="0000", mdtrt_id=hospital.visit, psn_no=hospital.person)
    assert hospital.send("2302", inpatient.Withdrawal(data=(every,))).head.succeeded
    upload_of_a_stay(hospital)
    assert names_both(asks(hospital, "2303", **OLD_STAY), "parts_differ_from_lines")
    assert names_both(asks(hospital, "2304", **OLD_STAY), "parts_differ_from_lines")
    assert nothing_is_settled()
    assert asks(hospital, "2304").output.setlinfo.preselfpay_amt == 6_000


def test_lines_that_were_split_stay_so_whatever_is_signed_later(scene: Stage, hospital: Hospital) -> None:
    """The hospital holds the reply to its upload; what is settled are the parts that it was told."""
    hospital.comes_to_the_counter()
    assert hospital.quotes().head.succeeded
    scene.agree(signed(2, hospital.at.date(), prior_self=by_insured(3_000)))
    assert hospital.settles().output.setlinfo.preselfpay_amt == 2_000


def test_a_policy_of_later_days_changes_nothing(scene: Stage, hospital: Hospital) -> None:
    hospital.comes_to_the_counter()
    assert hospital.quotes().head.succeeded
    scene.agree(signed(2, hospital.at.date() + timedelta(days=1), prior_self=by_insured(3_000)))
    sends_again(hospital)
    assert hospital.settles().output.setlinfo.fund_pay_sumamt == 28_500


# What we pay ourselves, as the insured place

BY = By("li", AT)
DAY = date(2026, 3, 2)
W1 = Claim("P-0001", "V1", THEM, "21", 3, (), Parts(2_000_000, 120_000, 30_000, 90_000, 1_760_000), 0, False)
ASKED = Settlement("", THEM, US, "H31011600001", "390", DAY, 2_000_000, "", "")


def of_residents(number: int, from_day: str, **changes: Any) -> dict[str, Any]:
    plain = {
        "illustrative": False,
        "version": number,
        "from_day": from_day,
        "title": {"zh": "居民待遇", "en": "Benefits"},
    }
    return samples.document(US, "390") | plain | changes


@pytest.mark.parametrize(
    ("from_day", "fund"), [("2026-03-02", 1_680_000), ("2026-03-01", 1_680_000), ("2026-03-03", 982_800)]
)
def test_a_policy_signed_after_the_question_holds_for_its_days_at_once(
    scene: Stage, node_folder: Any, from_day: str, fund: int
) -> None:
    """W1 pays 9828.00 by the first version; the second pays all of 16800.00 in every case, from a day on."""
    person = entered(AT)
    persons.file(person=person, filing=Away(Filing.REFERRED, THEM, date(2026, 1, 1)), by=BY)
    scene.agree(of_residents(1, "2026-01-01"))
    assert insuring.computed(ASKED, W1).amounts.fund_total_fen == 982_800
    whole = of_residents(2, from_day)
    for benefit in whole["benefits"]:
        benefit["ratio"] = [row | {"bp": 10_000} for row in benefit["ratio"]]
    whole["remote"] = [row | {"factor_bp": 10_000} if "factor_bp" in row else row for row in whole["remote"]]
    scene.agree(whole)
    found = insuring.computed(ASKED, W1)
    assert found.amounts.fund_total_fen == fund
    assert found.policy.version.number == (1 if fund == 982_800 else 2)
    before = replace(ASKED, day=date(2026, 2, 27))
    assert insuring.computed(before, W1).policy.version.number == 1


# An entry of the catalogue


@pytest.mark.parametrize("days_ago", [0, 3])
def test_an_entry_that_changed_under_a_line_is_refused_with_both_amounts(hospital: Hospital, days_ago: int) -> None:
    hospital.comes_to_the_counter()
    assert hospital.quotes().output.setlinfo.preselfpay_amt == 2_000
    catalogue_changes(hospital, days_ago=days_ago)
    for answer in (hospital.settles(), hospital.quotes()):
        assert names_both(answer, "catalogue_changed_under_lines")
    assert nothing_is_settled()
    sends_again(hospital)
    assert names_both(hospital.settles(), "parts_differ_from_lines")
    assert hospital.quotes().output.setlinfo.preselfpay_amt == 6_000
    assert hospital.settles(**NEW_PARTS).output.setlinfo.inscp_scp_amt == 84_000


def test_it_is_refused_to_those_who_come_together_as_well(scene: Stage, hospital: Hospital) -> None:
    hospital.comes_to_the_counter()
    assert hospital.quotes().head.succeeded
    catalogue_changes(hospital)
    for verb in ("quotes", "settles"):
        (reply,) = begin([spelled(hospital, verb)], scene.neighbour)
        error = read(reply)
        assert ("20.00" in error, "60.00" in error) == (True, True)
    assert nothing_is_settled()


def test_a_stay_is_refused_even_where_it_repeats_no_parts(hospital: Hospital) -> None:
    stays(hospital)
    catalogue_changes(hospital)
    for answer in (asks(hospital, "2303", **OLD_STAY), asks(hospital, "2304", **OLD_STAY), asks(hospital, "2304")):
        assert names_both(answer, "catalogue_changed_under_lines")
    assert nothing_is_settled()


@pytest.mark.parametrize("change", [{"days_ago": -1}, {"days_ago": 2, "selfpay_bp": 1_000}])
def test_an_entry_of_later_days_or_of_the_same_parts_changes_nothing(hospital: Hospital, change: Any) -> None:
    hospital.comes_to_the_counter()
    assert hospital.quotes().head.succeeded
    catalogue_changes(hospital, **change)
    assert hospital.settles().output.setlinfo.fund_pay_sumamt == 28_500


def test_an_item_that_ended_under_its_line_is_not_guessed(hospital: Hospital) -> None:
    hospital.comes_to_the_counter()
    assert actions.enter_items(items=[replace(ITEM, until_day=hospital.at.date())], illustrative=True) == 0
    assert hospital.settles().no("item_is_not_in_force")
    assert nothing_is_settled()


def test_goods_come_back_by_the_entry_of_their_line(hospital: Hospital) -> None:
    """The entry ended between the line and its return: both were split by it, and both are settled."""
    hospital.admits()
    earlier = hospital.at - timedelta(days=2)
    given = hospital.bed_line("1", "XB-0001", "20", "10", fee_ocur_time=earlier)
    assert hospital.send("2301", fees.InpatientUpload(feedetail=(given,))).head.succeeded
    catalogue_changes(hospital, days_ago=1)
    back = hospital.bed_line("2", "XB-0001", "20", "-1", init_feedetl_sn="1")
    answer = hospital.send("2301", fees.InpatientUpload(feedetail=(back,)))
    assert [row.preselfpay_amt for row in answer.output.result] == [-200]
    quoted = hospital.send("2303", inpatient.StayPresettlement(**hospital.stay_terms(18_000, preselfpay_amt=1_800,
        fulamt_ownpay_amt=0, overlmt_selfpay=0, inscp_scp_amt=16_200)))  # fmt: skip
    assert quoted.output.setlinfo.inscp_scp_amt == 16_200
