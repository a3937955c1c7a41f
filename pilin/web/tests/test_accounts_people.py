"""People of our side: invited, appointed, dismissed, locked and unlocked, each by who may."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pilin.base import clock
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import queries, rules
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests.samples import an_id
from pilin.web.accounts import links
from pilin.web.models import AccessRecord, AccountLock, OneTimeLink
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import say
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

DESK = an_id("desk")
LINK = re.compile(r'value="https://pages\.example(/one-time/[A-Za-z0-9_-]+/)"')
NEW = {"name": "陈晨", "account": "chen", "office": DESK, "right": "read", "starts": "2026-01-01", "ends": ""}


@pytest.fixture(autouse=True)
def _staff() -> None:
    samples.staff()


def number(account: str) -> int:
    return User.objects.get(username=account).pk


def today() -> date:
    return clock.day_of(clock.now())


def post(by: str, path: str, form: dict[str, Any] | None = None, *, second_factor: bool = True) -> str:
    """Send a form as somebody and return the words of the page that follows."""
    client = samples.browser(by, second_factor=second_factor)
    return samples.text_of(client.post(path, form or {}, follow=True).content.decode())


def about(by: str, account: str, verb: str, form: dict[str, Any] | None = None, *, second_factor: bool = True) -> str:
    return post(by, f"/people/{number(account)}/{verb}/", form, second_factor=second_factor)


def role_form(right: str, **members: str) -> dict[str, Any]:
    return {"office": DESK, "right": right, "starts": str(today()), "ends": "", **members}


def rights(account: str) -> list[Right]:
    return [role.right for role in queries.roles(account=account, day=today())]


def invite(by: str = "wu", **members: str) -> tuple[str, str]:
    """Send an invitation; return the page and the path of the link on it, if there is one."""
    page = samples.browser(by).post("/people/invite/", NEW | members).content.decode()
    found = LINK.search(page)
    return page, found[1] if found else ""


# The pages


def test_the_list_says_who_holds_what_until_when_and_how_the_account_stands() -> None:
    User.objects.filter(username="li").update(is_active=False)
    html = samples.browser("wu").get("/people/").content.decode()
    assert samples.faults_of(html) == []
    words = samples.text_of(html)
    assert "李明 li bureau · desk 查看 无止期 ■ 已锁定 ○ 未设置" in words
    assert "吴芳 wu bureau · desk 签署 无止期 ● 在用 ● 已设置" in words
    assert '<a href="/people/" aria-current="page">人员</a>' in html


def test_a_signer_without_second_factor_is_named_as_such() -> None:
    about("wu", "zhao", "appoint", role_form("sign"))
    assert "▲ 未设置，不能签署" in samples.text_of(samples.browser("wu").get("/people/").content.decode())


@pytest.mark.parametrize("path", ["/people/", "/people/invite/", "/people/{li}/"])
def test_who_only_reads_sees_nobody(path: str) -> None:
    client = samples.browser("li")
    answer = client.get(path.format(li=number("li")))
    assert answer.status_code == 403
    assert ">人员</a>" not in client.get("/matters/").content.decode()


def test_pages_cost_few_queries_however_many_people(django_assert_max_num_queries: Any) -> None:
    client = samples.browser("wu")
    for count in range(12):
        invite(account=f"guest{count}", name=f"来宾{count}")
    for path in ("/people/", f"/people/{number('zhao')}/"):
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/people/{hu}/", "/people/0/", "/people/99999999999999999999/"])
def test_who_is_not_of_our_people_has_no_page(path: str) -> None:
    assert samples.browser("wu").get(path.format(hu=number("hu"))).status_code == 404


def test_a_script_in_a_name_stays_text() -> None:
    page, _ = invite(name="<script>alert(1)</script>")
    for html in (page, samples.browser("wu").get("/people/").content.decode(), about_page("chen")):
        assert "<script>" not in html
        assert "&lt;script&gt;alert(1)" in html


def about_page(account: str, by: str = "wu") -> str:
    html = samples.browser(by).get(f"/people/{number(account)}/").content.decode()
    assert samples.faults_of(html) == []
    return html


# Invitations


def test_an_invited_person_has_an_account_without_a_password_and_a_link_that_is_shown_once() -> None:
    page, path = invite()
    assert samples.faults_of(page) == []
    assert "请当面交给本人" in page
    assert not User.objects.get(username="chen").has_usable_password()
    assert rights("chen") == [Right.READ]
    assert path.split("/")[2] not in about_page("chen") + samples.browser("wu").get("/people/").content.decode()
    assert "○ 已邀请" in samples.text_of(about_page("chen"))


def test_the_invited_sets_a_password_and_is_in() -> None:
    _, path = invite()
    phrase = "a phrase of my own"
    Client().post(path, {"new": phrase, "again": phrase})
    client = Client()
    assert client.post("/sign-in/", {"account": "chen", "password": phrase}).status_code == 302
    assert "陈晨" in client.get("/account/").content.decode()
    assert "● 在用" in samples.text_of(about_page("chen"))


def test_an_invitation_that_ran_out_is_made_anew_and_the_older_opens_no_more() -> None:
    _, first = invite()
    OneTimeLink.objects.update(made_at=samples.an_instant(2020), expires_at=samples.an_instant(2021))
    assert "▲ 邀请已过期" in samples.text_of(about_page("chen"))
    page = samples.browser("wu").post(f"/people/{number('chen')}/invite/").content.decode()
    found = LINK.search(page)
    assert found is not None
    assert Client().get(first).status_code == 404
    assert Client().get(found[1]).status_code == 200


def test_who_has_a_password_is_not_invited_again() -> None:
    assert say(WebRefusal.ACCOUNT_HAS_A_PASSWORD).sentence in about("wu", "zhao", "invite")
    assert not OneTimeLink.objects.exists()


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"account": "zhao"}, "此登录名已属于另一人"),
        ({"account": "hu"}, "此登录名已属于另一人"),
        ({"account": "Chen"}, "账号只能用小写拉丁字母"),
        ({"account": "c<n"}, "账号只能用小写拉丁字母"),
        ({"name": ""}, "必填"),
        ({"name": "11010519491231002X"}, "号码"),
        ({"right": "rule"}, "rule"),
        ({"office": an_id("other")}, an_id("other")),
        ({"starts": "soon"}, "日期"),
        ({"ends": "2026-01-01"}, "止"),
    ],
)
def test_an_invitation_that_does_not_do_enters_nobody(members: dict[str, str], said: str) -> None:
    people, page = len(queries.people()), invite(**members)[0]
    assert said in samples.text_of(page)
    assert (len(queries.people()), User.objects.filter(username="chen").exists()) == (people, False)


# Roles


def test_who_acts_invites_to_read_and_act_and_not_to_sign() -> None:
    assert invite("zhao", right="act")[1]
    assert invite("zhao", account="sun", right="sign")[1] == ""
    assert not User.objects.filter(username="sun").exists()


def test_a_signer_raises_another_and_it_is_logged() -> None:
    assert "已任命" in about("wu", "zhao", "appoint", role_form("sign"))
    assert Right.SIGN in rights("zhao")
    (row,) = AccessRecord.objects.filter(event="role_given")
    assert (row.account, row.subject) == ("wu", "account/zhao")
    assert '"right":"sign"' in row.facts


def test_without_the_second_factor_nobody_is_raised_to_sign() -> None:
    words = about("wu", "zhao", "appoint", role_form("sign"), second_factor=False)
    assert "没有通过第二验证" in words
    assert rights("zhao") == [Right.ACT]


@pytest.mark.parametrize(("by", "account"), [("wu", "wu"), ("zhao", "zhao"), ("zhao", "li")])
def test_nobody_grants_himself_or_without_holding_it_the_right_to_sign(by: str, account: str) -> None:
    before = rights(account)
    about(by, account, "appoint", role_form("sign"))
    assert rights(account) == before


@pytest.mark.parametrize("form", [{}, role_form("sign", starts="x"), role_form("rule"), role_form("act", office="x")])
def test_a_bad_form_of_a_role_is_said_in_words(form: dict[str, Any]) -> None:
    assert "没有保存：请选岗位或任命" in about("wu", "zhao", "appoint", form)
    assert "没有保存：请选岗位或任命" in about("wu", "zhao", "end-role", form)


def end(by: str, account: str, *, ends: date | None = None, second_factor: bool = True) -> str:
    (role,) = queries.roles(account=account)
    form = {"role": role.id, "ends": str(ends or today())}
    return about(by, account, "end-role", form, second_factor=second_factor)


def test_a_role_that_ends_today_gives_nothing_any_more() -> None:
    client = samples.browser("zhao")
    assert client.get("/people/").status_code == 200
    assert "已写明止期" in end("wu", "zhao")
    assert client.get("/people/").status_code == 403
    assert "zhao desk" not in samples.text_of(samples.browser("wu").get("/people/").content.decode())


def test_a_role_that_ended_yesterday_signs_nothing() -> None:
    yesterday = today() - timedelta(days=1)
    (role,) = queries.roles(account="wu")
    about("wu", "zhao", "appoint", role_form("sign"))
    organisations.dismiss(
        dismissals=[rules.Dismissal(role=role.id, ends=yesterday)], by="wu", at=samples.an_instant(2026)
    )
    client = samples.browser("wu")
    assert client.get("/people/").status_code == 403
    assert client.post(f"/documents/{'a' * 64}/", {"answer": "sign"}).status_code == 403


def test_a_role_of_a_signer_is_ended_by_a_signer_alone() -> None:
    about("wu", "li", "appoint", role_form("sign"))
    assert "没有“签署”权限" in end("zhao", "wu")
    assert "没有通过第二验证" not in end("wu", "wu", ends=date(2999, 1, 1), second_factor=False)  # one's own


# Locks


def test_a_locked_account_loses_its_sessions_at_once_and_gets_them_back_never() -> None:
    client = samples.browser("zhao")
    assert "账号已锁定" in about("wu", "zhao", "lock")
    assert client.get("/account/").status_code == 302
    wrong = Client().post("/sign-in/", {"account": "zhao", "password": samples.PASSWORD})
    assert wrong.status_code == 200
    assert "账号已解锁" in about("wu", "zhao", "unlock")
    assert client.get("/account/").status_code == 302
    assert Client().post("/sign-in/", {"account": "zhao", "password": samples.PASSWORD}).status_code == 302
    row = AccountLock.objects.get()
    assert (row.locked_by, row.unlocked_by) == ("wu", "wu")
    assert [one.event for one in AccessRecord.objects.filter(event__startswith="account_")] == [
        "account_locked",
        "account_unlocked",
    ]


def test_a_link_of_a_locked_account_opens_no_more_after_it_is_unlocked() -> None:
    links.make(User.objects.get(username="zhao"), purpose=links.RECOVERY, by="wu", at=clock.now())
    about("wu", "zhao", "lock")
    about("wu", "zhao", "unlock")
    assert OneTimeLink.objects.count() == 0


@pytest.mark.parametrize(
    ("by", "account", "said"),
    [
        ("zhao", "wu", "只能由通过第二验证、有“签署”权限的人照管"),
        ("wu", "wu", "自己的账号不能由自己锁定"),
        ("zhao", "zhao", "自己的账号不能由自己锁定"),
    ],
)
def test_who_may_not_lock_reads_why(by: str, account: str, said: str) -> None:
    assert said in about(by, account, "lock")
    assert User.objects.get(username=account).is_active


def test_a_signer_is_locked_by_another_signer_with_the_second_factor() -> None:
    about("wu", "zhao", "appoint", role_form("sign"))
    assert "只能由通过第二验证" in about("wu", "zhao", "lock", second_factor=False)
    assert User.objects.get(username="zhao").is_active
    assert "账号已锁定" in about("wu", "zhao", "lock")
    assert "已经锁定，不必再锁" in about("wu", "zhao", "lock")
    assert "没有锁定，不必解锁" in about("wu", "li", "unlock")


def test_the_page_says_why_a_button_is_missing() -> None:
    assert "只能由通过第二验证" in about_page("wu", "zhao")
    assert "锁定账号" in about_page("li", "zhao")
    assert "这是您自己的账号" in about_page("wu")


VERBS = ["appoint", "end-role", "lock", "unlock", "invite", "recover", "refuse-recovery"]


@pytest.mark.parametrize("verb", VERBS)
def test_a_forged_form_does_nothing(verb: str) -> None:
    path = f"/people/{number('li')}/{verb}/"
    assert samples.browser("wu", csrf=True).post(path, role_form("sign")).status_code == 403
    assert samples.browser("wu").get(path).status_code == 405
    assert not AccessRecord.objects.exclude(event="right_missing").exists()
