"""No false alarm: what the simulation's nodes hold after crashes, restores and rotations stands the audit.

The disks of a finished story are written into our tables, one node after the other, with a charter for every link.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from pilin.base import canonical
from pilin.base.clock import Instant
from pilin.kernel.federation import audit
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import cellar
from pilin.kernel.federation.actions.store import DjangoStore
from pilin.kernel.federation.protocol import envelope as envelopes
from tests.simulation import story as simulated

simulation: Any = simulated
SEEDS = range(0, 1000, 10)  # these sign with the real suite

pytestmark = pytest.mark.django_db


def card(node: Any) -> dict[str, Any]:
    key = node.signers[0].key
    start = {"v": 1, "code": node.code, "name": node.code, "certificate": "", "url": ""}
    return {**start, "suite": key.suite, "public": key.public}


def charter(node: Any, peer: Any) -> None:
    """Sign the charter that the simulation takes for granted."""
    parties = sorted([card(node), card(peer)], key=lambda party: str(party["code"]))
    text = canonical.encode({"v": 1, "type": "charter", "serial": 1, "date": "2026-03-02", "parties": parties})
    signers = {one.code: one.signers[0] for one in (node, peer)}
    signatures = {code: {"kid": by.key.kid, "sig": by.sign(text)} for code, by in signers.items()}
    name = canonical.digest(text)
    tables.Link.objects.create(peer=peer.code, name=peer.code, url="", certificate="")
    DjangoStore(node.code).save_link(replace(node.tables.links[peer.code], charter=f"charter:{name}"))
    tables.Charter.objects.create(hash=name, link_id=peer.code, serial=1, text=text, signatures=signatures)


def write(node: Any) -> None:
    """Write a node's lanes, envelopes, keys and commitments into our tables."""
    disk, store = node.tables, DjangoStore(node.code)
    store.me()
    store.save_me(disk.me["me"])
    for out in disk.outs.values():
        store.save_out(out)
    for lane in disk.ins.values():
        store.save_in(lane)
    for (_, peer), rows in disk.keys.items():
        for row in rows:
            store.save_key(row, peer)
    stored = sorted(disk.rows.values(), key=lambda row: row.stored_at)
    store.append([(row, envelopes.parse(row.line, versions=(1, 2))[0].event) for row in stored])
    for commitment in disk.commitments.values():
        store.save_commitment(commitment)


def write_beside(node: Any) -> None:
    """Write a node's withdrawn envelopes, documents and parts."""
    disk, names = node.tables, ("peer", "lane", "seq", "inc", "event_hash", "line", "stored_at", "outcome", "effect")
    for row, state in disk.lost.values():
        values = {name: getattr(row, name) for name in names}
        tables.LostEnvelope.objects.create(**values, resolved=state == "done")
    for paper in disk.documents.values():
        values = {field.name: getattr(paper, field.name) for field in fields(paper)} | {"parties": list(paper.parties)}
        ended = None if paper.state == "open" else node.now
        tables.Document.objects.create(**values, state=paper.state, offered_at=node.now, ended_at=ended)
    cellar.store(list(disk.parts.values()), {name: disk.events[name] for name, _ in disk.parts})


def nodes(seed: int, count: int) -> Iterator[tuple[Any, Instant]]:
    """Play a story and yield its nodes, each with its disk in our tables and a time after the end."""
    story = simulation.Story(seed, nodes=count).play()
    for node in story.world.nodes.values():
        home = replace(settings.NODE, node=replace(settings.NODE.node, code=node.code))
        with override_settings(NODE=home), transaction.atomic():
            for peer in node.tables.links:
                charter(node, story.world.nodes[peer])
            write(node)
            write_beside(node)
            yield node, Instant(node.now + timedelta(hours=1))
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("special", "count"), [("rotate", 2), ("restore", 2), ("restore_no_file", 2), ("restore_twice", 2), ("restore", 3)]
)
def test_what_befell_the_nodes_leaves_nothing_to_find(special: str, count: int) -> None:
    seed = next(seed for seed in SEEDS if simulation.Story(seed, nodes=count).special == special)
    for node, at in nodes(seed, count):
        assert tables.Envelope.objects.count() > 20
        assert audit.findings(at=at) == [], f"seed {seed}, node {node.code}"
