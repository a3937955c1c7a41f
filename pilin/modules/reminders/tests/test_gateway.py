"""What goes out: letters over a socket, posts to robots, and what becomes of both when the other end says no."""

from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.test import override_settings

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.reminders import actions, gateway, queries
from pilin.modules.reminders.models import Message
from pilin.modules.reminders.rules.wishes import Wish
from pilin.modules.reminders.tests.conftest import Press
from pilin.modules.reminders.tests.receivers import Kept, mail_server, web_server

SMTP = "django.core.mail.backends.smtp.EmailBackend"
Robots = Callable[..., Any]


def wish(scene: Stage, account: str = "li", **members: Any) -> None:
    said = replace(Wish(account, by_mail=True, address=f"{account}@office.example"), **members)
    actions.choose(said, domains=["office.example"], at=scene.now)


def over(kept: Kept) -> Any:
    """Let Django's backend speak to a server of the tests."""
    members = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": kept.port, "EMAIL_USE_SSL": False, "EMAIL_USE_TLS": False}
    return override_settings(EMAIL_BACKEND=SMTP, **members)


def read(letter: bytes) -> EmailMessage:
    return message_from_bytes(letter, policy=policy.default)


def troubles() -> list[tuple[str, bool]]:
    return [(one.code, one.is_given_up) for one in queries.troubled()]


def test_a_letter_says_what_it_may_and_nothing_else(scene: Stage, press: Press, mailing: Any) -> None:
    wish(scene)
    matter = press("水质\n会商", days=-1)
    press("汛期会商", days=0)
    with mail_server() as kept, over(kept):
        assert gateway.remind(at=scene.now) == 1
    letter = read(kept.letters[0])
    body = letter.get_content()
    assert (letter["From"], letter["To"]) == ("pilin@office.example", "li@office.example")
    assert letter["Subject"].strip() == "平湖市提醒：超期 1、今日到期 1"
    assert "· 水质 会商（信访事项（样例））\n  轮到：平湖市｜截止：" in body.replace("\r\n", "\n")
    assert f"https://pages.example/matters/{matter}/" in body
    assert "https://pages.example/reminders/settings/" in body
    assert body.index("超期") < body.index("今日到期")


def test_a_letter_speaks_its_readers_language(scene: Stage, press: Press, mailing: Any) -> None:
    wish(scene, language="en")
    press("水质会商", days=-1)
    gateway.remind(at=scene.now)
    (letter,) = mail.outbox
    assert letter.subject == "平湖市 reminder: Late 1"
    assert "Turn of: 平湖市 | Ends: " in str(letter.body)


def test_the_same_letter_bears_the_same_id(scene: Stage, press: Press, mailing: Any) -> None:
    wish(scene)
    press()
    gateway.remind(at=scene.now)
    Message.objects.update(sent_at=None)  # as if we had crashed before we noted it
    gateway.remind(at=clock.after(scene.now, seconds=700))
    first, second = (letter.extra_headers["Message-ID"] for letter in mail.outbox)
    assert first == second
    assert first.endswith(".330482@office.example>")


def test_nothing_goes_out_twice(scene: Stage, press: Press, mailing: Any) -> None:
    wish(scene)
    press()
    assert [gateway.remind(at=clock.after(scene.now, seconds=n * 60)) for n in range(5)] == [1, 0, 0, 0, 0]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("450 later", ("mail_server_is_out_of_reach", False)), ("550 nobody", ("mail_server_refused", True))],
)
def test_a_no_of_the_mail_server_is_noted(
    scene: Stage, press: Press, mailing: Any, answer: str, expected: tuple[str, bool]
) -> None:
    wish(scene)
    press()
    with mail_server() as kept, over(kept):
        kept.recipient = answer
        assert gateway.remind(at=scene.now) == 0
        assert troubles() == [expected]
        kept.recipient = "250 ok"
        (one,) = queries.troubled()
        actions.send_on(number=one.number, at=scene.now)
        assert gateway.remind(at=scene.now) == 1
    assert (len(kept.letters), troubles()) == (1, [])


