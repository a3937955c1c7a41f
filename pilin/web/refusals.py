"""Why a page was not shown or a form not taken."""

from pilin.base.refusal import Code, Remedy


class WebRefusal(Code):
    """Refusals of the shell itself."""

    SIGN_IN_DOES_NOT_FIT = "sign_in_does_not_fit"
    SIGN_IN_IS_LOCKED = "sign_in_is_locked", Remedy.RETRY_LATER
    SIGN_INS_ARE_TOO_MANY = "sign_ins_are_too_many", Remedy.RETRY_LATER
    SIGN_IN_IS_NOT_FRESH = "sign_in_is_not_fresh"
    SIGN_IN_MUST_BEGIN_AGAIN = "sign_in_must_begin_again"
    CODE_DOES_NOT_FIT = "code_does_not_fit"
    WORD_DOES_NOT_FIT = "word_does_not_fit"
    PASSWORD_DOES_NOT_FIT = "password_does_not_fit"  # noqa: S105
    AUTHENTICATOR_DOES_NOT_FIT = "authenticator_does_not_fit"
    SECOND_FACTOR_IS_NEEDED = "second_factor_is_needed"
    SECOND_FACTOR_CANNOT_BE_READ = "second_factor_cannot_be_read"
    SEALED_DATA_CANNOT_BE_READ = "sealed_data_cannot_be_read"
    LINK_DOES_NOT_OPEN = "link_does_not_open", Remedy.FINAL
    ACCOUNT_HAS_A_PASSWORD = "account_has_a_password"  # noqa: S105
    RIGHT_IS_NOT_HELD = "right_is_not_held"
    PROVIDER_IS_NOT_REACHABLE = "provider_is_not_reachable", Remedy.RETRY_LATER
    PROVIDER_ANSWER_DOES_NOT_FIT = "provider_answer_does_not_fit"
    PROVIDER_REFUSED = "provider_refused"
    PROVIDER_NAMES_NO_ACCOUNT = "provider_names_no_account"
    SESSION_WAS_REPLAYED = "session_was_replayed"
    SESSION_WAS_LONG = "session_was_long"
    SESSION_WAS_IDLE = "session_was_idle"
    SESSION_WAS_ENDED = "session_was_ended"
    SESSION_MUST_BE_CHOSEN = "session_must_be_chosen"
    LOG_IS_APPEND_ONLY = "log_is_append_only", Remedy.FINAL
    LOG_MUST_BE_KEPT_LONGER = "log_must_be_kept_longer"
    LOG_ROW_DOES_NOT_HOLD = "log_row_does_not_hold", Remedy.FINAL
    TEXT_HOLDS_A_HIDDEN_MARK = "text_holds_a_hidden_mark"
    REQUEST_IS_TOO_LARGE = "request_is_too_large"
    REQUESTS_ARE_TOO_MANY = "requests_are_too_many", Remedy.RETRY_LATER
    PUBLIC_SITE_IS_FOR_READING = "public_site_is_for_reading", Remedy.FINAL
    PUBLIC_FORM_DOES_NOT_FIT = "public_form_does_not_fit"
