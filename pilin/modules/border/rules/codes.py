"""Why something of the border room is refused."""

from pilin.base.refusal import Code, Remedy


class BorderRefusal(Code):
    """Why a plan, a record or an entry of a register is refused."""

    STRETCH_IS_NOT_ON_THE_LINE = "stretch_is_not_on_the_line", Remedy.FIX_AND_RESEND
    ROUND_DOES_NOT_FIT_ITS_MONTH = "round_does_not_fit_its_month", Remedy.FIX_AND_RESEND
    TIME_OF_DAY_IS_NONE = "time_of_day_is_none", Remedy.FIX_AND_RESEND
    TOLERANCE_IS_NONE = "tolerance_is_none", Remedy.FIX_AND_RESEND
    NUMBER_IS_OUT_OF_RANGE = "number_is_out_of_range", Remedy.FIX_AND_RESEND
    REMARK_IS_TOO_LONG = "remark_is_too_long", Remedy.FIX_AND_RESEND
    ROUND_IS_NOT_IN_THE_PLAN = "round_is_not_in_the_plan", Remedy.FIX_AND_RESEND
    RECORD_LIES_AHEAD = "record_lies_ahead", Remedy.FIX_AND_RESEND
    PATROL_RECORD_DIFFERS = "patrol_record_differs", Remedy.FINAL
    NOTHING_IS_TO_BE_TOLD = "nothing_is_to_be_told", Remedy.FINAL
    ITEM_IS_NOT_OF_THE_OTHER_SIDE = "item_is_not_of_the_other_side", Remedy.FIX_AND_RESEND
    ITEM_IS_WITHDRAWN = "item_is_withdrawn", Remedy.FINAL
    ITEM_IS_NOT_SHARED = "item_is_not_shared", Remedy.FINAL
    ARTICLE_HAS_NO_NUMBER = "article_has_no_number", Remedy.FIX_AND_RESEND
    DAY_HAS_PASSED = "day_has_passed", Remedy.FIX_AND_RESEND
    ANSWER_DAY_IS_OUT_OF_RANGE = "answer_day_is_out_of_range", Remedy.FIX_AND_RESEND
    KEPT_LONGER_THAN_ASKED = "kept_longer_than_asked", Remedy.FIX_AND_RESEND
    MORE_ANSWERS_THAN_QUESTIONS = "more_answers_than_questions", Remedy.FIX_AND_RESEND
    HASH_OF_MATERIAL_IS_NONE = "hash_of_material_is_none", Remedy.FIX_AND_RESEND
    SPAN_ENDS_BEFORE_IT_BEGINS = "span_ends_before_it_begins", Remedy.FIX_AND_RESEND
    ROSTER_HAS_A_GAP = "roster_has_a_gap", Remedy.FIX_AND_RESEND
    ROSTER_OVERLAPS = "roster_overlaps", Remedy.FIX_AND_RESEND
    SHIFT_LEAVES_ITS_ROSTER = "shift_leaves_its_roster", Remedy.FIX_AND_RESEND
    TELEPHONE_IS_NO_OFFICE_LINE = "telephone_is_no_office_line", Remedy.FIX_AND_RESEND
    LESSON_OF_A_SIDE_IS_MISSING = "lesson_of_a_side_is_missing", Remedy.RETRY_LATER
    TEXT_HOLDS_NUMBERS_OF_PERSONS = "text_holds_numbers_of_persons", Remedy.FIX_AND_RESEND
