"""What hospitals say in the benchmark, spelled beforehand by the grammar's own writers."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from benchmarks.settle import cast, driver
from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.money import Fen
from pilin.wire.nhsa import envelope, fees, outpatient
from pilin.wire.nhsa.envelope import Sender
from pilin.wire.nhsa.registry import BY_NUMBER

TOTAL, OWN, PRIOR, SCOPE = (Fen(amount) for amount in (90_000, 5_000, 4_500, 80_500))


class Hospital:
    """Spells the messages of one hospital; every message has an id of its own."""

    def __init__(self, insured: str) -> None:
        self._insured = insured
        self._sender = Sender(cast.HOSPITAL, "示例医院", cast.AREA, "op-1", "操作员")
        self._sent = 0
        self._at = clock.now()

    def say(self, infno: str, body: Any) -> bytes:
        """Return a request with a message."""
        self._sent += 1
        if self._sent % 9_000 == 0:  # the number within a second has four digits
            self._at = clock.after(self._at, seconds=1)
        head = self._sender.head(infno, insuplc_admdvs=self._insured, at=self._at, sequence=self._sent % 9_000)
        data = envelope.write_request(head, BY_NUMBER[infno].request.write(body))
        return driver.request(data, cast.SECRET, f"/hgs/{infno}")

    def pair(self, number: str, person: str) -> list[bytes]:
        """Return 2206 and 2207 of a visit whose lines stand."""
        terms: dict[str, Any] = {
            "psn_no": person, "mdtrt_cert_type": "02", "mdtrt_cert_no": "X", "med_type": "11",
            "medfee_sumamt": TOTAL, "psn_setlway": "01", "mdtrt_id": number, "chrg_bchno": "B1",
            "acct_used_flag": "1", "insutype": cast.INSURANCE,
        }  # fmt: skip
        echo = {
            "fulamt_ownpay_amt": OWN, "overlmt_selfpay": Fen(0), "preselfpay_amt": PRIOR, "inscp_scp_amt": SCOPE,
        }  # fmt: skip
        quote = self.say("2206", outpatient.OutpatientPresettlement(**terms))
        return [quote, self.say("2207", outpatient.OutpatientSettlement(**terms | echo))]

    def visit(self, number: int) -> list[bytes]:
        """Return a whole visit of somebody."""
        whose, at = cast.person(number), self._at
        register = outpatient.Registration(
            psn_no=whose, insutype=cast.INSURANCE, begntime=at, mdtrt_cert_type="02", mdtrt_cert_no="X",
            ipt_otp_no=f"W{number}", atddr_no="D1", dr_name="医生", dept_code="K1", dept_name="内科", caty="A03",
        )  # fmt: skip
        info = outpatient.VisitInfo(mdtrt_id=driver.VISIT_MARK, psn_no=whose, begntime=at, med_type="11")
        lines = tuple(_line(place, whose, at) for place in range(len(cast.LINES)))
        return [
            self.say("2201", register),
            self.say("2203", outpatient.Visit(mdtrtinfo=info)),
            self.say("2204", fees.OutpatientUpload(feedetail=lines)),
            *self.pair(driver.VISIT_MARK, whose),
        ]


def pairs(told: str, insured: str, first: int) -> Sequence[Sequence[bytes]]:
    """Return the pair of each visit that `people.visits` told of."""
    hospital = Hospital(insured)
    return [hospital.pair(number, cast.person(first + place)) for place, number in enumerate(json.loads(told))]


def visits(number: int, insured: str, first: int) -> Sequence[Sequence[bytes]]:
    """Return so many whole visits: 2201, 2203, 2204 with five lines, 2206, 2207; the first tells the number."""
    hospital = Hospital(insured)
    return [hospital.visit(first + place) for place in range(number)]


def _line(place: int, whose: str, at: Instant) -> fees.OutpatientLine:
    """Return a fee line of one piece."""
    item, price = cast.LINES[place]
    return fees.OutpatientLine(
        feedetl_sn=str(place + 1), mdtrt_id=driver.VISIT_MARK, psn_no=whose, chrg_bchno="B1", fee_ocur_time=at,
        med_list_codg=item, medins_list_codg=item, cnt=Decimal(1), pric=Decimal(price),
        det_item_fee_sumamt=Fen(int(price) * 100), bilg_dept_codg="K1", bilg_dept_name="内科",
        bilg_dr_codg="D1", bilg_dr_name="医生", hosp_appr_flag="0", rx_circ_flag="0",
    )  # fmt: skip
