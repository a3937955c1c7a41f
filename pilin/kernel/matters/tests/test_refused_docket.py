"""What the docket refuses before any rule of a kind is asked, on two nodes in memory."""

from dataclasses import replace
from typing import Any

import pytest

from pilin.kernel.federation.protocol import documents
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.store import APPLIED, REFUSED, WAITING, Row
from pilin.kernel.federation.tests.pairing import CHARTER, STRANGER, THEM, US, Pair
from pilin.kernel.matters import audit, models
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.rules.chain import INCLUDE, NOTE, OPEN, STEP, TIME, File
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.tests.stage import Stage
from tests.simulation import rooms

KIND = rooms.kind_text(("first", "second"))
ROLES = {"first": THEM, "second": US}
MATTER = "0195a3c0-0000-7000-8000-000000000001"
KIND_NAME = documents.name_of(KIND, (US, THEM))
OPENING = {"matter": MATTER, "kind": KIND_NAME, "roles": ROLES, "fields": {"text": "一稿"}, "attachments": []}


@pytest.fixture
def pair() -> Pair:
    """Return two nodes that agreed on a kind: the one who opens orders on the table, the other one in study."""
    pair = Pair()
    pair.tell(pair.us, documents.offer(KIND, basis=CHARTER, parties=(US, THEM)))
    pair.heard(pair.event({"document": KIND_NAME}, kind=documents.SIGN))
    return pair


@pytest.fixture
def opened(pair: Pair) -> Pair:
    """Return two nodes with a matter that the peer opened and orders."""
    assert theirs(pair, OPEN, OPENING).outcome == APPLIED
    return pair


@pytest.fixture
def studied(opened: Pair) -> Pair:
    """Return two nodes with a matter that we order."""
    assert step(opened, "lift").outcome == APPLIED
    return opened


def event(pair: Pair, kind: str, body: dict[str, Any], **members: Any) -> Event:
    return pair.event(body, kind=kind, scope="matters", **members)


def theirs(pair: Pair, kind: str, body: dict[str, Any], **members: Any) -> Row:
    """Let them say something of a matter; return our row of it."""
    return pair.heard(event(pair, kind, body, **members))


def on_head(pair: Pair, name: str, **members: Any) -> dict[str, Any]:
    """Return the body of a step on the present head."""
    body = {"matter": MATTER, "base": file(pair).matter.head, "step": name, "calendar": ""}
    return {**body, "fields": {"text": "二稿"} if name == "edit" else {}, **members}


def step(pair: Pair, name: str, **members: Any) -> Row:
    return theirs(pair, STEP, on_head(pair, name, **members))


def file(pair: Pair) -> File:
    found: File = pair.us.store.t.matters[MATTER]
    return found


def is_refused(row: Row, expected: DocketRefusal) -> bool:
    return (row.outcome, row.code) == (REFUSED, expected.value)


def waits(row: Row, expected: DocketRefusal) -> bool:
    return (row.outcome, row.code) == (WAITING, expected.value)


def test_the_orderers_steps_enter_the_chain(opened: Pair) -> None:
    row = step(opened, "edit")
    assert row.outcome == APPLIED
    assert file(opened).matter.head == row.event_hash
    assert [entry.orderer_after for entry in file(opened).chain] == [THEM, THEM]


def test_an_opening_waits_for_its_kind(pair: Pair) -> None:
    assert waits(theirs(pair, OPEN, OPENING | {"kind": "0" * 64}), DocketRefusal.KIND_IS_NOT_AGREED)


def test_an_opening_waits_for_its_calendar(pair: Pair) -> None:
    assert waits(theirs(pair, OPEN, OPENING | {"calendar": "0" * 64}), DocketRefusal.CALENDAR_IS_NOT_AGREED)


def test_a_step_waits_for_its_calendar(opened: Pair) -> None:
    assert waits(step(opened, "edit", calendar="0" * 64), DocketRefusal.CALENDAR_IS_NOT_AGREED)


@pytest.mark.parametrize("roles", [None, [], {"first": THEM, "second": STRANGER}, {"first": THEM, "second": THEM}])
def test_a_matter_is_shared_by_those_who_have_roles_in_it(pair: Pair, roles: Any) -> None:
    row = theirs(pair, OPEN, OPENING | {"roles": roles})
    assert is_refused(row, DocketRefusal.PARTIES_ARE_NOT_THE_MATTERS)
    assert pair.us.store.t.matters == {}


def test_a_step_is_shared_by_the_parties_of_its_matter(opened: Pair) -> None:
    row = theirs(opened, STEP, on_head(opened, "edit"), parties=(US, THEM, STRANGER))
    assert is_refused(row, DocketRefusal.PARTIES_ARE_NOT_THE_MATTERS)


def test_a_matter_is_opened_once(opened: Pair) -> None:
    assert is_refused(theirs(opened, OPEN, OPENING | {"fields": {"text": "x"}}), DocketRefusal.MATTER_EXISTS)
    assert len(file(opened).chain) == 1


@pytest.mark.parametrize("kind", [STEP, TIME, NOTE, INCLUDE])
def test_an_unknown_matter_is_waited_for(pair: Pair, kind: str) -> None:
    row = theirs(pair, kind, {"matter": MATTER, "base": "0" * 64, "step": "edit"})
    assert waits(row, DocketRefusal.MATTER_IS_UNKNOWN)


def test_an_unknown_base_is_waited_for(opened: Pair) -> None:
    assert waits(step(opened, "edit", base="0" * 64), DocketRefusal.BASE_IS_UNKNOWN)


def test_the_orderer_builds_on_the_last_head(opened: Pair) -> None:
    old = file(opened).matter.head
    step(opened, "edit")
    assert is_refused(step(opened, "edit", base=old), DocketRefusal.BASE_IS_OLD)
    assert len(file(opened).chain) == 2


