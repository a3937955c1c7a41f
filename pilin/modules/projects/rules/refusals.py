"""Why the supervision says no."""

from pilin.base.refusal import Code


class SupervisionRefusal(Code):
    """First about days that are set for a finding, then about the supervision of a quarter and its visits,
    about papers, and about hard problems."""

    DAY_TO_SET_RIGHT_IS_PAST = "day_to_set_right_is_past"
    LATER_DAY_IS_NOT_LATER = "later_day_is_not_later"
    DAYS_DO_NOT_FIT_THE_QUARTER = "days_do_not_fit_the_quarter"
    SUPERVISION_IS_EMPTY = "supervision_is_empty"
    OBJECT_IS_LOOKED_AT_TWICE = "object_is_looked_at_twice"
    SUPERVISION_IS_NOT_IN_FORCE = "supervision_is_not_in_force"
    OBJECT_WAS_VISITED = "object_was_visited"
    VISIT_LIES_OUTSIDE_ITS_SUPERVISION = "visit_lies_outside_its_supervision"
    NUMBER_IS_TAKEN = "number_is_taken"
    NEXT_FEEDBACK_DOES_NOT_FIT = "next_feedback_does_not_fit"
    RUNG_IS_NOT_ABOVE = "rung_is_not_above"
    REPORT_LIES_AHEAD = "report_lies_ahead"
