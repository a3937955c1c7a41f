"""The layers of a policy above the pooled fund, as its document lists them in the order of computation."""

from itertools import pairwise

from pilin.base.refusal import Refused
from pilin.modules.medical.rules import accumulators as sums
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.members import items, members, ratio, text, truth, unreadable, whole, word, words
from pilin.modules.medical.rules.policy import Base, Layer, LayerStep
from pilin.modules.medical.rules.words import Care, Fund

_MEMBERS = "fund base benefits civil_servants identities diseases steps ceiling_fen"


def read_layers(value: object) -> list[tuple[Layer, tuple[Care, ...]]]:
    """Return the layers, each with the kinds of care for which it pays."""
    found: list[tuple[Layer, tuple[Care, ...]]] = []
    for item, where in items(value, "layers", empty=True):
        raw = members(item, where, _MEMBERS)
        cares = words(Care, raw["benefits"], f"{where}/benefits")
        fund = word(Fund, raw["fund"], f"{where}/fund")
        if fund is Fund.BASIC:
            raise unreadable(f"{where}/fund", ", ".join(name for name in Fund if name is not Fund.BASIC))
        rule = f"layers/{fund}"
        layer = Layer(
            fund=fund,
            base=word(Base, raw["base"], f"{where}/base"),
            steps=_steps(raw["steps"], rule),
            ceiling_fen=None if raw["ceiling_fen"] is None else whole(raw["ceiling_fen"], f"{where}/ceiling_fen"),
            civil_servants=truth(raw["civil_servants"], f"{where}/civil_servants"),
            identities=frozenset(_texts(raw["identities"], f"{where}/identities")),
            diseases=tuple(_texts(raw["diseases"], f"{where}/diseases")),
            base_name=sums.base_of(fund),
            paid_name=sums.paid_of(fund),
            rule=rule,
        )
        found.append((layer, cares))
    _check_order([layer for layer, _ in found])
    return found


def _check_order(layers: list[Layer]) -> None:
    """Refuse a fund twice, and a layer on costs above the ceiling behind one on the person's burden."""
    seen: set[Fund] = set()
    for layer in layers:
        if layer.fund in seen:
            raise Refused(MedicalRefusal.POLICY_TABLE_OVERLAPS, where="layers", about=layer.fund)
        seen.add(layer.fund)
    for before, after in pairwise(layers):
        if before.base is Base.BURDEN and after.base is Base.ABOVE_CEILING:
            raise Refused(MedicalRefusal.POLICY_LAYERS_ARE_OUT_OF_ORDER, where=after.rule)


def _steps(value: object, where: str) -> tuple[LayerStep, ...]:
    """Return the steps with their ends; each begins above the one before."""
    raw = [(members(item, place, "from_fen bp"), place) for item, place in items(value, f"{where}/steps")]
    starts: list[int | None] = [whole(step["from_fen"], f"{place}/from_fen") for step, place in raw]
    if any(after <= before for before, after in pairwise(starts) if before is not None and after is not None):
        raise Refused(MedicalRefusal.POLICY_STEPS_MUST_RISE, where=where)
    ends = [*starts[1:], None]
    return tuple(
        LayerStep(step["from_fen"], end, ratio(step["bp"], f"{place}/bp"), place)
        for (step, place), end in zip(raw, ends, strict=True)
    )


def _texts(value: object, where: str) -> list[str]:
    return [text(item, place, r"\w[\w.]{0,29}") for item, place in items(value, where, empty=True)]
