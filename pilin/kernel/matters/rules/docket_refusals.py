"""Why the docket refuses an event before any rule of its kind is asked."""

from pilin.base.refusal import Code, Remedy


class DocketRefusal(Code):
    """Refusal codes of chains and proposals."""

    MATTER_IS_UNKNOWN = "matter_is_unknown", Remedy.RETRY_LATER
    MATTER_EXISTS = "matter_exists", Remedy.FINAL
    KIND_IS_NOT_AGREED = "kind_is_not_agreed", Remedy.RETRY_LATER
    KIND_IS_NOT_SIGNED_YET = "kind_is_not_signed_yet"
    NO_CLAUSE_ALLOWS_THIS_KIND = "no_clause_allows_this_kind"
    CALENDAR_IS_NOT_AGREED = "calendar_is_not_agreed", Remedy.RETRY_LATER
    PARTIES_ARE_NOT_THE_MATTERS = "parties_are_not_the_matters", Remedy.FINAL
    BASE_IS_UNKNOWN = "base_is_unknown", Remedy.RETRY_LATER
    BASE_IS_OLD = "base_is_old", Remedy.FIX_AND_RESEND
    BASE_WAS_REFUSED = "base_was_refused", Remedy.FIX_AND_RESEND
    A_PARTY_REFUSED_IT = "a_party_refused_it", Remedy.FIX_AND_RESEND
    ONLY_THE_ORDERER_MAY = "only_the_orderer_may", Remedy.FINAL
    PROPOSAL_DOES_NOT_FIT = "proposal_does_not_fit", Remedy.FINAL
    NOTE_IS_UNKNOWN = "note_is_unknown", Remedy.FIX_AND_RESEND
    NOTE_IS_ANSWERED = "note_is_answered", Remedy.FINAL
    ANSWER_IS_NOT_OURS = "answer_is_not_ours", Remedy.FIX_AND_RESEND
    TABLE_HAS_CHANGED = "table_has_changed"
    ASKED_ALREADY = "asked_already", Remedy.FINAL
    NO_ANSWER_IS_AWAITED = "no_answer_is_awaited", Remedy.FINAL
    EVENT_DOES_NOT_FIT_THE_MATTER = "event_does_not_fit_the_matter", Remedy.FINAL
    MATTER_ROW_DIFFERS_FROM_ITS_EVENTS = "matter_row_differs_from_its_events"
