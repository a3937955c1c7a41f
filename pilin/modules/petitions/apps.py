"""The card of petitions."""

from django.utils.translation import gettext_noop

from pilin.modules.petitions.rules import papers
from pilin.web.cards import ModuleConfig, PublicEntry
from pilin.web.flows import DutyFigures

_KINDS = ("petition_transfer", "petition_handling")


class PetitionsConfig(ModuleConfig):
    name = "pilin.modules.petitions"
    label = "petitions"
    verbose_name = "信访难题联处"
    title = gettext_noop("信访")
    home = "petitions:cases"
    position = 45
    matter_pages = dict.fromkeys(_KINDS, "petitions:matter")
    opening_pages = {"petition_transfer": "petitions:new", "petition_handling": "petitions:cases"}
    moved_at_the_shell = _KINDS
    handlers = dict.fromkeys(papers.KINDS, "pilin.modules.petitions.exchange.decide")
    follows = dict.fromkeys(_KINDS, "pilin.modules.petitions.actions.follow")
    objects = dict.fromkeys(_KINDS, "pilin.modules.petitions.actions.object_to_step")
    hides = dict.fromkeys(_KINDS, "pilin.modules.petitions.queries.hidden")
    duties = ("pilin.modules.petitions.actions.carry_out",)
    waiting = "pilin.modules.petitions.queries.waiting"
    offers = {DutyFigures: "pilin.modules.petitions.queries.figures"}
    public_urls = "pilin.modules.petitions.urls.public"
    public_entries = (
        PublicEntry(
            gettext_noop("信访怎么办、办到哪了"),
            "petitions:petitions",
            gettext_noop("到哪里反映、几时开门、凭查询码看办到哪一步。"),
        ),
    )
    public_fields = "pilin.modules.petitions.rules.public.PUBLIC_FIELDS"
