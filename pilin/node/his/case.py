"""One visitor at a counter: his visit, his lines, what he paid; and every way in which a payment may end."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from pilin.node.his import forms
from pilin.node.his.counter import ARRIVES, IS_LOST, REPLY_IS_LOST, Answer, Counter, Sent
from pilin.node.his.dice import Dice
from pilin.node.his.tally import Paid, Way
from pilin.node.his.town import Person
from pilin.wire.nhsa import identities
from pilin.wire.nhsa.fees import SplitLine
from pilin.wire.nhsa.settlement import Cancel, Settled

TRIES = 3
"""How often a visitor's payment is tried before he leaves and pays all of it himself."""


class Doubt(Enum):
    """What goes wrong with a message on purpose, and which way out the clerk takes."""

    NONE = ARRIVES, ""
    ASKED_AGAIN = REPLY_IS_LOST, "again"
    TAKEN_BACK = REPLY_IS_LOST, "2601"
    NEVER_CAME = IS_LOST, "2601"


class Case:
    """A visitor. `visit` is the agency's number of the visit, `lines` are those that no settlement took yet."""

    def __init__(self, counter: Counter, person: Person, dice: Dice, own: str) -> None:
        self.counter, self.person, self.dice, self.own = counter, person, dice, own
        self.tally = counter.tally
        self.visit = ""
        self.lines: list[SplitLine] = []
        self.uploaded = 0

    def tell(self, infno: str, body: Any, *, lost: bool = False) -> Answer:
        """Send what moves no money."""
        return self.counter.tell(infno, body, self.person.side, REPLY_IS_LOST if lost else ARRIVES)

    def registers(self, med_type: str, *, lost: bool = False) -> bool:
        """Come as an outpatient: 2201, 2203."""
        at = self.counter.now()
        answer = self.tell("2201", forms.registration(self.person, self.own, at), lost=lost)
        if not answer.done:
            return False
        self.visit = answer.output.mdtrt_id
        return self.tell("2203", forms.visit(self.person, self.visit, med_type, at)).done

    def buys(self, *, lost: bool = False) -> bool:
        """Upload an outpatient's lines: 2204."""
        body = forms.outpatient_lines(self.person, self.visit, self.dice, self.counter.now())
        return self._takes(self.tell("2204", body, lost=lost))

    def is_treated(self, *, gives_back: bool = False) -> bool:
        """Upload lines of a stay: 2301; the last of them may come back."""
        body = forms.stay_lines(self.person, self.visit, self.dice, self.uploaded + 1, self.counter.now())
        held = self._takes(self.tell("2301", body))
        if held and gives_back:
            held = self._takes(self.tell("2301", forms.returned(body, self.uploaded + 1)))
        return held

    def is_admitted(self) -> bool:
        """Come to stay: 2401."""
        answer = self.tell("2401", forms.admission(self.person, self.own, self.counter.now()))
        self.visit = answer.output.mdtrt_id if answer.done else ""
        return answer.done

    def _takes(self, answer: Answer) -> bool:
        if not answer.done:
            return False
        for line in answer.output.result:
            self._minds(identities.check_line(line))
            self.lines.append(line)
        self.uploaded += len(answer.output.result)
        return True

    @property
    def parts(self) -> forms.Parts:
        """Return what the lines come to that are to be paid."""
        return forms.parts_of(self.lines)

    def pays(self, infno: str, write: Callable[[], Any], doubt: Doubt = Doubt.NONE) -> Settled | None:
        """Settle; what goes wrong goes wrong once. Taken back or refused, it is tried anew, with a new message."""
        for _ in range(TRIES):
            sent = self.counter.write(infno, write(), self.person.side)
            answer = self.outcome(sent, doubt)
            doubt = Doubt.NONE
            if answer is not None and answer.done:
                return self.pays_as(answer.output)
        return None

    def outcome(self, sent: Sent, doubt: Doubt) -> Answer | None:
        """Return what became of a message; None where 2601 took it back, so that nothing did."""
        fate, way_out = doubt.value
        answer = self.counter.send(sent, fate)
        if answer is not None:
            return answer
        if way_out == "again" or (not way_out and self.dice.below(2)):
            answer = self.counter.again(sent)
            if answer.done:
                return answer
        self.counter.take_back(sent, self.person.number)
        return None

    def is_refunded(self, infno: str, settled: Settled, doubt: Doubt = Doubt.NONE) -> bool:
        """Take a settlement back: 2208 or 2305; tell whether it is."""
        number = settled.setlinfo.setl_id
        body = Cancel(setl_id=number, mdtrt_id=self.visit, psn_no=self.person.number)
        answer = self.outcome(self.counter.write(infno, body, self.person.side), doubt)
        if answer is None or not answer.done:
            return False
        ours, theirs = (identities.amounts(one.setlinfo) for one in (settled, answer.output))
        self._minds(identities.check_reversal(ours, theirs))
        self.tally.falls(number)
        return True

    def pays_as(self, settled: Settled) -> Settled:
        """Hold a settlement that stands, and look whether it adds up."""
        amounts = identities.amounts(settled.setlinfo)
        payers = [row.fund_payamt or 0 for row in settled.setldetail]
        self._minds(identities.check(amounts))
        self._minds(identities.check_lines(amounts, self.lines))
        self._minds(identities.check_payers(amounts, payers))
        way = Way(self.counter.hospital.side, self.person.side, self.person.insurance)
        number = settled.setlinfo.setl_id
        self.tally.stands(Paid(number, way, amounts.fund_pay_sumamt, amounts.acct_pay))
        return settled

    def _minds(self, findings: Any) -> None:
        for finding in findings:
            self.tally.minds(f"{self.own}: {finding.facts}")
