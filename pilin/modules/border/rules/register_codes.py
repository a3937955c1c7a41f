"""Why an entry of the registers of cameras and of look-ups is refused."""

from pilin.base.refusal import Code, Remedy


class RegisterRefusal(Code):
    """Why an entry is refused; what was entered is never changed, only followed by another entry."""

    STORAGE_DAYS_ARE_NONE = "storage_days_are_none", Remedy.FIX_AND_RESEND
    DAY_OF_AN_ENTRY_IS_NONE = "day_of_an_entry_is_none", Remedy.FIX_AND_RESEND
    CAMERA_ENDS_BEFORE_IT_BEGINS = "camera_ends_before_it_begins", Remedy.FIX_AND_RESEND
    FILING_IS_INCOMPLETE = "filing_is_incomplete", Remedy.FIX_AND_RESEND
    OFFICES_IN_CHARGE_ARE_ONE = "offices_in_charge_are_one", Remedy.FIX_AND_RESEND
    CAMERA_STANDS_ALREADY = "camera_stands_already", Remedy.FINAL
    SPAN_OF_A_LOOK_UP_IS_NONE = "span_of_a_look_up_is_none", Remedy.FIX_AND_RESEND
    APPROVER_IS_THE_ASKER = "approver_is_the_asker", Remedy.FINAL
    LOOK_UP_IS_PAST_THIS = "look_up_is_past_this", Remedy.FINAL
    COPY_NEEDS_A_DAY_TO_BE_DESTROYED = "copy_needs_a_day_to_be_destroyed", Remedy.FIX_AND_RESEND
