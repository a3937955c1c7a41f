"""What robots of groups take: their addresses, the signature, the forms, and what their answers mean."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.reminders.rules import robots
from pilin.modules.reminders.rules.codes import ReminderRefusal
from pilin.modules.reminders.rules.robots import FORMS, Robot

AT = Instant(datetime(2026, 3, 4, 1, 2, 3, 456000, tzinfo=UTC))
DING = "https://oapi.dingtalk.com/robot/send?access_token=zq"
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=zq"


def test_the_table_says_how_well_each_fact_is_supported() -> None:
    assert {form.standing for form in FORMS.values()} == {"unverified"}
    assert {*FORMS} == {"dingtalk", "wecom"}
    assert all(form.address.startswith("https://") and form.read_at for form in FORMS.values())


@pytest.mark.parametrize(
    ("channel", "text", "key"),
    [
        ("dingtalk", f"{DING}\nSECabc\n", "SECabc"),
        ("dingtalk", DING, ""),
        ("wecom", f"\n  {WECOM}  \n", ""),
        ("wecom", "http://127.0.0.1:9/cgi-bin/webhook/send?key=zq", ""),
    ],
)
def test_a_file_holds_an_address_and_a_key(channel: str, text: str, key: str) -> None:
    robot = robots.read(channel, text)
    assert (robot.address, robot.key) == (text.strip().splitlines()[0].strip(), key)
    assert "zq" not in repr(robot)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "zq",
        "http://oapi.dingtalk.com/robot/send?access_token=zq",
        WECOM,
        f"{DING}\na\nb",
        "https:///x?access_token=z",
    ],
)
def test_any_other_file_is_none(text: str) -> None:
    with pytest.raises(Refused) as refused:
        robots.read("dingtalk", text)
    assert refused.value.code is ReminderRefusal.ROBOT_FILE_DOES_NOT_FIT
    assert "zq" not in str(refused.value.facts)


def test_a_key_signs_the_instant() -> None:
    query = parse_qs(urlsplit(robots.signed(Robot("dingtalk", DING, "SECabc"), AT)).query)
    (instant,), (sign,) = query["timestamp"], query["sign"]
    assert instant == "1772586123456"
    expected = hmac.new(b"SECabc", b"1772586123456\nSECabc", hashlib.sha256).digest()
    assert base64.b64decode(sign) == expected
    assert query["access_token"] == ["zq"]


@pytest.mark.parametrize("robot", [Robot("dingtalk", DING), Robot("wecom", WECOM, "SECabc")])
def test_without_a_key_or_at_wecom_nothing_is_signed(robot: Robot) -> None:
    assert robots.signed(robot, AT) == robot.address


def test_each_robot_has_its_form() -> None:
    assert robots.body("dingtalk", title="提醒", text="- 一") == {
        "msgtype": "markdown",
        "markdown": {"title": "提醒", "text": "- 一"},
    }
    assert robots.body("wecom", title="提醒", text="- 一") == {"msgtype": "markdown", "markdown": {"content": "- 一"}}


def test_a_long_text_is_cut_at_a_line() -> None:
    text = "\n".join(f"- 第 {n} 项" for n in range(1000))
    kept = robots.body("wecom", title="", text=text)["markdown"]["content"]
    assert len(kept.encode()) <= FORMS["wecom"].bytes_max
    *lines, last = kept.split("\n")
    assert last == "…"
    assert text.startswith("\n".join(lines) + "\n")


def test_a_first_line_that_is_too_long_leaves_nothing_but_the_mark() -> None:
    assert robots.body("wecom", title="", text="字" * 5000)["markdown"]["content"] == "…"


@pytest.mark.parametrize("channel", ["dingtalk", "wecom"])
def test_no_error_is_done(channel: str) -> None:
    robots.check_answer(channel, 200, b'{"errcode": 0, "errmsg": "ok"}')


@pytest.mark.parametrize(
    ("channel", "status", "answer"),
    [
        ("dingtalk", 429, b""),
        ("wecom", 502, b"<html>"),
        ("dingtalk", 200, b'{"errcode": 130101}'),
        ("wecom", 200, b'{"errcode": 45009}'),
        ("wecom", 200, b'{"errcode": -1}'),
    ],
)
def test_a_busy_robot_is_asked_again(channel: str, status: int, answer: bytes) -> None:
    with pytest.raises(Refused) as refused:
        robots.check_answer(channel, status, answer)
    assert refused.value.code is ReminderRefusal.ROBOT_IS_OUT_OF_REACH


@pytest.mark.parametrize(
    "answer", [b"", b"[]", b"null", b'{"errcode": 310000}', b'{"errcode": "x"}', b"\xff", json.dumps({}).encode()]
)
def test_any_other_answer_is_for_good(answer: bytes) -> None:
    with pytest.raises(Refused) as refused:
        robots.check_answer("dingtalk", 200, answer)
    assert refused.value.code is ReminderRefusal.ROBOT_REFUSED