def test_a_proposal_on_an_old_head_is_refused(studied: Pair) -> None:
    old = file(studied).matter.head
    ours = chain.stepping(file(studied), "remark", basis=CHARTER, calendar="", fields={"remark": "x"})
    studied.tell(studied.us, ours)
    row = step(studied, "remark", base=old, fields={"remark": "y"})
    assert is_refused(row, DocketRefusal.BASE_IS_OLD)


def test_what_was_built_on_a_refused_base_is_refused(opened: Pair) -> None:
    dropped = "d" * 64
    opened.us.store.t.matters[MATTER] = replace(file(opened), dropped=(dropped,))
    assert is_refused(step(opened, "edit", base=dropped), DocketRefusal.BASE_WAS_REFUSED)


def test_what_any_party_refused_is_not_taken(opened: Pair) -> None:
    told = event(opened, STEP, on_head(opened, "edit"))
    opened.us.store.t.refused[told.hash] = US
    assert is_refused(opened.heard(told), DocketRefusal.A_PARTY_REFUSED_IT)


def test_nothing_happens_in_a_matter_whose_opening_was_refused(opened: Pair) -> None:
    opened.us.store.t.matters[MATTER] = replace(file(opened), refused_by=STRANGER)
    assert is_refused(step(opened, "edit"), DocketRefusal.A_PARTY_REFUSED_IT)


@pytest.mark.parametrize("kind", [TIME, INCLUDE])
def test_only_the_orderer_may_time_and_include(studied: Pair, kind: str) -> None:
    assert is_refused(theirs(studied, kind, on_head(studied, "")), DocketRefusal.ONLY_THE_ORDERER_MAY)


def test_a_proposal_of_the_peer_is_carried_in_by_us(studied: Pair) -> None:
    row = step(studied, "remark", fields={"remark": "可行"})
    assert row.outcome == APPLIED
    include = studied.us.store.reply(US, row.event_hash, INCLUDE)
    assert include.body["proposal"]["kid"] == studied.them.signers[0].key.kid
    assert file(studied).matter.head == row.event_hash


def included(pair: Pair, **members: Any) -> Row:
    """Let them carry in a proposal of ours, with members of it or of the include changed."""
    proposal = pair.event(on_head(pair, "edit"), node=pair.us, kind=STEP, scope="matters", **members)
    body = {"matter": MATTER, "base": file(pair).matter.head, "calendar": "", "proposal": proposal.as_json()}
    return theirs(pair, INCLUDE, body, re=proposal.hash)


def test_a_proposal_of_ours_is_carried_in_by_the_peer(opened: Pair) -> None:
    row = included(opened)
    assert row.outcome == APPLIED
    assert [entry.ordered.author for entry in file(opened).chain] == [THEM, US]


@pytest.mark.parametrize("members", [{"kind": NOTE}, {"parties": (US, THEM, STRANGER)}])
def test_a_proposal_of_another_kind_or_among_others_does_not_fit(opened: Pair, members: dict[str, Any]) -> None:
    start: dict[str, Any] = {"kind": STEP, "scope": "matters"}
    proposal = opened.event(on_head(opened, "edit"), node=opened.us, **start | members)
    body = {"matter": MATTER, "base": file(opened).matter.head, "calendar": "", "proposal": proposal.as_json()}
    row = theirs(opened, INCLUDE, body, re=proposal.hash)
    assert is_refused(row, DocketRefusal.PROPOSAL_DOES_NOT_FIT)


def test_an_include_answers_the_proposal_that_it_carries(opened: Pair) -> None:
    proposal = event(opened, STEP, on_head(opened, "edit"), node=opened.us)
    body = {"matter": MATTER, "base": file(opened).matter.head, "calendar": "", "proposal": proposal.as_json()}
    assert is_refused(theirs(opened, INCLUDE, body, re="a" * 64), DocketRefusal.PROPOSAL_DOES_NOT_FIT)


@pytest.mark.parametrize("members", [{"fields": []}, {"step": 1}, {"attachments": "all"}, {"reason": 3}], ids=str)
def test_a_body_of_another_shape_does_not_fit_the_matter(opened: Pair, members: dict[str, Any]) -> None:
    assert is_refused(step(opened, "edit", **members), DocketRefusal.EVENT_DOES_NOT_FIT_THE_MATTER)


def test_a_note_stands_beside_the_chain(opened: Pair) -> None:
    row = theirs(opened, NOTE, {"matter": MATTER, "text": "请踏勘", "attachments": []})
    assert (row.outcome, len(file(opened).chain)) == (APPLIED, 1)
    assert opened.us.store.t.notes == {(MATTER, row.event_hash): THEM}


def test_a_row_that_was_changed_by_hand_is_named(stage: Stage) -> None:
    stage.open_plan()
    models.Matter.objects.update(state="closed")
    found = {finding.code for finding in audit.findings()}
    assert found == {DocketRefusal.MATTER_ROW_DIFFERS_FROM_ITS_EVENTS}


def test_a_kind_that_others_agreed_on_opens_nothing_for_us(pair: Pair) -> None:
    known, signed = pair.us.store.t.documents[KIND_NAME], {STRANGER: "signed", US: "signed"}
    foreign = replace(known, hash="f" * 64, parties=(STRANGER, US), answers=signed)
    pair.us.store.t.documents[foreign.hash] = foreign
    row = theirs(pair, OPEN, {**OPENING, "kind": foreign.hash})
    assert (row.outcome, row.code) == (REFUSED, DocketRefusal.PARTIES_ARE_NOT_THE_MATTERS.value)
    assert pair.us.store.t.matters == {}
