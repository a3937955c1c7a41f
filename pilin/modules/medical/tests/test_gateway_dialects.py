"""Hospitals that speak as they do: other numbers for one thing, JSON within JSON, fields that nobody knows."""

import json

import pytest

from pilin.base.refusal import Code, Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.modules.medical import models, queries
from pilin.modules.medical.gateway import dispatch
from pilin.modules.medical.gateway.table import DEEDS
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.hospital import THEIRS, Hospital, contract
from pilin.modules.medical.tests.insured import answers_at_once, insures
from pilin.modules.medical.tests.table import AT
from pilin.wire.nhsa import envelope, identities, outpatient
from pilin.wire.nhsa.envelope import Spelling
from pilin.wire.nhsa.refusals import NhsaRefusal
from pilin.wire.nhsa.registry import BY_NUMBER
from tests.support.neighbour import Neighbour


@pytest.fixture
def hospital(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: ["clause:a/8"])
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    answers_at_once(neighbour, monkeypatch)
    policy = samples.policy(THEIRS, "310")
    insures(neighbour, monkeypatch, policy, person_type="11", filing=Filing.LONG_TERM, account_fen=60_000)
    contract()
    return Hospital(neighbour.now)


def registration(hospital: Hospital) -> str:
    """Return the input of a registration as JSON."""
    hospital.registers()
    said = json.loads(hospital.last)["input"]
    models.CareVisit.objects.all().delete()
    models.Answered.objects.all().delete()
    return json.dumps(said, ensure_ascii=False)


@pytest.mark.parametrize(
    "spelling",
    [
        Spelling(),
        Spelling(encoded_times=1),
        Spelling(encoded_times=2),
        Spelling(area_with_d=True),
        Spelling(infcode_is_text=True),
    ],
)
def test_every_spelling_of_a_request_is_answered(hospital: Hospital, spelling: Spelling) -> None:
    text = registration(hospital)
    data = envelope.write_request(hospital.head("2201"), text, spelling)
    assert hospital.post(data, "2201").head.succeeded


def test_one_message_in_two_spellings_is_one_message(hospital: Hospital) -> None:
    text = registration(hospital)
    head = hospital.head("2201")
    answers = {
        hospital.post(envelope.write_request(head, text, Spelling(encoded_times=times)), "2201").data
        for times in (0, 1, 2)
    }
    assert len(answers) == 1
    assert models.CareVisit.objects.count() == 1


def test_fields_that_nobody_knows_pass_by(hospital: Hospital) -> None:
    said = json.loads(registration(hospital))
    said["data"]["someone_elses_field"] = {"deep": ["down"]}
    data = envelope.write_request(hospital.head("2201"), json.dumps(said))
    assert hospital.post(data, "2201").head.succeeded


def test_aliases_lead_to_the_same_deeds(hospital: Hospital) -> None:
    hospital.comes_to_the_counter()
    terms = outpatient.OutpatientPresettlement(**hospital.terms())
    info = outpatient.VisitInfo(
        mdtrt_id=hospital.visit, psn_no=hospital.person, med_type="14", begntime=hospital.at, dise_codg="M03900"
    )
    told = hospital.send("2203A", outpatient.Visit(mdtrtinfo=info))
    assert told.head.succeeded
    visit = models.CareVisit.objects.get()
    assert (visit.med_type, visit.diseases) == ("14", ["M03900"])
    plain, alias = hospital.send("2206", terms), hospital.send("2206A", terms)
    assert plain.output.setlinfo.fund_pay_sumamt == alias.output.setlinfo.fund_pay_sumamt
    body = {"fulamt_ownpay_amt": 0, "overlmt_selfpay": 0, "preselfpay_amt": 2_000, "inscp_scp_amt": 88_000}
    settled = hospital.send("2207A", outpatient.OutpatientSettlement(**hospital.terms(**body)), msgid="M-1")
    assert settled.output.setlinfo.setl_id
    assert hospital.reverses("M-1", "2207a").head.succeeded


def test_every_deed_belongs_to_a_transaction_that_the_grammar_knows_by_its_own_number() -> None:
    assert {number: BY_NUMBER[number].infno for number in DEEDS} == {number: number for number in DEEDS}
    assert {number for number, deed in DEEDS.items() if deed.asks} == {
        *("1101", "2001", "2206", "2207", "2208", "2303", "2304", "2305"),
        *("2501", "2502", "2503", "2504", "2601", "3202", "5301"),
    }


def test_lines_and_settlement_of_a_reply_add_up(hospital: Hospital) -> None:
    """I5 of each line, I6 over them: prices with six places, quantities with four, all four parts."""
    hospital.registers()
    rows = [
        ("1", "XA-0001", "4.520000", "1"),
        ("2", "XB-0001", "3.333333", "7.5"),
        ("3", "XC-0001", "0.015", "3"),
        ("4", "XL-0001", "301.01", "2"),
    ]
    split = hospital.uploads(*(hospital.line(*row) for row in rows)).output.result
    assert all(not identities.check_line(line) for line in split)
    assert [str(line.selfpay_prop) for line in split] == ["0.0000", "0.1000", "1.0000", "0.0000"]
    total = sum(line.det_item_fee_sumamt for line in split)
    info = hospital.quotes(medfee_sumamt=total).output.setlinfo
    assert not identities.check_lines(identities.amounts(info), split)


def test_a_settlement_remembers_the_kind_of_care_that_it_was_asked_for(hospital: Hospital) -> None:
    hospital.comes_to_the_counter()
    assert hospital.quotes().output.setlinfo.med_type == "11"
    first = hospital.settles(msgid="M-1")
    assert (first.output.setlinfo.med_type, models.CareVisit.objects.get().med_type) == ("11", "11")


# Sentences


def sentences_of(code: Code, **facts: object) -> str:
    reply = envelope.read_reply(dispatch.failed(Refused(code, **facts), AT))
    assert not reply.head.succeeded
    assert reply.output is None
    return reply.head.err_msg


@pytest.mark.parametrize("code", [*MedicalRefusal, *NhsaRefusal])
def test_every_refusal_is_said_in_chinese_and_fits(code: Code) -> None:
    said = sentences_of(code, path="feedetail[999].medins_list_codg" * 3, line="9" * 30, item="X" * 50, said=1, found=2)
    assert 0 < len(said) <= envelope.ERROR_LENGTH_MAX
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said)


def test_a_path_is_named_and_what_stood_there_is_not(hospital: Hospital) -> None:
    said = json.loads(registration(hospital))
    said["data"]["psn_no"] = "P" * 31
    answer = hospital.post(envelope.write_request(hospital.head("2201"), json.dumps(said)), "2201")
    assert "data.psn_no" in answer.error
    assert "PPP" not in answer.error


def test_the_other_agencys_reason_is_said_in_its_own_sentence() -> None:
    said = sentences_of(MedicalRefusal.INSURED_AGENCY_DECLINES, insured=THEIRS, reason="person_is_not_insured")
    assert "person_is_not_insured" in said
    assert len(said) > len(sentences_of(MedicalRefusal.INSURED_AGENCY_DECLINES, insured=THEIRS, reason="no such code"))
