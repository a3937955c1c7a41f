"""The envelope around every message: the head of a request with its `input`, the head of a reply with its `output`.

Read in every dialect that the sources show; written in the plain one, or in the dialect that a `Spelling` asks for, so
that a simulated hospital can speak as badly as a real one.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from pilin.base.clock import CHINA, Instant
from pilin.base.refusal import Refused
from pilin.wire.nhsa import codes
from pilin.wire.nhsa.fields import (
    C6,
    C10,
    C30,
    C50,
    C100,
    C200,
    C1024,
    C2000,
    C4000,
    Admdvs,
    Also,
    Numeral,
    Text,
    Time,
    node,
)
from pilin.wire.nhsa.reading import Unknown, as_object, opened, parse, reader
from pilin.wire.nhsa.refusals import NhsaRefusal
from pilin.wire.nhsa.writing import quoted, writer

MSGID_LENGTH = 30
ERROR_LENGTH_MAX = 200
SUCCEEDED, FAILED = "0", "-1"


@node
class Head:
    """The head of a request. `recer_sys_code` is free text; `insuplc_admdvs` is due once a person is named."""

    infno: Annotated[str, Text(6)]
    msgid: C30
    mdtrtarea_admvs: Annotated[Admdvs, Also("mdtrtarea_admdvs")]
    insuplc_admdvs: Annotated[Admdvs, Also("insuplc_admvs")] = ""
    recer_sys_code: C10 = ""
    dev_no: C100 = ""
    dev_safe_info: C2000 = ""
    cainfo: C1024 = ""
    signtype: C10 = ""
    infver: C6 = ""
    opter_type: Annotated[str, Text(3, "opter_type")]
    opter: C30
    opter_name: C50
    inf_time: Time
    fixmedins_code: C30
    fixmedins_name: C200
    sign_no: C30 = ""
    fixmedins_soft_fcty: C200 = ""
    enc_type: C10 = ""

    @property
    def region(self) -> codes.Region:
        """Tell whether the person is insured where the hospital stands."""
        return codes.region(self.mdtrtarea_admvs, self.insuplc_admdvs)


@node
class ReplyHead:
    """The head of a reply. `infcode` is 0 where it succeeded and -1 where it did not; a peer may send other numbers."""

    infcode: Annotated[str, Numeral(20)]
    inf_refmsgid: C50 = ""
    refmsg_time: C30 = ""
    respond_time: C30 = ""
    err_msg: C4000 = ""
    warn_msg: C4000 = ""
    cainfo: C1024 = ""
    signtype: C10 = ""
    enctype: C10 = ""

    @property
    def succeeded(self) -> bool:
        """Tell whether the transaction was done. No reply at all is neither yes nor no: ask by 2601 or 5203."""
        return self.infcode == SUCCEEDED


@dataclass(frozen=True)
class Sender:
    """Who sends: an institution with one of its operators, as a hospital's program fills its heads."""

    fixmedins_code: str
    fixmedins_name: str
    mdtrtarea_admvs: str
    opter: str
    opter_name: str
    opter_type: str = "1"
    recer_sys_code: str = "YBXT"
    infver: str = "V1.0"
    sign_no: str = ""

    def head(self, infno: str, *, insuplc_admdvs: str, at: Instant, sequence: int) -> Head:
        """Return the head of a request; `sequence` makes its message id one of its own within the second."""
        return Head(
            infno=infno,
            msgid=msgid(self.fixmedins_code, at, sequence),
            insuplc_admdvs=insuplc_admdvs,
            inf_time=at,
            **asdict(self),
        )


@dataclass(frozen=True)
class Spelling:
    """In which dialect a message is written; the plain one by default."""

    encoded_times: int = 0
    """How often `input` or `output` is encoded as JSON text within the JSON."""
    infcode_is_text: bool = False
    area_with_d: bool = False
    """`mdtrtarea_admdvs`, as one would expect it, in the place of `mdtrtarea_admvs`."""


