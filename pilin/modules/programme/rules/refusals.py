"""Why the deliberation room says no."""

from pilin.base.refusal import Code


class ProgrammeRefusal(Code):
    """What stops a call, an agenda or minutes before anything is signed."""

    MEETING_NUMBER_IS_TAKEN = "meeting_number_is_taken"
    TOPIC_IS_ON_ANOTHER_AGENDA = "topic_is_on_another_agenda"
    MEETING_IS_OVER = "meeting_is_over"
    TOPIC_IS_NOT_ON_THE_AGENDA = "topic_is_not_on_the_agenda"
    DECISION_LACKS_A_LEAD = "decision_lacks_a_lead"
    AGREEMENT_LACKS_ITS_TEXT = "agreement_lacks_its_text"
    DIFFERENCE_LACKS_A_TEXT = "difference_lacks_a_text"
    OPEN_MATTERS_ARE_NOT_LISTED = "open_matters_are_not_listed"
    LEDGER_IS_NOT_LEVEL = "ledger_is_not_level"
    PROOFS_OF_ERASURE_DIFFER = "proofs_of_erasure_differ"
    ERASURE_IS_NOT_CONFIRMED = "erasure_is_not_confirmed"
    DIGEST_IS_NOT_ONE = "digest_is_not_one"
