"""The envelope in every dialect that the sources show: one test for each trap."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.clock import CHINA, Instant
from pilin.base.refusal import Refused
from pilin.wire.nhsa import envelope, outpatient, registry
from pilin.wire.nhsa.codes import Region
from pilin.wire.nhsa.envelope import (
    Head,
    ReplyHead,
    Sender,
    Spelling,
    read_reply,
    read_request,
    write_reply,
    write_request,
)
from pilin.wire.nhsa.reading import BYTES_MAX
from pilin.wire.nhsa.refusals import NhsaRefusal
from tests.wire.nhsa import messages
from tests.wire.nhsa.messages import AT, HEAD, REGISTRATION, refusal, spelled
from tests.wire.nhsa.strategies import objects

SPELLINGS = st.builds(
    Spelling, encoded_times=st.integers(0, 2), infcode_is_text=st.booleans(), area_with_d=st.booleans()
)


def test_a_request_is_a_head_and_a_typed_body() -> None:
    message = registry.read(spelled("2201"))
    assert message.transaction is outpatient.REGISTER
    assert message.body == outpatient.Registration(
        psn_no="P0001",
        insutype="390",
        begntime=AT,
        mdtrt_cert_type="01",
        mdtrt_cert_no="330482ec0001",
        ipt_otp_no="V0001",
        atddr_no="D01",
        dr_name="甲医生",
        dept_code="03",
        dept_name="内科",
        caty="A03",
    )
    assert (message.head.msgid, message.head.inf_time) == ("H31011600001202603020930000001", AT)
    assert message.unknown.count == 0


def test_the_area_is_read_in_both_spellings() -> None:
    put = {name: value for name, value in HEAD.items() if name != "mdtrtarea_admvs"}
    data = json.dumps(put | {"mdtrtarea_admdvs": "310116", "input": {"data": REGISTRATION}}).encode()
    assert read_request(data).head.mdtrtarea_admvs == "310116"
    both = spelled("2201", mdtrtarea_admvs="", mdtrtarea_admdvs="330482")
    assert read_request(both).head.mdtrtarea_admvs == "330482"
    assert read_request(spelled("2201", mdtrtarea_admdvs="330482")).head.mdtrtarea_admvs == "310116"


@pytest.mark.parametrize("times", [1, 2])
def test_an_input_may_be_json_text_within_json_once_or_twice(times: int) -> None:
    put: Any = {"data": REGISTRATION}
    for _ in range(times):
        put = json.dumps(put, ensure_ascii=False)
    assert messages.body("2201", put) == messages.body("2201")


def test_a_node_may_be_json_text_too() -> None:
    assert messages.body("2201", {"data": json.dumps(REGISTRATION)}) == messages.body("2201")


def test_an_object_may_come_as_the_only_row_of_an_array() -> None:
    assert messages.body("2201", {"data": [REGISTRATION]}) == messages.body("2201")
    assert refusal(spelled("2201", {"data": [REGISTRATION, REGISTRATION]})) == (
        NhsaRefusal.NODE_HAS_ANOTHER_SHAPE,
        "data",
    )


def test_an_array_may_come_as_its_only_row() -> None:
    visit = messages.VISIT
    assert messages.body("2203", visit | {"diseinfo": visit["diseinfo"][0]}) == messages.body("2203")
    assert messages.body("2203", visit | {"diseinfo": json.dumps(visit["diseinfo"])}) == messages.body("2203")


@pytest.mark.parametrize("blank", [None, "", [], "  "])
def test_what_is_blank_is_not_there(blank: Any) -> None:
    assert refusal(spelled("2201", {"data": blank}))[0] in (
        NhsaRefusal.NODE_IS_MISSING,
        NhsaRefusal.NODE_HAS_ANOTHER_SHAPE,
    )
    assert refusal(spelled("2201", msgid=blank))[1] == "msgid"


@pytest.mark.parametrize("put", [None, "", "null", "  "])
def test_a_request_without_input_is_refused(put: Any) -> None:
    data = json.dumps(HEAD | {"input": put}).encode()
    assert refusal(data)[0] in (NhsaRefusal.NODE_IS_MISSING, NhsaRefusal.NODE_HAS_ANOTHER_SHAPE)
    assert refusal(json.dumps(HEAD).encode()) == (NhsaRefusal.NODE_IS_MISSING, "input")


def test_message_ids_have_at_most_thirty_characters_and_any_shape() -> None:
    assert read_request(spelled("2201", msgid="0af3" * 7 + "ab")).head.msgid == "0af3" * 7 + "ab"
    assert read_request(spelled("2201", msgid=7)).head.msgid == "7"
    assert refusal(spelled("2201", msgid="x" * 31)) == (NhsaRefusal.FIELD_IS_TOO_LONG, "msgid")
    assert messages.facts(spelled("2201", msgid="x" * 31)) == {
        "path": "msgid",
        "type": "C30",
        "length": 31,
        "limit": 30,
    }


def test_who_is_named_must_be_insured_somewhere() -> None:
    assert refusal(spelled("2201", insuplc_admdvs="")) == (NhsaRefusal.FIELD_IS_MISSING, "insuplc_admdvs")
    assert refusal(spelled("2201", insuplc_admdvs="33048")) == (
        NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE,
        "insuplc_admdvs",
    )


@pytest.mark.parametrize("name", [name for name in Head.__dataclass_fields__ if name in {
    "infno", "msgid", "mdtrtarea_admvs", "opter_type", "opter", "opter_name", "inf_time", "fixmedins_code",
    "fixmedins_name",
}])  # fmt: skip
def test_what_the_head_must_say(name: str) -> None:
    assert refusal(spelled("2201", **{name: None})) == (NhsaRefusal.FIELD_IS_MISSING, name)


@pytest.mark.parametrize("version", ["V1.0", "1.0", "1.0.0", 1.0])
def test_versions_are_written_in_three_ways(version: Any) -> None:
    assert read_request(spelled("2201", infver=version)).head.infver == str(version)


@pytest.mark.parametrize("receiver", ["YBXT", "MBS_LOCAL", "99", "01", "MK", "his", ""])
def test_the_receiver_is_free_text(receiver: str) -> None:
    assert read_request(spelled("2201", recer_sys_code=receiver)).head.recer_sys_code == receiver


def test_operators_are_of_three_kinds() -> None:
    assert read_request(spelled("2201", opter_type=2)).head.opter_type == "2"
    assert refusal(spelled("2201", opter_type="4")) == (NhsaRefusal.FIELD_IS_NOT_ON_THE_LIST, "opter_type")


def test_fields_of_other_provinces_are_read_and_unknown_ones_counted() -> None:
    request = read_request(spelled("2201", fixmedins_soft_fcty="软件", enc_type="", zzz=1, yyy={"a": [1]}))
    assert request.head.fixmedins_soft_fcty == "软件"
    assert (request.unknown.count, sorted(request.unknown.names)) == (2, ["yyy", "zzz"])


def test_unknown_fields_are_counted_by_their_path_and_only_the_first_are_named() -> None:
    put = {"data": REGISTRATION | {f"zz{number}": 1 for number in range(30)} | {"\ud800": 1}, "more": {}}
    found = registry.read(json.dumps(HEAD | {"input": put}).encode()).unknown
    assert found.count == 32
    assert len(found.names) == 10
    assert all(name.isascii() for name in found.names)
    assert "more" in found.names


@pytest.mark.parametrize(
    ("care", "insured", "region"),
    [
        ("310116", "330482", Region.CROSS),
        ("310116", "310115", Region.LOCAL),
        ("310116", "310000", Region.LOCAL),
        ("330482", "330499", Region.LOCAL),
        ("330482", "330400", Region.LOCAL),
        ("330482", "330105", Region.CROSS),
        ("131102", "130399", Region.CROSS),
        ("310116", "", Region.UNSTATED),
    ],
)
def test_a_message_crosses_where_pools_differ(care: str, insured: str, region: Region) -> None:
    head = replace(messages.head(), mdtrtarea_admvs=care, insuplc_admdvs=insured)
    assert head.region is region


@given(objects(Head), SPELLINGS)
def test_heads_are_written_so_that_they_read_again(head: Head, spelling: Spelling) -> None:
    request = read_request(write_request(head, '{"data":{"a":[1]}}', spelling))
    assert (request.head, request.input, request.unknown.count) == (head, {"data": {"a": [1]}}, 0)


@given(objects(ReplyHead), SPELLINGS)
def test_heads_of_replies_are_written_so_that_they_read_again(head: ReplyHead, spelling: Spelling) -> None:
    reply = read_reply(write_reply(head, '{"data":{"a":"乙"}}', spelling))
    assert (reply.head, reply.output, reply.unknown.count) == (head, {"data": {"a": "乙"}}, 0)


@pytest.mark.parametrize(("code", "succeeded"), [(0, True), ("0", True), (-1, False), ("-1", False), (-2, False),
                                                 (1, False), ("1", False), ("P001", False), ("00", False)])  # fmt: skip
def test_nothing_but_naught_is_success(code: Any, succeeded: bool) -> None:
    assert read_reply(json.dumps({"infcode": code, "output": None}).encode()).head.succeeded is succeeded


def test_a_failure_may_have_neither_number_nor_text_nor_output() -> None:
    reply = read_reply(b'{"infcode":-1,"inf_refmsgid":null,"err_msg":"","output":null}')
    assert (reply.head.succeeded, reply.head.inf_refmsgid, reply.head.err_msg) == (False, "", "")
    assert reply.output is None


def test_what_has_no_code_is_no_reply_and_the_outcome_is_unknown() -> None:
    with pytest.raises(Refused) as refused:
        read_reply('{"code":401,"message":"签名不一致"}'.encode())
    assert (refused.value.code, refused.value.facts["path"]) == (NhsaRefusal.FIELD_IS_MISSING, "infcode")


@pytest.mark.parametrize("times", [0, 1, 2])
def test_an_output_may_be_encoded_again_by_an_old_relay(times: int) -> None:
    head = envelope.reply_head(admdvs="330482", serial=1, received=AT, at=AT)
    data = write_reply(head, '{"data":{"mdtrt_id":"M1"}}', Spelling(encoded_times=times))
    assert outpatient.REGISTER.reply.read(read_reply(data).output) == outpatient.Registered(mdtrt_id="M1")


def test_our_replies_bear_a_number_and_two_times() -> None:
    at = Instant(datetime(2026, 3, 2, 16, 0, 1, 234567, tzinfo=UTC))
    head = envelope.reply_head(admdvs="330482", serial=42, received=AT, at=at)
    assert head.inf_refmsgid == "330482202603030000010000000042"
    assert (len(head.inf_refmsgid), head.refmsg_time, head.respond_time) == (
        30, "20260302093000000", "20260303000001234",
    )  # fmt: skip
    assert json.loads(write_reply(head))["infcode"] == 0
    assert json.loads(write_reply(head))["output"] is None


def test_our_refusals_fit_into_the_field_for_errors() -> None:
    head = envelope.reply_head(admdvs="330482", serial=1, received=AT, at=AT, error="错" * 300)
    assert (head.infcode, len(head.err_msg), head.err_msg[-1]) == ("-1", 200, "…")
    assert envelope.shortened("错" * 200) == "错" * 200


def test_message_ids_are_made_of_institution_time_and_sequence() -> None:
    assert envelope.msgid("H31011600001", AT, 10_007) == "H31011600001202603020930000007"
    assert len(envelope.msgid("H3", AT, 1)) == envelope.MSGID_LENGTH


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff\xfe", b"nothing", b'{"a":NaN}', b'{"a":-Infinity}', b"[" * 100_000, b"9" * 5000, b'"\\ud8"'],
)
def test_what_is_no_json_is_refused(data: bytes) -> None:
    assert refusal(data)[0] is NhsaRefusal.MESSAGE_IS_NOT_JSON


@pytest.mark.parametrize("data", [b"[]", b"7", b"null", b'"text"', b"[{},{}]"])
def test_json_that_is_no_envelope_is_refused(data: bytes) -> None:
    assert refusal(data) == (NhsaRefusal.NODE_HAS_ANOTHER_SHAPE, "message")


def test_a_mark_of_byte_order_is_passed_over() -> None:
    assert registry.read(b"\xef\xbb\xbf" + spelled("2201")).body == messages.body("2201")


def test_more_bytes_than_a_message_needs_are_not_read() -> None:
    data = b" " * (BYTES_MAX + 1)
    assert refusal(data)[0] is NhsaRefusal.MESSAGE_IS_TOO_LARGE
    assert messages.facts(data) == {"size": BYTES_MAX + 1, "limit": BYTES_MAX}


@pytest.mark.parametrize("number", ["9999", "220", "2201B", "<b>"])
def test_an_unknown_transaction_is_refused(number: str) -> None:
    assert refusal(spelled("2201", infno=number)) == (NhsaRefusal.TRANSACTION_IS_UNKNOWN, "infno")


@pytest.mark.parametrize("number", ["2203A", "2203a", "2206A", "2207A"])
def test_aliases_are_the_same_transaction(number: str) -> None:
    data = spelled(number[:4], infno=number)
    assert registry.read(data).transaction.infno == number[:4]
    assert registry.read(data).head.infno == number


def test_what_is_read_of_persons_is_silent_in_logs() -> None:
    message = registry.read(spelled("2201"))
    said = f"{message!r} {message.body!r} {message.head!r} {read_request(spelled('2201'))!r}"
    assert "P0001" not in said
    assert "330482ec0001" not in said
    assert "<Registration>" in said


def test_a_message_that_is_sent_again_in_another_dialect_is_the_same_one() -> None:
    first = registry.read(spelled("2207")).fingerprint
    texts = {name: str(value) for name, value in messages.INPUTS["2207"]["data"].items()} | {"zzz": 1}
    again = spelled("2207", json.dumps({"data": [texts]}), infno="2207A", inf_time="2026-03-02 09:31:00", opter="0008")
    assert registry.read(again).fingerprint == first
    assert len(first) == 64


@pytest.mark.parametrize(
    ("data", "head"),
    [
        ({"medfee_sumamt": "4.53"}, {}),
        ({"psn_no": "P0002"}, {}),
        ({"invono": "1"}, {}),
        ({}, {"fixmedins_code": "H31011600002"}),
        ({}, {"insuplc_admdvs": "330400"}),
    ],
)
def test_a_message_with_anything_else_is_another_one(data: dict[str, Any], head: dict[str, Any]) -> None:
    given = {"data": messages.INPUTS["2207"]["data"] | data}
    other = registry.read(spelled("2207", given, **head)).fingerprint
    assert other != registry.read(spelled("2207")).fingerprint


def test_a_sender_fills_its_heads() -> None:
    sender = Sender("H31011600001", "样例医院", "310116", "0007", "挂号窗口", sign_no="S1")
    head = sender.head("2201", insuplc_admdvs="330482", at=AT, sequence=1)
    assert (head.msgid, head.inf_time, head.region) == ("H31011600001202603020930000001", AT, Region.CROSS)
    text = outpatient.REGISTER.request.write(messages.body("2201"))
    assert registry.read(write_request(head, text)).head == head
    assert registry.read(write_request(head, text)).body == messages.body("2201")
    assert sender.head("2201", insuplc_admdvs="", at=AT, sequence=2).msgid != head.msgid


@given(st.integers(-(10**15), 10**15))
def test_a_stamp_is_the_moment_in_china_to_the_millisecond(microseconds: int) -> None:
    moment = Instant(AT + timedelta(microseconds=microseconds))
    local = moment.astimezone(CHINA)
    assert envelope.stamp(moment) == f"{local:%Y%m%d%H%M%S}{local.microsecond // 1000:03d}"


def test_the_head_of_a_reply_says_when_it_was_asked_and_when_it_answers() -> None:
    later = Instant(AT + timedelta(milliseconds=1_500))
    head = envelope.reply_head(admdvs="330482", serial=7, received=AT, at=later)
    assert (head.refmsg_time, head.respond_time) == (envelope.stamp(AT), envelope.stamp(later))
    assert head.inf_refmsgid == envelope.refmsgid("330482", later, 7) == f"330482{envelope.stamp(later)[:14]}0000000007"
    at_once = envelope.reply_head(admdvs="330482", serial=7, received=AT, at=AT, error="说")
    assert (at_once.refmsg_time, at_once.err_msg) == (at_once.respond_time, "说")
