"""The protocol's way in: bytes come, rows are written, effects go out.

A driver opens a transaction, calls one verb, commits, and carries out the effects in their order: high-water marks to
disk, then the reply and the sends. If it dies between two of them, nothing is lost (docs/protocols/federation.md, 11).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from pilin.base.canonical import Json
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import (
    blobs,
    commitments,
    deciding,
    hearing,
    keys,
    parts,
    receiving,
    restoring,
    resuming,
    sending,
    writing,
)
from pilin.kernel.federation.protocol.desk import Desk, Effects, Marks
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.protocol.event import SCOPES, Draft, Event, is_name, is_number
from pilin.kernel.federation.protocol.frame import Frame, parse
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import Link, OutLane
from pilin.kernel.federation.protocol.suite import Signer

Reply = tuple[str, Mapping[str, Json], Sequence[bytes]]  # type, body, payload lines


class Peer:
    """One node's protocol. It holds nothing but its desk; all memory is in the store."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def tell(self, drafts: Sequence[Draft], at: Instant) -> list[Event]:
        """Sign, apply and enqueue facts (see `writing.tell`)."""
        return writing.tell(self.desk, drafts, at)

    def wake(self, marks: Marks | None, at: Instant) -> None:
        """Start: compare the store with the high-water marks."""
        restoring.wake(self.desk, marks, at)

    def receive(self, data: bytes, at: Instant, *, sender: str) -> Effects:
        """Take a frame of the node `sender`, as the transport knows it; return its answer and what follows.

        Bytes that are nobody's, and a frame that names another sender, are dropped without an answer; of the latter
        the effects say why.
        """
        desk = self.desk
        try:
            frame = parse(data)
        except Refused:
            return Effects()
        if frame.header.sender != sender:
            return Effects(dropped=f"it names {frame.header.sender[:16]!r} as its sender")
        try:
            link = hearing.check(desk, frame)
        except Refused as refused:
            return self._answer_refused(frame, refused, data, at)
        if desk.store.me().mode == "halted":
            return Effects()
        told = restoring.meet(desk, link, frame.header, at)
        hearing.hear(desk, link, frame, at)
        if desk.need(link.peer).mode == "paused":
            return (
                self._refuse(link, Refused(LinkRefusal.LINK_IS_PAUSED), at) if frame.header.type in _ASKS else Effects()
            )
        return self._handle(frame, link.peer, at) + told

    def _handle(self, frame: Frame, peer: str, at: Instant) -> Effects:
        """Answer a request, or go on after an answer; then decide what came and settle what is known."""
        desk = self.desk
        try:
            reply, follow = _VERBS[frame.header.type](desk, frame, peer, at)
        except Refused as refused:
            return self._refuse(desk.need(peer), refused, at)
        behind = hearing.is_behind(desk, frame.header)
        if behind:
            follow += hearing.doubt(desk, desk.need(peer), frame.header, at)
        deciding.decide(desk, at)
        hearing.settle(desk, peer)
        commitments.compare_held(desk, peer, at)
        follow += sending.stated(desk, {peer, *(send.peer for send in follow.sends)})
        if reply is None:
            return follow
        kind, body, lines = reply
        link = desk.need(peer)
        marks, more = sending.piggyback(desk, link, at) if kind == "receipt" and not behind else ((), [])
        answer = sending.frame(desk, link, kind, body, at, [*lines, *more])
        return Effects(marks, answer) + follow

    def due(self, at: Instant) -> Effects:
        """Return what is to be sent now; also try again what waits."""
        desk = self.desk
        if desk.store.me().mode == "recovering":
            resuming.finish(desk, at)
        if desk.store.me().mode == "recovering":
            return restoring.due(desk, at)
        if desk.store.me().mode == "halted":
            return Effects()
        resuming.go_on(desk, at)
        deciding.decide(desk, at, again=True)
        for link in desk.store.links():
            hearing.settle(desk, link.peer)
            commitments.compare_held(desk, link.peer, at)
        effects = sending.due(desk, at)
        return effects + sending.stated(desk, {send.peer for send in effects.sends})

    def failed(self, peer: str, lane: str, at: Instant, reason: str) -> None:
        """The transport did not carry a frame of this lane."""
        sending.failed(self.desk, peer, lane, at, reason)

    def rotate(self, new: Signer, at: Instant) -> None:
        """Tell every link of our next key. The caller adds the signer to the desk's list after the commit.

        A link before its charter is not told: its ceremony shows the key that our card bears then.
        """
        for link in self.desk.store.links():
            if link.mode == "introduced":
                continue
            draft = keys.rotation(self.desk, link.peer, new)
            event = writing.tell(self.desk, [draft], at)[0]
            keys.record_own(self.desk, link.peer, new, event.body["until"])

    def override(self, peer: str, at: Instant) -> None:
        """Two persons end the wait for a peer (see `resuming.override`)."""
        resuming.override(self.desk, peer, at)

    def set_mode(self, peer: str, mode: str) -> None:
        """Open or pause a link: maintenance."""
        self.desk.store.save_link(replace(self.desk.need(peer), mode=mode))

    def _refuse(self, link: Link, refused: Refused, at: Instant) -> Effects:
        body: dict[str, Json] = {
            "code": refused.code.value,
            "remedy": refused.code.remedy.value,
            "facts": {name: value for name, value in refused.facts.items() if isinstance(value, (str, int))},
        }
        return Effects(reply=sending.frame(self.desk, link, "refused", body, at))

    def _answer_refused(self, frame: Frame, refused: Refused, data: bytes, at: Instant) -> Effects:
        """Answer a frame whose header we do not accept; only a known peer gets an answer and a place in quarantine."""
        link = self.desk.store.link(frame.header.sender)
        if link is None:
            return Effects()
        if refused.code is LinkRefusal.SIGNATURE_IS_BAD:
            self.desk.store.quarantine(link.peer, refused.code.value, data, at)
            self.desk.store.alarm(refused.code.value, link.peer, at, {})
        if refused.code is LinkRefusal.INCARNATION_IS_FENCED:  # the later life's last header is the proof
            refused = Refused(refused.code, **refused.facts, proof=link.receipt.decode())
        if refused.code is LinkRefusal.FENCE_IS_MISSING and frame.header.body.get("code") == refused.code.value:
            restoring.meet(self.desk, link, frame.header, at)  # neither knows the other's life
            return _fence_again(self.desk, link.peer, {}, at)
        return self._refuse(link, refused, at) if frame.header.type in _ASKS else Effects()


