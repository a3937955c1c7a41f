"""Words in what the staff of one side keep for themselves: registers, drafts, screens, and how each is reminded."""

from typing import Any, Protocol

from pilin.kernel.matters.models import Matter
from pilin.kernel.matters.tests.stage import US
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.samples import AT, an_id
from pilin.modules.mediation import models as mediation
from pilin.modules.medical import models as medical
from pilin.modules.petitions import models as petitions
from pilin.modules.projects import models as projects
from pilin.modules.reminders import models as reminders


class Garden(Protocol):
    """Whoever gives out words."""

    def word(self, name: str) -> str:
        """Return a new word for a field."""


def plant(garden: Garden) -> None:
    """Plant all of it."""
    _insured(garden)
    _drafts(garden)
    _reminded(garden)
    _mediated(garden)
    _petitions(garden)


def _words(garden: Garden, table: str, *names: str) -> dict[str, str]:
    return {name: garden.word(f"{table}.{name}") for name in names}


def _insured(garden: Garden) -> None:
    """Let somebody have a chronic disease, be looked up and corrected, and an operator sign in."""
    person = medical.Person.objects.get()
    medical.Chronic.objects.create(
        person=person, insurance="310", disease="M0390", from_day=samples.DAY,
        **_words(garden, "chronic", "name", "number"),
    )  # fmt: skip
    medical.Lookup.objects.create(
        at=AT,
        person=person,
        node=US,
        purpose="counter",
        **_words(garden, "lookup", "account", "name", "place", "reason"),
    )
    facts = {"reason": garden.word("personentry.facts")}
    medical.PersonEntry.objects.create(person=person, at=AT, what="entered", facts=facts, by=garden.word("entry.by"))
    signed = _words(garden, "signin", "number", "operator")
    medical.SignIn.objects.create(institution=medical.Institution.objects.get(), at=AT, **signed)


def _drafts(garden: Garden) -> None:
    """Let somebody write a plan twice, keep a visit, and make a link for a screen."""
    made = _words(garden, "screen", "name", "made_by")
    projects.Screen.objects.create(digest="d" * 64, made_at=AT, expires_at=AT, **made)
    fields: dict[str, Any] = {"text": garden.word("siterecord.fields")}
    at_site = {"supervision": an_id("supervised"), "digest": "d" * 64, "kept_at": AT, "fields": fields}
    projects.SiteRecord.objects.create(
        id=an_id("on-site"), **at_site, **_words(garden, "siterecord", "item", "account")
    )
    writing = projects.Writing.objects.create(
        id=an_id("writing"), sort="plan", source="form", version=1, last=1, saved_at=AT,
        fields={"title": garden.word("writing.fields")}, **_words(garden, "writing", "title", "saved_by"),
    )  # fmt: skip
    projects.WritingVersion.objects.create(
        key=an_id("version"), writing=writing, number=1, saved_at=AT, saved_by=garden.word("version.saved_by"),
        fields={"title": garden.word("version.fields")},
    )  # fmt: skip


def _reminded(garden: Garden) -> None:
    """Let somebody wish to be reminded, and a letter wait that could not be sent."""
    wish = _words(garden, "wish", "account", "address")
    reminders.Wish.objects.create(pressures=[], kinds=[], changed_at=AT, language="zh-hans", **wish)
    reminders.Feed.objects.create(digest="d" * 64, made_at=AT, account=garden.word("feed.account"))
    told = [{"title": garden.word("message.told")}]
    letter = {"channel": "mail", "account": garden.word("message.account"), "round": "day/2026-03-02"}
    reminders.Message.objects.create(told=told, made_at=AT, due_at=AT, **letter)


def _mediated(garden: Garden) -> None:
    """Let a committee of ours be in charge of a case."""
    committee = mediation.Committee.objects.create(
        id=an_id("committee"), entered_at=AT, **_words(garden, "committee", "name", "entered_by")
    )
    member = mediation.Member.objects.create(committee=committee, **_words(garden, "member", "name", "account"))
    matter = Matter.objects.order_by("pk").first()
    assert matter is not None
    mediation.Assignment.objects.create(case=matter.pk, member=member, at=AT, by=garden.word("assignment.by"))
    said = {"reason": {"initiator": garden.word("case.content")}}
    content = {"asserted": said, "agreed": {}, "roles": {"initiator": US}, "opener": "initiator", "turn": []}
    mediation.Case.objects.create(
        matter=matter, code="0000-0000-0000", title=garden.word("case.title"), state="mediating", is_over=False,
        category="water", opened_on=samples.DAY, moved_on=samples.DAY, content={**content, "is_provisional": False},
    )  # fmt: skip
    mediation.Round.objects.create(
        matter=matter, title=garden.word("round.title"), state="sweeping", is_over=False, found={},
        from_day=samples.DAY, to_day=samples.DAY,
    )  # fmt: skip


def _petitions(garden: Garden) -> None:
    """Let somebody complain of a unit, a clerk withdraw, his name be opened, and a paper be written."""
    case = petitions.Case.objects.create(
        id=an_id("petition"), sender=US, received_on=samples.DAY, state="registered", content=b"sealed",
        petitioner=b"sealed", course={}, **_words(garden, "case", "number", "channel", "domain", "office", "way_out"),
    )  # fmt: skip
    petitions.Exclusion.objects.create(case=case, **_words(garden, "exclusion", "body"))
    petitions.Recusal.objects.create(case=case, at=AT, **_words(garden, "recusal", "account", "told_by"))
    petitions.Opening.objects.create(case=case, at=AT, **_words(garden, "opening", "account", "office", "reason"))
    petitions.Paper.objects.create(case=case, at=AT, author=US, **_words(garden, "paper", "event", "sort"))
