"""An agency in memory that answers hospitals as a real one does, and loses what it is told to lose.

Of each line a tenth is prior self-pay, of what is in scope half is the fund's, and of the rest the account pays what it
has. It keeps what stands, so that a test can hold it against what the simulator believes.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pilin.base import clock
from pilin.base.money import Fen
from pilin.wire.nhsa import envelope, registry
from pilin.wire.nhsa.fees import SplitLine, SplitLines
from pilin.wire.nhsa.identities import Amounts
from pilin.wire.nhsa.inpatient import Admitted
from pilin.wire.nhsa.outpatient import Registered
from pilin.wire.nhsa.registry import Message
from pilin.wire.nhsa.settlement import SetlDetail, SetlInfo, Settled
from pilin.wire.nhsa.sign import SignedIn, SignedOut
from pilin.wire.nhsa.transactions import Nothing

Spoil = Callable[[Amounts], Amounts]


class NoError(Exception):
    """The agency says no."""


@dataclass
class Agency:
    """One agency. `loses` names transactions whose next replies do not come back, once for each time it is named.

    One that is lenient takes any total and any body; one that forgets works again on what it is sent again.
    """

    insures: str = "330482"
    loses: list[str] = field(default_factory=list)
    refuses: list[str] = field(default_factory=list)
    is_lenient: bool = False
    forgets: bool = False
    spoil: Spoil = lambda amounts: amounts
    heard: list[Message] = field(default_factory=list)
    lines: dict[str, list[SplitLine]] = field(default_factory=dict)
    standing: dict[str, Amounts] = field(default_factory=dict)
    settled: dict[str, tuple[str, Settled]] = field(default_factory=dict)
    taken: dict[str, tuple[str, list[SplitLine]]] = field(default_factory=dict)
    replies: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    forbidden: set[str] = field(default_factory=set)
    numbers: int = 0

    def carry(self, data: bytes, _infno: str) -> bytes | None:
        """Answer a message by its id: the same once more, another body not at all."""
        message = registry.read(data)
        self.heard.append(message)
        key, mark = message.head.msgid, message.fingerprint
        known = None if self.forgets else self.replies.get(key)
        if known is None:
            known = self.replies[key] = (mark, self._reply(message))
        lost = message.transaction.infno in self.loses
        if lost:
            self.loses.remove(message.transaction.infno)
        return None if lost else known[1] if known[0] == mark or self.is_lenient else _failed("another body")

    @property
    def told(self) -> list[str]:
        return [message.transaction.infno for message in self.heard]

    def _reply(self, message: Message) -> bytes:
        try:
            if message.head.msgid in self.forbidden:
                raise NoError("reversed")
            infno = message.transaction.infno
            if infno in self.refuses:
                self.refuses.remove(infno)
                raise NoError("not now")
            output = getattr(self, f"do_{infno}")(message)
        except NoError as error:
            return _failed(str(error))
        return envelope.write_reply(_head(), message.transaction.reply.write(output))

    def _number(self) -> str:
        self.numbers += 1
        return f"N{self.numbers}-{secrets.token_hex(2)}"

    def do_9001(self, _message: Message) -> Any:
        return SignedIn(sign_time=clock.now(), sign_no=self._number())

    def do_9002(self, _message: Message) -> Any:
        return SignedOut()

    def do_2201(self, message: Message) -> Any:
        return Registered(mdtrt_id=self._number(), psn_no=message.body.psn_no)

    def do_2401(self, message: Message) -> Any:
        del message
        return Admitted(mdtrt_id=self._number())

    def do_2203(self, _message: Message) -> Any:
        return Nothing()

    do_2402 = do_2404 = do_2203

    def do_2204(self, message: Message) -> Any:
        split = tuple(split_line(row) for row in message.body.feedetail)
        self.lines.setdefault(message.body.feedetail[0].mdtrt_id, []).extend(split)
        return SplitLines(result=split)

    do_2301 = do_2204

    def do_2206(self, message: Message) -> Any:
        return self._settled(message, "")

    do_2303 = do_2206

    def do_2207(self, message: Message) -> Any:
        if message.head.insuplc_admdvs == message.head.mdtrtarea_admvs:
            raise NoError("insured here")
        settled = self._settled(message, self._number())
        number = settled.setlinfo.setl_id
        self.settled[message.head.msgid] = (number, settled)
        self.taken[number] = (message.body.mdtrt_id, self.lines[message.body.mdtrt_id])
        self._stands(number, settled)
        return settled

    do_2304 = do_2207

    def do_2208(self, message: Message) -> Any:
        number = message.body.setl_id
        if number not in self.standing:
            raise NoError("does not stand")
        found = next(settled for named, settled in self.settled.values() if named == number)
        self._falls(number)
        self.settled[message.head.msgid] = (number, found)
        taken = amounts_of(found).negated()
        return Settled(setlinfo=info(taken, number=self._number(), visit=message.body.mdtrt_id))

    do_2305 = do_2208

    def do_2601(self, message: Message) -> Any:
        """Take back a settlement, or let one stand again whose refund is taken back; forbid what never came."""
        origin = message.body.omsgid
        if origin not in self.forbidden and origin in self.settled:
            number, found = self.settled[origin]
            if message.body.oinfno in ("2207", "2304"):
                self._falls(number)
            else:
                self._stands(number, found)
        self.forbidden.add(origin)
        return Nothing()

    def _stands(self, number: str, settled: Settled) -> None:
        """Let a settlement stand, with its lines."""
        self.standing[number] = amounts_of(settled)
        visit, lines = self.taken[number]
        self.lines[visit] = [line for line in self.lines[visit] if line not in lines]

    def _falls(self, number: str) -> None:
        """Let a settlement fall, and its lines be free."""
        if self.standing.pop(number, None) is not None:
            visit, lines = self.taken[number]
            self.lines[visit] = [*lines, *self.lines[visit]]

    def _settled(self, message: Message, number: str) -> Settled:
        body = message.body
        lines = self.lines[body.mdtrt_id]
        total = sum(line.det_item_fee_sumamt for line in lines)
        if not self.is_lenient and (not lines or body.medfee_sumamt != total):
            raise NoError("another total")
        made = self.spoil(amounts(lines))
        details = (
            SetlDetail(fund_pay_type="310100", fund_payamt=made.hifp_pay),
            SetlDetail(fund_pay_type="310200", fund_payamt=made.acct_pay),
        )
        setlinfo = info(made, number=number, visit=body.mdtrt_id, msgid=message.head.msgid)
        return Settled(setlinfo=setlinfo, setldetail=details)


def amounts(lines: list[SplitLine]) -> Amounts:
    """Return what a settlement of lines comes to: half of what is in scope from the fund, 1 yuan from the account."""
    scope, own = (Fen(sum(getattr(line, name) for line in lines)) for name in ("inscp_scp_amt", "preselfpay_amt"))
    fund = Fen(scope // 2)
    person = Fen(scope + own - fund)
    account = Fen(min(100, person))
    return Amounts(
        medfee_sumamt=Fen(scope + own), preselfpay_amt=own, inscp_scp_amt=scope, hifp_pay=fund, fund_pay_sumamt=fund,
        psn_part_amt=person, acct_pay=account, psn_cash_pay=Fen(person - account),
    )  # fmt: skip


def info(made: Amounts, *, number: str, visit: str, msgid: str = "") -> SetlInfo:
    named = {name: getattr(made, name) for name in made.__dataclass_fields__}
    return SetlInfo(mdtrt_id=visit, setl_id=number, medins_setl_id=msgid, setl_time=clock.now(), **named)


def amounts_of(settled: Settled) -> Amounts:
    names = Amounts.__dataclass_fields__
    return Amounts(**{name: getattr(settled.setlinfo, name) for name in names})


def split_line(row: Any) -> SplitLine:
    own = Fen(row.det_item_fee_sumamt // 10)
    return SplitLine(
        feedetl_sn=row.feedetl_sn, det_item_fee_sumamt=row.det_item_fee_sumamt, cnt=row.cnt, pric=row.pric,
        pric_uplmt_amt=row.pric, fulamt_ownpay_amt=Fen(0), overlmt_amt=Fen(0), preselfpay_amt=own,
        inscp_scp_amt=Fen(row.det_item_fee_sumamt - own), chrgitm_lv="02", med_chrgitm_type="09",
    )  # fmt: skip


def _head(error: str = "") -> envelope.ReplyHead:
    now = clock.now()
    return envelope.reply_head(admdvs="310116", serial=secrets.randbelow(10**9), received=now, at=now, error=error)


def _failed(error: str) -> bytes:
    return envelope.write_reply(_head(error))
