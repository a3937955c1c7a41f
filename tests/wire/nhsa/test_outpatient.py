"""Outpatient visits as hospitals send them: each table's required fields, lengths, lists, and dialects of numbers."""

from decimal import Decimal
from typing import Any

import pytest

from pilin.base.money import FEN_MAX, MoneyRefusal
from pilin.base.refusal import Refused
from pilin.wire.nhsa import outpatient, registry
from pilin.wire.nhsa.fees import ALL_LINES, OutpatientLine, line_amount
from pilin.wire.nhsa.refusals import NhsaRefusal
from tests.wire.nhsa import messages
from tests.wire.nhsa.messages import LINE, PARTS, PRESETTLEMENT, REGISTRATION, VISIT, body, refusal, spelled

REQUIRED = [
    ("2201", "data", sorted(REGISTRATION)),
    ("2202", "data", ["ipt_otp_no", "mdtrt_id", "psn_no"]),
    ("2203", "mdtrtinfo", ["begntime", "mdtrt_id", "med_type", "psn_no"]),
    ("2205", "data", ["chrg_bchno", "mdtrt_id", "psn_no"]),
    ("2206", "data", sorted(PRESETTLEMENT)),
    ("2207", "data", sorted(PRESETTLEMENT | PARTS)),
    ("2208", "data", ["mdtrt_id", "psn_no", "setl_id"]),
]


def without(infno: str, node: str, name: str) -> bytes:
    put = messages.INPUTS[infno]
    return spelled(infno, put | {node: {key: value for key, value in put[node].items() if key != name}})


@pytest.mark.parametrize(
    ("infno", "node", "name"), [(infno, node, name) for infno, node, names in REQUIRED for name in names]
)
def test_every_required_field_is_missed_by_its_path(infno: str, node: str, name: str) -> None:
    assert refusal(without(infno, node, name)) == (NhsaRefusal.FIELD_IS_MISSING, f"{node}.{name}")


@pytest.mark.parametrize("name", sorted(LINE))
def test_every_required_field_of_a_line_is_missed_by_its_path(name: str) -> None:
    lacking = {key: value for key, value in LINE.items() if key != name}
    data = spelled("2204", {"feedetail": [LINE, LINE, lacking]})
    assert refusal(data) == (NhsaRefusal.FIELD_IS_MISSING, f"feedetail[2].{name}")


@pytest.mark.parametrize("name", sorted(VISIT["diseinfo"][0]))
def test_every_required_field_of_a_diagnosis_is_missed_by_its_path(name: str) -> None:
    lacking = {key: value for key, value in VISIT["diseinfo"][0].items() if key != name}
    data = spelled("2203", VISIT | {"diseinfo": [lacking]})
    assert refusal(data) == (NhsaRefusal.FIELD_IS_MISSING, f"diseinfo[0].{name}")


@pytest.mark.parametrize(
    ("name", "length"),
    [("psn_no", 30), ("mdtrt_cert_no", 50), ("dept_name", 100), ("caty", 6), ("insutype", 6), ("exp_content", 4000)],
)
def test_a_text_that_is_too_long_is_told_with_its_length(name: str, length: int) -> None:
    data = spelled("2201", {"data": REGISTRATION | {name: "3" * (length + 1)}})
    assert messages.facts(data) == {
        "path": f"data.{name}",
        "type": f"C{length}",
        "length": length + 1,
        "limit": length,
    }


def test_what_stood_in_a_field_is_never_told() -> None:
    data = spelled("2206", {"data": PRESETTLEMENT | {"insutype": "secret", "mdtrt_cert_no": "secret"}})
    with pytest.raises(Refused) as refused:
        registry.read(data)
    assert refused.value.code is NhsaRefusal.FIELD_IS_NOT_ON_THE_LIST
    assert "secret" not in str(refused.value)


def test_a_line_is_read_with_numbers_or_texts() -> None:
    (line,) = body("2204").feedetail
    assert isinstance(line, OutpatientLine)
    assert (line.det_item_fee_sumamt, line.cnt, line.pric) == (452, Decimal(1), Decimal("4.52"))
    texts = LINE | {"det_item_fee_sumamt": "4.52", "cnt": "1.0000", "pric": 4.52}
    assert body("2204", {"feedetail": [texts]}) == body("2204")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("det_item_fee_sumamt", 4.523, NhsaRefusal.FIELD_HAS_TOO_MANY_PLACES),
        ("cnt", "1.23456", NhsaRefusal.FIELD_HAS_TOO_MANY_PLACES),
        ("pric", "0.1234567", NhsaRefusal.FIELD_HAS_TOO_MANY_PLACES),
        ("cnt", "1000000000000", NhsaRefusal.FIELD_IS_TOO_LARGE),
        ("pric", "10000000000", NhsaRefusal.FIELD_IS_TOO_LARGE),
        ("prd_days", "100", NhsaRefusal.FIELD_IS_TOO_LARGE),
        ("cnt", "eins", NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE),
        ("rx_circ_flag", "2", NhsaRefusal.FIELD_IS_NOT_ON_THE_LIST),
        ("hosp_appr_flag", "3", NhsaRefusal.FIELD_IS_NOT_ON_THE_LIST),
        ("fee_ocur_time", "soon", NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE),
    ],
)
def test_what_does_not_fit_a_line_is_told_by_its_path(name: str, value: Any, code: NhsaRefusal) -> None:
    data = spelled("2204", {"feedetail": [LINE | {name: value}]})
    assert refusal(data) == (code, f"feedetail[0].{name}")


