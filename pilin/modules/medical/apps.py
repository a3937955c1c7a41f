"""The card of medical insurance: settlements between the agencies, and the estimate of the public site."""

from django.utils.translation import gettext_noop

from pilin.modules.medical.rules import day_facts, inquiry, quote, settlement
from pilin.web.cards import ModuleConfig, PublicEntry


class MedicalConfig(ModuleConfig):
    name = "pilin.modules.medical"
    label = "medical"
    verbose_name = "医保结算"
    title = gettext_noop("医保")
    home = "medical:desk"
    position = 50
    registers = (
        (gettext_noop("医保对账"), "medical:days"),
        (gettext_noop("医保清算"), "medical:batches"),
        (gettext_noop("医保预付金"), "medical:advances"),
        (gettext_noop("协议医院"), "medical:institutions"),
        (gettext_noop("就医地目录"), "medical:catalogue"),
        (gettext_noop("参保人"), "medical:look_up"),
    )
    inspected = ((gettext_noop("参保人查询登记簿"), "medical:lookups"),)
    documents = {
        "benefit_policy": "pilin.modules.medical.exchange.check_policy",
        "clearing_terms": "pilin.modules.medical.exchange.check_terms",
        "filing_waiver": "pilin.modules.medical.exchange.check_waiver",
    }
    handlers = (
        dict.fromkeys(settlement.KINDS, "pilin.modules.medical.exchange.decide")
        | dict.fromkeys(quote.KINDS, "pilin.modules.medical.exchange.quote")
        | dict.fromkeys(inquiry.KINDS, "pilin.modules.medical.exchange.inquire")
        | dict.fromkeys(day_facts.KINDS, "pilin.modules.medical.exchange.day")
    )
    follows = {
        "clearing": "pilin.modules.medical.actions.clearing.follow_batches",
        "advance": "pilin.modules.medical.actions.advances.follow_advances",
    }
    matter_pages = {"clearing": "medical:batch"}
    moved_at_the_shell = ("clearing",)
    objects = {"clearing": "pilin.modules.medical.actions.clearing.object_to_batch"}
    hears_refusals = "pilin.modules.medical.exchange.refused"
    duties = (
        "pilin.modules.medical.actions.end_left",
        "pilin.modules.medical.actions.expire",
        "pilin.modules.medical.actions.reconciling.reconcile_yesterday",
        "pilin.modules.medical.actions.clearing.book_paid",
        "pilin.modules.medical.actions.advances.book_advances",
        "pilin.modules.medical.actions.statements.forget_files",
    )
    programme = "pilin.modules.medical.queries.books.programme"
    gateway = "pilin.modules.medical.gateway.Gateway"
    public_urls = "pilin.modules.medical.urls.public"
    public_entries = (
        PublicEntry(
            gettext_noop("医保试算"),
            "medical:estimate",
            gettext_noop("在邻居家看病，基金付多少、自己付多少；不问您是谁。"),
        ),
        PublicEntry(
            gettext_noop("跨界就医指南"),
            "medical:guide",
            gettext_noop("在哪些医院可以直接结算、怎样备案。"),
        ),
    )
    public_fields = "pilin.modules.medical.rules.public.PUBLIC_FIELDS"
