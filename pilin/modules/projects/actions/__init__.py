"""What is done with projects: tables are kept, matters are opened and moved, drafts are read."""

from pilin.modules.projects.actions.drafts import load_programme
from pilin.modules.projects.actions.objecting import object_to_list, object_to_report
from pilin.modules.projects.actions.tables import (
    follow_lists,
    follow_plans,
    follow_reports,
    keep_list,
    keep_reports,
    light_the_day,
    put_reports,
    rebuild,
)
from pilin.modules.projects.actions.writing import Hand, open_list, open_plan, report_month

__all__ = [
    "Hand",
    "follow_lists",
    "follow_plans",
    "follow_reports",
    "keep_list",
    "keep_reports",
    "light_the_day",
    "load_programme",
    "object_to_list",
    "object_to_report",
    "open_list",
    "open_plan",
    "put_reports",
    "rebuild",
    "report_month",
]
