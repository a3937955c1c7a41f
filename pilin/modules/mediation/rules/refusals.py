"""Why something in a mediation is not taken."""

from pilin.base.refusal import Code, Remedy


class MediationRefusal(Code):
    """One sentence each, in `pilin/web/locale/refusals.yaml`."""

    CASE_IS_KEPT_BY_ITS_MEDIATORS = "case_is_kept_by_its_mediators"
    TEXT_TELLS_WHO_SOMEBODY_IS = "text_tells_who_somebody_is"
    COMMITTEE_SIZE_IS_NOT_LAWFUL = "committee_size_is_not_lawful"
    COMMITTEE_NEEDS_ONE_CHAIR = "committee_needs_one_chair"
    COMMITTEE_NEEDS_A_WOMAN = "committee_needs_a_woman"
    COMMITTEE_NAME_IS_TAKEN = "committee_name_is_taken"
    MEDIATORS_ARE_NOT_CHOSEN = "mediators_are_not_chosen"
    CONSENT_LIES_AHEAD = "consent_lies_ahead"
    CONSENT_TIME_IS_NOT_ONE = "consent_time_is_not_one"
    SIGNATURE_LIES_AHEAD = "signature_lies_ahead"
    ORAL_AGREEMENT_HAS_ONE_DAY = "oral_agreement_has_one_day"
    OBLIGATION_IS_NUMBERED_TWICE = "obligation_is_numbered_twice"
    OBLIGATION_IS_UNKNOWN = "obligation_is_unknown"
    OBLIGATION_DAY_IS_PAST = "obligation_day_is_past"
    AGREEMENT_DAYS_DO_NOT_FOLLOW = "agreement_days_do_not_follow"
    AGREEMENT_IS_NOT_FOR_COURTS = "agreement_is_not_for_courts", Remedy.FINAL
    CONFIRMATION_IS_TOO_LATE = "confirmation_is_too_late", Remedy.FINAL
    JOINED_CASE_DOES_NOT_FIT = "joined_case_does_not_fit"
    OTHER_WAYS_WERE_NOT_TOLD = "other_ways_were_not_told"
