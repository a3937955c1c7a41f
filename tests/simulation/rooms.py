"""The rooms above, in memory: documents, matters, claims and settlements by the very functions that the node uses."""

from pilin.base.refusal import Refused, Remedy
from pilin.kernel.federation.protocol import documents
from pilin.kernel.federation.protocol.desk import Applied, Declined, Waiting
from pilin.kernel.federation.protocol.event import Draft
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.ledger.rules import claims
from pilin.kernel.matters.rules import chain, clocks, docket, kinds
from pilin.modules.medical.rules import day_facts, days, inquiry, quote, settlement
from tests.simulation import marks
from tests.simulation.diary import Diary


class Rooms:
    """Shelf, files and book over the tables of one node; also the voice with which handlers speak."""

    def __init__(self, node):
        self.node = node
        self.code = node.code

    @property
    def t(self):
        return self.node.store.t

    # What the protocol asks

    def decide(self, kind, delivered, at):
        return [self._decide(kind, item, at) for item in delivered]

    def _decide(self, kind, item, at):
        """Let a handler decide; where it may not answer yet, what it did is undone, as the node's savepoint does."""
        before = self.t.snapshot() if self.t.me["me"].mode == "replaying" else None
        try:
            return self._handle(kind, item, at)
        except Refused as refused:
            if before is None or item.own:
                raise
            self.node.store.t = before
            return Waiting(refused.code)

    def _handle(self, kind, item, at):
        if kind in documents.KINDS:
            outcome = documents.decide(Shelf(self), self, item, at)
        elif kind in chain.KINDS:
            outcome = docket.decide(Files(self), self, item, at)
        elif kind in claims.KINDS:
            outcome = claims.decide(Book(self), self, item, at)
        elif kind.startswith("medical."):
            outcome = self._tried(kind, item, at)
        elif kind == "link.refusal":
            outcome = self._refused(item, at)
        else:
            outcome = Declined(LinkRefusal.KIND_IS_UNKNOWN)
        if isinstance(outcome, Applied):
            assert item.event.hash not in self.t.applied, f"applied twice: {kind}"
            self.t.applied[item.event.hash] = kind
        return outcome

    def _tried(self, kind, item, at):
        """What a handler raises undoes what it wrote and decides that fact, as the node's rooms do."""
        before = self.t.snapshot()
        try:
            return Applied(self._medical(kind, item.event, at))
        except Refused as refused:
            self.node.store.t = before
            retries = refused.code.remedy is Remedy.RETRY_LATER
            return Waiting(refused.code) if retries else Declined(refused.code, refused.facts)

    def _medical(self, kind, event, at):
        if kind in day_facts.KINDS:
            return days.decide(Diary(self), event, at)
        rules = next(one for one in (settlement, inquiry, quote) if kind in one.KINDS or one is quote)
        return rules.decide(Cabinet(self), self, event, at)

    def admits(self, event, at):
        return None

    def _refused(self, item, at):
        event = item.event
        documents.refused(Shelf(self), event.re, event.author)
        docket.refused(Files(self), event.re, event.author, at)
        subject = self.node.store.event(event.re)
        if subject is not None and subject.kind == claims.CLAIM:
            claims.refused(Book(self), subject.body["claim"], event.re, at)
        if subject is not None and subject.kind == settlement.SETTLE:
            settlement.refused(Cabinet(self), subject, event.hash, at)
        return Applied("")

    # How handlers speak

    def tell(self, drafts, at):
        return self.node.peer.tell(drafts, at)

    def say(self, saying, at):
        """Tell a fact about a settlement."""
        self.tell([draft_of(saying)], at)

    def write(self, letter, at):
        """Tell a fact about an inquiry."""
        self.tell([letter_of(letter)], at)

    def replied(self, re, kind):
        return self.node.store.reply(self.code, re, kind) is not None


class Shelf:
    def __init__(self, rooms):
        self.t = rooms.t

    def get(self, document_hash):
        return self.t.documents.get(document_hash)

    def offered(self, offer):
        return next((document for document in self.t.documents.values() if document.offer == offer), None)

    def put(self, document):
        self.t.documents[document.hash] = document

    def check(self, text, parties):
        return None

    def agreed(self, document, at):
        assert document.state == "agreed"


