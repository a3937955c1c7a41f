"""Who decides who reads what the parties told (人民调解法 15(4)): whoever signs, and the chair of a case; no other."""

import pytest
from django.test import Client

from pilin.kernel.organisations.rules import Right
from pilin.modules.mediation import actions, queries
from pilin.modules.mediation.queries import InCharge
from pilin.modules.mediation.rules.committees import Member
from pilin.modules.mediation.tests.forum import Forum
from pilin.modules.mediation.tests.samples import OPENING
from pilin.modules.mediation.views.cases import right_to_assign
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

COMMITTEES = "/mediation/committees/"
OURS = "金沙村人民调解委员会"
WITH_ZHAO_ON_TOP = {
    "name": OURS,
    **{f"name-{number}": name for number, name in enumerate(("主任甲", "调解员乙", "调解员丙"))},
    "account-1": "zhao",
    "chair-1": "on",
    "woman-0": "on",
}


def page(matter: str, more: str = "") -> str:
    return f"/mediation/cases/{matter}/{more}"


def said(client: Client, address: str) -> str:
    """Return the words of a page."""
    answer = client.get(address)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


def chosen(*names: str) -> dict[str, list[str]]:
    (committee,) = queries.committees()
    return {"members": [f"{committee.id}|{name}" for name in names]}


def test_who_acts_makes_himself_no_chair(forum: Forum) -> None:
    matter = forum.open(assigned=False)
    forum.assign(matter, "主任甲")
    client = samples.browser("zhao")
    answer = client.post(COMMITTEES, WITH_ZHAO_ON_TOP)
    assert answer.status_code == 403
    assert "您的账号今天没有“签署”权限" in samples.text_of(answer.content.decode())
    assert [one.account for one in queries.committees()[0].members if one.is_chair] == ["wu"]
    assert OPENING["facts"] not in said(client, page(matter))


def test_who_signs_enters_a_committee_anew_and_its_chair_reads(forum: Forum) -> None:
    matter = forum.open(assigned=False)
    forum.assign(matter, "主任甲")
    assert samples.browser("wu").post(COMMITTEES, WITH_ZHAO_ON_TOP).status_code == 302
    assert OPENING["facts"] in said(samples.browser("zhao"), page(matter))


def test_without_the_second_factor_nobody_enters_a_committee_or_assigns(forum: Forum) -> None:
    matter = forum.open(assigned=False)
    client = samples.browser("wu", second_factor=False)
    for address, data in ((COMMITTEES, WITH_ZHAO_ON_TOP), (page(matter, "mediators/"), chosen("主任甲"))):
        answer = client.post(address, data)
        assert answer.status_code == 403
        assert "没有通过第二验证" in samples.text_of(answer.content.decode())
    assert queries.in_charge(matter) == InCharge()
    assert "没有通过第二验证" in said(client, COMMITTEES)


def test_who_acts_puts_nobody_in_charge_while_nobody_is(forum: Forum) -> None:
    matter = forum.open(assigned=False)
    client = samples.browser("zhao")
    answer = client.post(page(matter, "mediators/"), chosen("调解员乙"))
    assert answer.status_code == 403
    assert "“签署”权限" in samples.text_of(answer.content.decode())
    assert queries.in_charge(matter) == InCharge()
    assert OPENING["facts"] not in said(client, page(matter))


def test_where_no_chair_can_sign_in_a_mediator_does_not_choose_others(forum: Forum) -> None:
    matter = forum.open()
    chair, *others = queries.committees()[0].members
    actions.enter_committee(OURS, (Member(chair.name, is_chair=True, is_woman=True), *others), by=forum.hand())
    client = samples.browser("zhao")
    assert client.post(page(matter, "mediators/"), chosen("调解员丙")).status_code == 403
    assert [one.name for one in queries.in_charge(matter).members] == ["调解员乙"]
    assert samples.browser("wu").post(page(matter, "mediators/"), chosen("调解员丙")).status_code == 302
    assert [one.name for one in queries.in_charge(matter).members] == ["调解员丙"]


def test_a_chair_needs_only_to_act(forum: Forum) -> None:
    matter = forum.open()
    client = samples.browser("wu", second_factor=False)
    assert client.post(page(matter, "mediators/"), chosen("调解员丙")).status_code == 302
    assert [one.name for one in queries.in_charge(matter).members] == ["调解员丙"]


@pytest.mark.parametrize(
    ("charge", "right"),
    [
        (InCharge(), Right.SIGN),
        (InCharge("x", (Member("b", "zhao"),)), Right.SIGN),
        (InCharge("x", (Member("b", "zhao"),), ("wu",)), None),
        (InCharge("x", (Member("b", "zhao"),), ("wu", "zhao")), Right.ACT),
    ],
    ids=["nobody", "no-chair", "another-chair", "chair"],
)
def test_what_it_takes_to_assign(charge: InCharge, right: Right | None) -> None:
    assert right_to_assign(charge, "zhao") is right


def test_who_lacks_it_reads_why_instead_of_a_form(forum: Forum) -> None:
    matter = forum.open(assigned=False)
    for account in ("zhao", "li"):
        client = samples.browser(account)
        assert "主任看得到当事人的陈述" in said(client, COMMITTEES)
        assert "登记或更新一个调委会" not in said(client, COMMITTEES)
        assert "指派谁，谁就看得到当事人的陈述" in said(client, page(matter))
        assert f"{page(matter)}mediators/" not in client.get(page(matter)).content.decode()
    assert "请联系本单位管理员" in said(samples.browser("zhao"), page(matter, "mediators/"))
    assert "登记或更新一个调委会" in said(samples.browser("wu"), COMMITTEES)
    assert "“签署”权限" not in said(samples.browser("wu"), page(matter, "mediators/"))


def test_who_lacks_it_reads_why_in_english(forum: Forum) -> None:
    matter = forum.open(assigned=False)
    client = samples.browser("zhao")
    client.post("/language/", {"language": "en"})
    for address in (COMMITTEES, page(matter), page(matter, "mediators/")):
        words = said(client, address)
        assert "People's Mediation Law, art. 15(4)" in words
        assert 'Your account does not hold the right "sign" today' in words, words
