"""The addresses under which hospitals post, and what a gateway answers before any message is read.

Provinces use at least four styles for the same JSON, and an unmodified client posts to any of them. The address decides
nothing: every one leads to the one dispatcher, which looks at `infno` in the body.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pilin.base import refdata
from pilin.base.refusal import Code
from pilin.wire.nhsa.refusals import CallerRefusal

INGRESS = (
    "/fsi/api/{service}/{method}",
    "/hsa/hgs/{infno}",
    "/hgs/{infno}",
    "/CSB",
    "/mbs-fsi/web/api/fsi/callService",
)
"""What an address ends with; before it a province may have put anything (`/ebus/<paas>`, `/gdyb_api/prd`)."""
_INGRESS = re.compile(
    r"(?:/[\w.-]{1,64}){0,6}?"
    r"(?:/fsi/api/[\w.-]{1,64}/[\w.-]{1,64}|/hgs/[0-9A-Za-z]{1,6}|/CSB|/mbs-fsi/web/api/fsi/callService)/?",
    re.ASCII,
).fullmatch
UNAUTHORIZED = 401
_SPOKEN: Mapping[Code, str] = {
    CallerRefusal.CALL_LACKS_ITS_HEADERS: "缺少服务网关的请求头",
    CallerRefusal.CALL_IS_OUT_OF_TIME: "签名时间戳超时",
    CallerRefusal.CALLER_IS_UNKNOWN: "非法用户",
    CallerRefusal.CALLER_SPEAKS_FOR_ANOTHER: "非法用户",
    CallerRefusal.CALL_IS_NOT_SIGNED_SO: "签名不一致",
    CallerRefusal.CALL_CAME_BEFORE: "签名时间戳超时",
}
"""The words of such gateways, which clients look for."""


@dataclass(frozen=True)
class _Path:
    infno: str
    path: str


def is_ingress(path: str) -> bool:
    """Tell whether a hospital may post its messages there."""
    return _INGRESS(path) is not None


@cache
def paths() -> Mapping[str, str]:
    """Return the address of each transaction in the style with services, which most clients use."""
    reference = refdata.load(Path(__file__).with_name("reference") / "paths.yaml")
    return {row.infno: row.path for row in reference.rows("paths", _Path)}


def path_of(infno: str) -> str:
    """Return where a client posts a transaction; where no source names the address, that of one for all."""
    return paths().get(infno, "/fsi/api/rsfComIfsService/callService")


def gateway_error(code: Code) -> bytes:
    """Return the body of the answer 401 to a caller who was not let in."""
    said = {"code": UNAUTHORIZED, "message": _SPOKEN[code], "body": None, "requestId": None}
    return json.dumps(said, ensure_ascii=False).encode()
