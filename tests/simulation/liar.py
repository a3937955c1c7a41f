"""The liar: the third of three nodes holds a valid key and says whatever it can think of; two are honest (G9).

It sees everything: the tables of its victims, every frame on the wire. It may not forge their signatures.
"""

from dataclasses import replace

from pilin.base import canonical, clock
from pilin.kernel.federation.protocol import envelope as envelopes
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol import frame as frames
from pilin.kernel.federation.protocol import sending
from pilin.kernel.federation.protocol.commitments import COMMITTED
from pilin.kernel.federation.protocol.envelope import LANES, START, Place
from pilin.kernel.federation.protocol.event import Draft
from tests.simulation.world import START as FIRST_DAY

IDENTITY_NUMBER = "11010519491231002X"  # the example that GB 11643 itself prints
LAST_INSTANT = "9999-12-31T23:59:59.999999Z"
ODD = (None, True, False, -1, 0, 2**53 - 1, "", "0", "\0", "é" * 300, [], [[]], {}, {"a": 1}, LAST_INSTANT)


class Liar:
    """Every method named in `LIES` sends its lie to a victim; `PROVABLE` says which alarm it must leave there."""

    def __init__(self, world, node):
        self.world, self.node, self.chance = world, node, world.chance
        self.heard = []

    @property
    def signer(self):
        return self.node.signers[-1]

    # Well-formed things to lie with

    def event(self, victim, kind="matters.note", scope="matters", body=None, **members):
        draft = Draft(kind, scope, "charter", body or {"matter": "m", "text": "x", "attachments": []}, (victim.code,))
        draft = replace(draft, **members)
        at = self.node.now
        return events.sign(draft, author=self.node.code, signer=self.signer, at=at, entropy=self.chance.randbytes)

    def signed(self, event, **members):
        """Sign a fact again with other members, without anybody's checks."""
        fact = {**event.fact, **members}
        return replace(event, fact=fact, sig=self.signer.sign(canonical.encode(fact)))

    def place(self, victim, lane="work", **members):
        """The place that the victim expects next."""
        half = victim.store.in_lanes(self.node.code)[lane]
        inc = victim.tables.links[self.node.code].inc
        return replace(Place(self.node.code, victim.code, lane, half.seq + 1, half.head, inc), **members)

    def line(self, event, place):
        return envelopes.seal(event, place, signer=self.signer, sent_at=self.node.now, seen=0).line

    def lines(self, victim, *told, lane="work"):
        """The victim's next lines, in order."""
        found, place = [], self.place(victim, lane)
        for event in told:
            line = self.line(event, place)
            found.append(line)
            place = replace(place, seq=place.seq + 1, prev=canonical.digest(line))
        return found

    def frame(self, victim, kind, body, lines=(), **changes):
        link = self.node.store.link(victim.code)
        honest = frames.parse(sending.frame(self.node.desk, link, "hello", {}, self.node.now)).header
        inc = victim.tables.links[self.node.code].inc
        header = replace(honest, **{"type": kind, "body": body, "inc": inc, **changes})
        return frames.build(header, lines, self.signer)

    def send(self, victim, data):
        self.world.at(0.01, lambda: self.world.deliver(self.node.code, victim.code, data))

    def push(self, victim, *lines, **changes):
        self.send(victim, self.frame(victim, "push", {"lane": "work"}, lines, **changes))

    def tell(self, victim, *told, lane="work"):
        self.push(victim, *self.lines(victim, *told, lane=lane))

    # Lies about order

    def two_for_one_number(self, victim):
        for seq in (1, victim.store.in_lanes(self.node.code)["work"].seq):
            self.push(victim, self.line(self.event(victim), self.place(victim, seq=seq or 1, prev=START)))

    def fork(self, victim):
        self.push(victim, self.line(self.event(victim), self.place(victim, prev="f" * 64)))

    def gap(self, victim):
        place = self.place(victim)
        self.push(victim, self.line(self.event(victim), replace(place, seq=place.seq + 7)))

    def replay(self, victim):
        for data in self.chance.sample(self.heard, min(9, len(self.heard))):
            self.send(victim, data)

    def claim_more(self, victim):
        honest = frames.parse(self.frame(victim, "hello", {})).header.lanes
        more = {lane: replace(report, got=report.got + 5000, got_head="a" * 64) for lane, report in honest.items()}
        self.send(victim, self.frame(victim, "hello", {}, lanes=more))
        for body in ({"lane": "work", "whose": victim.code, "after": 0, "nonce": "", "more": False},):
            self.send(victim, self.frame(victim, "give", body, [b"{}", b"x"], lanes=more))

    def claim_all(self, victim):
        lanes = {lane: frames.LaneReport(10**15, "b" * 64, 10**15, "c" * 64, 10**15) for lane in LANES}
        self.send(victim, self.frame(victim, "receipt", {"lane": "work"}, lanes=lanes))

    # Lies about facts

    def refuse_late(self, victim):
        """Refuse whatever the victim holds as settled."""
        rows = [row for row in victim.tables.rows.values() if (row.peer, row.author) == (self.node.code, victim.code)]
        outs = victim.store.out_lanes(self.node.code)
        for row in [row for row in rows if row.seq <= outs[row.lane].settled][:3]:
            self.tell(victim, self.refusal(victim, row.event_hash))

    def refuse_others(self, victim):
        """Refuse what two others share."""
        events_ = [event for event in victim.tables.events.values() if self.node.code not in event.parties]
        if events_:
            self.tell(victim, self.refusal(victim, self.chance.choice(events_).hash))

    def refusal(self, victim, re, scope="link"):
        body = {"code": "no\0"[: self.chance.choice((2, 3))] * 40, "facts": {}, "remedy": "final"}
        body = {**body, "code": body["code"].replace("\0", "!")}
        return self.event(victim, "link.refusal", scope, body, re=re)

    def refuse_sideways(self, victim):
        self.tell(victim, self.refusal(victim, self.chance.choice(list(victim.tables.events)), scope="matters"))

    def bad_signature(self, victim):
        line = self.line(self.event(victim), self.place(victim))
        at = line.rindex(b'"sig":"') + 9
        self.push(victim, line[:at] + (b"A" if line[at : at + 1] != b"A" else b"B") + line[at + 1 :])

    def bad_event_signature(self, victim):
        self.tell(victim, replace(self.event(victim), sig=self.signer.sign(b"other")))

    def foreign_author(self, victim):
        """Carry an honest node's own event, and forge an answer in the victim's name."""
        foreign = [event for event in victim.tables.events.values() if event.author != self.node.code]
        claim = self.chance.choice(foreign)
        forged = self.signed(self.event(victim, "link.refusal", "link", {}, re=claim.hash), author=victim.code)
        self.tell(victim, self.chance.choice((claim, forged)))

    def other_parties(self, victim):
        self.tell(victim, self.signed(self.event(victim), parties=[self.node.code]))

    def reuse_ids(self, victim):
        """Two facts under one own identifier, and one under an honest node's."""
        first = self.event(victim)
        others = [event.id for event in victim.tables.events.values() if event.author != self.node.code]
        stolen = self.event(victim, id=self.chance.choice(others))
        self.tell(victim, first, self.event(victim, id=first.id, subject="other"), stolen)

    def identity_number(self, victim):
        body = {"matter": "m", "text": f"call {IDENTITY_NUMBER}", "attachments": []}
        self.tell(victim, self.signed(self.event(victim), body=body))

    def two_commitments(self, victim):
        cut = {lane: {self.node.code: 0, victim.code: 0} for lane in LANES}
        digests = [dict.fromkeys(COMMITTED, digit * 64) for digit in "ab"]
        told = [self.event(victim, "link.commitment", "link", {"cut": cut, "digests": d}) for d in digests]
        self.tell(victim, *told)

    def false_commitment(self, victim):
        """At a cut at which nobody committed before: one row of the victim's, none of the liar's."""
        cut = {lane: {self.node.code: 0, victim.code: int(lane == "work")} for lane in LANES}
        body = {"cut": cut, "digests": dict.fromkeys(COMMITTED, "c" * 64)}
        self.tell(victim, self.event(victim, "link.commitment", "link", body))
        answer = {"scope": "directory", "lane": "ask", "whose": min(self.node.code, victim.code), "digest": "d" * 64}
        for seq in (0, 0, 1):
            self.send(victim, self.frame(victim, "digest", {**answer, "seq": seq}))

    def garbage_of_the_protocols_own(self, victim):
        """Commitments and rotations whose insides are of the wrong shape."""
        numbers = {lane: {self.node.code: self.odd(), victim.code: self.odd()} for lane in LANES}
        cut = {"cut": self.chance.choice((numbers, self.odd())), "digests": dict.fromkeys(COMMITTED, "a" * 64)}
        key = {"suite": self.odd(), "public": self.odd(), "until": self.odd(), "possession": self.odd()}
        until = {**key, "suite": "keyed-hash", "public": "AAAA", "until": dict.fromkeys(LANES, self.odd())}
        for kind, body in (("link.commitment", cut), ("link.key", key), ("link.key", until)):
            self.tell(victim, self.signed(self.event(victim), kind=kind, scope="link", body=body))

    def unknown_things(self, victim):
        self.tell(victim, self.event(victim, kind="robots.march"), self.event(victim, kind="link.love", scope="link"))

    def wrong_base(self, victim):
        body = {"matter": self.chance.choice([*victim.tables.matters, "m"]), "base": "9" * 64, "step": "edit"}
        self.tell(victim, *(self.event(victim, kind, body=body) for kind in ("matters.step", "matters.time")))

    # Lies of size, shape and version

    def huge(self, victim):
        self.tell(victim, self.event(victim, body={"matter": "m", "text": "长" * 300_000}))

    def deep(self, victim):
        self.push(victim, b'{"envelope":' * 50_000)
        self.send(victim, b"[" * 200_000 + b"\n")

    def future(self, victim):
        self.send(victim, self.frame(victim, "hello", {}, speaks=(7, 9)))
        line = self.line(self.event(victim), self.place(victim))
        self.push(victim, line.replace(b',"v":2}', b',"v":9}'))
        year = clock.instant(FIRST_DAY.replace(year=9999))
        self.send(victim, self.frame(victim, "hello", {}, at=year))

    def odd(self):
        return self.chance.choice(ODD)

    def distorted(self, value):
        """Return a JSON value in which one thing anywhere is another."""
        if not isinstance(value, (dict, list)) or not value or self.chance.random() < 0.2:
            return self.odd()
        items = list(value.items() if isinstance(value, dict) else enumerate(value))
        at, inner = self.chance.choice(items)
        if isinstance(value, dict) and self.chance.random() < 0.1:
            return {**value, "more": self.odd()}
        changed = dict(items) | {at: self.distorted(inner)}
        return changed if isinstance(value, dict) else list(changed.values())

    def distort_fact(self, victim):
        kind = self.chance.choice(list(victim.tables.events.values()) or [self.event(victim)])
        event = self.signed(kind, author=self.node.code, id=self.event(victim).id, kid=self.signer.key.kid)
        event = replace(event, kid=self.signer.key.kid, suite=self.signer.key.suite)
        fact = {**event.fact, "parties": sorted({self.node.code, victim.code})}
        fact = {**fact, "body": self.distorted(fact["body"])} if self.chance.random() < 0.6 else self.distorted(fact)
        self.tell(victim, replace(event, fact=fact, sig=self.signer.sign(canonical.encode(fact))))

    def distort_envelope(self, victim):
        line = self.line(self.event(victim), self.place(victim))
        inner = self.distorted(canonical.decode(line)["envelope"])
        text = canonical.encode(inner)
        self.push(victim, canonical.encode({"envelope": inner, "sig": self.signer.sign(text)}))

    def distort_header(self, victim):
        kind = self.chance.choice(frames.TYPES)
        data = self.frame(victim, kind, self.chance.choice(self.bodies(victim)))
        inner = self.distorted(canonical.decode(data[:-1])["header"])
        self.send(victim, self.under(inner))

    def under(self, inner):
        sig = self.signer.sign(canonical.encode(inner))
        return canonical.encode({"header": inner, "sig": sig}) + b"\n"

    # Lies in answers that nobody asked for

    def bodies(self, victim):
        nonce = victim.tables.me["me"].nonce
        place = {"lane": self.chance.choice(LANES), "whose": self.chance.choice((victim.code, self.node.code))}
        return (
            {**place, "after": 0, "more": self.chance.random() < 0.5, "nonce": nonce},
            {"inc": victim.tables.me["me"].inc, "nonce": nonce, "was": self.odd()},
            {"scope": "matters", **place, "seq": self.chance.choice((0, 1, 2**53 - 1)), "digest": "e" * 64},
            {"hash": "a" * 64, "offset": 0, "size": self.odd(), "data": "AAAA"},
            {"inc": 1, "nonce": ""},
            {"inc": victim.tables.links[self.node.code].inc, "nonce": "a:b"},
            {"code": self.chance.choice(CODES), "remedy": "final", "facts": self.facts(victim)},
            {},
        )

    def facts(self, victim):
        odd = {"lane": self.chance.choice((*LANES, self.odd())), "got": self.odd(), "inc": self.odd()}
        return self.chance.choice((odd, {"inc": 99, "proof": "{}"}, self.odd()))

    def answer_unasked(self, victim):
        for kind in self.chance.sample(frames.TYPES, 5):
            lines = self.chance.choice(((), (b"{}",), (b'{"part":{}}',), (b'{"part":{"event":[]}}', b"")))
            self.send(victim, self.frame(victim, kind, self.chance.choice(self.bodies(victim)), lines))

    def fence_out(self, victim):
        """Say that a later life of the victim has fenced it, with a proof that is none."""
        own = self.frame(victim, "hello", {}, inc=98)[:-1].decode()
        for proof in (own, "", 7):
            facts = {"inc": 99, "proof": proof}
            self.send(victim, self.frame(victim, "refused", {"code": "incarnation_is_fenced", "facts": facts}))

    def drive_up(self, victim):
        for code in ("incarnation_is_used", "fence_is_missing", "key_is_retired", "gap", "x" * 500):
            facts = {"inc": 2**50, "lane": "work", "got": 2**50}
            self.send(victim, self.frame(victim, "refused", {"code": code, "facts": facts}))

    def pull_for_ever(self, victim):
        for _ in range(30):
            body = {"lane": self.chance.choice(LANES), "whose": victim.code, "after": 0}
            self.send(victim, self.frame(victim, "pull", body))


