"""What the care place claims for a settlement: the visit, the split of its lines, and why; in a detached part.

The person is named by the number of the insured place (`psn_no`); names and identity numbers are not needed and have no
member. The insured place computes with these values alone, so both can compute the same again from the signed part.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, cast

from pilin.base import canonical
from pilin.base.canonical import Json
from pilin.base.money import Fen, yuan_text
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import explain
from pilin.modules.medical.rules.accumulators import NAMES
from pilin.modules.medical.rules.benefit import Amounts
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.explain import Step
from pilin.modules.medical.rules.setlinfo import setlinfo
from pilin.modules.medical.rules.split import Parts
from pilin.modules.medical.rules.words import Fund

_TEXT_MAX = 60
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Claim:
    """The facts of a visit that the insured place asks for; `lines` are the care place's half of the explanation.

    `visit` is the care place's number of the visit (`mdtrt_id`), `area` the division where care is given.
    """

    person: str
    visit: str
    area: str
    med_type: str
    level: int
    diseases: tuple[str, ...]
    parts: Parts
    hospital_fen: int
    account_used: bool
    lines: tuple[Step, ...] = ()


def write(claim: Claim) -> bytes:
    """Return a claim as the bytes of its part."""
    said = {field.name: getattr(claim, field.name) for field in fields(Claim)}
    own = {"diseases": list(claim.diseases), "parts": list(claim.parts), "lines": explain.as_json(claim.lines)}
    return canonical.encode(cast("Json", said | own))


def read(data: bytes) -> Claim:
    """Return the claim of a part. Raises CLAIM_DOES_NOT_READ: what is missing, of another type, or does not add up."""
    try:
        raw = json.loads(data)
    except ValueError:
        raise Refused(MedicalRefusal.CLAIM_DOES_NOT_READ) from None
    return _claim(raw)


def read_all(data: bytes, number: int) -> list[Claim | Refused]:
    """Return as many claims as a part should hold in a row, each by itself or why it does not read."""
    return [_claim_or_why(raw) for raw in rows(data, number)]


def _claim_or_why(raw: object) -> Claim | Refused:
    try:
        return _claim(raw)
    except Refused as refused:
        return refused


def write_all(written: Iterable[bytes]) -> bytes:
    """Return claims or halves that are written as one part; empty bytes stand for none."""
    return b"[" + b",".join(one or b"null" for one in written) + b"]"


def rows(data: bytes, number: int) -> list[Any]:
    """Return as many members as a part should hold in a row, whatever they are; None for each where it does not."""
    try:
        found = json.loads(data)
    except ValueError:
        found = None
    return found if isinstance(found, list) and len(found) == number else [None] * number


def _claim(raw: Any) -> Claim:
    try:
        found = Claim(
            **{
                **raw,
                "diseases": tuple(raw["diseases"]),
                "parts": Parts(*raw["parts"]),
                "lines": explain.from_json(raw["lines"]),
            }
        )
    except (ValueError, TypeError, KeyError):
        raise Refused(MedicalRefusal.CLAIM_DOES_NOT_READ) from None
    if not _fits(found) or found.parts.total_fen != sum(found.parts[1:]):
        raise Refused(MedicalRefusal.CLAIM_DOES_NOT_READ)
    return found


def _fits(claim: Claim) -> bool:
    """Tell whether what came from outside has the types that the class says."""
    texts: tuple[Any, ...] = (claim.person, claim.visit, claim.area, claim.med_type, *claim.diseases)
    numbers: tuple[Any, ...] = (*claim.parts, claim.level, claim.hospital_fen)
    flag: Any = claim.account_used
    named = all(isinstance(text, str) and 0 < len(text) <= _TEXT_MAX for text in texts)
    return named and all(type(number) is int for number in numbers) and type(flag) is bool


def result(amounts: Amounts, *, illustrative: bool) -> bytes:
    """Return the bytes of the insured place's half: its amounts by the names of the interface, its policy, and why.

    `brought` is what the year gains. A node that was restored takes it from here: computed anew, on a year that fills
    in another order, it could be something else.
    """
    version = amounts.version
    policy: dict[str, Json] = {
        "side": version.side,
        "insurance": version.insurance,
        "number": version.number,
        "digest": version.digest,
    }
    brought = amounts.delta.sums
    return _result(setlinfo(amounts), policy, explain.as_json(amounts.steps), brought, illustrative=illustrative)


@dataclass(frozen=True, slots=True)
class Half:
    """The insured place's half as the care place reads it: amounts by the names of the interface, in fen.

    `policy` is the digest of the version that it was computed by, empty where it names none.
    """

    amounts: Mapping[str, int]
    illustrative: bool
    policy: str = ""


def read_half(data: bytes) -> Half:
    """Return the half of a part. Raises HALF_DOES_NOT_READ: of another shape, or it does not add up (I1 to I4)."""
    try:
        raw = json.loads(data)
    except ValueError:
        raise Refused(MedicalRefusal.HALF_DOES_NOT_READ) from None
    return half_of(raw)


def half_of(raw: Any) -> Half:
    """Return the half that a part says, already parsed. Raises HALF_DOES_NOT_READ, as `read_half`."""
    try:
        amounts, illustrative = dict(raw["amounts"]), raw["illustrative"]
        whole = all(type(amount) is int for amount in amounts.values()) and type(illustrative) is bool
        if whole and _adds_up(amounts):
            return Half(amounts, illustrative, _policy_of(raw.get("policy")))
    except (ValueError, TypeError, KeyError):
        pass
    raise Refused(MedicalRefusal.HALF_DOES_NOT_READ)


def _policy_of(said: object) -> str:
    """Return the digest of a policy as a half names it; what is none is not kept."""
    digest = said.get("digest") if isinstance(said, dict) else None
    return digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else ""


def as_told(half: Half) -> dict[str, Json]:
    """Return what is kept with a visit of the half that a pre-settlement told: its policy, and who would pay what."""
    return {"policy": half.policy, **{name: half.amounts[name] for name in _TOLD}}


def changed(told: Mapping[str, Any] | None, half: Half) -> Refused | None:
    """Return why a settlement is not posted of which something else was told: POLICY_CHANGED_SINCE_PRESETTLEMENT.

    That is: of the same total, by another version of the policy, with other amounts. The patient agreed to what was
    told. By the same version the year moved on, which is nobody's change; nor is there one where nothing was told.
    """
    total, *paid = _TOLD
    if told is None or told["policy"] == half.policy or told[total] != half.amounts[total]:
        return None
    for name in paid:
        if told[name] != half.amounts[name]:
            said, found = (yuan_text(Fen(amounts[name])) for amounts in (told, half.amounts))
            return Refused(MedicalRefusal.POLICY_CHANGED_SINCE_PRESETTLEMENT, field=name, said=said, found=found)
    return None


def answers(half: Half, parts: Parts | None, fund_fen: int, account_fen: int) -> bool:
    """Tell whether a half is of a claim with these parts, and says what the fact beside it says that is paid."""
    told = half.amounts
    same = parts is None or tuple(told[name] for name in _PARTS) == tuple(parts)
    return same and told["fund_pay_sumamt"] == fund_fen and told["acct_pay"] == account_fen


_TOLD = ("medfee_sumamt", "fund_pay_sumamt", "acct_pay")
_PARTS = ("medfee_sumamt", "fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")


def _adds_up(amounts: Mapping[str, int]) -> bool:
    total, person = amounts["medfee_sumamt"], amounts["psn_part_amt"]
    paid = amounts["acct_pay"] + amounts["acct_mulaid_pay"] + amounts["psn_cash_pay"]
    return (
        total == sum(amounts[name] for name in _PARTS[1:])
        and amounts["fund_pay_sumamt"] == sum(amounts[f"{fund.value}_pay"] for fund in Fund)
        and person == paid
        and total == amounts["fund_pay_sumamt"] + person + amounts["hosp_part_amt"]
    )


def taken_back(data: Mapping[str, Any]) -> bytes:
    """Return the half of a cancel: the same amounts and steps with their signs turned (I7).

    What an account holds afterwards is not an amount of the settlement and is left out.
    """
    amounts = {name: -amount for name, amount in data["amounts"].items() if name != "balc"}
    steps = [{**step, "fen": -step["fen"]} for step in data["steps"]]
    brought = {name: -value for name, value in data.get("brought", {}).items()}
    return _result(amounts, data["policy"], cast("Json", steps), brought, illustrative=data["illustrative"])


def _result(
    amounts: Mapping[str, int],
    policy: Mapping[str, Json],
    steps: Json,
    brought: Mapping[str, int],
    *,
    illustrative: bool,
) -> bytes:
    half: dict[str, Json] = {"amounts": dict(amounts), "policy": dict(policy), "steps": steps, "brought": dict(brought)}
    return canonical.encode({**half, "illustrative": illustrative})


def brought(data: bytes) -> Mapping[str, int] | None:
    """Return what the year gains by a half of our own; None where a half does not say so."""
    found = json.loads(data).get("brought")
    return cast("Mapping[str, int]", found) if isinstance(found, dict) and found.keys() <= NAMES else None
