"""Why the projects room says no."""

from pilin.base.refusal import Code


class ProjectRefusal(Code):
    """About rules of lights."""

    LIGHT_RULE_IS_MALFORMED = "light_rule_is_malformed"
