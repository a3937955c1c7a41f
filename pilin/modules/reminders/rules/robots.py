"""Robots of groups in DingTalk and WeCom: what is sent, signed how, and what their answers mean.

All facts stand in `reference/robots.yaml`, each with where it was read; a deployment of its own (政务钉钉, 政务微信)
has another address and the same forms.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from pilin.base import refdata
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.reminders.rules.codes import ReminderRefusal
from pilin.modules.reminders.rules.wishes import DINGTALK

_TABLE = Path(__file__).parents[1] / "reference" / "robots.yaml"
_LOCAL = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Form:
    """What one sort of robot takes: `secret_in` names the part of its address that holds its secret."""

    channel: str
    name: Mapping[str, str]
    address: str
    secret_in: str
    bytes_max: int
    per_minute_max: int
    is_signed: bool
    standing: str
    read_at: str


FORMS = {form.channel: form for form in refdata.load(_TABLE).rows("robots", Form)}


@dataclass(frozen=True)
class Robot:
    """One robot: its address with its secret, and the key with which what is sent to it is signed."""

    channel: str
    address: str
    key: str = ""

    def __repr__(self) -> str:
        """Return it without its secrets: it may stand in a log."""
        return f"Robot({self.channel})"


def read(channel: str, text: str) -> Robot:
    """Return the robot of a file: the address in its first line, the key in its second. Raises ROBOT_FILE_DOES_NOT_FIT.

    The address is one of https; plain http leads to this machine only, where a proxy may stand.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    address = lines[0] if lines else ""
    parts, form = urlsplit(address), FORMS[channel]
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    if not (is_safe and parts.hostname and parse_qs(parts.query).get(form.secret_in)) or len(lines) > 2:
        raise Refused(ReminderRefusal.ROBOT_FILE_DOES_NOT_FIT, channel=channel, secret_in=form.secret_in)
    return Robot(channel, address, lines[1] if len(lines) == 2 else "")


def signed(robot: Robot, at: Instant) -> str:
    """Return where to send to: for a DingTalk robot with a key, with instant and signature.

    DingTalk, 自定义机器人安全设置, 加签: HMAC-SHA256 over the instant in milliseconds, a line break and the key, under
    the key; in Base64, escaped for an address. WeCom signs nothing: its address is its secret.
    """
    if not robot.key or not FORMS[robot.channel].is_signed:
        return robot.address
    instant = str(int(at.timestamp() * 1000))
    code = hmac.new(robot.key.encode(), f"{instant}\n{robot.key}".encode(), hashlib.sha256).digest()
    parts = urlsplit(robot.address)
    more = urlencode({"timestamp": instant, "sign": base64.b64encode(code).decode()})
    return urlunsplit(parts._replace(query=f"{parts.query}&{more}"))


def body(channel: str, *, title: str, text: str) -> dict[str, Any]:
    """Return what is sent: a text of Markdown, cut at a line where it is longer than the robot takes."""
    kept = _cut(text, FORMS[channel].bytes_max)
    said = {"title": title, "text": kept} if channel == DINGTALK else {"content": kept}
    return {"msgtype": "markdown", "markdown": said}


def _cut(text: str, bytes_max: int) -> str:
    lines: list[str] = []
    for line in text.split("\n"):
        if len("\n".join([*lines, line, "…"]).encode()) > bytes_max:
            return "\n".join([*lines, "…"])
        lines.append(line)
    return text


def check_answer(channel: str, status: int, answer: bytes) -> None:
    """Take an answer for done, or raise ROBOT_IS_OUT_OF_REACH (to be tried again) or ROBOT_REFUSED (for good).

    Both robots answer 200 with an `errcode` of 0 where all is well; -1 (system busy) and too many messages a minute
    are tried again.
    """
    if status == 429 or status >= 500:
        raise Refused(ReminderRefusal.ROBOT_IS_OUT_OF_REACH, channel=channel, reason=str(status))
    try:
        said = json.loads(answer)
        code = int(said["errcode"])
    except (ValueError, KeyError, TypeError):
        raise Refused(ReminderRefusal.ROBOT_REFUSED, channel=channel, reason=f"{status}") from None
    if code in _BUSY[channel]:
        raise Refused(ReminderRefusal.ROBOT_IS_OUT_OF_REACH, channel=channel, reason=str(code))
    if code != 0:
        raise Refused(ReminderRefusal.ROBOT_REFUSED, channel=channel, reason=str(code))


@dataclass(frozen=True)
class _Busy:
    """Codes of answers after which the same message may go out later."""

    channel: str
    codes: list[int]


_BUSY = {row.channel: row.codes for row in refdata.load(_TABLE).rows("busy", _Busy)}
