"""How a mail server says no, each way, and what each is taken for; and what one fault leaves of its neighbours."""

import smtplib
import ssl
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings
from django.utils.module_loading import import_string

from pilin.base import clock
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.reminders import actions, gateway, queries
from pilin.modules.reminders.rules.wishes import Wish
from pilin.modules.reminders.tests.conftest import Press

STOPPED: list[Exception | None] = []


class Backend(BaseEmailBackend):
    """A backend that fails as it is told to, letter by letter, and takes what it is not told to refuse."""

    def send_messages(self, _messages: Any) -> int:
        if STOPPED and (error := STOPPED.pop(0)) is not None:
            raise error
        return 1


@pytest.fixture(autouse=True)
def _backend() -> Iterator[None]:
    with override_settings(EMAIL_BACKEND=f"{__name__}.Backend"):
        yield
    STOPPED.clear()


def wish(scene: Stage, *accounts: str) -> None:
    for account in accounts:
        said = Wish(account, by_mail=True, address=f"{account}@office.example")
        actions.choose(said, domains=["office.example"], at=scene.now)


LATER, NEVER = ("mail_server_is_out_of_reach", False), ("mail_server_refused", True)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (smtplib.SMTPRecipientsRefused({"li@office.example": (550, b"no such user")}), NEVER),
        (smtplib.SMTPRecipientsRefused({"li@office.example": (451, b"greylisted")}), LATER),
        (smtplib.SMTPRecipientsRefused({}), LATER),
        (smtplib.SMTPSenderRefused(553, b"not yours", "pilin@office.example"), NEVER),
        (smtplib.SMTPDataError(554, b"spam"), NEVER),
        (smtplib.SMTPDataError(452, b"disk full"), LATER),
        (smtplib.SMTPAuthenticationError(535, b"bad password"), LATER),
        (smtplib.SMTPConnectError(421, b"too many"), LATER),
        (smtplib.SMTPServerDisconnected("gone"), LATER),
        (smtplib.SMTPNotSupportedError("no TLS"), LATER),
        (ConnectionRefusedError(), LATER),
        (TimeoutError(), LATER),
        (ssl.SSLCertVerificationError("other name"), LATER),
    ],
)
def test_a_no_is_for_now_or_for_good(
    scene: Stage, press: Press, mailing: Any, error: Exception, expected: tuple[str, bool]
) -> None:
    wish(scene, "li")
    press()
    STOPPED.append(error)
    assert gateway.remind(at=scene.now) == 0
    assert [(one.code, one.is_given_up) for one in queries.troubled()] == [expected]


def test_no_text_of_a_server_is_kept(scene: Stage, press: Press, mailing: Any) -> None:
    wish(scene, "li")
    press()
    STOPPED.append(smtplib.SMTPDataError(452, b"li@office.example is over quota"))
    gateway.remind(at=scene.now)
    (found,) = queries.troubled()
    assert found.facts == {"reason": "452"}


def test_one_trouble_does_not_hold_up_the_others(scene: Stage, press: Press, mailing: Any) -> None:
    wish(scene, "li", "zhao", "wu")
    press()
    STOPPED.extend([None, TimeoutError(), None])
    assert gateway.remind(at=scene.now) == 2
    assert [one.account for one in queries.troubled()] == ["wu"]
    assert gateway.remind(at=clock.after(scene.now, seconds=60)) == 1
    assert queries.troubled() == []


def test_a_fault_of_ours_leaves_the_message_to_the_next_rounds(scene: Stage, press: Press, mailing: Any) -> None:
    wish(scene, "li", "zhao")
    press()
    STOPPED.append(RuntimeError("a bug"))
    with pytest.raises(RuntimeError):
        gateway.remind(at=scene.now)
    assert queries.backlog() == 2
    assert gateway.remind(at=clock.after(scene.now, seconds=660)) == 2
    assert queries.backlog() == 0


def test_so_many_go_out_in_a_round_and_the_rest_in_the_next(
    scene: Stage, press: Press, mailing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish(scene, "li", "zhao", "wu")
    press()
    claim = actions.claim
    monkeypatch.setattr(actions, "claim", lambda **members: claim(**members, limit=2))
    assert [gateway.remind(at=clock.after(scene.now, seconds=60 * n)) for n in range(3)] == [2, 1, 0]


def test_the_worker_reminds() -> None:
    (duty,) = apps.get_app_config("reminders").duties  # type: ignore[attr-defined]
    assert import_string(duty) is gateway.remind
