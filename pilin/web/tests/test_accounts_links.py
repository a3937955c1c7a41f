"""One-time links: opened by whoever holds one, once, for three days, and never again."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pilin.base import clock
from pilin.base.clock import after
from pilin.base.refusal import Refused
from pilin.web import codes, factors, guard
from pilin.web.accounts import links
from pilin.web.models import AccessRecord, OneTimeLink, Recovery
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import say
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

NEW = "quite another phrase"
DAYS = 24 * 3600


@pytest.fixture(autouse=True)
def _staff() -> None:
    samples.staff()


def user(account: str) -> User:
    return User.objects.get(username=account)


WORD = "ABCDEFGHABCDEFGH"


def recovery(account: str) -> Recovery:
    at = clock.now()
    digest, ends = codes.digest(WORD), after(at, seconds=3 * DAYS)
    return Recovery.objects.create(id=account, user=user(account), asked_at=at, expires_at=ends, word_digest=digest)


def made(account: str = "hu", purpose: str = links.INVITATION) -> str:
    """Return the path of a new link."""
    approved = recovery(account) if purpose == links.RECOVERY else None
    address = links.make(user(account), purpose=purpose, by="wu", at=clock.now(), recovery=approved)
    assert address.startswith("https://pages.example/one-time/")
    return address.removeprefix("https://pages.example")


def token(path: str) -> str:
    return path.split("/")[2]


def send(path: str, new: str = NEW, again: str = NEW, word: str = WORD) -> tuple[int, str]:
    answer = Client().post(path, {"new": new, "again": again, "word": word}, follow=True)
    return answer.status_code, samples.text_of(answer.content.decode())


def does_not_open(path: str) -> bool:
    answer = Client().get(path)
    said = samples.text_of(answer.content.decode())
    return answer.status_code == 404 and "因此不能用来设密码" in said and not user("hu").check_password(NEW)


def test_the_page_asks_for_a_password_and_says_for_whom() -> None:
    html = Client().get(made()).content.decode()
    assert samples.faults_of(html) == []
    assert "为账号 hu 设密码" in samples.text_of(html)
    assert "no-store" in Client().get(made()).headers["Cache-Control"]


def test_the_owner_sets_a_password_and_signs_in_with_it() -> None:
    status, words = send(made())
    assert (status, "密码已设好" in words) == (200, True)
    answer = Client().post("/sign-in/", {"account": "hu", "password": NEW})
    assert answer.status_code == 302
    assert AccessRecord.objects.filter(event="invitation_taken", account="hu").count() == 1


def test_a_link_is_used_once() -> None:
    path = made()
    send(path)
    user_ = user("hu")
    user_.set_password(samples.PASSWORD)
    user_.save()
    assert does_not_open(path)
    assert send(path)[0] == 404
    assert user("hu").check_password(samples.PASSWORD)


def test_two_who_use_it_at_the_same_moment_are_one() -> None:
    path = made()
    links.take(token(path), NEW, client="", at=clock.now())
    with pytest.raises(Refused) as refused:
        links.take(token(path), "a third phrase here", client="", at=clock.now())
    assert refused.value.code is WebRefusal.LINK_DOES_NOT_OPEN
    assert user("hu").check_password(NEW)


def test_a_link_is_too_old_after_three_days() -> None:
    path = made()
    at = clock.now()
    assert links.found(token(path), at=after(at, seconds=3 * DAYS - 60)).user == user("hu")
    OneTimeLink.objects.update(made_at=after(at, seconds=-4 * DAYS), expires_at=after(at, seconds=-DAYS))
    assert does_not_open(path)


def test_a_newer_link_replaces_the_older() -> None:
    first, second = made(), made()
    assert does_not_open(first)
    assert Client().get(second).status_code == 200


def test_a_link_of_a_locked_account_does_not_open() -> None:
    path = made()
    User.objects.filter(username="hu").update(is_active=False)
    assert does_not_open(path)


@pytest.mark.parametrize("path", [f"/one-time/{'a' * 43}/", "/one-time/" + "b" * 20 + "/"])
def test_a_guessed_link_does_not_open(path: str) -> None:
    made()
    assert does_not_open(path)


def test_of_the_token_only_a_digest_is_kept() -> None:
    path = made()
    row = OneTimeLink.objects.values().get()
    assert token(path) not in str(row)
    assert re.fullmatch("[0-9a-f]{64}", row["digest"])


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [("short", "short", "10"), (NEW, "other", "两次输入的新密码不一样"), ("", "", "必填"), ("hu", "hu", "10")],
)
def test_a_bad_password_is_said_and_the_link_still_opens(new: str, again: str, said: str) -> None:
    path = made()
    status, words = send(path, new, again)
    assert status == 200
    assert said in words
    assert send(path)[0] == 200


def test_the_end_of_a_recovery_takes_the_second_factor_and_all_sessions_with_the_password() -> None:
    here = samples.browser("wu")
    path = made("wu", links.RECOVERY)
    assert factors.has(user("wu"))
    assert here.get("/account/").status_code == 200
    assert "原来的密码、第二验证和备用码从此无效" in Client().get(path).content.decode()
    send(path)
    assert not factors.has(user("wu"))
    assert here.get("/account/").status_code == 302
    assert user("wu").check_password(NEW)
    assert AccessRecord.objects.filter(event="recovery_done", account="wu").exists()


def test_an_invitation_leaves_a_second_factor_alone() -> None:
    send(made("wu"))
    assert factors.has(user("wu"))


def test_the_end_of_a_recovery_opens_a_door_that_guessing_closed() -> None:
    for _ in range(guard.ATTEMPTS_MAX):
        Client().post("/sign-in/", {"account": "li", "password": "wrong"})
    send(made("li", links.RECOVERY))
    assert Client().post("/sign-in/", {"account": "li", "password": NEW}).status_code == 302


def test_a_forged_form_sets_no_password() -> None:
    path = made()
    answer = Client(enforce_csrf_checks=True).post(path, {"new": NEW, "again": NEW})
    assert answer.status_code == 403
    assert not user("hu").check_password(NEW)


# The word of a recovery


def sentence(code: WebRefusal, **facts: object) -> str:
    return say(code.value, facts).sentence


@pytest.mark.parametrize("word", ["", "ABCDEFGHABCDEFG2", "x" * 40])
def test_a_link_of_a_recovery_opens_nothing_without_its_word(word: str) -> None:
    path = made("wu", links.RECOVERY)
    status, words = send(path, word=word)
    assert status == 200
    assert ("必填" if not word else sentence(WebRefusal.WORD_DOES_NOT_FIT, left=4)) in words
    assert factors.has(user("wu"))
    assert user("wu").check_password(samples.PASSWORD)
    assert OneTimeLink.objects.get().used_at is None


def test_the_word_may_be_typed_as_it_was_read_aloud() -> None:
    send(made("wu", links.RECOVERY), word=" abcd efgh abcd-efgh ")
    assert user("wu").check_password(NEW)


def test_a_word_is_not_guessed() -> None:
    path = made("wu", links.RECOVERY)
    for _ in range(guard.ATTEMPTS_MAX):
        send(path, word="2" * 16)
    assert sentence(WebRefusal.SIGN_IN_IS_LOCKED, minutes=15) in send(path)[1]
    assert user("wu").check_password(samples.PASSWORD)


def test_a_recovery_that_was_asked_for_before_there_were_words_is_asked_for_anew() -> None:
    path = made("wu", links.RECOVERY)
    Recovery.objects.update(word_digest="")
    assert sentence(WebRefusal.WORD_DOES_NOT_FIT, left=4) in send(path, word="2" * 16)[1]


def test_an_invitation_asks_for_no_word() -> None:
    assert 'name="word"' not in Client().get(made()).content.decode()
    assert send(made(), word="")[0] == 200