Verb = Callable[[Desk, Frame, str, Instant], tuple[Reply | None, Effects]]


def _take(desk: Desk, peer: str, lines: Sequence[bytes], at: Instant) -> None:
    """Take envelopes and parts of a payload; raise the refusal at which the envelopes stopped."""
    if desk.need(peer).mode == "halted":
        raise Refused(LinkRefusal.LINK_IS_HALTED)
    stopped = receiving.take(desk, peer, [line for line in lines if not parts.is_part(line)], at)
    parts.take(desk, peer, [line for line in lines if parts.is_part(line)], at)
    if stopped is not None:
        raise stopped


def _on_hello(desk: Desk, _frame: Frame, peer: str, _at: Instant) -> tuple[Reply | None, Effects]:
    """A peer that greets is there: what waits for it does not wait longer."""
    for out in desk.store.out_lanes(peer).values():
        if out.attempt:
            sending.retry_now(desk, out)
    return ("receipt", {"lane": ""}, ()), Effects()


def _on_push(desk: Desk, frame: Frame, peer: str, at: Instant) -> tuple[Reply | None, Effects]:
    _take(desk, peer, frame.lines, at)
    return ("receipt", {"lane": str(frame.header.body.get("lane", ""))}, ()), Effects()


def _on_receipt(desk: Desk, frame: Frame, peer: str, at: Instant) -> tuple[Reply | None, Effects]:
    """An answer to a push or a hello: the batch is no longer in flight; the next one goes at once.

    Where nothing of a lane was taken, its batch goes again after a pause, as if it had not been carried.
    """
    lane = frame.header.body.get("lane")
    for out in desk.store.out_lanes(peer).values():
        if out.lane == lane and _is_idle(out):
            sending.failed(desk, peer, out.lane, at, LinkRefusal.NOTHING_WAS_TAKEN.value)
        elif out.lane == lane or (out.attempt and out.refusal != LinkRefusal.NOTHING_WAS_TAKEN.value):
            sending.retry_now(desk, out)
    if frame.lines:
        _take(desk, peer, frame.lines, at)
    return None, sending.push(desk, peer, lane, at) if lane in LANES and desk.need(peer).mode == "open" else Effects()


