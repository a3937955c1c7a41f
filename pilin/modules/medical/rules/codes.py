"""Why the medical room says no."""

from pilin.base.refusal import Code, Remedy


class MedicalRefusal(Code):
    """About fee lines and catalogues, documents of a policy, claims, and settlements between the agencies."""

    CATALOGUE_ENTRY_DOES_NOT_FIT = "catalogue_entry_does_not_fit"
    CATALOGUE_INTERVALS_OVERLAP = "catalogue_intervals_overlap"
    ITEM_IS_NOT_IN_FORCE = "item_is_not_in_force"
    LINE_PRICE_IS_NEGATIVE = "line_price_is_negative"
    LINE_TOTAL_DOES_NOT_MATCH = "line_total_does_not_match"
    LINE_NUMBER_STANDS_TWICE = "line_number_stands_twice"
    RESTRICTED_USE_NEEDS_A_DECISION = "restricted_use_needs_a_decision"
    RETURN_NEEDS_AN_ORIGINAL = "return_needs_an_original"
    RETURN_DIFFERS_FROM_ITS_ORIGINAL = "return_differs_from_its_original"
    RETURN_EXCEEDS_ITS_ORIGINAL = "return_exceeds_its_original"

    POLICY_DOES_NOT_READ = "policy_does_not_read"
    POLICY_NAME_IS_UNKNOWN = "policy_name_is_unknown"
    PERSON_TYPE_IS_UNKNOWN = "person_type_is_unknown"
    POLICY_TABLE_HAS_A_GAP = "policy_table_has_a_gap"
    POLICY_TABLE_OVERLAPS = "policy_table_overlaps"
    POLICY_STEPS_MUST_RISE = "policy_steps_must_rise"
    POLICY_LAYERS_ARE_OUT_OF_ORDER = "policy_layers_are_out_of_order"
    POLICY_DAYS_MUST_RUN_FORWARD = "policy_days_must_run_forward"
    POLICY_VERSIONS_OVERLAP = "policy_versions_overlap"
    POLICY_VERSIONS_LEAVE_A_GAP = "policy_versions_leave_a_gap"
    POLICY_IS_NOT_IN_FORCE = "policy_is_not_in_force"
    POLICY_IS_OF_NO_PARTY = "policy_is_of_no_party"

    PERSON_TYPE_IS_NOT_COVERED = "person_type_is_not_covered"
    MED_TYPE_IS_NOT_COVERED = "med_type_is_not_covered"
    HOSPITAL_LEVEL_IS_NOT_COVERED = "hospital_level_is_not_covered"
    CLAIM_PART_IS_NEGATIVE = "claim_part_is_negative"
    HOSPITAL_SHARE_IS_TOO_LARGE = "hospital_share_is_too_large"
    ACCOUNT_BALANCE_IS_NEGATIVE = "account_balance_is_negative"

    SETTLEMENT_IS_UNKNOWN = "settlement_is_unknown", Remedy.RETRY_LATER
    CLAIM_IS_NOT_HERE = "claim_is_not_here", Remedy.RETRY_LATER
    SETTLEMENT_IS_MALFORMED = "settlement_is_malformed"
    SETTLEMENT_EXISTS = "settlement_exists", Remedy.FINAL
    SETTLEMENT_IS_NOT_THE_AUTHORS = "settlement_is_not_the_authors", Remedy.FINAL
    SETTLEMENT_IS_NOT_IN_THAT_STATE = "settlement_is_not_in_that_state", Remedy.FINAL
    SETTLEMENT_DOES_NOT_STAND = "settlement_does_not_stand", Remedy.FINAL
    CANCEL_DIFFERS_FROM_ITS_SETTLEMENT = "cancel_differs_from_its_settlement", Remedy.FIX_AND_RESEND
    CLAIM_DOES_NOT_READ = "claim_does_not_read"
    CLAIM_CANNOT_BE_COMPUTED = "claim_cannot_be_computed"
    PERSON_IS_NOT_INSURED = "person_is_not_insured"
    SETTLEMENT_HAS_NO_BASIS = "settlement_has_no_basis"
    INSURED_AGENCY_IS_OUT_OF_REACH = "insured_agency_is_out_of_reach", Remedy.RETRY_LATER
    INSURED_AGENCY_DECLINES = "insured_agency_declines"
    HALF_DOES_NOT_READ = "half_does_not_read", Remedy.RETRY_LATER

    IDENTITY_DOES_NOT_FIT = "identity_does_not_fit"
    IDENTITY_IS_ANOTHERS = "identity_is_anothers"
    PERSON_HAS_NO_IDENTITY = "person_has_no_identity"
    PERSON_IS_UNKNOWN = "person_is_unknown"
    INSURANCE_STANDS_ALREADY = "insurance_stands_already"
    TERMS_MUST_RUN_FORWARD = "terms_must_run_forward"
    DAYS_MUST_RUN_FORWARD = "days_must_run_forward"
    ENTITLEMENT_STANDS_ALREADY = "entitlement_stands_already"
    CHRONIC_DISEASE_IS_NOT_ENTITLED = "chronic_disease_is_not_entitled"
    TOO_MANY_PERSONS_AT_ONCE = "too_many_persons_at_once"
    INQUIRY_IS_NOT_HERE = "inquiry_is_not_here", Remedy.RETRY_LATER
    INQUIRY_IS_MALFORMED = "inquiry_is_malformed"
    INQUIRY_DOES_NOT_READ = "inquiry_does_not_read"
    FILING_IS_UNKNOWN = "filing_is_unknown"
    VOUCHER_CANNOT_BE_READ = "voucher_cannot_be_read"
    SIGN_NUMBER_IS_UNKNOWN = "sign_number_is_unknown"
    REPLY_HAS_EXPIRED = "reply_has_expired", Remedy.FINAL
    LOOKUP_NEEDS_A_PURPOSE = "lookup_needs_a_purpose"

    INSURED_DOES_NOT_FIT = "insured_does_not_fit"
    INSTITUTION_HAS_NO_CONTRACT = "institution_has_no_contract"
    INSURED_PLACE_HAS_NO_AGENCY = "insured_place_has_no_agency"
    INSURED_HERE_IS_NOT_SETTLED_HERE = "insured_here_is_not_settled_here", Remedy.FINAL
    VISIT_NUMBER_STANDS_TWICE = "visit_number_stands_twice"
    VISIT_IS_UNKNOWN = "visit_is_unknown"
    VISIT_IS_OF_ANOTHER_PERSON = "visit_is_of_another_person"
    VISIT_IS_OF_ANOTHER_INSURANCE = "visit_is_of_another_insurance"
    VISIT_IS_NOT_IN_THAT_STATE = "visit_is_not_in_that_state"
    VISIT_HAS_LINES = "visit_has_lines"
    LINES_ARE_OF_SEVERAL_VISITS = "lines_are_of_several_visits"
    LINES_ARE_UNKNOWN = "lines_are_unknown"
    LINES_ARE_SETTLED = "lines_are_settled"
    LINES_ARE_RETURNED = "lines_are_returned"
    TOTAL_DIFFERS_FROM_LINES = "total_differs_from_lines"
    PARTS_DIFFER_FROM_LINES = "parts_differ_from_lines"
    CATALOGUE_CHANGED_UNDER_LINES = "catalogue_changed_under_lines"
    POLICY_CHANGED_SINCE_PRESETTLEMENT = "policy_changed_since_presettlement"
    SETTLEMENT_IS_OF_ANOTHER_VISIT = "settlement_is_of_another_visit"
    MESSAGE_HAS_ANOTHER_BODY = "message_has_another_body", Remedy.FINAL
    MESSAGE_IS_WORKED_ON = "message_is_worked_on", Remedy.RETRY_LATER
    MESSAGE_WAS_REVERSED = "message_was_reversed", Remedy.FINAL
    MESSAGE_CAME_TO_NOTHING = "message_came_to_nothing", Remedy.FINAL
    TRANSACTION_IS_NOT_ANSWERED = "transaction_is_not_answered", Remedy.FINAL
    TRANSACTION_CANNOT_BE_REVERSED = "transaction_cannot_be_reversed", Remedy.FINAL
    GATEWAY_IS_BUSY = "gateway_is_busy", Remedy.RETRY_LATER
    GATEWAY_CANNOT_BE_BOUND = "gateway_cannot_be_bound"
    REVERSAL_NAMES_ANOTHER_TRANSACTION = "reversal_names_another_transaction"
    CONTRACT_DOES_NOT_FIT = "contract_does_not_fit"
    ACCESS_DOES_NOT_FIT = "access_does_not_fit"

    DAY_DOES_NOT_READ = "day_does_not_read"
    DAY_IS_STATED = "day_is_stated", Remedy.FINAL
    DAY_HAS_NOT_COME = "day_has_not_come"
    DIFFERENCE_IS_UNKNOWN = "difference_is_unknown", Remedy.RETRY_LATER
    TURN_IS_THE_OTHERS = "turn_is_the_others"
    CORRECTION_MISSES_THE_OTHERS_LINE = "correction_misses_the_others_line"
    TERMS_DO_NOT_READ = "terms_do_not_read"
    TERMS_ARE_NOT_SIGNED = "terms_are_not_signed"
    MONTH_DOES_NOT_READ = "month_does_not_read"
    MONTH_IS_NOT_OVER = "month_is_not_over"
    MONTH_IS_BEING_CLEARED = "month_is_being_cleared"
    BATCH_IS_MADE_BY_THE_OTHER = "batch_is_made_by_the_other"
    BATCH_IS_UNKNOWN = "batch_is_unknown"
    BATCH_DIFFERS_FROM_BOOKS = "batch_differs_from_books"
    BATCH_HOLDS_SETTLEMENT = "batch_holds_settlement", Remedy.FINAL
    PAYMENTS_DIFFER_FROM_BATCH = "payments_differ_from_batch"
    ADVANCE_IS_NOT_AGREED = "advance_is_not_agreed"
    STATEMENT_DAYS_DO_NOT_FIT = "statement_days_do_not_fit"
    STATEMENT_IS_FOR_ANOTHER_AGENCY = "statement_is_for_another_agency"
    FILE_IS_NOT_HERE = "file_is_not_here"
    FILE_DIFFERS_FROM_STATEMENT = "file_differs_from_statement"
    APPLICATION_DIFFERS_FROM_BOOKS = "application_differs_from_books"
    APPLICATION_STANDS_ALREADY = "application_stands_already"
    APPLICATION_IS_UNKNOWN = "application_is_unknown"
    CONFIRMATION_DIFFERS_FROM_BOOKS = "confirmation_differs_from_books"
    CONFIRMATION_IS_UNKNOWN = "confirmation_is_unknown"
