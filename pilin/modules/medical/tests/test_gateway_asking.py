"""Hospitals of ours that ask who somebody is, whether care is paid, and file: of our own persons and of others."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pilin.base.clock import after
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import apart, persons
from pilin.modules.medical.actions.persons import Away, By, Entitled
from pilin.modules.medical.rules import inquiry as rules
from pilin.modules.medical.rules.inquiry import Answer, Inquiry, Wanted
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests.hospital import Hospital, contract
from pilin.modules.medical.tests.insured import answers_at_once
from pilin.modules.medical.tests.people import BORN, citizen, entered, entry
from pilin.web import sentences
from pilin.wire.nhsa import filing, person
from tests.simulation.rooms import Cabinet
from tests.support.neighbour import CODE, US, Neighbour

NUMBER, THEIRS = citizen(BORN, 1), citizen(BORN, 8)
ZHAO = {
    "number": "P-0002", "certificate": "01", "certno": THEIRS, "name": "赵六", "gender": "2",
    "born_on": "1980-03-04", "insurances": [{
        "insurance": "310", "type": "12", "civil_servant": True, "identities": ["A", "B"], "holds": True,
        "from_day": "2020-01-01", "until_day": None, "account_fen": 60_000,
    }],
}  # fmt: skip
Says = Callable[[Inquiry, Wanted], dict[str, Any] | str]


@pytest.fixture
def hospital(neighbour: Neighbour, node_folder: Any, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: ["clause:a/8"])
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    answers_at_once(neighbour, monkeypatch)
    contract()
    entered(neighbour.now, entry(card="A1"))
    return Hospital(neighbour.now, insured="")


@pytest.fixture
def next_door(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Callable[[Says], list[Wanted]]:
    """Let the neighbour answer; what it is asked is kept."""

    def answers(says: Says) -> list[Wanted]:
        asked: list[Wanted] = []

        def answer(_cabinet: Cabinet, one: Inquiry, at: Any) -> Answer:
            asked.append(rules.read_wanted(neighbour.node.store.t.parts[one.event, rules.ASKED].data))
            said = says(one, asked[-1])
            if isinstance(said, str):
                return Answer(said)
            part = apart.detached(rules.TOLD, rules.write_told(said), one, at, passing=True)
            return Answer(contents=(part,))

        monkeypatch.setattr(Cabinet, "answer", answer)
        return asked

    return answers


def identity_card(number: str = NUMBER, **members: Any) -> person.PersonQuery:
    return person.PersonQuery(mdtrt_cert_type="02", mdtrt_cert_no=number, **members)


# 1101


def test_a_person_of_ours_is_found_at_home_and_nobody_is_asked(
    hospital: Hospital, next_door: Callable[[Says], list[Wanted]]
) -> None:
    asked = next_door(lambda _one, _wanted: "person_is_unknown")
    found = hospital.send("1101", identity_card()).output
    assert (found.baseinfo.psn_no, found.baseinfo.certno, found.baseinfo.brdy) == ("P-0001", NUMBER, BORN)
    assert (found.baseinfo.gend, found.baseinfo.age) == ("1", 45 if hospital.at.date() < date(2026, 3, 4) else 46)
    (row,) = found.in_force("390")
    assert (row.balc, row.insuplc_admdvs, row.psn_type, row.cvlserv_flag) == (10_000, US, "15", "0")
    assert asked == []
    look = models.Lookup.objects.get()
    assert (look.account, look.name, look.node, look.place) == ("op-1", "操作员", US, hospital.code)


def test_a_person_of_theirs_is_asked_for_next_door_once_he_is_not_ours(
    hospital: Hospital, neighbour: Neighbour, next_door: Callable[[Says], list[Wanted]]
) -> None:
    asked = next_door(lambda _one, _wanted: dict(ZHAO))
    found = hospital.send("1101", identity_card(THEIRS, psn_name="赵六")).output
    assert (found.baseinfo.psn_name, found.insuinfo[0].insuplc_admdvs) == ("赵六", CODE)
    assert [one.psn_idet_type for one in found.idetinfo] == ["A", "B"]
    (wanted,) = asked
    assert (wanted.certno, wanted.name, wanted.operator, wanted.operator_name) == (THEIRS, "赵六", "op-1", "操作员")
    events = [event.text.decode() for event in neighbour.node.store.t.events.values()]
    assert not any(word in text for text in events for word in (THEIRS, "赵六", "操作员"))


def test_what_a_person_was_told_is_sealed_here_too(
    hospital: Hospital, next_door: Callable[[Says], list[Wanted]]
) -> None:
    next_door(lambda _one, _wanted: dict(ZHAO))
    hospital.send("1101", identity_card(THEIRS))
    reply = bytes(models.Answered.objects.get().reply or b"")
    assert not any(word.encode() in reply for word in (THEIRS, "赵六"))


@pytest.mark.parametrize(
    ("place", "token", "agencies"),
    [
        (CODE, "", 1),
        ("310115", "", 1),
        ("", "310116ec0001", 1),
        ("", "", 1),
        (US, "", 0),
        ("", "330482ec0001", 0),
    ],
)
def test_who_is_asked_follows_from_envelope_or_voucher(
    hospital: Hospital, next_door: Callable[[Says], list[Wanted]], place: str, token: str, agencies: int
) -> None:
    asked = next_door(lambda _one, _wanted: "person_is_unknown")
    hospital.insured = place
    query = person.PersonQuery(
        mdtrt_cert_type="01" if token else "02", mdtrt_cert_no=token or THEIRS, certno=THEIRS, psn_cert_type="01"
    )
    answer = hospital.send("1101", query)
    assert answer.no("person_is_unknown") or str(sentences.say("person_is_unknown")) in answer.error
    assert len(asked) == agencies


def test_a_voucher_alone_cannot_be_read(hospital: Hospital) -> None:
    query = person.PersonQuery(mdtrt_cert_type="01", mdtrt_cert_no="330482ec0001")
    assert hospital.send("1101", query).no("voucher_cannot_be_read")
    assert models.Lookup.objects.count() == 0


def test_a_card_finds_its_person(hospital: Hospital) -> None:
    query = person.PersonQuery(mdtrt_cert_type="03", mdtrt_cert_no="A1", card_sn="1")
    assert hospital.send("1101", query).output.baseinfo.psn_no == "P-0001"


def test_a_neighbour_who_does_not_answer_may_still_know_him(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(federation, "ask", lambda *_args, **_named: None)
    assert hospital.send("1101", identity_card(THEIRS)).no("insured_agency_is_out_of_reach")
    assert hospital.send("1101", identity_card()).head.succeeded
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [])
    assert hospital.send("1101", identity_card(THEIRS)).no("person_is_unknown")


def test_an_answer_of_another_shape_is_no_answer(
    hospital: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Cabinet, "answer", lambda *_given: Answer())
    assert hospital.send("1101", identity_card(THEIRS)).no("inquiry_does_not_read")


# 2001


def entitlement(**members: Any) -> person.EntitlementQuery:
    plain = {"psn_no": "P-0001", "insutype": "390", "fixmedins_code": "H33048200001", "med_type": "21"}
    return person.EntitlementQuery(**{**plain, "begntime": datetime_of("2026-03-02"), **members})


def datetime_of(day: str) -> Any:
    return models.CareVisit._meta.get_field("begun_at").to_python(f"{day}T02:00:00Z")


def test_who_is_entitled_is_told_until_when_and_who_is_not_why(hospital: Hospital) -> None:
    hospital.insured = US
    (row,) = hospital.send("2001", entitlement()).output.trtinfo
    assert (row.trt_enjymnt_flag, row.begndate, row.enddate, row.trt_chk_rslt) == ("1", date(2020, 1, 1), None, "")
    (row,) = hospital.send("2001", entitlement(med_type="14", dise_codg="M03900")).output.trtinfo
    assert (row.trt_enjymnt_flag, row.trt_chk_rslt) == ("0", str(sentences.say("chronic_disease_is_not_entitled")))
    assert hospital.send("2001", entitlement(psn_no="P-0009")).no("person_is_unknown")


def test_entitlement_next_door_is_asked_for(hospital: Hospital, next_door: Callable[[Says], list[Wanted]]) -> None:
    hospital.insured = CODE
    asked = next_door(lambda _one, _wanted: {"entitled": False, "reason": "a code of theirs"})
    (row,) = hospital.send("2001", entitlement(psn_no="P-0002")).output.trtinfo
    assert (row.trt_enjymnt_flag, row.trt_chk_rslt, row.begndate) == ("0", "a code of theirs", None)
    assert (asked[0].person, asked[0].area, asked[0].day) == ("P-0002", US, "2026-03-02")


# 2501 to 2504, 5301


REFERRAL = filing.ReferralFiling(
    psn_no="P-0001", insutype="390", diag_code="J18", diag_name="肺炎", reflin_medins_no="H31011600001",
    reflin_medins_name="示例", mdtrtarea_admdvs=CODE, refl_type="1", refl_date=date(2026, 3, 1), refl_rea="r",
    refl_opnn="o",
)  # fmt: skip


def test_a_referral_of_ours_is_filed_at_home_and_withdrawn(hospital: Hospital) -> None:
    hospital.insured = US
    filed = hospital.send("2501", REFERRAL)
    again = hospital.post(hospital.last, "2501")
    row = models.Filing.objects.get()
    assert filed.output.trt_dcla_detl_sn == again.output.trt_dcla_detl_sn == row.number
    assert (row.from_day, row.until_day, row.area) == (date(2026, 3, 1), date(2026, 9, 1), CODE)
    gone = filing.FilingWithdrawal(trt_dcla_detl_sn=row.number, psn_no="P-0001")
    assert hospital.send("2504", gone).no("filing_is_unknown")
    assert hospital.send("2502", gone).head.succeeded
    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_a_chronic_disease_of_ours_is_filed_found_and_withdrawn(hospital: Hospital) -> None:
    hospital.insured = US
    body = filing.ChronicFiling(psn_no="P-0001", insutype="390", opsp_dise_code="M03900", opsp_dise_name="高血压")
    number = hospital.send("2503", body).output.trt_dcla_detl_sn
    assert hospital.send("2503", body).no("entitlement_stands_already")
    (row,) = hospital.send("5301", filing.ChronicQuery(psn_no="P-0001")).output.feedetail
    assert (row.opsp_dise_code, row.opsp_dise_name, row.enddate) == ("M03900", "高血压", None)
    gone = filing.FilingWithdrawal(trt_dcla_detl_sn=number, psn_no="P-0001")
    assert hospital.send("2504", gone).head.succeeded
    assert hospital.send("5301", filing.ChronicQuery(psn_no="P-0001")).output.feedetail == ()


def test_what_is_filed_next_door_is_filed_there_alone(
    hospital: Hospital, next_door: Callable[[Says], list[Wanted]]
) -> None:
    hospital.insured = CODE
    asked = next_door(lambda one, wanted: {"number": one.number(wanted.message)})
    number = hospital.send("2501", REFERRAL).output.trt_dcla_detl_sn
    assert (number[:6], len(number), models.Filing.objects.count()) == (CODE, 30, 0)
    assert "肺炎" in asked[0].said


def test_what_the_other_agency_declines_is_said_with_its_reason(
    hospital: Hospital, next_door: Callable[[Says], list[Wanted]]
) -> None:
    hospital.insured = CODE
    next_door(lambda _one, _wanted: "filing_is_unknown")
    gone = filing.FilingWithdrawal(trt_dcla_detl_sn="T1", psn_no="P-0002")
    answer = hospital.send("2502", gone)
    assert str(sentences.say("filing_is_unknown")) in answer.error


def test_a_filing_entered_at_the_window_counts_when_a_hospital_asks(hospital: Hospital, neighbour: Neighbour) -> None:
    hospital.insured, by = US, By("li", neighbour.now)
    mine = models.Person.objects.get()
    persons.file(person=mine, filing=Away(Filing.LONG_TERM, CODE, date(2026, 1, 1)), by=by)
    persons.entitle(person=mine, entitled=Entitled("390", "M03900", "", date(2026, 1, 1), date(2026, 6, 30)), by=by)
    (row,) = hospital.send("2001", entitlement(med_type="14", dise_codg="M03900")).output.trtinfo
    assert row.trt_enjymnt_flag == "1"
    hospital.at = after(hospital.at, seconds=1)
    rows = hospital.send("5301", filing.ChronicQuery(psn_no="P-0001")).output.feedetail
    assert [one.enddate for one in rows] == [date(2026, 6, 30)]
