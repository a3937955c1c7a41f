"""The audit names rows that are gone or put in, and what was altered consistently; each of its codes is provoked."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from pilin.base.refusal import Finding
from pilin.kernel.federation import audit
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import cellar
from pilin.kernel.federation.audit import AuditRefusal, verify
from pilin.kernel.federation.audit.verify import START
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from pilin.kernel.federation.tests import audit_story
from pilin.kernel.federation.tests.audit_story import STEP, THEM, US, Story, effect_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Story]:
    """A history in the tables, for all tests of this file; each test's own transaction puts it back."""
    with audit_story.kept(django_db_blocker, tmp_path_factory.mktemp("home")):
        yield audit_story.history()


def found(story: Story, code: AuditRefusal | None = None) -> list[Finding]:
    findings = audit.findings(at=story.at, effects={"matters": effect_of})
    return [one for one in findings if code in (None, one.code)]


def wheres(story: Story, code: AuditRefusal) -> set[str]:
    return {one.where for one in found(story, code)}


def steps(author: str, **chosen: Any) -> Any:
    return tables.Envelope.objects.filter(author=author, kind=STEP, lane="work", **chosen).order_by("seq")


def test_an_envelope_that_is_gone_leaves_a_gap(story: Story) -> None:
    row = steps(US, outcome="applied")[0]
    tables.Envelope.objects.filter(pk=row.pk).delete()
    (gap,) = [one for one in found(story, AuditRefusal.LANE_IS_BROKEN) if one.facts.get("missing") == row.seq]
    assert (gap.facts["lane"], gap.facts["author"], gap.facts["seq"]) == ("work", US, row.seq + 1)


@pytest.mark.parametrize("author", [US, THEM])
def test_the_last_envelope_that_is_gone_is_missed_by_its_lane(story: Story, author: str) -> None:
    tables.Envelope.objects.filter(author=author, lane="bulk").order_by("-seq")[0].delete()
    lane = (tables.OutLane if author == US else tables.InLane).objects.get(lane="bulk")
    columns = {one.facts["column"] for one in found(story) if one.where == f"{type(lane).__name__.lower()} {lane.pk}"}
    assert {"seq", "head"} <= columns


@pytest.mark.parametrize("model", [tables.OutLane, tables.InLane])
def test_a_lane_that_is_gone_is_named(story: Story, model: Any) -> None:
    model.objects.filter(lane="ask").delete()
    assert wheres(story, AuditRefusal.EVIDENCE_LACKS_ITS_ROW) == {f"{model.__name__.lower()} {THEM} ask"}


def test_a_document_a_key_and_a_commitment_that_are_gone_are_named(story: Story) -> None:
    document, key = tables.Document.objects.all()[0], tables.Key.objects.all()[0]
    commitment = tables.Commitment.objects.get(author=THEM, result="held")
    names = {f"document {document.pk}", f"key {key.node} {key.kid}", f"commitment {commitment.pk}"}
    for row in (document, key, commitment):
        row.delete()
    assert wheres(story, AuditRefusal.EVIDENCE_LACKS_ITS_ROW) == names


def test_an_attachment_that_is_gone_or_altered_is_named(story: Story) -> None:
    blob = tables.Blob.objects.get()
    file = cellar.blob_file(blob.pk)
    whole = file.read_bytes()
    file.write_bytes(whole + b"x")
    columns = {one.facts["column"] for one in found(story, AuditRefusal.COLUMN_DIFFERS_FROM_EVIDENCE)}
    file.unlink()
    assert wheres(story, AuditRefusal.EVIDENCE_LACKS_ITS_ROW) == {f"blob {blob.pk}"}
    file.write_bytes(whole)
    assert columns == {"hash", "size", "have"}


def test_a_key_that_nobody_vouches_for_is_named(story: Story) -> None:
    row = tables.Key.objects.filter(node=THEM)[0]
    forged = {"kid": "f" * 32, "public": row.public[::-1]}
    made = tables.Key.objects.create(node=THEM, link_id=THEM, suite="ed25519", until=None, **forged)
    assert f"key {made.pk}" in wheres(story, AuditRefusal.ROW_LACKS_ITS_EVIDENCE)


def test_a_line_signed_by_another_is_no_evidence(story: Story) -> None:
    ours, theirs = steps(US)[0], steps(THEM)[0]
    tables.Envelope.objects.filter(pk=theirs.pk).update(line=bytes(ours.line).replace(b"contact", b"CONTACT"))
    assert wheres(story, AuditRefusal.LINE_IS_NOT_EVIDENCE) == {f"envelope {theirs.pk}"}