def test_a_mail_server_that_is_not_there_is_tried_again(scene: Stage, press: Press, mailing: Any) -> None:
    wish(scene)
    wish(scene, "zhao")
    press()
    with mail_server() as kept:
        gone = kept
    with over(gone):
        gateway.remind(at=scene.now)
        assert troubles() == [("mail_server_is_out_of_reach", False)] * 2
    assert gateway.remind(at=clock.after(scene.now, seconds=61)) == 2
    assert len(mail.outbox) == 2


def test_who_no_longer_wishes_it_gets_no_letter_that_waited(scene: Stage, press: Press, mailing: Any) -> None:
    wish(scene)
    press()
    actions.collect(channels=["mail"], at=scene.now)
    wish(scene, by_mail=False)
    assert gateway.remind(at=scene.now) == 0
    assert (mail.outbox, troubles()) == ([], [("nobody_is_to_be_told", True)])


def test_a_mailbox_that_is_no_longer_ours_gets_no_letter(scene: Stage, press: Press, mailing: Any) -> None:
    wish(scene)
    press()
    actions.choose(Wish("li", by_mail=True, address="li@other.example"), domains=["other.example"], at=scene.now)
    gateway.remind(at=scene.now)
    assert (mail.outbox, troubles()) == ([], [("address_is_not_of_our_mail", True)])


def test_a_node_without_mail_and_robots_sends_nothing(scene: Stage, press: Press) -> None:
    wish(scene)
    press()
    assert gateway.channels() == []
    assert gateway.remind(at=scene.now) == 0
    assert queries.backlog() == 0


def test_robots_are_told_kinds_and_no_titles(scene: Stage, press: Press, robots: Robots) -> None:
    matter = press("某村某人的来信", days=-1)
    with web_server() as kept, robots(f"http://127.0.0.1:{kept.port}"):
        assert gateway.remind(at=scene.now) == 2
    said = {urlsplit(path).path: (parse_qs(urlsplit(path).query), body) for path, body in kept.posts}
    query, ding = said["/robot/send"]
    text = ding["markdown"]["text"]
    assert "某村某人" not in str(kept.posts)
    assert f"- 超期：[信访事项（样例）](https://pages.example/matters/{matter}/) 轮到：平湖市" in text
    assert query["timestamp"] == [str(int(Instant(scene.now).timestamp() * 1000))]
    assert said["/cgi-bin/webhook/send"][1]["markdown"]["content"] == text


def test_a_busy_robot_is_asked_again_and_a_no_is_for_good(scene: Stage, press: Press, robots: Robots) -> None:
    press()
    with web_server() as kept, robots(f"http://127.0.0.1:{kept.port}"):
        kept.status = 500
        gateway.remind(at=scene.now)
        assert troubles() == [("robot_is_out_of_reach", False)] * 2
        kept.status, kept.answer = 200, b'{"errcode": 310000}'
        gateway.remind(at=clock.after(scene.now, seconds=61))
        assert troubles() == [("robot_refused", True)] * 2


def test_no_secret_of_a_robot_is_kept(scene: Stage, press: Press, robots: Robots) -> None:
    press()
    with web_server() as kept:
        gone = f"http://127.0.0.1:{kept.port}"
    with robots(gone):
        gateway.remind(at=scene.now)
    found = queries.troubled()
    assert {one.code for one in found} == {"robot_is_out_of_reach"}
    assert not any("zqtoken" in str(one) or "zqkey" in str(one) for one in found)


def test_a_file_that_is_none_says_so(scene: Stage, press: Press, robots: Robots) -> None:
    press()
    with robots("http://elsewhere.example"):
        gateway.remind(at=scene.now)
    assert troubles() == [("robot_file_does_not_fit", True)] * 2