def _is_idle(out: OutLane) -> bool:
    """Tell whether a batch of a lane was sent and, by the header that answers it, nothing of the lane was taken."""
    waits = out.seq > out.acked and out.sent_at is not None
    return waits and (out.heard_at is None or cast("Instant", out.sent_at) > out.heard_at)


def _on_pull(desk: Desk, frame: Frame, peer: str, _at: Instant) -> tuple[Reply | None, Effects]:
    body = frame.header.body
    lane, whose, after = body.get("lane"), body.get("whose"), body.get("after")
    if lane not in LANES or whose not in (peer, desk.code) or not is_number(after):
        raise Refused(LinkRefusal.FRAME_IS_NOT_READABLE, where="pull")
    assert isinstance(after, int)
    me = desk.store.me()
    if whose == desk.code and me.mode == "recovering" and desk.need(peer).fenced != me.inc:
        raise Refused(LinkRefusal.NODE_IS_RECOVERING)  # what we give now we may have to take back
    rows, lines = sending.batch(desk, peer, lane, whose, after)
    half = desk.store.out_lanes(peer)[lane] if whose == desk.code else desk.store.in_lanes(peer)[lane]
    more = bool(rows) and rows[-1].seq < half.seq
    marks = (sending.mark(rows[-1]),) if rows and whose == desk.code else ()
    asked: dict[str, Json] = {"lane": lane, "whose": whose, "after": after, "nonce": str(body.get("nonce", ""))}
    return ("give", {**asked, "more": more}, lines), Effects(marks)


def _on_give(desk: Desk, frame: Frame, peer: str, at: Instant) -> tuple[Reply | None, Effects]:
    body, me = frame.header.body, desk.store.me()
    own = [line for line in frame.lines if not parts.is_part(line)]
    if body.get("whose") == desk.code:
        take_back = restoring.given if me.mode == "recovering" else restoring.proven
        take_back(desk, desk.need(peer), frame.header, own, at)
        parts.take(desk, peer, [line for line in frame.lines if parts.is_part(line)], at)
    else:
        _take(desk, peer, frame.lines, at)
        lane = body.get("lane")
        if lane in LANES and not body.get("more") and body.get("nonce") == me.nonce:
            desk.store.save_in(replace(desk.store.in_lanes(peer)[lane], recovered=True))
    if desk.store.me().mode == "recovering":
        done = resuming.finish(desk, at)
        return None, Effects() if done or not body.get("more") else _pull_on(desk, frame, peer, at)
    return None, _pull_on(desk, frame, peer, at) if body.get("more") else Effects()


def _pull_on(desk: Desk, frame: Frame, peer: str, at: Instant) -> Effects:
    lane, whose = frame.header.body.get("lane"), frame.header.body.get("whose")
    if lane not in LANES or whose not in (peer, desk.code) or desk.need(peer).mode != "open":
        return Effects()
    return Effects(sends=(sending.pull(desk, desk.need(peer), lane, whose, at),))


def _on_fence(desk: Desk, frame: Frame, peer: str, _at: Instant) -> tuple[Reply | None, Effects]:
    return ("fenced", restoring.fence(desk, desk.need(peer), frame.header), ()), Effects()


def _on_fenced(desk: Desk, frame: Frame, peer: str, at: Instant) -> tuple[Reply | None, Effects]:
    restoring.fenced(desk, desk.need(peer), frame.header, at)
    return None, restoring.due(desk, at) if desk.store.me().mode == "recovering" else Effects()


def _on_compare(desk: Desk, frame: Frame, peer: str, _at: Instant) -> tuple[Reply | None, Effects]:
    body = frame.header.body
    scope, lane, whose, seq = (body.get(name) for name in ("scope", "lane", "whose", "seq"))
    if lane not in LANES or whose not in (peer, desk.code) or not is_number(seq) or scope not in SCOPES:
        raise Refused(LinkRefusal.FRAME_IS_NOT_READABLE, where="compare")
    assert isinstance(seq, int)
    digest = desk.store.running(peer, lane, whose, scope, seq)
    return ("digest", {"scope": scope, "lane": lane, "whose": whose, "seq": seq, "digest": digest}, ()), Effects()


