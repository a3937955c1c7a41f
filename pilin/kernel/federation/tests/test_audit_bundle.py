"""What a bundle holds, and that it verifies whatever happened on the way, also beside neighbours who lie."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.base.refusal import Refused
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.audit import AuditRefusal, bundle, verify
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol import writing
from pilin.kernel.federation.protocol.event import Draft
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from pilin.kernel.federation.tests import audit_story
from pilin.kernel.federation.tests.audit_story import MATTER, STEP, THEM, THIRD, US, Story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(tmp_path: Path) -> Iterator[None]:
    with audit_story.at_home(tmp_path):
        yield


def problems(data: bytes) -> list[tuple[str, str]]:
    return verify.Examination(*verify.opened(data)).problems


def test_a_bundle_holds_what_both_sides_signed() -> None:
    story = audit_story.history()
    opened = bundle.read(bundle.write(MATTER, at=story.at))
    rows = tables.Envelope.objects.filter(subject=MATTER)
    refusals = tables.Envelope.objects.filter(kind="link.refusal", re__in=rows.values("event_hash"))
    places = {(line["author"], line["lane"], line["seq"]) for line in opened.sections["envelope"]}
    assert places == {(row.author, row.lane, row.seq) for row in [*rows, *refusals]}
    assert opened.head["parties"] == [THEM, US]
    assert [line["peer"] for line in opened.sections["receipt"]] == [THEM]
    assert len(opened.sections["key"]) == 4
    assert opened.seal["kid"] == tables.Key.objects.filter(node=US).latest("pk").kid


def test_a_bundle_of_everything_verifies() -> None:
    story = audit_story.history()
    data = bundle.write(MATTER, at=story.at)
    assert problems(data) == []
    assert data == bundle.write(MATTER, at=story.at)


def test_a_bundle_cites_the_documents_that_its_facts_cite() -> None:
    story = Story(THEM)
    basis = story.offer(US, {"type": "kind", "n": 1})
    story.turn()
    story.answer(THEM, basis)
    agreement = verify.document_of(basis.fact)
    kind = story.offer(THEM, {"type": "kind", "clause": f"clause:{agreement}/2"})
    story.turn()
    story.answer(US, kind)
    story.step(US, {"kind": verify.document_of(kind.fact), "other": "0" * 64})
    story.turn()
    opened = bundle.read(bundle.write(MATTER, at=story.at))
    signed = {
        line["hash"]: [event["fact"]["author"] for event in line["events"]] for line in opened.sections["document"]
    }
    assert signed == {agreement: [THEM, US], verify.document_of(kind.fact): [THEM, US]}


def test_a_document_itself_is_a_subject() -> None:
    story = Story(THEM)
    offer = story.offer(US, {"type": "kind", "n": 1})
    story.turn()
    data = bundle.write(offer.subject, at=story.at)
    assert [line["line"]["envelope"]["event"]["fact"]["kind"] for line in bundle.read(data).sections["envelope"]] == [
        "document.offer"
    ]
    assert problems(data) == []


def test_the_number_of_queries_does_not_grow() -> None:
    story, counts = Story(THEM), []
    for steps in (1, 30):
        for _ in range(steps):
            story.step(US, secret=b"a name")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            bundle.write(MATTER, at=story.at)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_parts_are_withheld_included_on_request_or_erased() -> None:
    story = audit_story.history()
    states = {}
    for include in (False, True):
        data = bundle.write(MATTER, at=story.at, include_parts=include)
        lines = bundle.read(data).sections["part"]
        states[include] = sorted(line["state"] for line in lines)
        assert problems(data) == []
    assert states == {False: ["erased", "withheld"], True: ["erased", "included"]}
    (included,) = [line for line in lines if line["state"] == "included"]
    assert base64.b64decode(included["data"]) == f"a name told by {THEM}".encode()


def test_a_bundle_of_three_parties_verifies() -> None:
    story = Story(THEM, THIRD)
    for author in (US, THEM, THIRD):
        story.step(author, {"text": author})
    story.turn()
    proposal = story.step(THEM, {"text": "a proposal"})
    story.turn()
    story.step(THIRD, {"proposal": proposal.as_json()}, re=proposal.hash)
    story.turn()
    data = bundle.write(MATTER, at=story.at)
    assert problems(data) == []
    opened = bundle.read(data)
    assert opened.head["parties"] == [THEM, THIRD, US]
    assert [len(opened.sections[name]) for name in ("charter", "key", "receipt")] == [2, 4, 2]


def test_a_text_that_may_not_be_kept_is_a_hash() -> None:
    story = audit_story.history()
    opened = bundle.read(bundle.write(MATTER, at=story.at))
    row = tables.Envelope.objects.get(line=b"")
    assert [line["hash"] for line in opened.sections["envelope"] if line["line"] is None] == [row.hash]


def test_the_deepest_fact_that_is_signed_goes_into_a_bundle() -> None:
    story, nested = Story(THEM), "deep"
    for _ in range(27):
        nested = [nested]  # type: ignore[assignment]
    story.step(US, {"deep": nested})
    story.turn()
    assert problems(bundle.write(MATTER, at=story.at)) == []


def lie(story: Story, *, of: str = THEM) -> str:
    """Let the neighbour send a step that it did not sign with its key; return the event's hash."""
    desk, stranger = story.nodes[THEM].peer.desk, Ed25519Signer.generate()
    draft = Draft(STEP, "matters", story.charters[THEM], {"text": "forged"}, [US, THEM], subject=MATTER)
    event = events.sign(draft, author=of, signer=stranger, at=story.at, entropy=bytes)
    forged = replace(event, kid=story.nodes[THEM].signers[0].key.kid)
    writing.append(desk, US, "work", [(forged, "")], story.at)
    return event.hash


def test_a_forged_event_that_we_refused_does_not_spoil_the_evidence() -> None:
    story = Story(THEM)
    story.step(US, {"text": "true"})
    name = lie(story)
    story.turn()
    assert tables.Envelope.objects.get(event_hash=name).outcome == "refused"
    data = bundle.write(MATTER, at=story.at)
    found = verify.Examination(*verify.opened(data))
    assert found.problems == []
    assert name not in found.facts


def test_a_subject_without_evidence_is_refused() -> None:
    Story(THEM)
    with pytest.raises(Refused) as caught:
        bundle.write("matter/unknown", at=audit_story.START)
    assert caught.value.code is AuditRefusal.SUBJECT_HAS_NO_EVIDENCE


def test_damaged_evidence_is_not_sealed() -> None:
    story = audit_story.short()
    tables.Envelope.objects.filter(author=US, kind=STEP).update(line=b"{}")
    with pytest.raises(Refused) as caught:
        bundle.write(MATTER, at=story.at)
    assert caught.value.code is AuditRefusal.EVIDENCE_IS_DAMAGED
    assert caught.value.facts["author"] == US


def test_a_damaged_bundle_is_not_opened() -> None:
    data = bundle.write(MATTER, at=audit_story.short().at)
    with pytest.raises(Refused) as caught:
        bundle.read(data.replace(b"330482", b"330483", 1))
    assert (caught.value.code, caught.value.facts["where"]) == (AuditRefusal.BUNDLE_IS_DAMAGED, "head")
