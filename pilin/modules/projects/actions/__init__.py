"""What is done with projects: tables are kept, matters are opened and moved, drafts are read."""

from pilin.modules.projects.actions.conditions import object_to_condition, set_condition
from pilin.modules.projects.actions.drafts import load_programme
from pilin.modules.projects.actions.finding import add_evidence, keep_evidence, object_to_finding, record_finding
from pilin.modules.projects.actions.livelihood import (
    hand_out_codes,
    keep_opinion,
    object_to_livelihood,
    offer_livelihood,
    tell_opinions,
    void_codes,
)
from pilin.modules.projects.actions.objecting import object_to_list, object_to_plan, object_to_report
from pilin.modules.projects.actions.on_site import drop_site_record, keep_site_record, site_record_became
from pilin.modules.projects.actions.ordering import number_of, object_to_order, send_paper
from pilin.modules.projects.actions.paying import book_payments, object_to_payment, tell_payment
from pilin.modules.projects.actions.pleading import contest_light, object_to_excuse, state_reason
from pilin.modules.projects.actions.problems import object_to_problem, raise_problem
from pilin.modules.projects.actions.recording import record
from pilin.modules.projects.actions.screens import SCREEN_DAYS, SCREENS_MAX, make_screen, revoke_screen, saw_screen
from pilin.modules.projects.actions.sealing import seal_lights
from pilin.modules.projects.actions.sharing import (
    book_nettings,
    enter_expense,
    object_to_expense,
    object_to_formula,
    object_to_netting,
    offer_formula,
    offer_netting,
)
from pilin.modules.projects.actions.supervising import (
    object_to_supervision,
    object_to_visit,
    offer_supervision,
    record_visit,
)
from pilin.modules.projects.actions.tables import (
    follow_beside,
    follow_lists,
    follow_plans,
    follow_reports,
    keep_list,
    keep_reports,
    light_the_day,
    put_reports,
    rebuild,
)
from pilin.modules.projects.actions.writing import (
    Hand,
    keep_photo,
    open_list,
    open_plan,
    open_under_a_clause,
    report_month,
)
from pilin.modules.projects.actions.writings import (
    Begun,
    Saved,
    begin,
    drop,
    import_drafts,
    save,
    send,
    set_aside,
)

__all__ = [
    "SCREENS_MAX",
    "SCREEN_DAYS",
    "Begun",
    "Hand",
    "Saved",
    "add_evidence",
    "begin",
    "book_nettings",
    "book_payments",
    "contest_light",
    "drop",
    "drop_site_record",
    "enter_expense",
    "follow_beside",
    "follow_lists",
    "follow_plans",
    "follow_reports",
    "hand_out_codes",
    "import_drafts",
    "keep_evidence",
    "keep_list",
    "keep_opinion",
    "keep_photo",
    "keep_reports",
    "keep_site_record",
    "light_the_day",
    "load_programme",
    "make_screen",
    "number_of",
    "object_to_condition",
    "object_to_excuse",
    "object_to_expense",
    "object_to_finding",
    "object_to_formula",
    "object_to_list",
    "object_to_livelihood",
    "object_to_netting",
    "object_to_order",
    "object_to_payment",
    "object_to_plan",
    "object_to_problem",
    "object_to_report",
    "object_to_supervision",
    "object_to_visit",
    "offer_formula",
    "offer_livelihood",
    "offer_netting",
    "offer_supervision",
    "open_list",
    "open_plan",
    "open_under_a_clause",
    "put_reports",
    "raise_problem",
    "rebuild",
    "record",
    "record_finding",
    "record_visit",
    "report_month",
    "revoke_screen",
    "save",
    "saw_screen",
    "seal_lights",
    "send",
    "send_paper",
    "set_aside",
    "set_condition",
    "site_record_became",
    "state_reason",
    "tell_opinions",
    "tell_payment",
    "void_codes",
]
