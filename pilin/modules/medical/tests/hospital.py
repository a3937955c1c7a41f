"""A hospital that speaks the interface: one visit at a time, every message as bytes, by the grammar's own writers."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from pilin.base.clock import Instant
from pilin.base.money import Fen
from pilin.modules.medical import actions, models, queries
from pilin.modules.medical.gateway import dispatch
from pilin.modules.medical.rules.split import fen_of
from pilin.web import sentences
from pilin.wire.nhsa import envelope, fees, inpatient, outpatient, reverse
from pilin.wire.nhsa.envelope import Head, ReplyHead, Sender
from pilin.wire.nhsa.registry import BY_NUMBER
from pilin.wire.nhsa.settlement import Cancel
from pilin.wire.nhsa.transport import Caller, Credential, Dialect

CODE, NAME, AREA = "H33048200001", "示例医院", "330482"
THEIRS = "310116"
SECRET = b"a secret of a hospital"
Carry = Callable[[bytes], bytes]


@dataclass
class Answer:
    """A reply as the hospital reads it."""

    head: ReplyHead
    output: Any
    data: bytes

    @property
    def error(self) -> str:
        return self.head.err_msg

    def no(self, code: str) -> bool:
        """Tell whether this is -1 with the sentence of a refusal, in Chinese and short enough, and nothing else."""
        said = sentences.sentences()[code]["zh"].split("{")[0]
        plain = (self.head.infcode, self.output) == ("-1", None) and len(self.error) <= envelope.ERROR_LENGTH_MAX
        return plain and self.error.startswith(said)


@dataclass
class Hospital:
    """Sends messages of one visitor who is insured next door; `carry` takes bytes to the gateway and back."""

    at: Instant
    person: str = "P-0002"
    insutype: str = "310"
    insured: str = THEIRS
    code: str = CODE
    sent: int = 0
    last: bytes = b""
    visit: str = ""
    carry: Carry | None = None
    lines: list[fees.Line] = field(default_factory=list)

    def head(self, infno: str, msgid: str = "") -> Head:
        self.sent += 1
        sender = Sender(self.code, NAME, AREA, "op-1", "操作员")
        head = sender.head(infno, insuplc_admdvs=self.insured, at=self.at, sequence=self.sent)
        return replace(head, msgid=msgid) if msgid else head

    def send(self, infno: str, body: Any, *, msgid: str = "") -> Answer:
        text = BY_NUMBER[infno].request.write(body)
        self.last = envelope.write_request(self.head(infno, msgid), text)
        return self.post(self.last, infno)

    def post(self, data: bytes, infno: str) -> Answer:
        """Send bytes, as a program does that never had its answer."""
        answered = (self.carry or self._answer)(data)
        reply = envelope.read_reply(answered)
        output = BY_NUMBER[infno].reply.read(reply.output) if reply.head.succeeded else None
        return Answer(reply.head, output, answered)

    def _answer(self, data: bytes) -> bytes:
        credential = Credential(Dialect.API_KEY, "his", SECRET, frozenset({self.code}))
        return dispatch.answer(data, Caller(credential), at=self.at)

    # An outpatient

    def registers(self, own: str = "OP-1") -> Answer:
        answer = self.send(
            "2201",
            outpatient.Registration(
                psn_no=self.person, insutype=self.insutype, begntime=self.at, mdtrt_cert_type="02",
                mdtrt_cert_no="X", ipt_otp_no=own, atddr_no="D1", dr_name="医生", dept_code="K1",
                dept_name="内科", caty="A03",
            ),
        )  # fmt: skip
        self.visit = answer.output.mdtrt_id if answer.output else ""
        return answer

    def line(self, number: str, item: str, price: str, count: str = "1", **members: Any) -> Any:
        unit, quantity = Decimal(price), Decimal(count)
        plain: dict[str, Any] = {
            "feedetl_sn": number, "mdtrt_id": self.visit, "psn_no": self.person, "chrg_bchno": "B1",
            "fee_ocur_time": self.at, "med_list_codg": item, "medins_list_codg": item, "cnt": quantity,
            "pric": unit, "det_item_fee_sumamt": Fen(fen_of(unit, quantity)), "bilg_dept_codg": "K1",
            "bilg_dept_name": "内科", "bilg_dr_codg": "D1", "bilg_dr_name": "医生", "hosp_appr_flag": "0",
            "rx_circ_flag": "0",
        }  # fmt: skip
        return fees.OutpatientLine(**plain | members)

    def uploads(self, *lines: Any) -> Answer:
        return self.send("2204", fees.OutpatientUpload(feedetail=lines))

    def terms(self, **members: Any) -> dict[str, Any]:
        """Return the terms of worked case W4."""
        plain = {
            "psn_no": self.person, "mdtrt_cert_type": "02", "mdtrt_cert_no": "X", "med_type": "11",
            "medfee_sumamt": Fen(90_000), "psn_setlway": "01", "mdtrt_id": self.visit, "chrg_bchno": "B1",
            "acct_used_flag": "1", "insutype": self.insutype,
        }  # fmt: skip
        return plain | members

    def quotes(self, **members: Any) -> Answer:
        return self.send("2206", outpatient.OutpatientPresettlement(**self.terms(**members)))

    def settles(self, msgid: str = "", **members: Any) -> Answer:
        echo = {
            "fulamt_ownpay_amt": Fen(0), "overlmt_selfpay": Fen(0), "preselfpay_amt": Fen(2_000),
            "inscp_scp_amt": Fen(88_000),
        }  # fmt: skip
        return self.send("2207", outpatient.OutpatientSettlement(**self.terms(**echo | members)), msgid=msgid)

    def cancels(self, number: str, msgid: str = "") -> Answer:
        body = Cancel(setl_id=number, mdtrt_id=self.visit, psn_no=self.person)
        return self.send("2208", body, msgid=msgid)

    def reverses(self, msgid: str, infno: str = "2207", **members: Any) -> Answer:
        plain = {"psn_no": self.person, "omsgid": msgid, "oinfno": infno}
        return self.send("2601", reverse.Reversal(**plain | members))

    def comes_to_the_counter(self) -> None:
        """Register the visitor of W4 and upload his lines: 900.00, of which 20.00 are prior self-pay."""
        self.registers()
        lines = [self.line("1", "XA-0001", "700"), self.line("2", "XB-0001", "20", "10")]
        assert self.uploads(*lines).head.succeeded

    # A stay

    def admits(self, msgid: str = "", own: str = "IP-1") -> Answer:
        info = inpatient.AdmissionInfo(
            psn_no=self.person, insutype=self.insutype, begntime=self.at, mdtrt_cert_type="02",
            mdtrt_cert_no="X", med_type="21", ipt_no=own, atddr_no="D1", chfpdr_name="医生",
            adm_diag_dscr="诊断", adm_dept_codg="K1", adm_dept_name="内科", adm_bed="1",
            dscg_maindiag_code="A00", dscg_maindiag_name="诊断",
        )  # fmt: skip
        answer = self.send("2401", inpatient.Admission(mdtrtinfo=info), msgid=msgid)
        self.visit = answer.output.mdtrt_id if answer.output else self.visit
        return answer

    def leaves(self) -> Answer:
        info = inpatient.DischargeInfo(
            mdtrt_id=self.visit, psn_no=self.person, insutype=self.insutype, endtime=self.at,
            dscg_dept_codg="K1", dscg_dept_name="内科", dscg_way="1",
        )  # fmt: skip
        return self.send("2402", inpatient.Discharge(dscginfo=info))

    def bed_line(self, number: str, item: str, price: str, count: str = "1", **members: Any) -> Any:
        outpatients = self.line(number, item, price, count)
        names = {one.name for one in outpatients.__dataclass_fields__.values()}
        common = {name: getattr(outpatients, name) for name in names if name in inpatient_names()}
        return fees.InpatientLine(**common | {"med_type": "21"} | members)

    def stay_terms(self, total: int, **parts: int) -> dict[str, Any]:
        return {
            "psn_no": self.person, "mdtrt_cert_type": "02", "mdtrt_cert_no": "X", "medfee_sumamt": Fen(total),
            "psn_setlway": "01", "mdtrt_id": self.visit, "insutype": self.insutype, "mid_setl_flag": "0",
            "acct_used_flag": "0", **{name: Fen(amount) for name, amount in parts.items()},
        }  # fmt: skip


def inpatient_names() -> set[str]:
    return set(fees.InpatientLine.__dataclass_fields__)


def contract(code: str = CODE, *, level: int = 2) -> models.Institution:
    """Enter a hospital of ours, and the illustrative catalogue."""
    actions.enter_items(items=queries.illustrative_items(), illustrative=True)
    return models.Institution.objects.create(
        code=code, name=NAME, level=level, area=AREA, from_day=date(2025, 1, 1), until_day=date(2027, 12, 31)
    )
