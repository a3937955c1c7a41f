"""Leaving the programme: what is still to be done, by whom, and what holds our own people back from a signature."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pilin.kernel.matters.rules.fold import Matter
from pilin.modules.programme.rules.refusals import ProgrammeRefusal

EXIT, SUSPENSION = LEAVING = ("exit", "suspension")

HAND_BACK, NET, ERASE, SEAL, END = "hand_back", "net", "erase", "seal", "end"
ROLES = ("initiator", "responder")


@dataclass(frozen=True)
class Own:
    """What only this node can tell: matters that are open with the other side, and how the ledger stands with it.

    `balance_fen` is what the other side owes us (negative: we owe it); `pending_fen` what is reserved either way.
    """

    open_matters: Collection[str] = ()
    balance_fen: int = 0
    pending_fen: int = 0


@dataclass(frozen=True)
class Task:
    """One thing to do before the end: which sides have done it (roles), and whether that is all that it takes."""

    name: str
    done_by: tuple[str, ...]
    is_done: bool


def tasks(matter: Matter) -> list[Task]:
    """Return what an exit asks for, in its order."""
    both = [_joint(matter, HAND_BACK), _joint(matter, NET)]
    return [*both, _each(matter, ERASE), _each(matter, SEAL), _joint(matter, END)]


def _joint(matter: Matter, name: str) -> Task:
    signed = tuple(role for role in ROLES if role in matter.signed.get(name, {}))
    return Task(name, ROLES if name in matter.done else signed, name in matter.done)


def _each(matter: Matter, name: str) -> Task:
    done = tuple(role for role in ROLES if f"{name}_{role}" in matter.done)
    return Task(name, done, done == ROLES)


def objection(step: str, matter: Matter, own: Own) -> tuple[ProgrammeRefusal, Mapping[str, Any]] | None:
    """Return what this node has against a step of ours, with its facts; None where it may be signed."""
    if step == HAND_BACK:
        listed = {row["matter"] for row in matter.asserted.get("handed_back", {}).get("initiator", ())}
        left_out = [one for one in own.open_matters if one not in listed and one != matter.id]
        return (ProgrammeRefusal.OPEN_MATTERS_ARE_NOT_LISTED, {"count": len(left_out)}) if left_out else None
    if step == NET and (own.balance_fen or own.pending_fen):
        facts = {"balance_fen": own.balance_fen, "pending_fen": own.pending_fen}
        return ProgrammeRefusal.LEDGER_IS_NOT_LEVEL, facts
    if step == END and len(proofs := {one["digest"] for one in matter.asserted.get("erased", {}).values()}) > 1:
        return ProgrammeRefusal.PROOFS_OF_ERASURE_DIFFER, {"proofs": sorted(proofs)}
    return None


def hand_back_list(matters: Collection[tuple[str, str]], leaving: str) -> list[dict[str, str]]:
    """Return the list of duties that is offered first: every open matter, each side keeping its own part."""
    named = [matter for matter, _title in matters if matter != leaving]
    return [{"id": str(n), "matter": matter, "taken_by": "both"} for n, matter in enumerate(named, start=1)]