CODES = (
    "gap", "incarnation_is_fenced", "incarnation_is_used", "fence_is_missing", "key_is_retired", "link_is_paused", "\0",
)  # fmt: skip
LIES = (
    "two_for_one_number",
    "fork",
    "gap",
    "replay",
    "claim_more",
    "claim_all",
    "refuse_late",
    "refuse_others",
    "refuse_sideways",
    "bad_signature",
    "bad_event_signature",
    "foreign_author",
    "other_parties",
    "reuse_ids",
    "identity_number",
    "two_commitments",
    "false_commitment",
    "garbage_of_the_protocols_own",
    "unknown_things",
    "wrong_base",
    "huge",
    "deep",
    "future",
    "distort_fact",
    "distort_envelope",
    "distort_header",
    "answer_unasked",
    "fence_out",
    "drive_up",
    "pull_for_ever",
)
PROVABLE = {
    "two_for_one_number": "equivocation",
    "fork": "fork",
    "claim_more": "claimed_without_proof",
    "refuse_late": "refusal_came_too_late",
    "refuse_others": "parties_do_not_fit",
    "refuse_sideways": "kind_is_unknown",
    "bad_signature": "signature_is_bad",
    "bad_event_signature": "event_signature_is_bad",
    "foreign_author": "author_is_not_sender",
    "other_parties": "parties_do_not_fit",
    "reuse_ids": "id_is_reused",
    "two_commitments": "equivocation",
    "false_commitment": "mismatch",
    "fence_out": "fenced_without_proof",
}
