"""Recovery by two persons: neither is the owner, one may sign, and a request alone weakens nothing."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from pilin.base import clock
from pilin.base.clock import after
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import queries, rules
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests.samples import an_id
from pilin.web import codes, factors
from pilin.web.models import AccessRecord, OneTimeLink, Recovery
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

LINK = re.compile(r'value="https://pages\.example(/one-time/[A-Za-z0-9_-]+/)"')
WORD = re.compile(r'id="word" type="text" value="([A-Z2-7 ]{19})"')
WAITS = "还需要另一位同事同意"
NEW = "quite another phrase"


@pytest.fixture(autouse=True)
def _staff() -> None:
    """Enter li, zhao and wu of the staff, and sun, who acts too."""
    samples.staff()
    at = samples.an_instant(2026)
    organisations.enrol(people=[rules.Person(account="sun", display_name="孙杰")], at=at)
    User.objects.create_user("sun", password=samples.PASSWORD, first_name="孙杰")
    appoint("sun", Right.ACT)


def appoint(account: str, right: Right) -> None:
    wanted = rules.Appointment(account=account, office=an_id("desk"), right=right, starts=samples.LONG_AGO)
    at = samples.an_instant(2026)
    organisations.appoint(appointments=[wanted], side=settings.NODE.node.code, by="wu", at=at)


def number(account: str) -> int:
    return User.objects.get(username=account).pk


def approve(by: str, account: str = "li", *, second_factor: bool = True) -> str:
    """Approve as somebody and return the page that follows."""
    client = samples.browser(by, second_factor=second_factor)
    return client.post(f"/people/{number(account)}/recover/", follow=True).content.decode()


def word_on(page: str) -> str:
    found = WORD.search(page)
    return found[1] if found else ""


def link_on(page: str) -> str:
    found = LINK.search(page)
    return found[1] if found else ""


@pytest.mark.parametrize(("first", "second"), [("zhao", "wu"), ("wu", "zhao")])
def test_two_persons_of_whom_one_signs_make_a_link(first: str, second: str) -> None:
    asked = approve(first)
    assert WAITS in asked
    assert samples.faults_of(asked) == []
    assert not OneTimeLink.objects.exists()
    page = approve(second)
    assert "两位同事都已同意" in page
    assert samples.faults_of(page) == []
    Client().post(link_on(page), {"new": NEW, "again": NEW, "word": word_on(asked)})
    assert User.objects.get(username="li").check_password(NEW)
    events = list(AccessRecord.objects.filter(event__startswith="recovery").values_list("event", "account"))
    assert events == [("recovery_asked", first), ("recovery_confirmed", second), ("recovery_done", "li")]


def test_a_request_and_even_its_approval_weaken_nothing_until_the_link_is_used() -> None:
    approve("zhao", "wu")
    appoint("li", Right.SIGN)
    with_factor(samples.browser("li"), "li")
    assert User.objects.get(username="wu").check_password(samples.PASSWORD)
    assert factors.has(User.objects.get(username="wu"))


def with_factor(client: Client, account: str) -> None:
    session = client.session
    factors.mark(session, User.objects.get(username=account))
    session.save()


def test_nobody_approves_his_own() -> None:
    assert "本人不能为自己的账号申请或同意" in approve("zhao", "zhao")
    assert "本人不能为自己的账号申请或同意" in approve("wu", "wu")
    assert not Recovery.objects.exists()


def test_the_same_person_does_not_approve_twice() -> None:
    approve("wu")
    assert "第二个同意必须由另一位同事给出" in approve("wu")
    assert not OneTimeLink.objects.exists()
    assert Recovery.objects.get().approvals.count() == 1


def test_two_who_only_act_are_not_enough() -> None:
    approve("zhao")
    assert "至少一位要有“签署”权限" in approve("sun")
    assert link_on(approve("wu"))


def test_a_signer_without_second_factor_counts_as_one_who_acts() -> None:
    approve("zhao")
    assert "至少一位要有“签署”权限" in approve("wu", second_factor=False)
    assert not OneTimeLink.objects.exists()


def test_who_only_reads_approves_nothing() -> None:
    assert "没有“办理”权限" in approve("li", "zhao")
    assert not Recovery.objects.exists()


def test_after_three_days_one_asks_anew() -> None:
    approve("zhao")
    now = clock.now()
    Recovery.objects.update(asked_at=after(now, seconds=-73 * 3600), expires_at=after(now, seconds=-3600))
    assert WAITS in approve("wu")
    assert Recovery.objects.count() == 2
    assert not OneTimeLink.objects.exists()


def test_an_approval_of_somebody_locked_since_counts_no_more() -> None:
    approve("zhao")
    User.objects.filter(username="zhao").update(is_active=False)
    assert WAITS in approve("wu")
    assert not OneTimeLink.objects.exists()


def test_an_approval_of_somebody_dismissed_since_counts_no_more() -> None:
    approve("zhao")
    (role,) = queries.roles(account="zhao")
    ends = clock.day_of(clock.now())
    organisations.dismiss(dismissals=[rules.Dismissal(role=role.id, ends=ends)], by="wu", at=samples.an_instant(2026))
    assert WAITS in approve("wu")
    assert link_on(approve("sun"))


def test_a_request_is_shown_to_who_may_approve_and_to_its_owner() -> None:
    approve("zhao")
    assert "待同意的账号找回 李明" in samples.text_of(samples.browser("wu").get("/people/").content.decode())
    html = samples.browser("wu").get(f"/people/{number('li')}/").content.decode()
    assert samples.faults_of(html) == []
    assert "已同意： zhao" in samples.text_of(html)
    own = samples.browser("li").get("/account/").content.decode()
    assert samples.faults_of(own) == []
    assert "不是您请他办的，请立即撤销" in own


@pytest.mark.parametrize(
    ("by", "said"),
    [("zhao", "第二个同意必须由另一位同事给出"), ("sun", "至少一位要有“签署”权限"), ("wu", "同意找回")],
)
def test_the_button_to_approve_gives_way_to_the_reason(by: str, said: str) -> None:
    approve("zhao")
    html = samples.browser(by).get(f"/people/{number('li')}/").content.decode()
    assert said in html
    assert ("同意找回</button>" in html) is (by == "wu")


@pytest.mark.parametrize(("by", "back"), [("li", "/account/"), ("sun", None)])
def test_the_owner_or_somebody_who_acts_ends_a_request(by: str, back: str | None) -> None:
    approve("zhao")
    path = f"/people/{number('li')}/refuse-recovery/"
    answer = samples.browser(by).post(path)
    assert answer.headers["Location"] == (back or f"/people/{number('li')}/")
    assert AccessRecord.objects.filter(event="recovery_refused", account=by).exists()
    again = samples.browser("wu").post(path, follow=True).content.decode()
    assert "因此不能再同意" in again
    assert WAITS in approve("wu")


def test_somebody_elses_request_is_not_ended_by_who_only_reads() -> None:
    approve("wu", "zhao")
    answer = samples.browser("li").post(f"/people/{number('zhao')}/refuse-recovery/", follow=True)
    assert "没有“办理”权限" in answer.content.decode()
    assert Recovery.objects.get().done_at is None


# Neither of the two alone, and the owner hears of it


def test_the_word_is_shown_to_who_asks_and_the_link_to_the_other() -> None:
    asked, approved = approve("zhao"), approve("wu")
    assert (bool(word_on(asked)), bool(link_on(asked))) == (True, False)
    assert (bool(word_on(approved)), bool(link_on(approved))) == (False, True)
    assert codes.plain(word_on(asked)) not in str(Recovery.objects.values().get())


def recovered(account: str = "li") -> None:
    word = word_on(approve("zhao", account))
    Client().post(link_on(approve("wu", account)), {"new": NEW, "again": NEW, "word": word})


def signed_in(account: str, password: str = NEW) -> str:
    answer = Client().post("/sign-in/", {"account": account, "password": password}, follow=True)
    return samples.text_of(answer.content.decode())


def test_whoever_signs_in_reads_who_recovered_the_account_for_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    recovered()
    at = clock.now()
    for _ in range(2):  # the first to sign in may be somebody else
        words = signed_in("li")
        assert "同意的人：赵敏（zhao） 20" in words
        assert "、吴芳（wu） 20" in words
    assert "不是您本人办的，请立即告诉检查人员" in samples.browser("li").get("/account/").content.decode()
    monkeypatch.setattr(clock, "now", lambda: after(at, seconds=31 * 24 * 3600))
    assert "同意的人" not in signed_in("li")


@pytest.mark.parametrize("reads", [True, False])
def test_every_inspector_reads_of_it_when_he_signs_in_and_in_the_log(*, reads: bool) -> None:
    samples.inspector()
    if reads:
        appoint("hu", Right.READ)
    recovered()
    said = "李明（li）的账号已于 20"
    assert signed_in("hu", samples.PASSWORD).count(said) == 1
    page = samples.browser("hu").get("/access-log/").content.decode()
    assert said in samples.text_of(page)
    assert samples.faults_of(page) == []
    assert said not in signed_in("sun", samples.PASSWORD)
