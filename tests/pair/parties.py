"""What the people of any number of nodes do together. It is imported when Django is ready (see `driver`)."""

import json
from datetime import date
from pathlib import Path

import yaml

from pilin.base import clock, ids
from pilin.kernel.agreements import actions as agreements
from pilin.kernel.agreements import queries as agreed
from pilin.kernel.agreements import rules
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import sessions
from pilin.kernel.federation.protocol import commitments
from pilin.kernel.federation.protocol.documents import OFFER
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries
from pilin.kernel.matters.rules import chain
from pilin.kernel.organisations.rules import Standing

KIND = Path(__file__).with_name("waters.yaml")
FIRST_DAY = date(2026, 1, 1)


def agree(*codes: str) -> str:
    """Offer an agreement of these nodes, whose one clause admits kinds and matters; return its id."""
    words = rules.Words(zh="共同协商。", en="All deliberate.")
    admitted = ("document.*", "matters.*")
    opens = ("waters",)
    clause = rules.Clause(
        number="1", title=words, text=words, standing=Standing.ILLUSTRATIVE, kinds=admitted, matter_kinds=opens
    )
    text = rules.Agreement(
        id=ids.new_id(clock.now()),
        title=words,
        parties=tuple(rules.Party(code=code, body=code) for code in sorted(codes)),
        from_day=FIRST_DAY,
        term=rules.Term(last_day=None, winding_down_days=30),
        clauses=(clause,),
    )
    agreements.offer(agreement=text, at=clock.now())
    return text.id


def sign() -> None:
    """Sign every document that waits for us."""
    for waiting in facts.open_documents():
        document = facts.document(waiting.hash)
        assert document is not None
        if waiting.waits_for_us and document.type in rules.TYPES:
            agreements.sign(document_hash=document.hash, at=clock.now())
        elif waiting.waits_for_us:
            federation.sign(document, at=clock.now())


def waiting() -> str:
    """Return how many documents wait for us."""
    return str(sum(one.waits_for_us for one in facts.open_documents()))


def offer_kind(*codes: str) -> None:
    """Offer the kind of the waters under what these nodes have agreed."""
    text = yaml.safe_load(KIND.read_text(encoding="utf-8"))
    matters.offer_kind(text, basis=_basis(OFFER, codes), parties=sorted(codes), at=clock.now())


def open_matter(*codes: str) -> str:
    """Open a matter in which each of these nodes has one role, in the order of the kind; return its id."""
    ((kind, *_),) = queries.kinds_agreed()
    roles = dict(zip(kind.roles, codes, strict=True))
    basis = _basis(chain.OPEN, codes)
    fields = {"title": "三地交界水域联合巡查", "plan": "每季一次"}
    return matters.open_matter(kind=kind.digest, roles=roles, fields=fields, basis=basis, at=clock.now())


def _basis(kind: str, codes: tuple[str, ...]) -> str:
    (basis,) = agreed.bases_for(kind, parties=codes, day=clock.day_of(clock.now()))
    return basis


def step(matter: str, name: str, *fields: str) -> None:
    """Take a step; a field is written `name=value`."""
    given = dict(field.split("=") for field in fields)
    matters.take_step(matter=matter, step=name, members={"fields": given} if given else {}, at=clock.now())


def digests(code: str) -> str:
    """Return the ends of all lanes of a link on which everything is decided, and the digest of each scope at them."""
    with sessions.session() as peer:
        outs, ins = peer.desk.store.out_lanes(code), peer.desk.store.in_lanes(code)
        cut = {lane: {facts.me(): outs[lane].seq, code: ins[lane].decided} for lane in LANES}
        found = {"cut": cut, "digests": commitments.digests_at(peer.desk, code, cut)}
    return json.dumps(found, sort_keys=True)
