"""The book of days in memory: statements, differences and remarks of two agencies, by the rules that the node uses."""

from dataclasses import replace

from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol.event import Draft
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.day_facts import CORRECT, Line, asked_on

TERM_DAYS = 5


class Diary:
    """Days over the tables of one node; amounts are those of its settlements with what was added to them."""

    def __init__(self, rooms):
        self.rooms = rooms
        self.t = rooms.t
        self.code = rooms.code

    def keep(self, statement, event_hash):
        peer = self.peer_of(statement)
        key = (peer, statement.day, statement.round, statement.author, statement.part)
        if self.t.days.setdefault(key, (statement, event_hash))[1] != event_hash:
            raise Refused(MedicalRefusal.DAY_IS_STATED, day=statement.day)

    def stated(self, peer, day, round_):
        found = {}
        for key, (statement, _) in sorted(self.t.days.items(), key=lambda item: item[0]):
            if key[:3] == (peer, day, round_):
                found.setdefault(statement.author, []).append(statement)
        return found

    def lines(self, peer, day):
        rows = [
            one for one in self.t.settlements.values() if {one.care, one.insured} == {peer, self.code}
        ]  # fmt: skip
        return sorted(self.line(one) for one in rows if asked_on(one.id) == day)

    def line(self, one):
        fund, account = self.t.corrections.get(one.id, (0, 0))
        amounts = (one.total_fen, one.fund_fen + fund, one.account_fen + account)
        return Line(one.id, one.care, one.insurance, one.state, *amounts)

    def differences(self, peer, day):
        return [one for key, one in self.t.differences.items() if key[:2] == (peer, day)]

    def put(self, peer, changed):
        for one in changed:
            self.t.differences[peer, one.day, one.settlement, one.round] = one

    def note(self, remark, event_hash, at):
        self.t.remarks[event_hash] = replace(remark, peer=self.peer_of(remark))
        if remark.act == CORRECT and remark.author == self.code:
            fund, account = self.t.corrections.get(remark.settlement, (0, 0))
            self.t.corrections[remark.settlement] = (fund + remark.fund_fen, account + remark.account_fen)

    def term_days(self, peer, day):
        return TERM_DAYS

    def tell(self, tellings, at):
        self.rooms.tell([draft_of(one) for one in tellings], at)

    def replied(self, re, kind):
        return self.rooms.replied(re, kind)

    def peer_of(self, said):
        return said.peer if said.author == self.code else said.author


def draft_of(telling):
    """Return what the federation tells of a day."""
    return Draft(
        telling.kind, "ledger", telling.basis, telling.body, (telling.to,), subject=telling.subject, re=telling.re
    )  # fmt: skip
