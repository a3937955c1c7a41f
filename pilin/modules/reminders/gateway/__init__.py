"""Towards mail servers and robots: rounds are held, and what is due goes out, message by message.

A duty of the worker calls `remind` each minute. One message's trouble is noted with it, and the others go out.
"""

from django.conf import settings

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.reminders import actions
from pilin.modules.reminders.gateway import mail, robots
from pilin.modules.reminders.rules.wishes import MAIL


def channels() -> list[str]:
    """Return the ways out that this node's file opens; none where it says nothing."""
    node = settings.NODE
    held = {MAIL: node.mail, robots.DINGTALK: node.robots.dingtalk_file, robots.WECOM: node.robots.wecom_file}
    return [channel for channel, opened in held.items() if opened is not None]


def remind(*, at: Instant) -> int:
    """Hold the rounds that are due and send what is due; return how many messages went out."""
    opened = channels()
    actions.collect(channels=opened, at=at)
    return sum(_sent(message, at) for message in actions.claim(channels=opened, at=at))


def _sent(message: actions.Sending, at: Instant) -> bool:
    try:
        (mail.send if message.channel == MAIL else robots.send)(message, at=at)
    except Refused as refused:
        actions.failed(message, refused, at=at)
        return False
    actions.sent(message, at=at)
    return True
