"""One's own account: roles, password, second factor."""

import re
from datetime import date
from typing import Any

import pyotp
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from pilin.base import clock
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests.samples import an_id
from pilin.web.accounts import links
from pilin.web.models import FailedSignIn, OneTimeLink, SecondFactor
from pilin.web.models import OpenSession as Session
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import say
from pilin.web.sessions.store import SessionStore
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

SET_UP = "/account/second-factor/"
SECRET = re.compile(r'<code class="secret">([A-Z2-7 ]+)</code>')
SPARE = re.compile(r"<li><code>([A-Z2-7 ]+)</code></li>")


@pytest.fixture(autouse=True)
def _staff() -> None:
    samples.staff()


def secret_on(html: str) -> str:
    found = SECRET.search(html)
    assert found is not None
    return found[1].replace(" ", "")


def confirm(client: Client, code: str, password: str = samples.PASSWORD) -> str:
    return client.post(SET_UP, {"code": code, "password": password}).content.decode()


def raise_to_signer(account: str) -> None:
    wanted = rules.Appointment(account=account, office=an_id("desk"), right=Right.SIGN, starts=samples.LONG_AGO)
    organisations.appoint(appointments=[wanted], side=settings.NODE.node.code, by="wu", at=samples.an_instant(2026))


def test_the_page_says_who_one_is_and_which_roles_one_holds(django_assert_max_num_queries: Any) -> None:
    client = samples.browser("wu")
    with django_assert_max_num_queries(12):
        html = client.get("/account/").content.decode()
    assert samples.faults_of(html) == []
    words = samples.text_of(html)
    assert "吴芳" in words
    assert "desk 签署 2020-01-01 — ● 现任" in words


@pytest.mark.parametrize(
    ("starts", "ends", "word"),
    [
        ("2020-02-01", "2021-01-01", "✓ 已结束"),
        ("2999-01-01", None, "○ 未到任"),
        ("2020-02-01", "2999-01-01", "● 现任"),
    ],
)
def test_a_role_is_shown_with_its_days(starts: str, ends: str | None, word: str) -> None:
    days = {"starts": date.fromisoformat(starts), "ends": date.fromisoformat(ends) if ends else None}
    wanted = rules.Appointment(account="li", office=an_id("desk"), right=Right.READ, **days)  # type: ignore[arg-type]
    organisations.appoint(appointments=[wanted], side=settings.NODE.node.code, by="wu", at=samples.an_instant(2026))
    words = samples.text_of(samples.browser("li").get("/account/").content.decode())
    assert f"desk 查看 {starts} {ends or '—'} {word}" in words


def test_who_holds_no_role_still_has_his_page() -> None:
    html = samples.browser("hu").get("/account/").content.decode()
    assert "这里将列出岗位任命" in html
    assert samples.faults_of(html) == []


def test_a_script_in_a_name_stays_text() -> None:
    User.objects.filter(username="li").update(first_name="<script>alert(1)</script>")
    html = samples.browser("li").get("/account/").content.decode()
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_the_second_factor_is_set_up_by_a_code_and_its_spare_codes_are_shown_once() -> None:
    client = samples.browser("zhao")
    html = client.get(SET_UP).content.decode()
    assert samples.faults_of(html) == []
    assert html.count("<svg") == 1
    secret = secret_on(html)
    page = confirm(client, pyotp.TOTP(secret).at(clock.now()))
    assert samples.faults_of(page) == []
    assert len(set(SPARE.findall(page))) == 10
    assert "还剩 10 个备用码" in client.get("/account/").content.decode()
    assert secret_on(client.get(SET_UP).content.decode()) != secret


def test_a_wrong_code_is_said_at_its_field_and_the_secret_stays() -> None:
    client = samples.browser("zhao")
    secret = secret_on(client.get(SET_UP).content.decode())
    page = confirm(client, "000000")
    assert "这个验证码与页面上的密钥不相符" in page
    assert 'id="id_code_error"' in page
    assert secret_on(page) == secret
    assert not SecondFactor.objects.filter(user__username="zhao").exists()


def test_who_does_not_know_the_password_sets_nothing_up() -> None:
    client = samples.browser("zhao")
    secret = secret_on(client.get(SET_UP).content.decode())
    page = confirm(client, pyotp.TOTP(secret).at(clock.now()), "wrong")
    assert "现在的密码输得不对，因此没有保存" in page
    assert not SecondFactor.objects.filter(user__username="zhao").exists()


def test_the_secret_stands_nowhere_in_clear() -> None:
    client = samples.browser("zhao")
    secret = secret_on(client.get(SET_UP).content.decode())
    kept = " ".join(str(SessionStore().decode(session.session_data)) for session in Session.objects.all())
    assert "second_factor_draft" in kept
    assert secret not in kept


