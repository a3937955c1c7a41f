"""The card of projects."""

from django.utils.translation import gettext_noop

from pilin.web.cards import ModuleConfig, PublicEntry


class ProjectsConfig(ModuleConfig):
    name = "pilin.modules.projects"
    label = "projects"
    verbose_name = "合作项目"
    title = gettext_noop("项目")
    home = "projects:projects"
    position = 30
    follows = {
        "plan": "pilin.modules.projects.actions.follow_plans",
        "report": "pilin.modules.projects.actions.follow_reports",
        "yearly_list": "pilin.modules.projects.actions.follow_lists",
    }
    objects = {
        "report": "pilin.modules.projects.actions.object_to_report",
        "yearly_list": "pilin.modules.projects.actions.object_to_list",
    }
    matter_pages = {"plan": "projects:project", "report": "projects:found", "yearly_list": "projects:list"}
    duties = ("pilin.modules.projects.actions.light_the_day",)
    documents = {"lights": "pilin.modules.projects.exchange.check_rule"}
    programme = "pilin.modules.projects.actions.load_programme"
    public_urls = "pilin.modules.projects.urls.public"
    public_entries = (
        PublicEntry(
            gettext_noop("项目"),
            "projects:projects",
            gettext_noop("两地一起做哪些项目，谁牵头，做到哪一步。"),
        ),
    )
    public_fields = "pilin.modules.projects.rules.public.PUBLIC_FIELDS"
