"""Signing in by two steps: the password alone opens nothing where an account has a second factor."""

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.web import entering, guard, strongbox
from pilin.web.refusals import WebRefusal
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

CODE = "/sign-in/code/"


@pytest.fixture(autouse=True)
def _staff() -> None:
    samples.staff()


@pytest.fixture
def half() -> Client:
    """Return a browser in which wu has given her password."""
    client = Client()
    answer = client.post("/sign-in/", {"account": "wu", "password": samples.PASSWORD, "next": "/diagnostics/"})
    assert answer.headers["Location"] == CODE
    return client


def send(client: Client, code: str) -> tuple[str, str]:
    """Send a code; return where it leads and the words of the page."""
    answer = client.post(CODE, {"code": code})
    return answer.headers.get("Location", ""), samples.text_of(answer.content.decode())


def test_the_password_alone_opens_no_page(half: Client) -> None:
    assert half.get("/diagnostics/").status_code == 302
    html = half.get(CODE).content.decode()
    assert samples.faults_of(html) == []
    assert 'autocomplete="one-time-code"' in html
    assert "吴芳" not in html


def test_the_code_opens_the_page_that_was_wanted_and_counts_as_the_second_factor(half: Client) -> None:
    assert send(half, samples.code("wu"))[0] == "/diagnostics/"
    assert "这次登录没有通过第二验证" not in half.get("/account/").content.decode()
    assert entering.HALF not in half.session


def test_a_code_used_twice_opens_once() -> None:
    code, doors = samples.code("wu"), []
    for _ in range(2):
        client = Client()
        client.post("/sign-in/", {"account": "wu", "password": samples.PASSWORD})
        doors.append(send(client, code))
    assert doors[0][0] == "/"
    assert doors[1][0] == ""
    assert "已经用过，因此没有登录" in doors[1][1]
    assert "code_does_not_fit" not in doors[1][1]


def test_five_wrong_codes_close_it_for_a_while(half: Client) -> None:
    said = [send(half, "000000")[1] for _ in range(guard.ATTEMPTS_MAX)]
    assert "还可以试 4 次" in said[0]
    where, words = send(half, samples.code("wu"))
    assert (where, "请过 15 分钟再试" in words) == ("", True)


def test_without_the_password_there_is_nothing_to_confirm() -> None:
    for answer in (Client().get(CODE), Client().post(CODE, {"code": samples.code("wu")})):
        assert answer.headers["Location"] == "/sign-in/"


def test_nobody_is_half_signed_in_without_having_begun(rf: RequestFactory) -> None:
    request = rf.get(CODE)
    request.session = Client().session
    with pytest.raises(Refused) as refused:
        entering.half(request, at=clock.now())
    assert refused.value.code is WebRefusal.SIGN_IN_MUST_BEGIN_AGAIN


def begins_again(client: Client) -> bool:
    """Tell whether the right code leads back to the password, with the reason."""
    answer = client.post(CODE, {"code": samples.code("wu")}, follow=True)
    return "因此没有登录。请重新输入账号和密码" in answer.content.decode()


def test_after_ten_minutes_one_begins_again(half: Client) -> None:
    session = half.session
    kept = session[entering.HALF]
    session[entering.HALF] = kept | {"until": clock.write(clock.now())}
    session.save()
    assert begins_again(half)


def test_who_is_locked_or_given_another_password_meanwhile_begins_again(half: Client) -> None:
    User.objects.filter(username="wu").update(is_active=False)
    assert begins_again(half)
    user = User.objects.get(username="wu")
    user.is_active = True
    user.set_password("another pass phrase")
    user.save()
    assert begins_again(half)


def test_a_session_begins_anew_at_each_step() -> None:
    client = Client()
    client.get("/sign-in/")
    keys = [client.session.session_key]
    client.post("/sign-in/", {"account": "wu", "password": samples.PASSWORD})
    keys.append(client.session.session_key)
    send(client, samples.code("wu"))
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3


def test_signing_in_as_another_leaves_nothing_of_the_first(half: Client) -> None:
    send(half, samples.code("wu"))
    half.post("/sign-in/", {"account": "li", "password": samples.PASSWORD})
    assert "second_factor" not in half.session
    assert "李明" in half.get("/account/").content.decode()


def test_a_lost_key_file_is_said_in_words(half: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strongbox, "_key", lambda: bytes(32))
    where, words = send(half, samples.code("wu"))
    assert where == ""
    assert "密钥文件已换或已丢失" in words


def test_a_forged_form_is_not_taken(half: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = half.cookies
    assert strict.post(CODE, {"code": samples.code("wu")}).status_code == 403
