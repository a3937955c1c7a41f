"""A case between two nodes: from intake to an agreement that holds, and what is held back on the way."""

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.modules.mediation import actions, queries
from pilin.modules.mediation.rules.committees import Member
from pilin.modules.mediation.rules.refusals import MediationRefusal
from pilin.modules.mediation.tests.forum import MEMBERS, Forum
from pilin.modules.mediation.tests.samples import ACCEPTED, CONSENT, DAYS, DRAFT, OPENING, SESSION, THEM, TOLD, US
from pilin.modules.mediation.tests.test_rules import IDENTITY, MOBILE

pytestmark = pytest.mark.django_db


def code_of(wanted: pytest.ExceptionInfo[Refused]) -> object:
    return wanted.value.code


def test_from_intake_to_an_agreement_that_is_confirmed_and_performed(forum: Forum) -> None:
    forum.mediating()
    forum.take("session", SESSION)
    forum.take("draft", DRAFT)
    forum.both("sign")
    assert (forum.case.state, str(forum.case.effective_on), forum.stage.same()) == ("effective", "2026-03-02", True)
    assert {name: forum.case.agreed[name] for name in DAYS} == DAYS
    forum.both("file", {"filing": {"court": "金山区人民法院", "on": "2026-03-02"}})
    forum.both("confirm", {"ruling": {"number": "（2026）沪0116民特1号", "on": "2026-03-02"}})
    forum.they_take("perform", {"performed": [{"id": "2", "on": "2026-03-02"}]})
    assert (forum.case.state, *forum.case.performed, str(forum.case.next_due)) == ("confirmed", "2", "2026-03-20")
    forum.take("perform", {"performed": [{"id": "1", "on": "2026-03-02"}]})
    forum.both("complete")
    assert (forum.case.state, forum.case.is_over, forum.case.turn) == ("performed", True, ())
    assert forum.stage.same()


def test_what_the_parties_told_is_read_on_both_sides_and_stands_in_no_event(forum: Forum) -> None:
    forum.open()
    forum.they_take("accept", ACCEPTED)
    told = queries.told(forum.view())
    assert told["parties"] == {US: OPENING["parties"], THEM: ACCEPTED["parties"]}
    assert told["facts"] == {US: OPENING["facts"]}
    events = facts.events([one.event for one in forum.view().timeline])
    assert len(events) == 2
    assert not any(word in str(event.fact) for event in events for word in ("甲户", "乙户", "积水"))
    theirs = forum.stage.neighbour.node.tables
    assert theirs is not None


def test_erased_texts_leave_the_case_whole(forum: Forum) -> None:
    forum.effective()
    day = forum.stage.now.date().replace(year=2032)
    assert federation.erase(until=day, at=forum.stage.now) >= 3
    assert queries.told(forum.view()) == {}
    assert forum.stage.same()
    matters.retell(["mediation"], at=forum.stage.now)
    assert forum.case.state == "effective"


def test_numbers_are_masked_before_anything_is_signed(forum: Forum) -> None:
    forum.mediating()
    told = {**SESSION, "record": f"乙户电话 {MOBILE}，证件 {IDENTITY}"}
    assert forum.take("session", told) == 2
    assert queries.told(forum.view())["record"] == {US: "乙户电话 ***，证件 ***"}


def test_only_mediators_in_charge_and_their_chair_move_a_case(forum: Forum) -> None:
    forum.open()
    forum.they_take("accept", ACCEPTED)
    for account in ("li", "", "hu"):
        with pytest.raises(Refused) as refused:
            forum.take("consent", CONSENT, account=account)
        assert code_of(refused) is MediationRefusal.CASE_IS_KEPT_BY_ITS_MEDIATORS
    forum.take("consent", CONSENT, account="zhao")
    assert forum.view().matter.signed["consent"]


def test_a_refusal_in_mid_session_ends_it_at_once(forum: Forum) -> None:
    forum.mediating()
    forum.take("session", SESSION)
    forum.they_take("refuse", TOLD)
    assert (forum.case.state, forum.case.is_over) == ("refused", True)
    with pytest.raises(Refused):
        forum.take("session", SESSION)
    assert forum.stage.same()


def test_the_same_dispute_opened_on_both_sides_is_joined_under_one_code(forum: Forum) -> None:
    first = forum.open()
    forum.stage.later(seconds=60)
    second = forum.they_open()
    forum.assign(second)
    assert (forum.matter, len(queries.cases())) == (second, 2)
    with pytest.raises(Refused) as refused:
        forum.take("join", {"joined_with": second})
    assert code_of(refused) is MediationRefusal.JOINED_CASE_DOES_NOT_FIT
    forum.take("join", {"joined_with": first})
    assert forum.case.state == "offered"  # until the other side agrees
    forum.they_take("join", {"joined_with": first})
    assert (forum.case.state, [one.id for one in queries.cases()]) == ("joined", [first])


