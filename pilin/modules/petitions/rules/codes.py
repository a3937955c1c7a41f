"""Why something was not done with a petition."""

from pilin.base.refusal import Code, Remedy


class PetitionRefusal(Code):
    """Refusals of this room; each has a sentence with the right address or the next thing to do."""

    PETITION_NAMES_A_PERSON = "petition_names_a_person", Remedy.FINAL
    PETITION_IS_OPEN_ALREADY = "petition_is_open_already", Remedy.FINAL
    PETITION_HAS_ENDED = "petition_has_ended", Remedy.FINAL
    REPRESENTATIVES_ARE_TOO_MANY = "representatives_are_too_many", Remedy.FIX_AND_RESEND
    REPRESENTATIVES_EXCEED_PEOPLE = "representatives_exceed_people", Remedy.FIX_AND_RESEND
    PETITION_WAS_TRANSFERRED = "petition_was_transferred", Remedy.FINAL
    PETITION_HAS_LEFT = "petition_has_left", Remedy.FINAL
    ACCUSED_UNIT_MAY_NOT_HANDLE = "accused_unit_may_not_handle", Remedy.FIX_AND_RESEND
    PETITION_IS_NOT_YOURS = "petition_is_not_yours", Remedy.FINAL
    REASON_FOR_OPENING_IS_MISSING = "reason_for_opening_is_missing", Remedy.FIX_AND_RESEND
    PAPER_LACKS_CONTENTS = "paper_lacks_contents", Remedy.FIX_AND_RESEND
    OPINION_IS_NOT_WRITTEN = "opinion_is_not_written", Remedy.FIX_AND_RESEND
    PETITION_CODE_IS_UNKNOWN = "petition_code_is_unknown", Remedy.FIX_AND_RESEND
    RATING_IS_NOT_OPEN = "rating_is_not_open", Remedy.FINAL
    PETITION_PAPER_DOES_NOT_FIT = "petition_paper_does_not_fit", Remedy.FINAL
    NAME_IS_NOT_HERE = "name_is_not_here", Remedy.FINAL
