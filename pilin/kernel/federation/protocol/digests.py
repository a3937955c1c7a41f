"""Running digests: what two nodes decided, row by row, so that any earlier cut can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pilin.base.canonical import digest
from pilin.kernel.federation.protocol.envelope import START
from pilin.kernel.federation.protocol.store import REFUSED, Row, Store


def chained(rows: Sequence[Row], running: Mapping[str, str]) -> tuple[list[Row], dict[str, str]]:
    """Return rows with their running digests and the digests after the last of them; refused rows are left out."""
    heads = dict(running)
    done = []
    for row in rows:
        if row.outcome != REFUSED:
            before = heads.get(row.scope, START)
            heads[row.scope] = digest(f"{before}{row.event_hash}{row.effect}".encode())
        done.append(row.but(running=heads.get(row.scope, START)))
    return done, heads


def rechain(store: Store, peer: str, lane: str, author: str, first: int) -> None:
    """Write the running digests of our rows anew from number `first` on, after one of them was refused."""
    out = store.out_lanes(peer)[lane]
    heads = {scope: store.running(peer, lane, author, scope, first - 1) for scope in out.running}
    after = first - 1
    while rows := store.rows(peer, lane, author, after, 500):
        done, heads = chained(rows, heads)
        store.set_outcomes(done)
        after = rows[-1].seq
    store.save_out(replace(out, running=heads))
