"""Fields that no class knows: counted by hospital and transaction, told to the log now and then, never refused."""

import json
import logging
from typing import Any

import pytest

from pilin.modules.medical.gateway import dispatch, noticing
from pilin.modules.medical.gateway.noticing import Noticed
from pilin.modules.medical.tests.hospital import SECRET
from pilin.wire.nhsa import registry
from pilin.wire.nhsa.registry import Message
from pilin.wire.nhsa.transport import Caller, Credential, Dialect
from tests.wire.nhsa import messages

HOSPITAL = "H31011600001"
KEY = (HOSPITAL, "2201")


def spelled(infno: str = "2201", **more: Any) -> bytes:
    """Return a sound message with more fields in its node than it has."""
    said = json.loads(messages.spelled(infno))
    said["input"]["data"] |= more
    return json.dumps(said).encode()


def message(infno: str = "2201", **more: Any) -> Message:
    return registry.read(spelled(infno, **more))


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name == noticing.__name__]


def test_fields_are_counted_by_hospital_and_transaction(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    noticed = Noticed()
    for one in (message(), message(new_a="1"), message(new_a="1", new_b={"deep": 1}), message("2202", other="x")):
        noticed.note(one)
    assert noticed.messages == {KEY: 2, (HOSPITAL, "2202"): 1}
    assert noticed.fields == {KEY: 3, (HOSPITAL, "2202"): 1}
    assert told(caplog) == [
        f"{HOSPITAL} 2201: message 1 with fields that nobody knows: data.new_a",
        f"{HOSPITAL} 2202: message 1 with fields that nobody knows: data.other",
    ]


def test_the_log_is_told_at_each_power_of_ten(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    noticed, one = Noticed(), message(new_a="1")
    for _ in range(120):
        noticed.note(one)
    assert [line.split("message ")[1].split()[0] for line in told(caplog)] == ["1", "10", "100"]


def test_what_stood_there_is_not_told_and_a_name_that_is_a_number_of_a_person_is_masked(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    number = "11010519491231002X"
    Noticed().note(message(**{"secret_field": "张三", number: "1"}))
    (line,) = told(caplog)
    assert "secret_field" in line
    assert "张三" not in line
    assert number not in line


def test_so_many_kinds_are_counted_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noticing, "KEYS_MAX", 1)
    noticed = Noticed()
    for infno in ("2201", "2202", "2201"):
        noticed.note(message(infno, other="x"))
    assert noticed.messages == {KEY: 2}


def test_the_gateway_counts_what_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    noticed = Noticed()
    monkeypatch.setattr(dispatch, "NOTICED", noticed)
    caller = Caller(Credential(Dialect.API_KEY, "his", SECRET, frozenset({HOSPITAL})))
    dispatch.read(spelled(new_a="1"), caller)
    assert noticed.fields == {KEY: 1}
