"""Links in every state of their life stand the audit, and what they remember of a peer is held against its header."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pilin.kernel.federation import audit
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.audit import bundle, verify
from pilin.kernel.federation.audit.refusals import AuditRefusal
from pilin.kernel.federation.protocol.desk import Applied
from pilin.kernel.federation.tests import audit_story
from pilin.kernel.federation.tests.audit_story import MATTER, THEM, THIRD, US, Story, effect_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(tmp_path: Path) -> Iterator[None]:
    with audit_story.at_home(tmp_path):
        yield


def columns(story: Story, effects: dict[str, Any] | None = None) -> set[str]:
    """Return the columns of links that the audit names, all others being in order."""
    findings = audit.findings(at=story.at, effects=effects or {})
    assert {one.where.partition(" ")[0] for one in findings} <= {"link"}
    return {str(one.facts["column"]) for one in findings}


def test_a_link_that_was_never_used_is_in_order() -> None:
    assert columns(Story(THEM)) == set()


def test_a_link_that_was_never_used_has_heard_nothing() -> None:
    story = Story(THEM)
    tables.Link.objects.update(speaks_high=2, inc=3, nonce="x", peer_kid="x", skew_seconds=1)
    assert columns(story) == {"speaks_high", "inc", "nonce", "peer_kid", "skew_seconds"}


def test_an_introduced_link_needs_no_charter_yet() -> None:
    story = Story(THEM)
    tables.Link.objects.create(peer=THIRD, name="嘉善县", url="https://x.example", certificate="")
    assert columns(story) == set()
    tables.Link.objects.filter(peer=THIRD).update(mode="open")
    assert columns(story) == {"charter"}


def test_a_link_keeps_the_card_of_its_charter_or_none() -> None:
    story = Story(THEM)
    tables.Link.objects.update(introduced="")
    assert columns(story) == set()
    for other in ("0" * 64, "x"):
        tables.Link.objects.update(introduced=other)
        assert columns(story) == {"introduced"}
    tables.Link.objects.update(mode="introduced", introduced="0" * 64)  # people meet for another charter
    assert columns(story) == set()


def test_three_links_are_in_order_and_none_stands_for_another() -> None:
    story = Story(THEM, THIRD)
    for author in (US, THEM, THIRD):
        story.step(author, {"text": author})
    for _ in range(3):
        story.turn(seconds=1000)
    assert columns(story, {"matters": effect_of}) == set()
    receipts = dict(tables.Link.objects.values_list("peer", "receipt"))
    tables.Link.objects.filter(peer=THEM).update(receipt=receipts[THIRD])
    assert columns(story) == {"receipt"}


def test_a_peer_in_its_second_life_is_in_order() -> None:
    story = Story(THEM)
    story.step(US, {"text": "before"})
    story.turn()
    story.nodes[THEM].peer.wake(None, story.at)
    for _ in range(4):
        story.turn()
    story.step(THEM, {"text": "in another life"})
    story.turn()
    link = tables.Link.objects.get()
    assert (link.inc, link.nonce.rpartition(":")[2]) == (2, "1")
    assert columns(story) == set()
    tables.Link.objects.update(nonce=link.nonce.replace(":1", ":7"), inc=1)
    assert columns(story) == {"nonce", "inc"}


def test_a_mismatch_is_no_finding_but_its_alarm_and_search_need_it() -> None:
    story = Story(THEM)
    node = story.nodes[THEM]
    true, node.decide = node.decide, lambda *asked: [Applied("f" * 64)]  # type: ignore[method-assign]
    story.step(US, {"text": "understood otherwise"})
    story.turn()
    node.decide = true  # type: ignore[method-assign]
    story.turn(seconds=1000)
    link = tables.Link.objects.get()
    assert tables.Commitment.objects.filter(result="mismatch").exists()
    assert link.alarm_since is not None
    assert columns(story, {"matters": effect_of}) == set()
    tables.Link.objects.update(alarm_since=None, bisect=["matters", "side", US, 0, 1])
    assert columns(story) == {"bisect"}


def test_what_a_commitment_said_of_the_comparison_is_compared_again() -> None:
    story = audit_story.short()
    story.turn(seconds=1000)
    row = tables.Commitment.objects.filter(author=THEM, result="equal").latest("at")
    tables.Commitment.objects.filter(pk=row.pk).update(result="mismatch")
    findings = [one for one in audit.findings(at=story.at) if one.where == f"commitment {row.pk}"]
    assert [(one.code, one.facts["column"]) for one in findings] == [
        (AuditRefusal.COLUMN_DIFFERS_FROM_EVIDENCE, "result")
    ]


def test_a_header_of_another_time_does_not_fit_our_clock() -> None:
    story = audit_story.short()
    tables.Link.objects.update(skew_seconds=500)
    assert columns(story) == {"skew_seconds/heard_at"}


def test_a_key_of_another_node_is_no_key_of_the_link() -> None:
    story = audit_story.short()
    tables.Key.objects.filter(node=THEM).update(node=THIRD)
    named = {(one.where.partition(" ")[0], str(one.facts["column"])) for one in audit.findings(at=story.at)}
    assert ("key", "node/link_id") in named


# The ring of keys


@pytest.fixture
def ring() -> verify.Ring:
    """A ring with the charter and the rotation of a short story."""
    opened = bundle.read(bundle.write(MATTER, at=audit_story.short().at))
    found, charter = verify.Ring(), opened.sections["charter"][0]
    found.charter(charter["text"], charter["signatures"])
    found.rotation(opened.sections["key"][-1]["event"])
    found.opened = opened  # type: ignore[attr-defined]
    return found


def test_a_rotation_ends_the_key_before_it(ring: verify.Ring) -> None:
    first, second = ring.keys[US, THEM].values()
    assert first.until is not None
    assert first.until.keys() == {"ask", "work", "bulk"}
    assert second.until is None
    assert [key.until for key in ring.keys[THEM, US].values()] == [None]


def test_a_rotation_may_be_told_twice_but_a_retired_key_starts_no_other(ring: Any) -> None:
    event = ring.opened.sections["key"][-1]["event"]
    ring.rotation(event)
    (name, first), *_ = ring.keys[US, THEM].items()
    ring.keys[US, THEM][name] = first._replace(until={"ask": 0, "work": 0, "bulk": 0})
    with pytest.raises(verify.Damaged):
        ring.rotation(event)


def test_a_rotation_needs_the_new_key_itself(ring: Any) -> None:
    event = ring.opened.sections["key"][-1]["event"]
    body = {**event["fact"]["body"], "possession": event["sig"]}
    with pytest.raises(verify.Damaged):
        ring.rotation({**event, "fact": {**event["fact"], "body": body}})


def test_an_event_that_carries_another_vouches_for_neither(ring: Any) -> None:
    events = [line["line"]["envelope"]["event"] for line in ring.opened.sections["envelope"]]
    carried = {**events[0], "fact": {**events[0]["fact"], "at": "2020-01-01T00:00:00.000000Z"}}
    name = verify.sha256(verify.canonical(carried["fact"]))
    fact = {**events[-1]["fact"], "re": name, "body": {"proposal": carried}}
    ring.signer = lambda value, by, signature, link: (
        None if value is fact else verify.Ring.signer(ring, value, by, signature, link)
    )
    with pytest.raises(verify.Damaged):
        ring.event({**events[-1], "fact": fact})
    fact["re"] = ""
    ring.event({**events[-1], "fact": fact})


def test_a_signature_has_one_spelling(ring: Any) -> None:
    event = ring.opened.sections["envelope"][0]["line"]["envelope"]["event"]
    ring.event(event)
    for other in (event["sig"] + "\n", event["sig"].rstrip("="), "", event["sig"][:-4] + "AAA="):
        with pytest.raises(verify.Damaged):
            ring.event({**event, "sig": other})


def test_a_suite_that_is_not_spoken_signs_nothing(ring: Any) -> None:
    event = ring.opened.sections["envelope"][0]["line"]["envelope"]["event"]
    with pytest.raises(verify.Damaged):
        ring.event({**event, "suite": "sm2"})