@pytest.mark.parametrize(
    ("name", "type_"), [("cnt", "N16,4"), ("pric", "N16,6"), ("det_item_fee_sumamt", "N16,2"), ("fee_ocur_time", "DT")]
)
def test_what_is_of_another_type_is_told_with_the_type_of_the_table(name: str, type_: str) -> None:
    data = spelled("2204", {"feedetail": [LINE | {name: "eins"}]})
    assert messages.facts(data) == {"path": f"feedetail[0].{name}", "type": type_}


def test_a_return_of_goods_is_a_line_of_negative_quantity() -> None:
    (line,) = body("2204", {"feedetail": [LINE | {"cnt": -1, "det_item_fee_sumamt": "-4.52"}]}).feedetail
    assert (line.cnt, line.det_item_fee_sumamt) == (Decimal(-1), -452)


def test_an_upload_holds_at_least_one_line_and_at_most_a_thousand() -> None:
    assert refusal(spelled("2204", {"feedetail": []})) == (NhsaRefusal.NODE_IS_MISSING, "feedetail")
    assert refusal(spelled("2204", {"data": LINE})) == (NhsaRefusal.NODE_IS_MISSING, "feedetail")
    data = spelled("2204", {"feedetail": [LINE] * 1001})
    assert messages.facts(data) == {"path": "feedetail", "rows": 1001, "limit": 1000}
    assert refusal(data)[0] is NhsaRefusal.NODE_HAS_TOO_MANY_ROWS


@pytest.mark.parametrize("put", [{"feedetail": "text"}, {"feedetail": 7}, {"feedetail": [7]}, {"feedetail": [[]]}])
def test_what_is_no_row_has_another_shape(put: Any) -> None:
    assert refusal(spelled("2204", put))[0] is NhsaRefusal.NODE_HAS_ANOTHER_SHAPE


def test_a_withdrawal_may_mean_all_lines() -> None:
    assert body("2205").chrg_bchno == ALL_LINES


def test_a_settlement_repeats_what_was_asked_and_the_four_parts() -> None:
    settlement = body("2207")
    assert isinstance(settlement, outpatient.OutpatientSettlement)
    assert (settlement.medfee_sumamt, settlement.preselfpay_amt, settlement.inscp_scp_amt) == (452, 23, 429)
    assert (settlement.fulamt_ownpay_amt, settlement.overlmt_selfpay) == (0, 0)
    assert isinstance(body("2206"), outpatient.OutpatientPresettlement)


def test_codes_of_traced_drugs_pass_by() -> None:
    put = messages.INPUTS["2207"] | {"drug_trac_info": [{"feedetl_sn": "1", "drug_trac_codg": "1"}]}
    message = registry.read(spelled("2207", put))
    assert message.body == body("2207")
    assert message.unknown.names == ["drug_trac_info"]


def test_a_diagnosis_may_have_been_numbered_as_text() -> None:
    diagnosis = VISIT["diseinfo"][0] | {"diag_srt_no": "1"}
    assert body("2203", VISIT | {"diseinfo": [diagnosis]}) == body("2203")
    assert body("2203", {"mdtrtinfo": VISIT["mdtrtinfo"]}).diseinfo == ()


@pytest.mark.parametrize(
    ("quantity", "price", "fen"),
    [
        ("1", "4.52", 452),
        ("3", "2.00", 600),
        ("9", "3.5", 3150),
        ("1", "0.005", 1),
        ("1", "0.004999", 0),
        ("-1", "0.005", -1),
        ("0.3333", "0.015", 0),
        ("0.5", "0.01", 1),
        ("999999999999.9999", "0.000001", 100000000),
    ],
)
def test_a_line_is_quantity_times_price_with_half_a_fen_away_from_zero(quantity: str, price: str, fen: int) -> None:
    assert line_amount(Decimal(quantity), Decimal(price)) == fen


def test_a_line_beyond_what_is_kept_exactly_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        line_amount(Decimal(FEN_MAX), Decimal(100))
    assert refused.value.code is MoneyRefusal.AMOUNT_IS_TOO_LARGE