PLAIN = Spelling()


@dataclass(frozen=True, repr=False)
class Request:
    """A request whose head is read and whose input is not."""

    head: Head
    input: object
    unknown: Unknown


@dataclass(frozen=True, repr=False)
class Reply:
    """A reply whose head is read and whose output is not."""

    head: ReplyHead
    output: object
    unknown: Unknown


def read_request(data: bytes) -> Request:
    """Read the envelope of a request. Raises a refusal that names the path."""
    raw = as_object(parse(data), "message")
    unknown = Unknown()
    head = reader(Head)(_without(raw, "input"), "", unknown)
    found = opened(raw.get("input"))
    if found is None or found == "":
        raise Refused(NhsaRefusal.NODE_IS_MISSING, path="input")
    return Request(head, found, unknown)


def write_request(head: Head, text: str, spelling: Spelling = PLAIN) -> bytes:
    """Spell a request around the JSON text of its input."""
    said = writer(Head)(head)
    if spelling.area_with_d:
        said = said.replace('"mdtrtarea_admvs":', '"mdtrtarea_admdvs":', 1)
    return f'{said[:-1]},"input":{_encoded(text, spelling)}}}'.encode()


def read_reply(data: bytes) -> Reply:
    """Read the envelope of a reply. A refusal says that it has none: then the outcome is unknown."""
    raw = as_object(parse(data), "message")
    unknown = Unknown()
    head = reader(ReplyHead)(_without(raw, "output"), "", unknown)
    return Reply(head, opened(raw.get("output")), unknown)


def write_reply(head: ReplyHead, text: str = "null", spelling: Spelling = PLAIN) -> bytes:
    """Spell a reply around the JSON text of its output."""
    said = writer(ReplyHead)(head)
    if spelling.infcode_is_text:
        said = said.replace(f'"infcode":{head.infcode},', f'"infcode":"{head.infcode}",', 1)
    return f'{said[:-1]},"output":{_encoded(text, spelling)}}}'.encode()


def reply_head(*, admdvs: str, serial: int, received: Instant, at: Instant, error: str = "") -> ReplyHead:
    """Return the head of our reply, with the number that we give it; `error` makes it a refusal."""
    said = stamp(at)
    return ReplyHead(
        infcode=FAILED if error else SUCCEEDED,
        inf_refmsgid=_refmsgid(admdvs, said, serial),
        refmsg_time=said if received is at else stamp(received),
        respond_time=said,
        err_msg=shortened(error),
    )


def shortened(text: str) -> str:
    """Return the text of an error within the 200 characters that the interface gives it."""
    return text if len(text) <= ERROR_LENGTH_MAX else text[: ERROR_LENGTH_MAX - 1] + "…"


def msgid(institution: str, at: Instant, sequence: int) -> str:
    """Return a sender's message id: institution (12), yyyyMMddHHmmss (14), sequence (4)."""
    return f"{institution[:12]:0<12}{stamp(at)[:14]}{sequence % 10_000:04d}"


def refmsgid(admdvs: str, at: Instant, serial: int) -> str:
    """Return a receiver's message id: division (6), yyyyMMddHHmmss (14), serial (10)."""
    return _refmsgid(admdvs, stamp(at), serial)


def _refmsgid(admdvs: str, said: str, serial: int) -> str:
    return f"{admdvs}{said[:14]}{serial % 10**10:010d}"


def stamp(at: Instant) -> str:
    """Return yyyyMMddHHmmssSSS in China."""
    said = at.astimezone(CHINA).isoformat(timespec="milliseconds")
    return said[:4] + said[5:7] + said[8:10] + said[11:13] + said[14:16] + said[17:19] + said[20:23]


def _without(raw: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key != name}


def _encoded(text: str, spelling: Spelling) -> str:
    for _ in range(spelling.encoded_times):
        text = quoted(text)
    return text
