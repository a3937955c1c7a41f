"""The programme's card."""

from django.utils.translation import gettext_noop

from pilin.web.cards import ModuleConfig, PublicEntry

_RECORD = "pilin.modules.programme.actions.record"


class ProgrammeConfig(ModuleConfig):
    name = "pilin.modules.programme"
    label = "programme"
    verbose_name = "合作格局"
    title = gettext_noop("一图")
    home = "programme:programme"
    position = 20
    registers = ((gettext_noop("事务共商"), "programme:council"),)
    matter_pages = {"meeting": "programme:meeting", "exit": "programme:exit"}
    opening_pages = {"meeting": "programme:call", "pattern": "programme:propose_pattern"}
    follows = {"topic": _RECORD, "meeting": _RECORD, "dispute": _RECORD, "duty": _RECORD, "pattern": _RECORD}
    objects = {
        "exit": "pilin.modules.programme.actions.check",
        "topic": "pilin.modules.programme.actions.object_to_topic",
    }
    choices = {"topic": "pilin.modules.programme.views.choosing.choices"}
    duties = ("pilin.modules.programme.actions.carry_out",)
    public_urls = "pilin.modules.programme.urls.public"
    public_entries = (
        PublicEntry(
            gettext_noop("两地合作"),
            "programme:programme",
            gettext_noop("谁和谁结了对子，凭哪份协议，一起做什么。"),
        ),
        PublicEntry(
            gettext_noop("协议"),
            "programme:agreements",
            gettext_noop("签了哪些协议，谁签的，从哪天起，现在还有没有效。"),
        ),
    )
    public_fields = "pilin.modules.programme.rules.public.PUBLIC_FIELDS"