def _on_digest(desk: Desk, frame: Frame, peer: str, at: Instant) -> tuple[Reply | None, Effects]:
    commitments.narrow(desk, desk.need(peer), frame.header.body, at)
    link = desk.need(peer)
    desk.store.save_link(replace(link, pull_at=at if link.bisect else link.pull_at))
    return None, Effects()


def _on_refused(desk: Desk, frame: Frame, peer: str, at: Instant) -> tuple[Reply | None, Effects]:
    """The peer refused a frame: do what its code asks for; without such a code wait and try again."""
    code, facts = frame.header.body.get("code"), frame.header.body.get("facts")
    code = str(code) if is_name(code, 64) else "refused"
    answer = _ON_REFUSED.get(code)
    if answer is not None:
        return None, answer(desk, peer, facts if isinstance(facts, dict) else {}, at)
    for out in desk.store.out_lanes(peer).values():
        if out.seq > out.acked:
            sending.failed(desk, peer, out.lane, at, code)
    return None, Effects()


def _go_back(desk: Desk, peer: str, facts: Mapping[str, Any], _at: Instant) -> Effects:
    """The peer misses what came before: send from there on."""
    lane, got = facts.get("lane"), facts.get("got")
    if lane in LANES and is_number(got):
        out = desk.store.out_lanes(peer)[str(lane)]
        desk.store.save_out(replace(out, acked=min(cast("int", got), out.acked), attempt=0, next_at=None))
    return Effects()


def _halt(desk: Desk, peer: str, facts: Mapping[str, Any], at: Instant) -> Effects:
    """The peer shows that a later life of this node fenced us: this process ends here. Its word alone ends nothing."""
    if facts.get("inc") != desk.store.me().inc and restoring.is_fenced_out(desk, peer, facts.get("proof"), at):
        desk.store.save_me(replace(desk.store.me(), mode="halted"))
        desk.store.alarm(LinkRefusal.INCARNATION_IS_FENCED.value, peer, at, {"proof": str(facts["proof"])})
    return Effects()


def _rise(desk: Desk, peer: str, facts: Mapping[str, Any], at: Instant) -> Effects:
    restoring.used(desk, facts.get("inc"), at)
    return Effects()


def _fence_again(desk: Desk, peer: str, _facts: Mapping[str, Any], at: Instant) -> Effects:
    """The peer does not know our life: it was restored since it acknowledged it, and is told again."""
    me = desk.store.me()
    return restoring.announce(desk, desk.need(peer), at) if me.mode == "open" and me.inc > 1 else Effects()


def _use_newer_key(desk: Desk, peer: str, _facts: Mapping[str, Any], _at: Instant) -> Effects:
    """The peer has heard a newer key of ours than we remember after a restore: sign frames with the next one."""
    kids = [signer.key.kid for signer in desk.signers()]
    link = desk.need(peer)
    place = kids.index(desk.signer_for(link).key.kid)
    desk.store.save_link(replace(link, kid=kids[min(place + 1, len(kids) - 1)]))
    return Effects()


_ON_REFUSED: dict[str, Callable[[Desk, str, Mapping[str, Any], Instant], Effects]] = {
    LinkRefusal.GAP.value: _go_back,
    LinkRefusal.INCARNATION_IS_FENCED.value: _halt,
    LinkRefusal.INCARNATION_IS_USED.value: _rise,
    LinkRefusal.FENCE_IS_MISSING.value: _fence_again,
    LinkRefusal.KEY_IS_RETIRED.value: _use_newer_key,
}


_VERBS: dict[str, Verb] = {
    "hello": _on_hello,
    "push": _on_push,
    "receipt": _on_receipt,
    "pull": _on_pull,
    "give": _on_give,
    "fence": _on_fence,
    "fenced": _on_fenced,
    "compare": _on_compare,
    "digest": _on_digest,
    "fetch": blobs.on_fetch,
    "chunk": blobs.on_chunk,
    "refused": _on_refused,
}
_ASKS = ("hello", "push", "pull", "fence", "compare", "fetch")
