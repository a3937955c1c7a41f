"""Why the sharing of costs says no."""

from pilin.base.refusal import Code


class SharingRefusal(Code):
    """First about formulas, then about the lines that are shared by them, the netting of a quarter, and its payment."""

    WEIGHTS_DO_NOT_FIT_THE_METHOD = "weights_do_not_fit_the_method"
    EDITION_DOES_NOT_FOLLOW = "edition_does_not_follow"
    FORMULA_DOES_NOT_COVER_THE_DAY = "formula_does_not_cover_the_day"
    EXPENSE_LIES_AHEAD = "expense_lies_ahead"
    EXPENSE_AMOUNT_DOES_NOT_FIT = "expense_amount_does_not_fit"
    USE_DOES_NOT_FIT_THE_FORMULA = "use_does_not_fit_the_formula"
    VOUCHER_HASH_IS_NOT_ONE = "voucher_hash_is_not_one"
    VOUCHER_WAS_ENTERED = "voucher_was_entered"
    CORRECTION_DOES_NOT_FIT_ITS_LINE = "correction_does_not_fit_its_line"
    SHARES_DIFFER_FROM_THE_FORMULA = "shares_differ_from_the_formula"
    CUT_OFF_DOES_NOT_FIT_THE_QUARTER = "cut_off_does_not_fit_the_quarter"
    QUARTER_WAS_NETTED = "quarter_was_netted"
    NOTHING_IS_TO_BE_NETTED = "nothing_is_to_be_netted"
    NETTING_DIFFERS_FROM_OURS = "netting_differs_from_ours"
    NOTHING_IS_TO_BE_PAID = "nothing_is_to_be_paid"
    NETTING_WAS_PAID = "netting_was_paid"
    PAYMENT_IS_NOT_WHAT_IS_OWED = "payment_is_not_what_is_owed"
    PAYMENT_DAY_DOES_NOT_FIT = "payment_day_does_not_fit"
