"""Moving a petition: by an exit, to the other side (once), to an office of ours; papers; what the worker does."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Detached, Draft
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.organisations import queries as organisations
from pilin.modules.petitions import models, queries
from pilin.modules.petitions.actions.taking import exclude
from pilin.modules.petitions.queries.cases import content_of, who_of
from pilin.modules.petitions.rules import papers
from pilin.modules.petitions.rules.codes import PetitionRefusal
from pilin.modules.petitions.rules.following import HANDLING, TRANSFER
from pilin.modules.petitions.rules.looking import Eyes
from pilin.modules.petitions.rules.papers import Masked

PURPOSE = "petition"
KEEP_YEARS = 10


def way_out(case: models.Case, key: str, *, at: Instant) -> None:
    """Let a petition leave by an exit of article 22 before it was transferred; our clocks stop.

    Raises PETITION_WAS_TRANSFERRED (its matter has a step for that) and PETITION_HAS_LEFT.
    """
    _is_here(case)
    known = next((one.key for one in queries.exits() if one.key == key and one.leaves), "")
    if not known:
        raise Refused(PetitionRefusal.PETITION_HAS_LEFT, number=case.number)
    case.way_out, case.state, case.is_over, case.turn = known, "left", True, ""
    case.course = {**case.course, "own": {"left_on": day_of(at).isoformat()}}
    case.save()


def transfer(case: models.Case, *, peer: str, office: str, at: Instant) -> str:
    """Transfer a petition to the other side; return the matter. It is done once: afterwards the bounce is locked.

    信访工作条例 22, 23(3): content and petitioner go as parts of their own, readable by both nodes and nobody else.
    Raises PETITION_WAS_TRANSFERRED, PETITION_HAS_LEFT, NO_CLAUSE_ALLOWS_THIS_KIND.
    """
    _is_here(case)
    me = facts.me()
    fields = {"title": case.number, "received_on": case.received_on.isoformat(), "urgent": case.urgent}
    with transaction.atomic():
        case.peer = peer
        case.save()
        roles = {"sender": me, "receiver": peer}
        matters.open_under_a_clause(TRANSFER, roles=roles, fields=fields, office=office, at=at)
        case.refresh_from_db()
        content = {**content_of(case), **_listed(case)}
        parts = (
            _part(papers.CONTENT, content, peer, at),
            _part(papers.WHO, who_of(case), peer, at),
        )
        _tell(papers.FILE, case, {}, parts, at)
    return case.matter


def _listed(case: models.Case) -> Mapping[str, object]:
    return {"channel": case.channel, "domain": case.domain, "people": case.people}


def _part(name: str, value: Mapping[str, object], peer: str, at: Instant) -> Detached:
    until = date(day_of(at).year + KEEP_YEARS, 12, 31)
    readers = (facts.me(), peer)
    return federation.detach(name, papers.write(value), purpose=PURPOSE, keep_until=until, readers=readers)


def _tell(kind: str, case: models.Case, said: Mapping[str, str], parts: tuple[Detached, ...], at: Instant) -> None:
    parties = sorted({facts.me(), case.peer or case.sender})
    basis = next(iter(agreements.bases_for(kind, parties=parties, day=day_of(at))), "")
    if not basis:
        raise Refused(DocketRefusal.NO_CLAUSE_ALLOWS_THIS_KIND, kind=kind)
    body = {"transfer": case.matter, **said}
    draft = Draft(kind, "matters", basis, body, parties, subject=papers.subject_of(case.matter), contents=parts)
    federation.tell([draft], at=at)


def _is_here(case: models.Case) -> None:
    if case.matter:
        raise Refused(PetitionRefusal.PETITION_WAS_TRANSFERRED, number=case.number)
    if case.is_over:
        raise Refused(PetitionRefusal.PETITION_HAS_LEFT, number=case.number)


def route(case: models.Case, office: str, *, day: date) -> None:
    """Give a petition to an office of ours. Raises ACCUSED_UNIT_MAY_NOT_HANDLE, also for an office that is not ours."""
    eyes = queries.eyes_of("", reads=[office], day=day)
    known = {one.id for one in organisations.offices(side=facts.me(), day=day)}
    # 信访工作条例 30(3): nothing goes to the unit that is complained of, nor to what belongs to it.
    if office not in known or not queries.visible_to(eyes).filter(pk=case.pk).exists():
        raise Refused(PetitionRefusal.ACCUSED_UNIT_MAY_NOT_HANDLE)
    models.Case.objects.filter(pk=case.pk).update(office=office)


def withdraw_from(case: models.Case, account: str, *, by: str, at: Instant) -> None:
    """Enter that somebody withdraws for an interest of his own (28(3)): he reads it no more, nor decides."""
    models.Recusal.objects.get_or_create(case=case, account=account, defaults={"told_by": by, "at": at})


def write_paper(case: models.Case, sort: str, texts: Mapping[str, str], *, eyes: Eyes, at: Instant) -> Masked:
    """Write a paper for both sides, masked before it is signed; it travels sealed. Return what was kept.

    Raises PETITION_IS_NOT_YOURS, PAPER_LACKS_CONTENTS, and PETITION_WAS_TRANSFERRED where there is no other side yet.
    """
    if not case.office or case.office not in eyes.acts:
        raise Refused(PetitionRefusal.PETITION_IS_NOT_YOURS)
    if not case.matter:
        raise Refused(PetitionRefusal.PETITION_PAPER_DOES_NOT_FIT)
    wanted = papers.SORTS.get(sort, ())
    papers.check_paper(sort, texts)
    kept = papers.masked({name: texts[name] for name in wanted})
    _tell(papers.PAPER, case, {"sort": sort}, (_part(papers.TEXT, kept.texts, other_of(case), at),), at)
    return kept


def other_of(case: models.Case) -> str:
    """Return the other side of a case."""
    return case.peer if case.sender == facts.me() else case.sender


def carry_out(*, at: Instant) -> None:
    """Take in what came from other sides, and open the handling of what fell to us; the worker calls it."""
    for case in models.Case.objects.filter(is_readable=False).exclude(event="").order_by("id"):
        _unpack(case)
    waiting = models.Case.objects.filter(handler=facts.me(), handling="", is_over=False).exclude(matter="")
    for case in waiting.order_by("-urgent", "received_on", "id"):
        roles = {"handler": facts.me(), "other": other_of(case)}
        fields = {"title": case.number, "transfer": case.matter}
        matters.open_under_a_clause(HANDLING, roles=roles, fields=fields, office=case.office, at=at)


def _unpack(case: models.Case) -> None:
    """Read who is excluded from a petition that came, and only then let it exist here."""
    content = content_of(case)
    if not content:
        return
    accused = content.get("accused", ())
    with transaction.atomic():
        exclude(case, tuple(str(body) for body in accused if isinstance(body, str)))
        case.channel, case.domain = (str(content.get(name, ""))[:24] for name in ("channel", "domain"))
        people = content.get("people", 1)
        case.people = people if isinstance(people, int) and 0 < people < 1_000_000 else 1
        case.is_readable = True
        case.save()
