"""A history of two neighbours for the audit's tests: our node over its tables, the other node in memory.

Our side is driven as the worker and the pages drive it; the neighbour is a `Peer` over a store in memory, with keys of
its own. What happens to a `test.step` at a node is written in its body: it is refused, it waits, or the handler breaks.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from pilin.base import canonical, masking
from pilin.base.clock import Instant
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions.registry import registry
from pilin.kernel.federation.protocol import documents, parts
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol.desk import Applied, Declined, Delivered, Desk, Effects, Outcome, Waiting
from pilin.kernel.federation.protocol.documents import Document
from pilin.kernel.federation.protocol.event import Draft, Event, PartRef
from pilin.kernel.federation.protocol.failures import Failures
from pilin.kernel.federation.protocol.peer import Peer
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import KeyRow, Part
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from pilin.kernel.federation.transport import make_certificate
from tests.simulation import memory as simulated

memory: Any = simulated
US, THEM, THIRD = "330482", "310116", "330421"
START = Instant(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
STEP, MATTER = "test.step", "matter/0190"
NUMBERS = [f"{'1' * 17}{check}" for check in "0123456789X"]


def effect_of(fact: Mapping[str, Any]) -> str:
    """Return the effect of a step: a digest of its fact, equal on every node."""
    return canonical.digest_of(["step", canonical.digest_of(dict(fact))])


def outcome_of(item: Delivered, code: str) -> Outcome:
    """Do at a node what the step's body says of it."""
    wish = item.event.body.get(code)
    if wish == "refuse":
        return Declined(LinkRefusal.KIND_IS_UNKNOWN)
    if wish == "wait":
        return Waiting(LinkRefusal.DOCUMENT_IS_UNKNOWN)
    if wish == "break":
        raise LookupError(item.event.hash)
    return Applied(effect_of(item.event.fact))


