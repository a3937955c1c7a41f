"""The docket among three parties: calendars, proposals that stand, what falls out of a chain, who may refuse what."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from pilin.base.canonical import digest_of
from pilin.kernel.federation.protocol import documents
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol.desk import Applied, Declined, Delivered, Outcome, Waiting
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.tests.pairing import CHARTER, STRANGER, STRANGER_KEY, THEM, US, Pair
from pilin.kernel.matters.rules import chain, docket
from pilin.kernel.matters.rules.chain import INCLUDE, NOTE, OPEN, STEP, File
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from tests.simulation import rooms

KIND = rooms.kind_text(("first", "second", "third"))
ROLES = {"first": THEM, "second": US, "third": STRANGER}
PARTIES = (THEM, STRANGER, US)
MATTER = "0195a3c0-0000-7000-8000-000000000001"
_Files: Any = rooms.Files


class Table:
    """Our docket of one matter of three parties: they open and order on the table, the third orders in study."""

    def __init__(self) -> None:
        self.pair = Pair()
        self.files = _Files(self.pair.us.rooms)
        signed = dict.fromkeys(PARTIES, "signed")
        kind = documents.Document(digest_of(KIND), "kind", KIND, CHARTER, PARTIES, THEM, "o" * 64, signed)
        self.pair.us.store.t.documents[kind.hash] = kind
        self.told: list[Draft] = []
        self.verdict: Outcome | None = None
        self.files.verify = lambda _event: self.verdict
        opening = {"matter": MATTER, "kind": kind.hash, "roles": ROLES, "fields": {"text": "一稿"}, "attachments": []}
        self.opening, outcome = self.hear(THEM, OPEN, opening)
        assert isinstance(outcome, Applied), outcome

    code = US

    def tell(self, drafts: Sequence[Draft], at: Any) -> Sequence[Event]:
        """Speak as the docket does; what is said stands in `told`."""
        self.told += drafts
        return []

    def replied(self, re: str, kind: str) -> bool:
        return any((draft.re, draft.kind) == (re, kind) for draft in self.told)

    @property
    def file(self) -> File:
        found: File = self.files.get(MATTER)
        return found

    def event(self, author: str, kind: str, body: Any, **members: Any) -> Event:
        signer = STRANGER_KEY if author == STRANGER else self.pair.world.nodes[author].signers[-1]
        draft = Draft(kind, "matters", CHARTER, body, PARTIES, **members)
        pair = self.pair
        return events.sign(draft, author=author, signer=signer, at=pair.now, entropy=pair.world.chance.randbytes)

    def hear(self, author: str, kind: str, body: Any, **members: Any) -> tuple[Event, Outcome]:
        event = self.event(author, kind, body, **members)
        return event, self.decide(event)

    def decide(self, event: Event) -> Outcome:
        delivered = Delivered(event, event.author, "work", own=event.author == US)
        outcome: Outcome = docket.decide(self.files, self, delivered, self.pair.now)
        return outcome

    def step(self, author: str, name: str, **members: Any) -> tuple[Event, Outcome]:
        return self.hear(author, STEP, self.on_head(name, **members))

    def on_head(self, name: str, **members: Any) -> dict[str, Any]:
        fields = {"edit": {"text": "二稿"}, "remark": {"remark": "可行"}}.get(name, {})
        start = {"matter": MATTER, "base": self.file.matter.head, "step": name, "calendar": "", "fields": fields}
        return start | members

    def refuse(self, event_hash: str, by: str) -> Sequence[str]:
        return docket.refused(self.files, event_hash, by, self.pair.now)


@pytest.fixture
def table() -> Table:
    return Table()


def code(outcome: Outcome) -> Any:
    """Return the code of an outcome that declines or waits."""
    assert isinstance(outcome, (Declined, Waiting)), outcome
    return outcome.code


def test_two_parties_proposals_stand_until_the_orderer_carries_one_in(table: Table) -> None:
    ours, theirs = table.step(US, "edit")[0], table.step(STRANGER, "edit")[0]
    head = table.file.matter.head
    assert table.file.pending == {ours.hash: head, theirs.hash: head}
    assert len(table.file.chain) == 1
    body = {"matter": MATTER, "base": head, "calendar": "", "proposal": theirs.as_json()}
    assert isinstance(table.hear(THEM, INCLUDE, body, re=theirs.hash)[1], Applied)
    assert table.file.pending == {ours.hash: head}
    assert table.file.matter.head == theirs.hash


def test_a_proposal_that_comes_after_its_inclusion_stands_and_waits_for_nothing(table: Table) -> None:
    proposal = table.event(STRANGER, STEP, table.on_head("edit"))
    body = {"matter": MATTER, "base": table.file.matter.head, "calendar": "", "proposal": proposal.as_json()}
    table.hear(THEM, INCLUDE, body, re=proposal.hash)
    before = table.file
    assert isinstance(table.decide(proposal), Applied)
    assert table.file == before


def test_a_proposal_on_an_old_head_is_not_held_as_pending(table: Table) -> None:
    old = table.on_head("edit")
    table.step(THEM, "edit")
    _, outcome = table.hear(US, STEP, old)
    assert isinstance(outcome, Applied)  # the orderer will refuse it
    assert table.file.pending == {}


def test_an_include_whose_proposal_nobody_can_verify_waits(table: Table) -> None:
    proposal = table.event(STRANGER, STEP, table.on_head("edit"))
    body = {"matter": MATTER, "base": table.file.matter.head, "calendar": "", "proposal": proposal.as_json()}
    for verdict in (Waiting(LinkRefusal.KEY_IS_NOT_KNOWN_YET), Declined(LinkRefusal.EVENT_SIGNATURE_IS_BAD)):
        table.verdict = verdict
        assert table.hear(THEM, INCLUDE, body, re=proposal.hash)[1] == verdict
    assert len(table.file.chain) == 1


def test_a_proposal_that_a_party_refused_is_not_carried_in(table: Table) -> None:
    proposal, _ = table.step(US, "edit")
    table.refuse(proposal.hash, STRANGER)
    assert table.file.pending == {}
    body = {"matter": MATTER, "base": table.file.matter.head, "calendar": "", "proposal": proposal.as_json()}
    assert code(table.hear(THEM, INCLUDE, body, re=proposal.hash)[1]) is DocketRefusal.A_PARTY_REFUSED_IT


def test_we_refuse_a_proposal_that_does_not_fit_the_kind(table: Table) -> None:
    table.code = STRANGER  # as the third party, which orders in study
    table.step(THEM, "lift")
    _, outcome = table.step(US, "edit")
    assert isinstance(outcome, Declined)
    assert (table.told, len(table.file.chain)) == ([], 2)


def test_the_orderer_carries_in_once(table: Table) -> None:
    table.code = STRANGER
    table.step(THEM, "lift")
    proposal, outcome = table.step(US, "remark")
    assert isinstance(outcome, Applied)
    assert isinstance(table.decide(proposal), Applied)
    assert [(draft.kind, draft.re) for draft in table.told] == [(INCLUDE, proposal.hash)]


def test_a_step_that_the_kind_does_not_know_is_declined_with_plain_facts(table: Table) -> None:
    _, outcome = table.step(THEM, "fly")
    assert isinstance(outcome, Declined)
    assert all(isinstance(fact, (str, int)) for fact in outcome.facts.values())
    assert len(table.file.chain) == 1


@pytest.mark.parametrize("members", [{"fields": {"text": 7}}, {"fields": {"other": "x"}}, {"fields": {}}])
def test_an_opening_that_does_not_fit_its_kind_is_declined(table: Table, members: dict[str, Any]) -> None:
    other = MATTER[:-1] + "2"
    body = {"matter": other, "kind": digest_of(KIND), "roles": ROLES, "fields": {"text": "x"}, "attachments": []}
    assert isinstance(table.hear(THEM, OPEN, body | members)[1], Declined)
    assert table.files.get(other) is None


def test_a_calendar_that_is_not_agreed_is_waited_for(table: Table) -> None:
    _, outcome = table.step(THEM, "edit", calendar="f" * 64)
    assert code(outcome) is DocketRefusal.CALENDAR_IS_NOT_AGREED
    assert len(table.file.chain) == 1


# What a party refuses


def test_what_was_built_on_a_refused_step_falls_with_it(table: Table) -> None:
    first, second = table.step(THEM, "edit")[0], table.step(THEM, "edit")[0]
    assert table.refuse(first.hash, STRANGER) == [first.hash, second.hash]
    assert [entry.ordered.hash for entry in table.file.chain] == [table.opening.hash]
    assert table.file.matter.head == table.opening.hash
    assert set(table.file.dropped) == {first.hash, second.hash}
    late = table.hear(US, STEP, table.on_head("edit", base=second.hash))[1]
    assert code(late) is DocketRefusal.BASE_WAS_REFUSED


def test_a_chain_without_what_fell_is_the_chain_that_never_had_it(table: Table) -> None:
    kept = table.step(THEM, "edit")[0]
    before = table.file.matter
    fallen = table.step(THEM, "lift")[0]
    assert table.refuse(fallen.hash, US) == [fallen.hash]
    assert table.file.matter == before
    assert table.file.matter.head == kept.hash


def test_a_refused_opening_leaves_a_record_and_nothing_more(table: Table) -> None:
    assert table.refuse(table.opening.hash, US) == ()
    assert (table.file.refused_by, len(table.file.chain)) == (US, 1)
    assert code(table.step(THEM, "edit")[1]) is DocketRefusal.A_PARTY_REFUSED_IT


def test_who_has_no_part_in_a_matter_refuses_nothing_of_it(table: Table) -> None:
    step = table.step(THEM, "edit")[0]
    before = table.file
    assert table.refuse(step.hash, "110000") == ()
    assert table.file == before
    assert not table.files.was_refused(step.hash, PARTIES)


def test_a_refusal_before_its_event_is_remembered(table: Table) -> None:
    step = table.event(THEM, STEP, table.on_head("edit"))
    assert table.refuse(step.hash, STRANGER) == ()
    assert code(table.decide(step)) is DocketRefusal.A_PARTY_REFUSED_IT


def test_a_refused_carrier_takes_its_proposal_with_it(table: Table) -> None:
    proposal = table.event(STRANGER, STEP, table.on_head("edit"))
    body = {"matter": MATTER, "base": table.file.matter.head, "calendar": "", "proposal": proposal.as_json()}
    include, _ = table.hear(THEM, INCLUDE, body, re=proposal.hash)
    assert table.refuse(include.hash, US) == [proposal.hash]
    assert set(table.file.dropped) == {proposal.hash, include.hash}


def test_a_note_stands_beside_and_falls_with_nothing(table: Table) -> None:
    note, outcome = table.hear(STRANGER, NOTE, {"matter": MATTER, "text": "附言"})
    assert isinstance(outcome, Applied)
    head = table.file.matter.head
    assert table.refuse(note.hash, US) == ()
    assert table.file == replace(table.file, matter=table.file.matter)
    assert (table.file.matter.head, chain.NOTE in chain.BESIDE) == (head, True)
