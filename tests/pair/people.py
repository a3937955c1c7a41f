"""What people do at a node. It is imported when Django is ready (see `driver`)."""

import json
import select
import sys
from datetime import date

from django.conf import settings
from django.db import OperationalError

from pilin.base import clock, ids
from pilin.base.refusal import Refused
from pilin.kernel.agreements import actions as agreements
from pilin.kernel.agreements import rules
from pilin.kernel.federation import models
from pilin.kernel.federation.actions import sessions
from pilin.kernel.federation.protocol import commitments
from pilin.kernel.organisations.rules import Standing

BOTH = ("310116", "330482")
PAUSE_SECONDS = 0.05
UNSIGNED_MAX = 20
"""Nobody offers more while so many papers wait for a signature: what is tested is the order of things, not a flood."""


def offer(number: int) -> None:
    words = rules.Words(zh="双方协商。", en="Both sides deliberate.")
    clause = rules.Clause(number="1", title=words, text=words, standing=Standing.ILLUSTRATIVE, kinds=("matters.*",))
    for _ in range(number):
        text = rules.Agreement(
            id=ids.new_id(clock.now()),
            title=words,
            parties=tuple(rules.Party(code=code, body=code) for code in BOTH),
            from_day=date(2026, 1, 1),
            term=rules.Term(last_day=None, winding_down_days=30),
            clauses=(clause,),
        )
        agreements.offer(agreement=text, at=clock.now())


def sign() -> None:
    for row in models.Document.objects.filter(state="open").order_by("offered_at"):
        if settings.NODE.node.code not in row.answers:
            agreements.sign(document_hash=row.hash, at=clock.now())


def steady() -> None:
    while not select.select([sys.stdin], [], [], PAUSE_SECONDS)[0]:
        try:
            if models.Document.objects.filter(state="open").count() < UNSIGNED_MAX:
                offer(1)
            sign()
        except (OperationalError, Refused) as failure:  # the store is busy, or the node has just begun to recover
            sys.stderr.write(f"{failure}\n")


def digests() -> str:
    found = []
    with sessions.session() as peer:
        for link in peer.desk.store.links():
            cut = commitments.settled_cut(peer.desk, link.peer)
            found.append({"cut": cut, "digests": commitments.digests_at(peer.desk, link.peer, cut)})
    return json.dumps(found, sort_keys=True)