class Files:
    def __init__(self, rooms):
        self.rooms = rooms
        self.t = rooms.t

    def get(self, matter):
        return self.t.matters.get(matter)

    def put(self, file, at):
        self.t.matters[file.matter.id] = file
        marks.follow(self.rooms, file)
        for entry in file.chain:
            self.t.where[entry.ordered.hash] = self.t.where[entry.carrier] = file.matter.id
        for proposal in file.pending:
            self.t.where[proposal] = file.matter.id

    def kind(self, kind_hash):
        document = self.t.documents.get(kind_hash)
        if document is None or document.state != "agreed" or document.type != "kind":
            return None
        return _parsed(lambda text: kinds.parse(text, kind_hash), kind_hash, document.text)

    def kind_parties(self, kind_hash):
        return self.t.documents[kind_hash].parties

    def calendars(self):
        agreed = {d.hash: d for d in self.t.documents.values() if (d.type, d.state) == ("calendar", "agreed")}
        return {name: _parsed(clocks.parse_calendar, name, document.text) for name, document in agreed.items()}

    def calendar(self, parties):
        return next((name for name in self.calendars() if self.t.documents[name].parties == tuple(parties)), "")

    def matter_of(self, event_hash):
        return self.t.where.get(event_hash, "")

    def refuse(self, event_hash, by):
        self.t.refused[event_hash] = by

    def was_refused(self, event_hash, parties):
        return self.t.refused.get(event_hash) in parties

    def note(self, matter, event):
        self.t.notes[matter, event.hash] = event.author

    def asked(self, matter, author):
        names = [name for (where, name), by in self.t.notes.items() if (where, by) == (matter, author)]
        events = [self.rooms.node.store.event(name) for name in names]
        return {event.hash: event.at for event in events if event is not None and event.body.get("asks")}

    def verify(self, event):
        return self.rooms.node.verify(event)


_TEXTS = {}


def _parsed(parse, name, text):
    if name not in _TEXTS:
        _TEXTS[name] = parse(text)
    return _TEXTS[name]


class Book:
    def __init__(self, rooms):
        self.t = rooms.t

    def get(self, claim):
        return self.t.claims.get(claim)

    def put(self, claim, event_hash, at):
        self.t.claims[claim.id] = claim

    def answer(self, claim):
        return "above the limit" if claim.amount_fen > 900_000 else ""


class Cabinet:
    """Settlements: the fund pays half of the whole, and nothing of what is dear."""

    def __init__(self, rooms):
        self.t = rooms.t

    def get(self, one):
        return self.t.settlements.get(one)

    def put(self, one, event_hash, at):
        self.t.settlements[one.id] = one

    def price(self, one, at):
        if one.cancels:
            taken = self.t.settlements[one.cancels]
            return settlement.Priced(-taken.fund_fen, -taken.account_fen)
        if one.total_fen > 900_000:
            return settlement.Priced(reason="too dear")
        return settlement.Priced(one.total_fen // 2, one.total_fen // 10)

    def quote(self, asked, at):
        return quote.Quotes([self.price(one, at) for one in asked], ())

    def answer(self, one, at):
        """Know nobody."""
        return inquiry.Answer("person_is_unknown")

    def is_given_up(self, one):
        return one in self.t.given_up


def draft_of(saying):
    """Return what the federation tells of a settlement."""
    one = saying.settlement
    return Draft(
        saying.kind, "ledger", one.basis, saying.body, (saying.to,),
        re=saying.re, lane="ask", contents=tuple(saying.contents),
    )  # fmt: skip


def letter_of(letter):
    """Return what the federation tells of an inquiry."""
    return Draft(
        letter.kind, "ledger", letter.inquiry.basis, letter.body, (letter.to,),
        re=letter.re, lane="ask", contents=tuple(letter.contents),
    )  # fmt: skip


def kind_text(roles):
    """Return a small kind for any number of roles: drafts go round, everybody may edit, all sign."""
    title = {"zh": "议题", "en": "topic"}
    steps = [
        {"name": "edit", "title": title, "from": ["table"], "by": list(roles), "needs": {"fields": ["text"]}},
        {"name": "lift", "title": title, "from": ["table"], "to": "study", "by": [roles[0]]},
        {"name": "return", "title": title, "from": ["study"], "to": "table", "by": [roles[-1]]},
        {"name": "remark", "title": title, "from": ["study"], "by": list(roles), "needs": {"fields": ["remark"]}},
        {"name": "close", "title": title, "from": ["study", "settled"], "to": "closed", "by": list(roles)},
        {
            "name": "sign",
            "title": title,
            "from": ["table"],
            "to": "settled",
            "by": "all",
            "signs": {"of": roles[0], "fields": ["text"]},
        },
    ]
    waits = {"zh": "共商无法定期限", "en": "deliberation has no statutory period"}
    states = {
        "table": {"title": title, "orderer": roles[0], "waits": waits},
        "study": {"title": title, "orderer": roles[-1], "waits": waits},
        "settled": {"title": title, "orderer": roles[0], "waits": waits, "agreed": True},
        "closed": {"title": title, "orderer": roles[0], "final": True},
    }
    fields = {name: {"type": "text", "title": title} for name in ("text", "remark")}
    opening = {"by": roles[0], "state": "table", "needs": ["text"]}
    head = {"type": "kind", "name": "topic", "version": 1, "title": title, "roles": list(roles)}
    return {**head, "fields": fields, "states": states, "opening": opening, "steps": steps, "clocks": []}
