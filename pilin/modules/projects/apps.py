"""The card of projects."""

from pilin.web.cards import ModuleConfig


class ProjectsConfig(ModuleConfig):
    name = "pilin.modules.projects"
    label = "projects"
    verbose_name = "合作项目"
