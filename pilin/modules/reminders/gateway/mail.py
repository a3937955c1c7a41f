"""Mail, by Django's backend over the server that the node's file names."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.reminders import actions, queries
from pilin.modules.reminders.gateway import texts
from pilin.modules.reminders.rules import wishes
from pilin.modules.reminders.rules.codes import ReminderRefusal


def send(message: actions.Sending, *, at: Instant) -> None:
    """Send a message to the address that its person has today, in his language.

    Raises NOBODY_IS_TO_BE_TOLD where he no longer wishes it or his address is no longer of our mail,
    MAIL_SERVER_REFUSED where trying again helps nobody, else MAIL_SERVER_IS_OUT_OF_REACH.
    """
    wish, node = queries.wish_of(message.account), settings.NODE
    is_weekly = message.round.startswith("week ")
    if not (wish.weekly if is_weekly else wish.by_mail) or node.mail is None:
        raise Refused(ReminderRefusal.NOBODY_IS_TO_BE_TOLD)
    wishes.check_address(wish.address, node.mail.domains.split())
    with translation.override(wish.language):
        subject = texts.subject(message.told, is_weekly=is_weekly)
        letter = EmailMessage(subject, texts.letter(message.told, at=at), node.mail.sender, [wish.address])
    # The same message bears the same id whenever it is sent: mail programs show it once.
    domain = node.mail.sender.rpartition("@")[2]
    letter.extra_headers["Message-ID"] = f"<reminder-{message.number}.{node.node.code}@{domain}>"
    letter.extra_headers["Auto-Submitted"] = "auto-generated"  # RFC 3834, 5: no machine answers it
    _hand_over(letter)


def _hand_over(letter: EmailMessage) -> None:
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(next((code for code, _ in error.recipients.values()), 0)) from None
    except smtplib.SMTPAuthenticationError as error:  # a password that an administrator mends: try again
        raise Refused(ReminderRefusal.MAIL_SERVER_IS_OUT_OF_REACH, reason=str(error.smtp_code)) from None
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code) from None
    except OSError as error:
        raise Refused(ReminderRefusal.MAIL_SERVER_IS_OUT_OF_REACH, reason=type(error).__name__) from None


def _refused(code: int) -> Refused:
    """Return what an answer of the server means: RFC 5321, 4.2.1: 4yz is for now, 5yz for good."""
    if code >= 500:
        return Refused(ReminderRefusal.MAIL_SERVER_REFUSED, reason=str(code))
    return Refused(ReminderRefusal.MAIL_SERVER_IS_OUT_OF_REACH, reason=str(code))
