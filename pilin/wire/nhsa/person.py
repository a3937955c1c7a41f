"""Who somebody is and what he is entitled to: 1101 and 2001.

Before 1101 the hospital does not know where a person is insured: the call says so by its credential, or not at all.
"""

import re
from typing import Annotated

from pilin.base.refusal import Refused
from pilin.wire.nhsa.fields import (
    C3,
    C6,
    C12,
    C30,
    C32,
    C50,
    C200,
    C500,
    Admdvs,
    Age,
    Also,
    CertType,
    Date,
    ExpContent,
    Flag,
    Gender,
    Insutype,
    MedType,
    PsnType,
    Text,
    Time,
    Yuan,
    node,
)
from pilin.wire.nhsa.reading import Unknown
from pilin.wire.nhsa.refusals import NhsaRefusal
from pilin.wire.nhsa.transactions import Shape, Transaction

E_VOUCHER, IDENTITY_CARD, SOCIAL_CARD = "01", "02", "03"
IN_FORCE = "1"
_TOKEN = re.compile(r"([0-9]{6})ec", re.IGNORECASE).match


@node
class PersonQuery:
    """Input of 1101. The card number is a token (01), an identity number (02) or a card number (03)."""

    mdtrt_cert_type: CertType
    mdtrt_cert_no: C50
    card_sn: C32 = ""
    begntime: Time | None = None
    psn_cert_type: C6 = ""
    certno: C50 = ""
    psn_name: C50 = ""

    @property
    def issuing_admdvs(self) -> str:
        """Return the division that issued an e-voucher, as its token begins with it; "" where nothing tells it."""
        token = _TOKEN(self.mdtrt_cert_no) if self.mdtrt_cert_type == E_VOUCHER else None
        return token[1] if token else ""


@node
class Person:
    """`baseinfo` of 1101."""

    psn_no: C30
    psn_cert_type: C6 = ""
    certno: C50 = ""
    psn_name: C50 = ""
    gend: Gender = ""
    naty: C3 = ""
    brdy: Date | None = None
    age: Age | None = None
    exp_content: ExpContent = ""


@node
class Insurance:
    """One insurance of a person, `insuinfo` of 1101; older peers call its place `insu_admdvs`."""

    balc: Yuan | None = None
    insutype: C6
    psn_type: PsnType = ""
    psn_insu_stas: Annotated[str, Text(6, "psn_insu_stas")] = ""
    psn_insu_date: Date | None = None
    paus_insu_date: Date | None = None
    cvlserv_flag: C3 = ""
    insuplc_admdvs: Annotated[Admdvs, Also("insu_admdvs")]
    emp_name: C200 = ""


@node
class Standing:
    """A special standing of a person, `idetinfo` of 1101."""

    psn_idet_type: C6
    psn_type_lv: C3 = ""
    memo: C500 = ""
    begntime: Time | None = None
    endtime: Time | None = None


@node
class PersonFound:
    """Output of 1101."""

    baseinfo: Person
    insuinfo: tuple[Insurance, ...] = ()
    idetinfo: tuple[Standing, ...] = ()

    def in_force(self, insutype: str) -> tuple[Insurance, ...]:
        """Return the insurances of a kind that are in force: a person often has four to six rows, some ended."""
        return tuple(one for one in self.insuinfo if one.insutype == insutype and one.psn_insu_stas == IN_FORCE)


@node
class EntitlementQuery:
    """Input of 2001."""

    psn_no: C30
    insutype: Insutype
    fixmedins_code: C12
    med_type: MedType
    begntime: Time
    endtime: Time | None = None
    dise_codg: C30 = ""
    dise_name: C500 = ""
    oprn_oprt_code: C30 = ""
    oprn_oprt_name: C500 = ""
    matn_type: C6 = ""
    birctrl_type: C6 = ""


@node
class Entitlement:
    """One row of the answer to 2001; `trt_chk_rslt` says in words why somebody is not entitled."""

    psn_no: C30 = ""
    trt_chk_type: C3 = ""
    fund_pay_type: C6 = ""
    trt_enjymnt_flag: Flag = ""
    begndate: Date | None = None
    enddate: Date | None = None
    trt_chk_rslt: C500 = ""


@node
class Entitlements:
    """Output of 2001; the name of the node is from general knowledge [U]."""

    trtinfo: tuple[Entitlement, ...] = ()


class _PersonQuery(Shape[PersonQuery]):
    """Input of 1101, with the rule that a card tells the number of its chip."""

    def read(self, raw: object, unknown: Unknown | None = None) -> PersonQuery:
        """Return the query. Raises FIELD_IS_MISSING where a card is shown without the number of its chip."""
        query = super().read(raw, unknown)
        if query.mdtrt_cert_type == SOCIAL_CARD and not query.card_sn:
            raise Refused(NhsaRefusal.FIELD_IS_MISSING, path="data.card_sn")
        return query


FIND = Transaction("1101", _PersonQuery(PersonQuery, "data"), Shape(PersonFound))
CHECK_ENTITLEMENT = Transaction("2001", Shape(EntitlementQuery, "data"), Shape(Entitlements))
TRANSACTIONS = (FIND, CHECK_ENTITLEMENT)
