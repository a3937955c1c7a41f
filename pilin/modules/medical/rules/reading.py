"""A policy out of its document, strictly: every pair of level and person group has one deductible and one ratio.

A gap or an overlap in a table is refused when the document is offered, not found out at the counter. Places in a
document are paths with rows counted from one, such as `benefits/inpatient/ratio/2`; explanations cite them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from pilin.base.canonical import digest_of
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import accumulators as sums
from pilin.modules.medical.rules import members as has
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.layers import read_layers
from pilin.modules.medical.rules.policy import (
    AccountRule,
    Benefit,
    Ceiling,
    Layer,
    Policy,
    Rate,
    Remote,
    Version,
)
from pilin.modules.medical.rules.split import SplitRule
from pilin.modules.medical.rules.words import BP, PERSON_TYPES, Care, Decider, Filing, Part

K = TypeVar("K")
T = TypeVar("T")

TYPE = "benefit_policy"
_TOP = (
    "type side insurance version title illustrative from_day until_day year_starts"
    " levels persons benefits ceilings remote layers account prior_self"
)
_LEVEL_MAX = 9
_NAME = r"[a-z][a-z_]{0,31}"
_FILED = [filing for filing in Filing if filing is not Filing.LOCAL]


def read_policy(document: Mapping[str, Any]) -> Policy:
    """Return the policy of a document. Raises the refusal of the first thing that is wrong, with its place."""
    top = has.members(document, "policy", _TOP)
    has.text(top["type"], "type", TYPE)
    has.titled(top["title"], "title")
    levels = [has.whole(level, place, 0, _LEVEL_MAX) for level, place in has.items(top["levels"], "levels")]
    groups = _groups(top["persons"])
    ceilings = _ceilings(top["ceilings"])
    layers = read_layers(top["layers"])
    benefits = _benefits(top["benefits"], levels, groups, ceilings, layers)
    from_day, until_day = _days(top)
    return Policy(
        version=_version(top, document),
        from_day=from_day,
        until_day=until_day,
        year_starts=_year_starts(top["year_starts"]),
        groups=groups,
        care=benefits,
        remote=_remote(top["remote"]),
        account=_account(top["account"]),
        split_rule=_split_rule(top["prior_self"]),
        document=document,
    )


def _version(top: Mapping[str, Any], document: Mapping[str, Any]) -> Version:
    side = has.text(top["side"], "side", r"[1-9]\d{5}")
    insurance = has.text(top["insurance"], "insurance", r"\d{3,5}")
    illustrative = has.truth(top["illustrative"], "illustrative")
    return Version(side, insurance, has.whole(top["version"], "version", 1), digest_of(document), illustrative)


def _days(top: Mapping[str, Any]) -> tuple[date, date | None]:
    """Return the first day and the day on which the policy holds no more."""
    first = has.day(top["from_day"], "from_day")
    until = None if top["until_day"] is None else has.day(top["until_day"], "until_day")
    if until is not None and until <= first:
        raise Refused(MedicalRefusal.POLICY_DAYS_MUST_RUN_FORWARD, from_day=first, until_day=until)
    return first, until


def _year_starts(value: object) -> tuple[int, int]:
    """Return month and day on which a policy year begins; a day that every year has."""
    month, day = map(int, has.text(value, "year_starts", r"(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])").split("-"))
    return month, day


def _groups(value: object) -> dict[str, str]:
    """Return the group of each person type that the policy covers."""
    found: dict[str, str] = {}
    names: dict[str, str] = {}
    for item, where in has.items(value, "persons"):
        group = has.members(item, where, "name title types")
        name = has.text(group["name"], f"{where}/name", _NAME)
        _put(names, name, where, where=where)
        has.titled(group["title"], f"{where}/title")
        for prefix, place in has.items(group["types"], f"{where}/types"):
            if prefix not in [*PERSON_TYPES]:
                raise Refused(MedicalRefusal.PERSON_TYPE_IS_UNKNOWN, where=place, person_type=prefix)
            _put(found, str(prefix), name, where=place)
    return found


def _ceilings(value: object) -> list[tuple[Ceiling, tuple[Care, ...]]]:
    found = []
    names: dict[str, str] = {}
    for item, where in has.items(value, "ceilings"):
        ceiling = has.members(item, where, "name title benefits fen")
        name = has.text(ceiling["name"], f"{where}/name", _NAME)
        _put(names, name, where, where=where)
        has.titled(ceiling["title"], f"{where}/title")
        cares = has.words(Care, ceiling["benefits"], f"{where}/benefits")
        amount = has.whole(ceiling["fen"], f"{where}/fen")
        found.append((Ceiling(name, amount, tuple(map(sums.pooled_of, cares)), f"ceilings/{name}"), cares))
    return found


def _benefits(
    value: object,
    levels: Sequence[int],
    groups: Mapping[str, str],
    ceilings: Sequence[tuple[Ceiling, tuple[Care, ...]]],
    layers: Sequence[tuple[Layer, tuple[Care, ...]]],
) -> dict[str, Benefit]:
    """Return the benefit of each medical type."""
    found: dict[str, Benefit] = {}
    seen: set[Care] = set()
    for item, where in has.items(value, "benefits"):
        raw = has.members(item, where, "care med_types deductible ratio")
        care = has.word(Care, raw["care"], f"{where}/care")
        if care in seen:
            raise Refused(MedicalRefusal.POLICY_TABLE_OVERLAPS, where=where, about=care)
        seen.add(care)
        own = tuple(ceiling for ceiling, cares in ceilings if care in cares)
        if not own:
            raise Refused(MedicalRefusal.POLICY_TABLE_HAS_A_GAP, where="ceilings", about=care)
        per_year, rates = _rates(raw, f"benefits/{care}", levels, groups)
        benefit = Benefit(
            care=care,
            per_year=per_year,
            rates=rates,
            ceilings=own,
            layers=tuple(layer for layer, cares in layers if care in cares),
            deductible_name=sums.deductible_of(care),
            pooled_name=sums.pooled_of(care),
            scope_name=sums.scope_of(care),
        )
        for med_type, place in has.items(raw["med_types"], f"{where}/med_types"):
            _put(found, has.text(med_type, place, r"\d{2,6}"), benefit, where=place)
    return found


def _rates(
    raw: Mapping[str, Any], where: str, levels: Sequence[int], groups: Mapping[str, str]
) -> tuple[bool, dict[tuple[int, str], Rate]]:
    """Return whether the deductible counts over the year, and the rates by level and person type."""
    deductible = has.members(raw["deductible"], f"{where}/deductible", "per rows")
    per = has.text(deductible["per"], f"{where}/deductible/per", "year|admission")
    amounts = _table(deductible["rows"], f"{where}/deductible", "fen", levels, groups, _amounts)
    ratios = _table(raw["ratio"], f"{where}/ratio", "bp", levels, groups, has.ratio)
    if per == "year" and any(len(amount) > 1 for amount, _ in amounts.values()):
        raise has.unreadable(f"{where}/deductible", "one amount for a year")
    rates = {
        (level, prefix): Rate(group, *amounts[level, group], *ratios[level, group])
        for level in levels
        for prefix, group in groups.items()
    }
    return per == "year", rates


def _table(
    value: object,
    where: str,
    member: str,
    levels: Sequence[int],
    groups: Mapping[str, str],
    read: Callable[[object, str], T],
) -> dict[tuple[int, str], tuple[T, str]]:
    """Return what a table says for each level and group, with the row that says it: no gap, no overlap."""
    names = [*dict.fromkeys(groups.values())]
    found: dict[tuple[int, str], tuple[T, str]] = {}
    for item, place in has.items(value, where):
        row = has.members(item, place, f"levels persons {member}")
        said = read(row[member], f"{place}/{member}")
        for number, at in has.items(row["levels"], f"{place}/levels"):
            level = has.whole(number, at, 0, _LEVEL_MAX)
            for group, _ in has.items(row["persons"], f"{place}/persons"):
                if level not in levels or group not in names:
                    raise Refused(MedicalRefusal.POLICY_NAME_IS_UNKNOWN, where=place, name=f"{level}, {group}")
                _put(found, (level, str(group)), (said, place), where=place)
    for level in levels:
        for group in names:
            if (level, group) not in found:
                raise Refused(MedicalRefusal.POLICY_TABLE_HAS_A_GAP, where=where, about=f"{level}, {group}")
    return found


def _amounts(value: object, where: str) -> tuple[int, ...]:
    """Return the deductibles of the first, second, … admission."""
    return tuple(has.whole(amount, place) for amount, place in has.items(value, where))


def _remote(value: object) -> dict[Filing, Remote]:
    """Return what each kind of filing takes off; each kind must be named, and either by a factor or by points."""
    found = {Filing.LOCAL: Remote(BP, 0, "")}
    for item, where in has.items(value, "remote"):
        by = "points_bp" if isinstance(item, Mapping) and "points_bp" in item else "factor_bp"
        row = has.members(item, where, f"filing {by}")
        filing = has.word(Filing, row["filing"], f"{where}/filing")
        taken = has.ratio(row[by], f"{where}/{by}")
        rule = f"remote/{filing}"
        _put(found, filing, Remote(taken, 0, rule) if by == "factor_bp" else Remote(BP, taken, rule), where=where)
    for filing in _FILED:
        if filing not in found:
            raise Refused(MedicalRefusal.POLICY_TABLE_HAS_A_GAP, where="remote", about=filing)
    return found


def _account(value: object) -> AccountRule:
    account = has.members(value, "account", "pays relative")
    pays = frozenset(has.words(Part, account["pays"], "account/pays", empty=True))
    return AccountRule(pays, has.truth(account["relative"], "account/relative"))


def _split_rule(value: object) -> SplitRule:
    """Return what of the line split is policy: who decides the prior self-pay, and what comes first."""
    raw = has.members(value, "prior_self", "by after_limit ratio_bp items")
    by = has.word(Decider, raw["by"], "prior_self/by")
    after_limit = has.truth(raw["after_limit"], "prior_self/after_limit")
    own = {"": has.ratio(raw["ratio_bp"], "prior_self/ratio_bp")}
    for item, where in has.items(raw["items"], "prior_self/items", empty=True):
        row = has.members(item, where, "item bp")
        _put(own, has.text(row["item"], f"{where}/item", r"\S{1,50}"), has.ratio(row["bp"], f"{where}/bp"), where=where)
    return SplitRule(after_limit, own if by is Decider.INSURED else None)


def _put(found: dict[K, T], key: K, value: T, *, where: str) -> None:
    """Hold a value once; a second one for the same key is an overlap."""
    if key in found:
        about = ", ".join(map(str, key)) if isinstance(key, tuple) else str(key)
        raise Refused(MedicalRefusal.POLICY_TABLE_OVERLAPS, where=where, about=about)
    found[key] = value