def test_a_line_put_into_another_row_shows_in_every_column(story: Story) -> None:
    ours, theirs = steps(US)[0], steps(THEM)[0]
    tables.Envelope.objects.filter(pk=theirs.pk).update(line=ours.line)
    columns = {one.facts["column"] for one in found(story) if one.where == f"envelope {theirs.pk}"}
    assert {"author", "hash", "event_hash", "event_id"} <= columns


def test_a_hash_that_stands_without_a_line_is_held_by_the_next_line(story: Story) -> None:
    row = tables.Envelope.objects.get(line=b"")
    tables.Envelope.objects.filter(pk=row.pk).update(hash="f" * 64)
    assert wheres(story, AuditRefusal.LANE_IS_BROKEN) == {f"envelope {row.pk}"}


def test_an_outcome_needs_the_signed_refusal_of_the_other_side(story: Story) -> None:
    ours, theirs = steps(US, outcome="refused")[0], steps(THEM, outcome="refused")[0]
    tables.Envelope.objects.filter(kind="link.refusal", re__in=[ours.event_hash, theirs.event_hash]).delete()
    assert wheres(story, AuditRefusal.OUTCOME_IS_NOT_BACKED) == {f"envelope {ours.pk}", f"envelope {theirs.pk}"}


def test_a_waiting_row_says_why(story: Story) -> None:
    row = tables.Envelope.objects.get(outcome="waiting")
    tables.Envelope.objects.filter(pk=row.pk).update(code="")
    (named,) = found(story, AuditRefusal.COLUMN_HOLDS_THE_IMPOSSIBLE)
    assert (named.where, named.facts["column"]) == (f"envelope {row.pk}", "code/outcome")


def test_a_digest_is_told_from_an_effect(story: Story) -> None:
    row = steps(US, outcome="applied")[0]
    for column in ("running", "effect"):
        point = transaction.savepoint()
        tables.Envelope.objects.filter(pk=row.pk).update(**{column: "f" * 64})
        named = {(one.where, one.facts["column"]) for one in found(story, AuditRefusal.RUNNING_DIGEST_DIFFERS)}
        assert (f"envelope {row.pk}", column) in named
        transaction.savepoint_rollback(point)


def test_effects_altered_with_all_digests_after_them_still_differ_from_what_was_signed(story: Story) -> None:
    """Who can write to the tables can make the digests fit again, but not the commitments: both sides signed them."""
    before, lane = START, tables.OutLane.objects.get(lane="work")
    for row in tables.Envelope.objects.filter(author=US, lane="work", scope="matters").order_by("seq"):
        effect = "f" * 64 if row.outcome == "applied" else row.effect
        if row.outcome == "applied":
            before = verify.sha256(f"{before}{row.event_hash}{effect}".encode())
        tables.Envelope.objects.filter(pk=row.pk).update(effect=effect, running=before)
    tables.OutLane.objects.filter(pk=lane.pk).update(running={**lane.running, "matters": before})
    findings = audit.findings(at=story.at)
    accused = {one.where for one in findings}
    told = [row for row in tables.Commitment.objects.filter(author=US) if row.cut["work"][US]]
    assert told
    assert {f"commitment {row.pk}" for row in told} <= accused
    assert all(where.startswith("commitment") for where in accused)


def test_a_part_under_another_key_does_not_open(story: Story) -> None:
    row = tables.Part.objects.get(erased_at=None)
    tables.Part.objects.filter(pk=row.pk).update(key=b"k" * 32)
    assert wheres(story, AuditRefusal.PART_DOES_NOT_OPEN) == {f"part {row.pk}"}


def test_a_damaged_charter_does_not_accuse_every_line(story: Story) -> None:
    row = tables.Charter.objects.get()
    tables.Charter.objects.filter(pk=row.pk).update(signatures={})
    assert {one.where for one in found(story)} == {f"charter {row.pk}"}


def test_a_lost_key_replaced_at_a_ceremony_leaves_nothing_to_find(story: Story) -> None:
    node = story.nodes[THEM]
    node.signers[:] = [Ed25519Signer.generate()]
    story.charters[THEM] = story._ceremony(node)
    story.step(THEM, {"text": "signed with the key of the second charter"}, lane="ask")
    story.turn()
    assert [row.serial for row in tables.Charter.objects.order_by("serial")] == [1, 2]
    assert found(story) == []
    tables.Key.objects.filter(node=THEM).exclude(until=None).update(until={})
    assert {one.facts["column"] for one in found(story)} == {"until"}


def test_a_node_without_links_has_no_findings(story: Story) -> None:
    for model in (
        tables.Commitment,
        tables.Document,
        tables.Part,
        tables.LostEnvelope,
        tables.Envelope,
        tables.Key,
        tables.Charter,
        tables.OutLane,
        tables.InLane,
        tables.Link,
    ):
        model.objects.all().delete()
    assert found(story) == []
