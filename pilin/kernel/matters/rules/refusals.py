"""Why the matters room says no: one list of codes for kinds, events and notes, and the value that carries one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pilin.base.refusal import Code, Refused, Remedy


class MatterRefusal(Code):
    """First what is wrong with a kind, then with any event, with a step, by a guard, with a clock, with a note."""

    DOCUMENT_IS_MALFORMED = "document_is_malformed"
    NAME_IS_UNKNOWN = "name_is_unknown"
    KIND_IS_TOO_LARGE = "kind_is_too_large"
    STATE_IS_NEVER_REACHED = "state_is_never_reached"
    STATE_HAS_NO_EXIT = "state_has_no_exit"
    STATE_WAITS_FOR_EVER = "state_waits_for_ever"
    PARTY_IS_LEFT_OUT = "party_is_left_out"
    EVENT_DOES_NOT_OPEN = "event_does_not_open"
    ONE_PARTY_AGREES_ALONE = "one_party_agrees_alone"
    BASE_IS_NOT_THE_HEAD = "base_is_not_the_head"
    ORDERER_IS_NOT_IN_TURN = "orderer_is_not_in_turn"
    CALENDAR_IS_UNKNOWN = "calendar_is_unknown", Remedy.RETRY_LATER
    DAY_IS_OUT_OF_RANGE = "day_is_out_of_range"
    ACTION_IS_UNKNOWN = "action_is_unknown"
    STEP_IS_NOT_OF_THIS_STATE = "step_is_not_of_this_state"
    STEP_BELONGS_TO_ANOTHER = "step_belongs_to_another", Remedy.FINAL
    ROLE_HAS_SIGNED = "role_has_signed", Remedy.FINAL
    EARLIER_STEP_IS_MISSING = "earlier_step_is_missing"
    TEXT_IS_INCOMPLETE = "text_is_incomplete"
    TEXT_IS_NOT_ON_THE_TABLE = "text_is_not_on_the_table"
    EVENT_IS_INCOMPLETE = "event_is_incomplete"
    FIELDS_ARE_NOT_TAKEN_HERE = "fields_are_not_taken_here"
    VALUES_DO_NOT_FIT = "values_do_not_fit"
    STEP_WAS_TAKEN = "step_was_taken", Remedy.FINAL
    ACTOR_MUST_BE_ANOTHER = "actor_must_be_another"
    CLOCK_DOES_NOT_RUN = "clock_does_not_run"
    CLOCK_HAS_NOT_EXPIRED = "clock_has_not_expired", Remedy.RETRY_LATER
    NO_EXTENSION_IS_LEFT = "no_extension_is_left", Remedy.FINAL
    CLOCK_IS_PROVISIONAL = "clock_is_provisional", Remedy.RETRY_LATER
    CLOCK_IS_CERTAIN = "clock_is_certain", Remedy.FINAL
    NOTE_IS_NOT_FORESEEN = "note_is_not_foreseen", Remedy.FINAL
    RECEIPT_IS_TOO_YOUNG = "receipt_is_too_young", Remedy.RETRY_LATER


@dataclass(frozen=True)
class Refusal:
    """One thing stopped an event: a value to return and to show, since a fold never raises."""

    code: MatterRefusal
    facts: Mapping[str, object] = field(default_factory=dict)


def first(*objections: tuple[object, MatterRefusal, Mapping[str, object]]) -> Refusal | None:
    """Return the first objection (whether it holds, its code, its facts) that holds."""
    return next((Refusal(code, facts) for holds, code, facts in objections if holds), None)


def demand(fits: object, where: str, wants: str) -> None:
    """Raise DOCUMENT_IS_MALFORMED with the path and what belongs there, unless it fits."""
    if not fits:
        raise Refused(MatterRefusal.DOCUMENT_IS_MALFORMED, where=where, wants=wants)
