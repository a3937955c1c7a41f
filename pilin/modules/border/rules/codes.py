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
