"""Robots of groups: one post a message, to an address that no log and no database ever holds."""

from pathlib import Path

import requests
from django.conf import settings
from django.utils import translation

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.reminders import actions
from pilin.modules.reminders.gateway import texts
from pilin.modules.reminders.rules import robots
from pilin.modules.reminders.rules.codes import ReminderRefusal
from pilin.modules.reminders.rules.robots import Robot
from pilin.modules.reminders.rules.wishes import DINGTALK, WECOM

__all__ = ["DINGTALK", "WECOM", "send"]

TIMEOUT_SECONDS = 10
ANSWER_BYTES_MAX = 64 * 1024


def send(message: actions.Sending, *, at: Instant) -> None:
    """Send a message to the group of a robot, in the node's language.

    Raises ROBOT_FILE_DOES_NOT_FIT, ROBOT_IS_OUT_OF_REACH, ROBOT_REFUSED. No refusal bears the address: it is a secret.
    """
    robot = _robot(message.channel)
    with translation.override(settings.LANGUAGE_CODE):
        title = texts.subject(message.told, is_weekly=False)
        said = robots.body(message.channel, title=title, text=texts.markdown(message.told, at=at))
    try:
        answer = requests.post(
            robots.signed(robot, at), json=said, timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True
        )
        with answer:
            told = answer.raw.read(ANSWER_BYTES_MAX, decode_content=True)
    except (requests.RequestException, OSError) as error:
        reason = type(error).__name__  # its text would hold the address
        raise Refused(ReminderRefusal.ROBOT_IS_OUT_OF_REACH, channel=message.channel, reason=reason) from None
    robots.check_answer(message.channel, answer.status_code, told)


def _robot(channel: str) -> Robot:
    held = settings.NODE.robots
    file: Path | None = held.dingtalk_file if channel == DINGTALK else held.wecom_file
    try:
        text = file.read_text(encoding="utf-8") if file else ""
    except (OSError, UnicodeDecodeError):
        text = ""
    return robots.read(channel, text)