def test_a_text_that_tells_who_somebody_is_is_held_back_on_every_page(forum: Forum) -> None:
    forum.mediating()
    fields = {"danger": "fight", "reported": {"to": f"派出所 {MOBILE}", "on": "2026-03-02"}}
    with pytest.raises(Refused) as refused:
        matters.take_step(matter=forum.matter, step="escalate", members={"fields": fields}, at=forum.stage.now)
    assert code_of(refused) is MediationRefusal.TEXT_TELLS_WHO_SOMEBODY_IS
    assert forum.take("escalate", fields) == 1
    assert forum.case.value("reported") == {"to": "派出所 ***", "on": "2026-03-02"}


def test_an_agreement_with_other_days_is_held_back(forum: Forum) -> None:
    forum.mediating()
    fields, contents = forum.apart({**DRAFT, **DAYS, "confirm_until": "2027-01-01"})
    members = {"fields": fields, "contents": contents}
    with pytest.raises(Refused) as refused:
        matters.take_step(matter=forum.matter, step="draft", members=members, at=forum.stage.now)
    assert code_of(refused) is MediationRefusal.AGREEMENT_DAYS_DO_NOT_FOLLOW


def test_a_case_needs_a_clause_that_allows_it(forum: Forum, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilin.kernel.agreements.queries.bases_for", lambda *_args, **_named: [])
    with pytest.raises(Refused) as refused:
        forum.open()
    assert code_of(refused) is DocketRefusal.NO_CLAUSE_ALLOWS_THIS_KIND
    assert queries.cases() == []


def test_the_other_side_is_dark_and_our_step_waits_without_loss(forum: Forum) -> None:
    forum.they_open()
    forum.assign(forum.matter)
    forum.take("accept", ACCEPTED)
    actions.take_step(forum.view(), "consent", CONSENT, by=forum.hand())
    assert forum.case.state == "consenting"
    note = matters.note_provisionally
    forum.stage.later(days=2)
    note(matter=forum.matter, step="refuse", reason="当事人拒绝", fields=TOLD, at=forum.stage.now)
    assert [one.standing for one in forum.view().timeline if one.action == "matters.provisional"] == ["open"]
    assert forum.case.state == "consenting"


def test_a_committee_is_entered_changed_and_kept_lawful(forum: Forum) -> None:
    more = (*MEMBERS, Member("委员丁", is_woman=True))
    assert actions.enter_committee("金沙村人民调解委员会", more, by=forum.hand()) == forum.committee
    assert [len(one.members) for one in queries.committees()] == [4]
    actions.enter_committee("金沙村人民调解委员会", MEMBERS, by=forum.hand())
    assert [member.name for member in queries.committees()[0].members] == ["主任甲", "调解员乙", "调解员丙"]
    with pytest.raises(Refused) as refused:
        actions.enter_committee("两人", MEMBERS[:2], by=forum.hand())
    assert code_of(refused) is MediationRefusal.COMMITTEE_SIZE_IS_NOT_LAWFUL


def test_a_name_stands_once_in_a_committee(forum: Forum) -> None:
    with pytest.raises(Refused) as refused:
        actions.enter_committee("重名", (*MEMBERS, MEMBERS[0]), by=forum.hand())
    assert code_of(refused) is MediationRefusal.COMMITTEE_NEEDS_ONE_CHAIR
    with pytest.raises(Refused) as refused:
        actions.enter_committee("重名", (*MEMBERS, MEMBERS[1]), by=forum.hand())
    assert code_of(refused) is MediationRefusal.COMMITTEE_NAME_IS_TAKEN


def test_who_is_in_charge_stays_on_the_list_and_another_chair_reads(forum: Forum) -> None:
    matter = forum.open()
    others = (Member("新主任", "li", is_chair=True, is_woman=True), Member("调解员丙"), Member("委员丁"))
    actions.enter_committee("金沙村人民调解委员会", others, by=forum.hand())
    charge = queries.in_charge(matter)
    assert ([one.name for one in charge.members], charge.chairs) == (["调解员乙"], ("li",))
    assert [charge.may_open(account) for account in ("zhao", "li", "wu")] == [True, True, False]


def test_members_of_the_committee_are_put_in_charge_in_the_place_of_others(forum: Forum) -> None:
    matter = forum.open()
    forum.assign(matter, "调解员丙", "主任甲")
    assert {one.name for one in queries.in_charge(matter).members} == {"调解员丙", "主任甲"}
    for names in ((), ("无此人",)):
        with pytest.raises(Refused) as refused:
            actions.assign(matter, committee=forum.committee, names=names, by=forum.hand())
        assert code_of(refused) is MediationRefusal.MEDIATORS_ARE_NOT_CHOSEN
    assert queries.in_charge("another") == queries.InCharge()