def test_setting_it_up_lets_one_sign_at_once_and_ends_the_other_sessions() -> None:
    raise_to_signer("zhao")
    here, elsewhere, other = samples.browser("zhao"), samples.browser("zhao"), samples.browser("li")
    assert "尚未设置" in here.get("/account/").content.decode()
    secret = secret_on(here.get(SET_UP).content.decode())
    before = here.session.session_key
    confirm(here, pyotp.TOTP(secret).at(clock.now()))
    assert here.session.session_key != before
    assert here.post(f"/documents/{'a' * 64}/", {"answer": "sign"}).status_code == 404  # it is looked for: he may sign
    assert elsewhere.get("/account/").status_code == 302
    assert other.get("/account/").status_code == 200


def test_a_second_factor_is_replaced_only_where_it_was_passed() -> None:
    thief = samples.browser("wu", second_factor=False)
    answer = thief.get(SET_UP)
    assert answer.status_code == 403
    assert "这次登录没有通过第二验证" in answer.content.decode()
    assert confirm(thief, "000000").count("<svg") == 0
    assert samples.browser("wu").get(SET_UP).status_code == 200


# Who signs in at another provider has no password here


def from_elsewhere() -> Client:
    """Return the browser of zhao, whose password is at a provider."""
    user = User.objects.get(username="zhao")
    user.set_unusable_password()
    user.save()
    return samples.browser("zhao")


def test_without_a_password_the_second_factor_is_set_up_soon_after_signing_in() -> None:
    client = from_elsewhere()
    html = client.get(SET_UP).content.decode()
    assert samples.faults_of(html) == []
    assert 'name="password"' not in html
    client.post(SET_UP, {"code": pyotp.TOTP(secret_on(html)).at(clock.now())})
    assert SecondFactor.objects.filter(user__username="zhao").exists()


def test_later_one_signs_in_again_first(monkeypatch: pytest.MonkeyPatch) -> None:
    client = from_elsewhere()
    secret = secret_on(client.get(SET_UP).content.decode())
    later = clock.after(clock.now(), seconds=601)
    monkeypatch.setattr(clock, "now", lambda: later)
    for answer in (client.get(SET_UP), client.post(SET_UP, {"code": pyotp.TOTP(secret).at(later)})):
        assert answer.status_code == 409
        said = say(WebRefusal.SIGN_IN_IS_NOT_FRESH.value, {"minutes": 10}).sentence
        assert said in samples.text_of(answer.content.decode())
    assert not SecondFactor.objects.filter(user__username="zhao").exists()


def change(client: Client, old: str, new: str, again: str) -> tuple[int, str]:
    answer = client.post("/account/password/", {"old": old, "new": new, "again": again})
    return answer.status_code, samples.text_of(answer.content.decode())


def test_the_password_is_changed_and_other_sessions_end() -> None:
    here, elsewhere = samples.browser("zhao"), samples.browser("zhao")
    assert samples.faults_of(here.get("/account/password/").content.decode()) == []
    new = "quite another phrase"
    assert change(here, samples.PASSWORD, new, new)[0] == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert User.objects.get(username="zhao").check_password(new)


def test_a_link_that_was_made_before_opens_no_more_after_its_owner_changed_the_password() -> None:
    links.make(User.objects.get(username="zhao"), purpose=links.RECOVERY, by="wu", at=clock.now())
    change(samples.browser("zhao"), "wrong", "quite another phrase", "quite another phrase")
    assert OneTimeLink.objects.count() == 1
    change(samples.browser("zhao"), samples.PASSWORD, "quite another phrase", "quite another phrase")
    assert OneTimeLink.objects.count() == 0


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", "quite another phrase", "quite another phrase", "现在的密码输得不对"),
        (samples.PASSWORD, "quite another phrase", "quite another", "两次输入的新密码不一样"),
        (samples.PASSWORD, "short", "short", "10"),
        (samples.PASSWORD, "1234567890123", "1234567890123", "数字"),
        (samples.PASSWORD, "", "", "必填"),
    ],
)
def test_a_password_that_does_not_do_changes_nothing(old: str, new: str, again: str, said: str) -> None:
    status, words = change(samples.browser("zhao"), old, new, again)
    assert status == 200
    assert said in words
    assert User.objects.get(username="zhao").check_password(samples.PASSWORD)


def test_guessing_the_old_password_is_counted_like_signing_in() -> None:
    client = samples.browser("zhao")
    for _ in range(5):
        change(client, "wrong", "quite another phrase", "quite another phrase")
    words = change(client, samples.PASSWORD, "quite another phrase", "quite another phrase")[1]
    assert "请过 15 分钟再试" in words
    assert FailedSignIn.objects.get().times == 5


@pytest.mark.parametrize("address", [SET_UP, "/account/password/"])
def test_a_forged_form_is_not_taken(address: str) -> None:
    assert samples.browser("zhao", csrf=True).post(address, {}).status_code == 403
