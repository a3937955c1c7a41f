"""Pages of projects: the list, the wall, one project, its months, yearly lists, and what the source names."""

from pilin.modules.projects.views.conditions import set_condition, show_condition, show_conditions
from pilin.modules.projects.views.drafts import offer_plan, show_drafts
from pilin.modules.projects.views.evidence import add_evidence, show_evidence
from pilin.modules.projects.views.expenses import enter_expense, show_expense
from pilin.modules.projects.views.findings import record_finding, show_finding, show_findings
from pilin.modules.projects.views.gantt import show_gantt
from pilin.modules.projects.views.history import show_history
from pilin.modules.projects.views.lamp import show_light
from pilin.modules.projects.views.listing import show_projects
from pilin.modules.projects.views.livelihood import hand_out_codes, offer_livelihood, show_livelihood, show_livelihoods
from pilin.modules.projects.views.matrix import show_matrix
from pilin.modules.projects.views.months import correct_month, find_report, report_month, show_month
from pilin.modules.projects.views.moving import show_moved
from pilin.modules.projects.views.netting import offer_netting, show_netting, show_statement
from pilin.modules.projects.views.on_site import drop_site_record, record_on_site, serve_worker
from pilin.modules.projects.views.one import show_project
from pilin.modules.projects.views.orders import (
    send_order,
    send_urging,
    show_order,
    show_order_paper,
    show_orders,
    show_urging,
    show_urging_paper,
)
from pilin.modules.projects.views.papers import print_order, print_urging
from pilin.modules.projects.views.paying import show_payment, tell_payment
from pilin.modules.projects.views.photos import show_photo
from pilin.modules.projects.views.problems import raise_problem, show_problem, show_problems
from pilin.modules.projects.views.quarterly import export_public, export_quarterly, show_quarterly
from pilin.modules.projects.views.screens import show_screen, show_screens
from pilin.modules.projects.views.seals import show_seals
from pilin.modules.projects.views.sharing import offer_formula, show_formula, show_shares
from pilin.modules.projects.views.statements import export_statement, print_statement
from pilin.modules.projects.views.supervision import (
    offer_supervision,
    record_visit,
    show_supervised,
    show_supervision,
    show_visit,
)
from pilin.modules.projects.views.tables import export_month, export_plans, import_table, show_tables
from pilin.modules.projects.views.wall import show_wall
from pilin.modules.projects.views.writings import drop_writing, show_writing, show_writings
from pilin.modules.projects.views.yearly import change_list, close_list, offer_list, show_list, show_lists

__all__ = [
    "add_evidence",
    "change_list",
    "close_list",
    "correct_month",
    "drop_site_record",
    "drop_writing",
    "enter_expense",
    "export_month",
    "export_plans",
    "export_public",
    "export_quarterly",
    "export_statement",
    "find_report",
    "hand_out_codes",
    "import_table",
    "offer_formula",
    "offer_list",
    "offer_livelihood",
    "offer_netting",
    "offer_plan",
    "offer_supervision",
    "print_order",
    "print_statement",
    "print_urging",
    "raise_problem",
    "record_finding",
    "record_on_site",
    "record_visit",
    "report_month",
    "send_order",
    "send_urging",
    "serve_worker",
    "set_condition",
    "show_condition",
    "show_conditions",
    "show_drafts",
    "show_evidence",
    "show_expense",
    "show_finding",
    "show_findings",
    "show_formula",
    "show_gantt",
    "show_history",
    "show_light",
    "show_list",
    "show_lists",
    "show_livelihood",
    "show_livelihoods",
    "show_matrix",
    "show_month",
    "show_moved",
    "show_netting",
    "show_order",
    "show_order_paper",
    "show_orders",
    "show_payment",
    "show_photo",
    "show_problem",
    "show_problems",
    "show_project",
    "show_projects",
    "show_quarterly",
    "show_screen",
    "show_screens",
    "show_seals",
    "show_shares",
    "show_statement",
    "show_supervised",
    "show_supervision",
    "show_tables",
    "show_urging",
    "show_urging_paper",
    "show_visit",
    "show_wall",
    "show_writing",
    "show_writings",
    "tell_payment",
]
