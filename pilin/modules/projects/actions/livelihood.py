"""实事项目: offered, opened to residents by codes on paper, and told to the other side in numbers only."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from pilin.base.clock import Instant, day_of
from pilin.base.masking import Masked
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.actions import Attempt
from pilin.modules.projects import models, queries
from pilin.modules.projects.actions.writing import Hand, open_under_a_clause
from pilin.modules.projects.rules import livelihood, supervision
from pilin.modules.projects.rules.livelihood import LivelihoodRefusal
from pilin.modules.projects.rules.records import LIVELIHOOD, Record


def offer_livelihood(fields: Mapping[str, Any], *, peer: str, by: Hand) -> str:
    """Offer a livelihood project to a peer; return its id. Raises DAY_TO_SET_RIGHT_IS_PAST."""
    supervision.check_days("open", fields, due=None, day=day_of(by.at))
    return open_under_a_clause(LIVELIHOOD, fields, peer=peer, by=by)


def object_to_livelihood(attempt: Attempt, _at: Instant) -> None:
    """Let nobody tell other numbers of opinions than those that came in here."""
    if attempt.step == "tell_opinions":
        count, points = queries.tallies([attempt.matter.id]).get(attempt.matter.id, (0, 0))
        last = _told_by_us(attempt.matter.roles, attempt.matter.asserted)
        if attempt.fields.get("opinions") != livelihood.told(count, points, last=last):
            raise Refused(LivelihoodRefusal.OPINIONS_ARE_COUNTED_HERE)


def hand_out_codes(project: str, number: int) -> list[str]:
    """Make codes for residents to say what they think of a project; they are returned once, and kept as digests."""
    _open(project)
    codes = [livelihood.new_code(secrets.token_bytes) for _ in range(number)]
    rows = [models.OpinionCode(digest=livelihood.digest_of(code), project=project) for code in codes]
    models.OpinionCode.objects.bulk_create(rows)
    return codes


def void_codes(project: str) -> int:
    """Void the codes of a project that nobody has used, as after sheets were lost; return how many."""
    return models.OpinionCode.objects.filter(project=project, is_used=False).delete()[0]


def keep_opinion(code: str, stars: int, words: str) -> tuple[str, Masked]:
    """Keep what a resident says under a code, which is spent by it; return the project's title and the words kept.

    Nothing else is kept: no time, no address, no way from the opinion to the code.
    """
    digest = livelihood.digest_of(code)
    kept = livelihood.words_kept(words)
    with transaction.atomic():
        row = models.OpinionCode.objects.filter(pk=digest).first()
        if row is None:
            raise Refused(LivelihoodRefusal.OPINION_CODE_IS_UNKNOWN)
        project = _open(row.project)
        if not models.OpinionCode.objects.filter(pk=digest, is_used=False).update(is_used=True):
            raise Refused(LivelihoodRefusal.OPINION_CODE_WAS_USED)
        models.Opinion.objects.create(project=row.project, stars=stars, words=kept.text)
    return project.title, kept


def _open(project: str) -> Record:
    """Return a project of which residents may say what they think. Raises OPINIONS_ARE_CLOSED."""
    record = queries.records([project]).get(project)
    if record is None or record.kind != LIVELIHOOD or record.state not in livelihood.OPEN or record.refused_by:
        raise Refused(LivelihoodRefusal.OPINIONS_ARE_CLOSED)
    return record


def tell_opinions(*, at: Instant) -> int:
    """Tell the other side how many opinions came in, at most once a day each project; return how many were told.

    The worker calls it. What is told is a signed fact, from which both nodes show the same.
    """
    tallies, day = queries.tallies(), day_of(at)
    records = queries.records(tallies) if tallies else {}
    done = 0
    for record in records.values():
        last = _told_by_us(record.roles, record.asserted)
        now = livelihood.told(*tallies[record.id], last=last)
        if record.state in livelihood.OPEN and now != last and _last_told(record) < day.isoformat():
            fields = {"opinions": now, "counted_on": day.isoformat()}
            try:
                matters.take_step(matter=record.id, step="tell_opinions", members={"fields": fields}, at=at)
            except Refused:
                continue  # its clause has ended, or its state moved meanwhile; the others are told all the same
            done += 1
    return done


def _told_by_us(roles: Mapping[str, str], asserted: Mapping[str, Any]) -> Mapping[str, int]:
    """Return what our side told last of the opinions that came in here."""
    found: Mapping[str, int] = asserted.get("opinions", {}).get(_ours(roles), {})
    return found


def _last_told(record: Record) -> str:
    return str(record.asserted.get("counted_on", {}).get(_ours(record.roles), ""))


def _ours(roles: Mapping[str, str]) -> str:
    return next((role for role, node in roles.items() if node == federation.me()), "")
