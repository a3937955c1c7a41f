"""Persons and entitlements: sign-in, 1101, 2001, the filings, and what is asked about somebody."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pilin.wire.nhsa import filing, person, registry, sign
from pilin.wire.nhsa.reading import Unknown
from pilin.wire.nhsa.refusals import NhsaRefusal
from tests.wire.nhsa.messages import AT, body, refusal, spelled

QUERY: dict[str, Any] = {"mdtrt_cert_type": "01", "mdtrt_cert_no": "330482ec0001"}
ENTITLEMENT: dict[str, Any] = {
    "psn_no": "P0001",
    "insutype": "390",
    "fixmedins_code": "H31011600001",
    "med_type": "14",
    "begntime": "2026-03-02 09:30:00",
    "dise_codg": "M03900",
}
REFERRAL: dict[str, Any] = {
    "psn_no": "P0001",
    "insutype": "310",
    "diag_code": "J18.900",
    "diag_name": "肺炎",
    "reflin_medins_no": "H31011600001",
    "reflin_medins_name": "样例医院",
    "mdtrtarea_admdvs": "310116",
    "refl_type": "1",
    "refl_date": "2026-03-02",
    "refl_rea": "本院条件所限",
    "refl_opnn": "同意",
}
CHRONIC: dict[str, Any] = {"psn_no": "P0001", "insutype": "310", "opsp_dise_code": "M03900"}
WITHDRAWAL: dict[str, Any] = {"trt_dcla_detl_sn": "T1", "psn_no": "P0001"}
INPUTS: dict[str, dict[str, Any]] = {
    "9001": {"signIn": {"opter_no": "0007"}},
    "9002": {"signOut": {"sign_no": "S1", "opter_no": "0007"}},
    "1101": {"data": QUERY},
    "2001": {"data": ENTITLEMENT},
    "2501": {"data": REFERRAL},
    "2502": {"data": WITHDRAWAL},
    "2503": {"data": CHRONIC},
    "2504": {"data": WITHDRAWAL},
    "5301": {"data": {"psn_no": "P0001"}},
    "5303": {"data": {"psn_no": "P0001"}},
}
REQUIRED = [
    ("9001", "signIn", ["opter_no"]),
    ("9002", "signOut", ["opter_no", "sign_no"]),
    ("1101", "data", sorted(QUERY)),
    ("2001", "data", sorted({*ENTITLEMENT} - {"dise_codg"})),
    ("2501", "data", sorted(REFERRAL)),
    ("2502", "data", sorted(WITHDRAWAL)),
    ("2503", "data", sorted(CHRONIC)),
    ("2504", "data", sorted(WITHDRAWAL)),
    ("5301", "data", ["psn_no"]),
    ("5303", "data", ["psn_no"]),
]


@pytest.mark.parametrize("infno", INPUTS)
def test_each_is_read_by_its_number(infno: str) -> None:
    message = registry.read(spelled(infno, INPUTS[infno]))
    assert message.transaction.infno == infno
    assert message.unknown.count == 0


@pytest.mark.parametrize(
    ("infno", "node", "name"), [(infno, node, name) for infno, node, names in REQUIRED for name in names]
)
def test_every_required_field_is_missed_by_its_path(infno: str, node: str, name: str) -> None:
    given = {key: value for key, value in INPUTS[infno][node].items() if key != name}
    put = {node: given or {"zzz": 1}}
    assert refusal(spelled(infno, put)) == (NhsaRefusal.FIELD_IS_MISSING, f"{node}.{name}")


@pytest.mark.parametrize(("infno", "node"), [("9001", "signIn"), ("9002", "signOut")])
def test_an_operator_signs_in_under_either_node(infno: str, node: str) -> None:
    assert body(infno, {"data": INPUTS[infno][node]}) == body(infno, INPUTS[infno])


def test_a_sign_in_is_answered_by_a_session() -> None:
    answered = sign.SignedIn(sign_time=AT, sign_no="S1")
    text = sign.SIGN_IN.reply.write(answered)
    assert text == '{"signinoutb":{"sign_time":"2026-03-02 09:30:00","sign_no":"S1"}}'
    assert sign.SIGN_IN.reply.read(text) == answered


def test_the_first_call_need_not_know_where_somebody_is_insured() -> None:
    message = registry.read(spelled("1101", INPUTS["1101"], insuplc_admdvs=""))
    assert message.body.mdtrt_cert_no == "330482ec0001"
    for infno in ("2001", "2501", "5301"):
        data = spelled(infno, INPUTS[infno], insuplc_admdvs="")
        assert refusal(data) == (NhsaRefusal.FIELD_IS_MISSING, "insuplc_admdvs")


@pytest.mark.parametrize(
    ("kind", "number", "admdvs"),
    [
        ("01", "330482ec0001", "330482"),
        ("01", "310000EC0001", "310000"),
        ("01", "33048ec0001", ""),
        ("01", "330482", ""),
        ("02", "330482ec0001", ""),
    ],
)
def test_a_voucher_tells_who_issued_it(kind: str, number: str, admdvs: str) -> None:
    assert person.PersonQuery(mdtrt_cert_type=kind, mdtrt_cert_no=number).issuing_admdvs == admdvs


def test_a_card_tells_the_number_of_its_chip() -> None:
    put = {"data": QUERY | {"mdtrt_cert_type": "03"}}
    assert refusal(spelled("1101", put)) == (NhsaRefusal.FIELD_IS_MISSING, "data.card_sn")
    assert body("1101", {"data": QUERY | {"mdtrt_cert_type": "03", "card_sn": "K1"}}).card_sn == "K1"


def test_kinds_of_credentials_are_open_since_regions_have_their_own() -> None:
    assert body("1101", {"data": QUERY | {"mdtrt_cert_type": "99"}}).mdtrt_cert_type == "99"


FOUND: dict[str, Any] = {
    "baseinfo": {
        "psn_no": "P0001",
        "psn_cert_type": "01",
        "certno": "",
        "psn_name": "样例甲",
        "gend": "2",
        "naty": "99",
        "brdy": "1980-01-01",
        "age": 46.2,
        "expContent": {"otp_pool_balc": "12.50"},
    },
    "insuinfo": {
        "balc": "26933.88",
        "insutype": "310",
        "psn_type": "116032",
        "psn_insu_stas": "1",
        "psn_insu_date": "2001-01-01",
        "paus_insu_date": None,
        "cvlserv_flag": "0",
        "insu_admdvs": "310115",
        "emp_name": "样例单位",
    },
    "idetinfo": [],
}


def test_a_person_is_read_in_the_spellings_of_older_peers() -> None:
    found = person.FIND.reply.read(json.loads(json.dumps(FOUND), parse_float=str))
    assert (found.baseinfo.psn_no, found.baseinfo.age) == ("P0001", Decimal("46.2"))
    assert found.baseinfo.exp_content == '{"otp_pool_balc":"12.50"}'
    (insurance,) = found.insuinfo
    assert (insurance.balc, insurance.insuplc_admdvs, insurance.paus_insu_date) == (2693388, "310115", None)
    assert found.idetinfo == ()


def test_a_person_is_written_with_an_array_and_in_the_newer_spelling() -> None:
    document = json.loads(person.FIND.reply.write(person.FIND.reply.read(json.dumps(FOUND))))
    assert [one["insuplc_admdvs"] for one in document["insuinfo"]] == ["310115"]
    assert document["baseinfo"]["exp_content"] == '{"otp_pool_balc":"12.50"}'
    assert document["insuinfo"][0]["balc"] == 26933.88
    assert document["insuinfo"][0]["paus_insu_date"] is None


def test_a_special_standing_has_a_beginning_and_perhaps_an_end() -> None:
    row = {"psn_idet_type": "2301", "begntime": "2026-01-01 00:00:00", "endtime": ""}
    found = person.FIND.reply.read(json.dumps(FOUND | {"idetinfo": row}))
    assert [(one.psn_idet_type, one.endtime) for one in found.idetinfo] == [("2301", None)]


def test_entitlements_say_why_not() -> None:
    row = {"psn_no": "P0001", "trt_chk_type": "99", "trt_enjymnt_flag": "0", "trt_chk_rslt": "未备案"}
    (found,) = person.CHECK_ENTITLEMENT.reply.read({"trtinfo": [row]}).trtinfo
    assert (found.trt_enjymnt_flag, found.trt_chk_rslt) == ("0", "未备案")


def test_a_referral_names_the_area_in_either_spelling() -> None:
    other = {name: value for name, value in REFERRAL.items() if name != "mdtrtarea_admdvs"}
    assert body("2501", {"data": other | {"mdtrtarea_admvs": "310116"}}) == body("2501", INPUTS["2501"])
    assert body("2501", INPUTS["2501"]).refl_date == date(2026, 3, 2)


def test_filings_are_answered_by_their_number() -> None:
    text = filing.FILE_REFERRAL.reply.write(filing.Filed(trt_dcla_detl_sn="T1"))
    assert text == '{"result":{"trt_dcla_detl_sn":"T1"}}'
    assert filing.FILE_CHRONIC.reply.read(text).trt_dcla_detl_sn == "T1"


def test_chronic_diseases_are_answered_as_rows_or_as_none() -> None:
    row = {"opsp_dise_code": "M03900", "opsp_dise_name": "高血压", "begndate": "2026-01-01"}
    reply = filing.FIND_CHRONIC.reply
    assert [one.opsp_dise_code for one in reply.read({"feedetail": row}).feedetail] == ["M03900"]
    for nothing in ("", "null", "{}", '{"feedetail":null}', '{"feedetail":[]}', '{"feedetail":""}'):
        assert reply.read(nothing).feedetail == ()
    assert reply.read(None).feedetail == ()


def test_open_stays_are_read_leniently_since_no_source_gives_their_table() -> None:
    unknown = Unknown()
    found = filing.FIND_STAYS.reply.read({"data": [{"mdtrt_id": "M1", "stas": "1"}]}, unknown)
    assert [one.mdtrt_id for one in found.data] == ["M1"]
    assert unknown.names == ["data[0].stas"]
