"""Why something about agreements was refused."""

from pilin.base.refusal import Code, Remedy


class AgreementRefusal(Code):
    """Refusals of texts, of changes, of our own acts, and of messages that cite a clause."""

    # a text, read alone
    AGREEMENT_DOES_NOT_READ = "agreement_does_not_read"
    AGREEMENT_NEEDS_TWO_PARTIES = "agreement_needs_two_parties"
    AGREEMENT_NEEDS_A_CLAUSE = "agreement_needs_a_clause"
    AGREEMENT_DAYS_MUST_RUN_FORWARD = "agreement_days_must_run_forward"
    CLAUSE_NUMBER_STANDS_TWICE = "clause_number_stands_twice"
    WINDING_DOWN_MUST_BE_NARROWER = "winding_down_must_be_narrower"
    DOCUMENT_MUST_GO_TO_ALL_PARTIES = "document_must_go_to_all_parties"
    # a text among those that are agreed
    AGREEMENT_IS_KNOWN_ALREADY = "agreement_is_known_already", Remedy.FINAL
    AGREEMENT_IS_NOT_KNOWN_YET = "agreement_is_not_known_yet", Remedy.RETRY_LATER
    VERSION_IS_NOT_KNOWN_YET = "version_is_not_known_yet", Remedy.RETRY_LATER
    VERSION_IS_STALE = "version_is_stale"
    AGREEMENT_IS_TERMINATED = "agreement_is_terminated", Remedy.FINAL
    CHANGE_CHANGES_NOTHING = "change_changes_nothing"
    CLAUSE_IS_NOT_SUSPENDED = "clause_is_not_suspended"
    # our own acts
    CHANGE_MUST_LIE_AHEAD = "change_must_lie_ahead"
    ANOTHER_CHANGE_IS_ON_THE_TABLE = "another_change_is_on_the_table"
    DOCUMENT_IS_NOT_AN_AGREEMENT = "document_is_not_an_agreement", Remedy.FINAL
    PARTY_DOES_NOT_AGREE = "party_does_not_agree"
    # a message that cites a clause
    AUTHOR_IS_NOT_A_PARTY = "author_is_not_a_party", Remedy.FINAL
    EVENT_GOES_BEYOND_THE_PARTIES = "event_goes_beyond_the_parties"
    CLAUSE_IS_UNKNOWN = "clause_is_unknown"
    CLAUSE_DOES_NOT_ALLOW_KIND = "clause_does_not_allow_kind"
    CLAUSE_IS_NOT_IN_FORCE_YET = "clause_is_not_in_force_yet"
    CLAUSE_IS_SUSPENDED = "clause_is_suspended"
    CLAUSE_IS_WINDING_DOWN = "clause_is_winding_down", Remedy.FINAL
    CLAUSE_HAS_ENDED = "clause_has_ended", Remedy.FINAL
    AGREEMENT_HAS_ENDED = "agreement_has_ended", Remedy.FINAL
    CLAUSE_DOES_NOT_OPEN_IT = "clause_does_not_open_it"
    # audit
    AGREEMENT_ROW_DIFFERS_FROM_ITS_DOCUMENTS = "agreement_row_differs_from_its_documents", Remedy.FINAL