class Neighbour:
    """Another node: its protocol over a store in memory, its rooms, its shelf and its voice."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.signers = [Ed25519Signer.generate()]
        self.store = memory.MemoryStore(code, memory.Tables())
        self.peer = Peer(Desk(code, lambda: self.signers, self.store, self, secrets.token_bytes))

    def decide(self, kind: str, delivered: Sequence[Delivered], at: Instant) -> list[Outcome]:
        return [self._decide(kind, item, at) for item in delivered]

    def _decide(self, kind: str, item: Delivered, at: Instant) -> Outcome:
        if kind in documents.KINDS:
            return documents.decide(self, self, item, at)
        return Applied("") if kind == "link.refusal" else outcome_of(item, self.code)

    def admits(self, event: Event, at: Instant) -> None:
        return None

    def tell(self, drafts: Sequence[Draft], at: Instant) -> Sequence[Event]:
        return self.peer.tell(drafts, at)

    def replied(self, re: str, kind: str) -> bool:
        return self.store.reply(self.code, re, kind) is not None

    def get(self, document_hash: str) -> Document | None:
        found: Document | None = self.store.t.documents.get(document_hash)
        return found

    def offered(self, offer: str) -> Document | None:
        return next((paper for paper in self.store.t.documents.values() if paper.offer == offer), None)

    def put(self, document: Document) -> None:
        self.store.t.documents[document.hash] = document

    def check(self, text: Mapping[str, Any], parties: Sequence[str]) -> Declined | None:
        return Declined(LinkRefusal.KIND_IS_UNKNOWN) if text.get("refuse") else None

    def agreed(self, document: Document, at: Instant) -> None:
        assert document.state == "agreed"

    def card(self) -> dict[str, Any]:
        key, certificate = self.signers[0].key, make_certificate(self.code, at=START, days=30)[1]
        url = f"https://{self.code}.example:8443"
        card = {"v": 1, "code": self.code, "name": "金山区", "suite": key.suite, "public": key.public, "url": url}
        return {**card, "certificate": certificate}

    def rotate(self, at: Instant) -> None:
        new = Ed25519Signer.generate()
        self.peer.rotate(new, at)
        self.signers.append(new)


class Story:
    """Our node and its neighbours, a clock, and a wire that loses nothing."""

    def __init__(self, *codes: str) -> None:
        self.at = START
        self.nodes = {code: Neighbour(code) for code in codes}
        federation.init(at=self.at)
        self.charters = {code: self._ceremony(node) for code, node in self.nodes.items()}
        for a in self.nodes.values():
            for b in self.nodes.values():
                if a is not b:
                    self._introduced(a, b.code, b.signers[0], "charter:between-neighbours")

    def _ceremony(self, node: Neighbour) -> str:
        card = node.card()
        federation.introduce(card, fingerprint=node.signers[0].key.fingerprint)
        paper = canonical.decode(federation.offer_charter(card, at=self.at))
        assert isinstance(paper, dict)
        signature = {"kid": node.signers[0].key.kid, "sig": node.signers[0].sign(canonical.encode(paper["charter"]))}
        signatures = {**paper["signatures"], node.code: signature}
        federation.sign_charter(canonical.encode({**paper, "signatures": signatures}))
        charter = f"charter:{canonical.digest_of(paper['charter'])}"
        self._introduced(node, US, federation.keyring.signers()[-1], charter)
        return charter

    @staticmethod
    def _introduced(node: Neighbour, code: str, signer: Any, charter: str) -> None:
        node.store.save_link(memory.linked(code, charter))
        node.store.save_key(KeyRow(code, signer.key), code)
        node.store.save_key(KeyRow(node.code, node.signers[0].key), code)

    # The wire

    def turn(self, *, seconds: int = 61) -> None:
        """Let time pass, let every node do what is due, and carry frames until nothing is on its way."""
        self.at = Instant(self.at + timedelta(seconds=seconds))
        waiting = [(US, send) for send in federation.due(at=self.at).sends]
        waiting += [(code, send) for code, node in self.nodes.items() for send in node.peer.due(self.at).sends]
        while waiting:
            sender, send = waiting.pop(0)
            effects = self._carried(sender, send.peer, send.frame)
            waiting += [(send.peer, more) for more in effects.sends]
            if effects.reply is not None:
                waiting += [(sender, more) for more in self._carried(send.peer, sender, effects.reply).sends]

    def _carried(self, sender: str, receiver: str, frame: bytes) -> Effects:
        if receiver == US:
            return federation.receive([frame], sender=sender, at=self.at)[0]
        return self.nodes[receiver].peer.receive(frame, self.at, sender=sender)

    # Acts

    def step(self, author: str, body: Mapping[str, Any] | None = None, **more: Any) -> Event:
        """Tell a step of the matter to all others; `secret` is the content of a part of it."""
        secret, salt = more.pop("secret", None), secrets.token_hex(16)
        draft = Draft(STEP, "matters", "charter:", body or {}, [US, *self.nodes], subject=MATTER)
        draft = replace(draft, basis=self.charters[THEM], **more)
        if secret is not None:
            until = "2026-03-31" if author == US else "2027-12-31"
            ref = PartRef("name", parts.salted_hash(salt, secret), "contact", until, (THEM, US))
            draft = replace(draft, parts=(ref,))
        event = self.tell(author, draft)
        if secret is not None:
            store = self.nodes[author].store if author != US else None
            self._keep(store, Part(event.hash, "name", salt, secret))
        return event

    def _keep(self, store: Any, part: Part) -> None:
        if store is not None:
            store.save_parts([part], self.at)
            return
        with federation.sessions.session() as running:
            running.desk.store.save_parts([part], self.at)

    def tell(self, author: str, draft: Draft) -> Event:
        if author == US:
            return federation.tell([draft], at=self.at)[0]
        return self.nodes[author].tell([draft], self.at)[0]

    def offer(self, author: str, text: Mapping[str, Any]) -> Event:
        draft = documents.offer(text, basis=self.charters[THEM], parties=[US, *self.nodes])
        return self.tell(author, draft)

    def answer(self, author: str, offer: Event, kind: str = "sign") -> Event:
        """Sign, decline or withdraw an offered document."""
        document = Document(
            documents.name_of(offer.body["document"], offer.parties),
            "",
            {},
            offer.basis,
            offer.parties,
            "",
            offer.hash,
            {},
        )
        draft = documents.decline(document, "no", "不同意") if kind == "decline" else getattr(documents, kind)(document)
        return self.tell(author, draft)


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    """Give our node a data folder of its own, and rooms that know steps and documents of the type `kind`."""
    home = replace(settings.NODE, node=replace(settings.NODE.node, data_dir=folder))
    with override_settings(NODE=home), pytest.MonkeyPatch.context() as patch:
        patch.setattr(federation.sessions, "failures", Failures())
        patch.setattr(registry, "handlers", {STEP: lambda items, at: [outcome_of(item, US) for item in items]})
        patch.setattr(registry, "basis_checks", {"charter:": lambda event, at: None})
        patch.setattr(registry, "text_checks", {"kind": lambda text, parties: None})
        patch.setattr(registry, "agreed_listeners", {"kind": lambda document, at: None})
        yield


@contextmanager
def kept(blocker: Any, folder: Path) -> Iterator[None]:
    """Keep one history for all tests of a file; what each of them changes its own transaction takes back."""
    with blocker.unblock(), transaction.atomic(), at_home(folder):
        yield
        transaction.set_rollback(True)


def papers(story: Story) -> None:
    """Documents in every state: agreed twice, declined, refused, open, withdrawn."""
    offers = [story.offer(US, {"type": "kind", "n": 1}), story.offer(THEM, {"type": "kind", "n": 2})]
    declined, withdrawn = (story.offer(THEM, {"type": "kind", "n": n}) for n in (3, 4))
    story.offer(US, {"type": "kind", "n": 5, "refuse": True})
    story.turn()
    story.answer(THEM, offers[0])
    story.answer(US, offers[1])
    story.answer(US, declined, "decline")
    story.answer(THEM, withdrawn, "withdraw")
    story.turn()
    story.offer(US, {"type": "kind", "n": 6})


def work(story: Story) -> None:
    """Steps on all lanes, refused ones, parts of both sides, one erased, and a text that may not be kept."""
    kind = documents.name_of({"type": "kind", "n": 1}, (US, THEM))
    for author in (US, THEM):
        story.step(author, {"kind": kind, "text": "第一步"}, secret=f"a name told by {author}".encode())
        story.step(author, {THEM if author == US else US: "refuse"})
        story.step(author, lane="ask")
        story.step(author, lane="bulk")
    with pytest.MonkeyPatch.context() as patch:  # the neighbour does not mask what it says
        patch.setattr(events, "masked", lambda value: value)
        story.step(THEM, {"text": next(text for text in NUMBERS if masking.is_identity_number(text))})
    story.turn()
    story.turn()
    federation.erase(until=date(2026, 4, 1), at=story.at)
    federation.keep_blob("附件".encode(), [THEM])


def keys_change(story: Story) -> None:
    """Both nodes rotate their keys and go on."""
    federation.rotate(new=Ed25519Signer.generate(), at=story.at)
    story.nodes[THEM].rotate(story.at)
    story.turn()
    for author in (US, THEM):
        story.step(author, {"text": "with a new key"})
    story.turn()
    story.turn(seconds=1000)


def restored(story: Story) -> None:
    """Our node falls back behind its high-water file: what was never sent is withdrawn and sent anew."""
    story.step(US, {"text": "told and not sent"})
    federation.wake(marks=None, at=story.at)
    for _ in range(4):
        story.turn()
    assert tables.NodeState.objects.get().mode == "open"
    story.turn(seconds=1000)


def unfinished(story: Story) -> None:
    """Something waits, something broke, and a commitment lies ahead of us."""
    story.step(THEM, {US: "wait"})
    story.step(US, {"text": "decided there, not settled here"})
    story.step(THEM, {US: "break"}, lane="bulk")
    story.turn()
    story.turn(seconds=1000)
    story.turn()


def history() -> Story:
    """Let everything happen, one thing after the other."""
    story = Story(THEM)
    for chapter in (papers, work, keys_change, restored, unfinished):
        chapter(story)
    return story


def short() -> Story:
    """Let a little of everything happen, for a bundle of one sitting: a kind, a few steps, a refusal, a new key."""
    story = Story(THEM)
    offer = story.offer(US, {"type": "kind", "n": 1})
    story.turn()
    story.answer(THEM, offer)
    story.turn()
    kind = documents.name_of(offer.body["document"], offer.parties)
    story.step(US, {"kind": kind, "text": "明月山塘"}, secret=b"a name")
    story.step(THEM, {"text": "同意"})
    story.step(US, {THEM: "refuse"})
    story.turn()
    federation.rotate(new=Ed25519Signer.generate(), at=story.at)
    story.turn()
    story.step(US, {"text": "after the rotation"})
    story.turn()
    return story
