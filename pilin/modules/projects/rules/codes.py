"""Why the projects room says no."""

from pilin.base.refusal import Code, Remedy


class ProjectRefusal(Code):
    """First about rules of lights, then about months and halves, then about plans and yearly lists."""

    LIGHT_RULE_IS_MALFORMED = "light_rule_is_malformed"
    MONTH_IS_NOT_A_MONTH = "month_is_not_a_month"
    MONTH_HAS_NOT_BEGUN = "month_has_not_begun", Remedy.RETRY_LATER
    MONTH_CANNOT_BE_WRITTEN_NOW = "month_cannot_be_written_now"
    PLAN_IS_NOT_IN_FORCE = "plan_is_not_in_force"
    PERCENT_IS_OUT_OF_RANGE = "percent_is_out_of_range"
    MILESTONE_IS_NOT_IN_THE_PLAN = "milestone_is_not_in_the_plan"
    PLANNED_PROGRESS_IS_OUT_OF_RANGE = "planned_progress_is_out_of_range"
    PAIR_IS_NOT_IN_FORCE = "pair_is_not_in_force"
    LIST_IS_EMPTY = "list_is_empty"
    LIST_NAMES_AN_ENDED_PLAN = "list_names_an_ended_plan"
    YEAR_HAS_A_LIST = "year_has_a_list"
