"""Bad input at the gateway: each field in turn, visits of others, changed catalogues; refused, and nothing written."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pilin.base.money import Fen
from pilin.modules.medical import models, queries
from pilin.modules.medical.gateway import dispatch
from pilin.modules.medical.gateway.table import DEEDS
from pilin.modules.medical.tests import spoiling
from pilin.modules.medical.tests.hospital import SECRET, Hospital, contract
from pilin.web import sentences
from pilin.wire.nhsa import envelope, fees, inpatient, outpatient
from pilin.wire.nhsa.fields import Extension, Octets, Text
from pilin.wire.nhsa.transport import Caller, Credential, Dialect
from tests.support.neighbour import Neighbour
from tests.wire.nhsa import messages

HOSPITAL = "H31011600001"
TABLES = (models.CareVisit, models.CareSettlement, models.FeeLine, models.Answered, models.SignIn, models.Filing)
CALLER = Caller(Credential(Dialect.API_KEY, "his", SECRET, frozenset({HOSPITAL})))


@pytest.fixture
def hospital(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    contract()
    return Hospital(neighbour.now)


@pytest.fixture
def written() -> Iterator[None]:
    """Demand that nothing is written by what a test sends."""
    before = [table.objects.count() for table in TABLES]
    yield
    assert [table.objects.count() for table in TABLES] == before


def error_of(data: bytes) -> str:
    """Return the sentence of a refusal; anything but -1 with a sentence fails."""
    reply = envelope.read_reply(dispatch.answer(data, CALLER, at=messages.AT))
    assert (reply.head.infcode, reply.output) == ("-1", None)
    assert 0 < len(reply.head.err_msg) <= envelope.ERROR_LENGTH_MAX
    return reply.head.err_msg


def tells(error: str, code: str) -> bool:
    """Tell whether a sentence is that of a code, whatever facts stand in it."""
    return all(words in error for words in re.split(r"{\w+}", sentences.sentences()[code]["zh"]))


@pytest.mark.parametrize("infno", sorted(DEEDS))
def test_each_field_that_is_missing_is_named(hospital: Hospital, written: None, infno: str) -> None:
    for path, one in spoiling.fields_in(infno):
        if one.is_required:
            for nothing in ("", None, "  "):
                error = error_of(spoiling.spoiled(infno, path, nothing))
                assert tells(error, "field_is_missing"), (path, error)
                assert spoiling.path_text(path) in error


@pytest.mark.parametrize("infno", sorted(DEEDS))
def test_each_field_that_is_too_long_is_named(hospital: Hospital, written: None, infno: str) -> None:
    for path, one in spoiling.fields_in(infno):
        if not isinstance(one.kind, Octets):
            error = error_of(spoiling.spoiled(infno, path, spoiling.too_long(one)))
            assert spoiling.path_text(path) in error, (path, error)
            assert not tells(error, "field_is_missing")


@pytest.mark.parametrize("infno", sorted(DEEDS))
def test_each_field_of_another_type_is_named(hospital: Hospital, written: None, infno: str) -> None:
    """Only what a region may fill as it likes takes an object."""
    for path, one in spoiling.fields_in(infno):
        if not isinstance(one.kind, Extension):
            error = error_of(spoiling.spoiled(infno, path, spoiling.of_another_type(one)))
            assert spoiling.path_text(path) in error, (path, error)


@pytest.mark.parametrize("infno", sorted(DEEDS))
def test_a_node_that_is_missing_or_of_another_shape_is_named(hospital: Hospital, written: None, infno: str) -> None:
    nothings: tuple[Any, ...] = ({}, [], None, "")
    others: tuple[Any, ...] = (7, "text", [1], [[]])
    for nothing in nothings:
        error_of(spoiling.spelled(infno, nothing))
    for name in spoiling.INPUTS[infno]:
        for other in others:
            error_of(spoiling.spelled(infno, {**spoiling.INPUTS[infno], name: other}))


@pytest.mark.parametrize("name", [name for name in messages.HEAD if name not in ("dev_no", "cainfo")])
def test_the_head_is_read_as_strictly(hospital: Hospital, written: None, name: str) -> None:
    needed = {"infno", "msgid", "mdtrtarea_admvs", "opter_type", "opter", "opter_name", "inf_time"}
    needed |= {"fixmedins_code", "fixmedins_name", "insuplc_admdvs"}
    if name in needed:
        assert name in error_of(messages.spelled("2201", **{name: ""})) or name == "infno"
    assert error_of(messages.spelled("2201", **{name: "x" * 2001}))


def test_a_head_without_what_it_carries(hospital: Hospital, written: None) -> None:
    """Ten megabytes in one field; a body that ends in the middle; two bodies; an empty one."""
    whole = messages.spelled("2201")
    for data in (messages.spelled("2201", dev_no="x" * 10_000_000), whole[:-9], whole + whole, b"{}"):
        error_of(data)


# What belongs to somebody else


def visit_messages(hospital: Hospital, visit: str, person: str) -> dict[str, Any]:
    """Return a message of each transaction that names a visit and a person."""
    hospital.visit, hospital.person = visit, person
    stay: dict[str, Any] = {"mdtrt_id": visit, "psn_no": person}
    told: dict[str, Any] = {"begntime": hospital.at, "med_type": "11"}
    left: dict[str, Any] = {"insutype": "310", "endtime": hospital.at, "dscg_dept_codg": "K"}
    left |= {"dscg_dept_name": "K", "dscg_way": "1"}
    terms, bed = hospital.terms(), hospital.stay_terms(90_000)
    echo = {name: Fen(0) for name in ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")}
    return {
        "2202": outpatient.RegistrationCancel(ipt_otp_no="OP-1", **stay),
        "2203": outpatient.Visit(mdtrtinfo=outpatient.VisitInfo(**stay, **told)),
        "2204": fees.OutpatientUpload(feedetail=(hospital.line("9", "XA-0001", "1"),)),
        "2205": outpatient.FeeWithdrawal(chrg_bchno="0000", **stay),
        "2206": outpatient.OutpatientPresettlement(**terms),
        "2207": outpatient.OutpatientSettlement(**terms | echo),
        "2301": fees.InpatientUpload(feedetail=(hospital.bed_line("9", "XA-0001", "1"),)),
        "2302": inpatient.Withdrawal(data=(inpatient.LineWithdrawal(feedetl_sn="0000", **stay),)),
        "2303": inpatient.StayPresettlement(**bed | echo),
        "2304": inpatient.StaySettlement(**bed),
        "2402": inpatient.Discharge(dscginfo=inpatient.DischargeInfo(**stay, **left)),
        "2404": inpatient.Stay(**stay),
        "2405": inpatient.Stay(**stay),
    }


WHOSE = ("2202", "2203", "2204", "2205", "2206", "2207", "2301", "2302", "2303", "2304", "2402", "2404", "2405")


@pytest.mark.parametrize("infno", WHOSE)
def test_a_visit_of_another_person_place_or_hospital_is_not_touched(hospital: Hospital, infno: str) -> None:
    hospital.comes_to_the_counter()
    visit, person = hospital.visit, hospital.person
    before = models.FeeLine.objects.count()
    assert hospital.send(infno, visit_messages(hospital, visit, "P-9")[infno]).no("visit_is_of_another_person")
    assert hospital.send(infno, visit_messages(hospital, "9", person)[infno]).no("visit_is_unknown")
    contract("H33048200002")
    hospital.code = "H33048200002"
    assert hospital.send(infno, visit_messages(hospital, visit, person)[infno]).no("visit_is_unknown")
    assert (models.FeeLine.objects.count(), models.CareSettlement.objects.count()) == (before, 0)


def test_lines_of_two_visits_do_not_come_together(hospital: Hospital) -> None:
    hospital.registers("OP-1")
    first = hospital.line("1", "XA-0001", "1")
    hospital.registers("OP-2")
    assert hospital.uploads(first, hospital.line("2", "XA-0001", "1")).no("lines_are_of_several_visits")
    assert models.FeeLine.objects.count() == 0


# Lines that do not add up


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"count": "-1"}, "return_needs_an_original"),
        ({"det_item_fee_sumamt": Fen(999)}, "line_total_does_not_match"),
        ({"price": "-10"}, "line_price_is_negative"),
        ({"item": "NO-0001"}, "item_is_not_in_force"),
        ({"item": "XR-0001"}, "restricted_use_needs_a_decision"),
    ],
)
def test_a_line_that_does_not_fit_is_refused_with_its_upload(
    hospital: Hospital, members: dict[str, Any], code: str
) -> None:
    hospital.registers()
    named = {"item": "XA-0001", "price": "10"} | members
    good, wrong = hospital.line("1", "XA-0001", "1"), hospital.line("2", **named)
    assert hospital.uploads(good, wrong).no(code)
    assert models.FeeLine.objects.count() == 0


@pytest.mark.parametrize(
    ("original", "count", "price", "code"),
    [
        ("", "-1", "10", "return_needs_an_original"),
        ("9", "-1", "10", "return_needs_an_original"),
        ("1", "-3", "10", "return_exceeds_its_original"),
        ("1", "-1", "9", "return_differs_from_its_original"),
    ],
)
def test_goods_come_back_to_their_own_line_alone(
    hospital: Hospital, original: str, count: str, price: str, code: str
) -> None:
    hospital.admits()
    given = hospital.bed_line("1", "XA-0001", "10", "2")
    assert hospital.send("2301", fees.InpatientUpload(feedetail=(given,))).head.succeeded
    back = hospital.bed_line("2", "XA-0001", price, count, init_feedetl_sn=original)
    assert hospital.send("2301", fees.InpatientUpload(feedetail=(back,))).no(code)
    assert models.FeeLine.objects.count() == 1


# What changed between asking and settling


def test_a_catalogue_that_changed_in_between_differs_by_its_echo(hospital: Hospital) -> None:
    """20.00 were prior self-pay when it was asked; sent again it is 60.00, and the old echo is refused."""
    hospital.comes_to_the_counter()
    gone = outpatient.FeeWithdrawal(mdtrt_id=hospital.visit, psn_no=hospital.person, chrg_bchno="0000")
    assert hospital.send("2205", gone).head.succeeded
    old = models.CatalogueEntry.objects.get(item="XB-0001")
    models.CatalogueEntry.objects.filter(pk=old.pk).update(until_day=hospital.at.date())
    models.CatalogueEntry.objects.create(
        item=old.item, name=old.name, grade=old.grade, charge=old.charge, from_day=hospital.at.date(), selfpay_bp=3_000
    )
    lines = [hospital.line("1", "XA-0001", "700"), hospital.line("2", "XB-0001", "20", "10")]
    assert hospital.uploads(*lines).head.succeeded
    answer = hospital.settles()
    assert answer.no("parts_differ_from_lines")
    assert ("20.00" in answer.error, "60.00" in answer.error) == (True, True)
    assert models.CareSettlement.objects.count() == 0


def test_lines_that_are_uploaded_stay_split_as_they_were(hospital: Hospital) -> None:
    """A catalogue that changes later does not move a line: its entry of the day was kept with it."""
    hospital.comes_to_the_counter()
    models.CatalogueEntry.objects.filter(item="XB-0001").update(selfpay_bp=9_000)
    line = models.FeeLine.objects.get(number="2")
    assert (line.prior_self_fen, line.selfpay_bp, line.quantity) == (2_000, 1_000, Decimal(10))
    assert hospital.settles(preselfpay_amt=Fen(18_000), inscp_scp_amt=Fen(72_000)).no("parts_differ_from_lines")


def test_a_line_is_split_by_the_entry_of_its_day_whenever_it_comes(hospital: Hospital) -> None:
    hospital.registers()
    models.CatalogueEntry.objects.filter(item="XA-0001").update(until_day=date(2026, 1, 1))
    assert hospital.uploads(hospital.line("1", "XA-0001", "1")).no("item_is_not_in_force")


def test_every_text_field_is_tried() -> None:
    """The walk over samples reaches fields of rows and of nodes within nodes."""
    paths = {spoiling.path_text(path): one for path, one in spoiling.fields_in("2401")}
    assert {"mdtrtinfo.psn_no", "diseinfo[0].diag_code"} <= set(paths)
    assert isinstance(paths["mdtrtinfo.psn_no"].kind, Text)
    assert spoiling.path_text(("data", 0, "feedetl_sn")) == "data[0].feedetl_sn"
