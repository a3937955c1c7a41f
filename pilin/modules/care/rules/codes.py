"""Why the room of care says no."""

from pilin.base.refusal import Code, Remedy


class CareRefusal(Code):
    """What keeps the room shut, an envelope unsent, or its content unread."""

    ASSESSMENT_IS_MISSING = "assessment_is_missing"
    LEGAL_BASIS_IS_MISSING = "legal_basis_is_missing"
    AGREEMENT_IS_NOT_IN_FORCE = "agreement_is_not_in_force"
    LAWFUL_BODIES_ARE_MISSING = "lawful_bodies_are_missing"
    START_ENDS_TOO_LATE = "start_ends_too_late"
    START_IS_OVER = "start_is_over"
    APPROVALS_ARE_MISSING = "approvals_are_missing"
    APPROVER_WROTE_THE_START = "approver_wrote_the_start"
    APPROVERS_ARE_OF_ONE_BODY = "approvers_are_of_one_body"
    CARE_IS_FOR_THE_LAWFUL_BODY = "care_is_for_the_lawful_body"
    ENVELOPE_IS_MALFORMED = "envelope_is_malformed", Remedy.FINAL
    ENVELOPE_STAYS_TOO_LONG = "envelope_stays_too_long"
    CONTENT_NAMES_SOMEBODY = "content_names_somebody"
    CONTENT_IS_ABOUT_A_CHILD = "content_is_about_a_child"
    ARTICLE_IS_NOT_OF_THE_KIND = "article_is_not_of_the_kind"
    ENVELOPE_IS_UNKNOWN = "envelope_is_unknown", Remedy.RETRY_LATER
    ENVELOPE_IS_CLOSED = "envelope_is_closed"
    ENVELOPE_IS_OPENED_BY_ITS_RECEIVER = "envelope_is_opened_by_its_receiver"
    REASON_IS_MISSING = "reason_is_missing"
    SECOND_PERSON_IS_NEEDED = "second_person_is_needed"
    DANGER_IS_NOT_CONFIRMED = "danger_is_not_confirmed"
    OPENING_IS_REVIEWED_BY_ANOTHER = "opening_is_reviewed_by_another"
