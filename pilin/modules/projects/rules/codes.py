"""Why the projects room says no."""

from pilin.base.refusal import Code, Remedy


class ProjectRefusal(Code):
    """First about rules of lights and what is pleaded at them, then about months and halves, plans and yearly lists."""

    LIGHT_RULE_IS_MALFORMED = "light_rule_is_malformed"
    LIGHTS_SEAL_IS_MALFORMED = "lights_seal_is_malformed"
    LIGHTS_DIFFER = "lights_differ"
    SCHEDULE_IS_MALFORMED = "schedule_is_malformed"
    RULE_KNOWS_NO_EXCUSE = "rule_knows_no_excuse"
    EXCUSE_IS_SPENT = "excuse_is_spent"
    LIGHT_IS_NOT_RED_FOR_THIS = "light_is_not_red_for_this"
    EXCUSE_DAY_DOES_NOT_FIT = "excuse_day_does_not_fit"
    READING_DOES_NOT_DIFFER = "reading_does_not_differ"
    LIGHT_IS_CONTESTED_ALREADY = "light_is_contested_already"
    REVIEW_DAY_IS_PAST = "review_day_is_past"
    SCREENS_ARE_TOO_MANY = "screens_are_too_many"
    MONTH_IS_NOT_A_MONTH = "month_is_not_a_month"
    MONTH_HAS_NOT_BEGUN = "month_has_not_begun", Remedy.RETRY_LATER
    MONTH_CANNOT_BE_WRITTEN_NOW = "month_cannot_be_written_now"
    MONTH_IS_BUILT_UPON = "month_is_built_upon"
    PLAN_IS_NOT_IN_FORCE = "plan_is_not_in_force"
    PERCENT_IS_OUT_OF_RANGE = "percent_is_out_of_range"
    AMOUNT_IS_BELOW_NOTHING = "amount_is_below_nothing"
    PHOTOS_ARE_TOO_MANY = "photos_are_too_many"
    PHOTO_MAY_SHOW_FACES = "photo_may_show_faces"
    MILESTONE_IS_NOT_IN_THE_PLAN = "milestone_is_not_in_the_plan"
    PLANNED_PROGRESS_IS_OUT_OF_RANGE = "planned_progress_is_out_of_range"
    PAIR_IS_NOT_IN_FORCE = "pair_is_not_in_force"
    CONDITION_AWAITS_US = "condition_awaits_us", Remedy.RETRY_LATER
    CONDITION_AWAITS_THE_OTHER = "condition_awaits_the_other", Remedy.RETRY_LATER
    CONDITION_HOLDS_NOTHING = "condition_holds_nothing"
    CONDITION_DAY_IS_PAST = "condition_day_is_past"
    LIST_IS_EMPTY = "list_is_empty"
    LIST_NAMES_AN_ENDED_PLAN = "list_names_an_ended_plan"
    YEAR_HAS_A_LIST = "year_has_a_list"
