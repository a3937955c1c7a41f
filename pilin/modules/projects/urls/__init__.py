"""Addresses of projects."""

from django.urls import path, re_path

from pilin.modules.projects import views

app_name = "projects"

_PLAN = r"(?P<plan>[0-9a-f-]{36})"
_MONTH = r"(?P<month>[0-9-]{1,10})"
_LIST = r"(?P<yearly>[0-9a-f-]{36})"
_WRITING = r"(?P<writing>[0-9a-f-]{36})"
_MATTER = r"(?P<matter>[0-9a-f-]{36})"

urlpatterns = [
    path("", views.show_projects, name="projects"),
    path("gantt/", views.show_gantt, name="gantt"),
    path("wall/", views.show_wall, name="wall"),
    path("wall/screens/", views.show_screens, name="screens"),
    re_path(r"^wall/screen/(?P<token>[A-Za-z0-9_-]{20,64})/$", views.show_screen, name="screen"),
    path("article/", views.show_drafts, name="drafts"),
    path("new/", views.offer_plan, name="offer_plan"),
    path("writings/", views.show_writings, name="writings"),
    re_path(rf"^writings/{_WRITING}/$", views.show_writing, name="writing"),
    re_path(rf"^writings/{_WRITING}/drop/$", views.drop_writing, name="drop_writing"),
    path("tables/", views.show_tables, name="tables"),
    path("tables/confirm/", views.import_table, name="import_table"),
    path("tables/plans.xlsx", views.export_plans, name="export_plans"),
    path("tables/month.xlsx", views.export_month, name="export_month"),
    path("lists/", views.show_lists, name="lists"),
    path("lists/new/", views.offer_list, name="offer_list"),
    re_path(rf"^lists/{_LIST}/$", views.show_list, name="list"),
    re_path(rf"^lists/{_LIST}/change/$", views.change_list, name="change_list"),
    re_path(rf"^lists/{_LIST}/close/$", views.close_list, name="close_list"),
    re_path(r"^reports/(?P<report>[0-9a-f-]{36})/$", views.find_report, name="found"),
    path("findings/", views.show_findings, name="findings"),
    path("findings/new/", views.record_finding, name="record_finding"),
    re_path(rf"^findings/{_MATTER}/$", views.show_finding, name="finding"),
    path("orders/", views.show_orders, name="orders"),
    path("orders/new/", views.send_order, name="send_order"),
    re_path(rf"^orders/{_MATTER}/$", views.show_order, name="order"),
    re_path(rf"^orders/{_MATTER}/paper/$", views.show_order_paper, name="order_paper"),
    re_path(rf"^orders/{_MATTER}/paper/pdf/$", views.print_order, name="order_pdf"),
    path("urgings/new/", views.send_urging, name="send_urging"),
    re_path(rf"^urgings/{_MATTER}/$", views.show_urging, name="urging"),
    re_path(rf"^urgings/{_MATTER}/paper/$", views.show_urging_paper, name="urging_paper"),
    re_path(rf"^urgings/{_MATTER}/paper/pdf/$", views.print_urging, name="urging_pdf"),
    path("problems/", views.show_problems, name="problems"),
    path("problems/new/", views.raise_problem, name="raise_problem"),
    re_path(rf"^problems/{_MATTER}/$", views.show_problem, name="problem"),
    path("supervision/", views.show_supervision, name="supervision"),
    path("supervision/new/", views.offer_supervision, name="offer_supervision"),
    re_path(rf"^supervision/{_MATTER}/$", views.show_supervised, name="supervised"),
    re_path(rf"^supervision/{_MATTER}/visit/$", views.record_visit, name="record_visit"),
    path("on-site/worker.js", views.serve_worker, name="on_site_worker"),
    re_path(rf"^on-site/{_MATTER}/$", views.record_on_site, name="on_site"),
    re_path(rf"^on-site/{_MATTER}/(?P<draft>[0-9a-f-]{{36}})/drop/$", views.drop_site_record, name="drop_site_record"),
    re_path(rf"^visits/{_MATTER}/$", views.show_visit, name="visit"),
    path("livelihood/", views.show_livelihoods, name="livelihoods"),
    path("livelihood/new/", views.offer_livelihood, name="offer_livelihood"),
    re_path(rf"^livelihood/{_MATTER}/$", views.show_livelihood, name="livelihood"),
    re_path(rf"^livelihood/{_MATTER}/codes/$", views.hand_out_codes, name="opinion_codes"),
    path("duties/", views.show_matrix, name="matrix"),
    path("shares/", views.show_shares, name="shares"),
    path("formulas/new/", views.offer_formula, name="offer_formula"),
    re_path(rf"^formulas/{_MATTER}/$", views.show_formula, name="formula"),
    path("expenses/new/", views.enter_expense, name="enter_expense"),
    re_path(rf"^expenses/{_MATTER}/$", views.show_expense, name="expense"),
    path("nettings/new/", views.offer_netting, name="offer_netting"),
    re_path(rf"^nettings/{_MATTER}/$", views.show_netting, name="netting"),
    re_path(rf"^nettings/{_MATTER}/statement/$", views.show_statement, name="netting_statement"),
    re_path(rf"^nettings/{_MATTER}/statement/pdf/$", views.print_statement, name="netting_pdf"),
    re_path(rf"^nettings/{_MATTER}/statement/sheet/$", views.export_statement, name="netting_sheet"),
    re_path(rf"^{_PLAN}/$", views.show_project, name="project"),
    re_path(rf"^{_PLAN}/light/$", views.show_light, name="light"),
    re_path(rf"^{_PLAN}/conditions/$", views.show_conditions, name="conditions"),
    re_path(rf"^{_PLAN}/moved/$", views.show_moved, name="moved"),
    re_path(rf"^{_PLAN}/history/$", views.show_history, name="history"),
    re_path(rf"^{_PLAN}/photos/(?P<digest>[0-9a-f]{{64}})\.jpg$", views.show_photo, name="photo"),
    re_path(rf"^{_PLAN}/months/{_MONTH}/$", views.show_month, name="month"),
    re_path(rf"^{_PLAN}/months/{_MONTH}/report/$", views.report_month, name="report"),
    re_path(rf"^{_PLAN}/months/{_MONTH}/correct/$", views.correct_month, name="correct"),
]
