"""The name of a petitioner, opened by who handles the petition and registered each time; and what he thinks of it."""

from django.db import transaction

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.petitions import models
from pilin.modules.petitions.queries.cases import who_of
from pilin.modules.petitions.queries.public import RATED_FROM
from pilin.modules.petitions.rules import papers
from pilin.modules.petitions.rules.codes import PetitionRefusal
from pilin.modules.petitions.rules.codes_of_query import digest_of
from pilin.modules.petitions.rules.intake import Petitioner
from pilin.modules.petitions.rules.looking import Eyes

REASON_MAX = 200


def open_name(case: models.Case, *, eyes: Eyes, reason: str, at: Instant) -> Petitioner:
    """Open the name of who tells a petition, and register that it was opened, by whom and why.

    信访工作条例 30: nobody but who handles it needs the name. Raises PETITION_IS_NOT_YOURS,
    REASON_FOR_OPENING_IS_MISSING, NAME_IS_NOT_HERE.
    """
    if not case.office or case.office not in eyes.acts:
        raise Refused(PetitionRefusal.PETITION_IS_NOT_YOURS)
    if not reason.strip():
        raise Refused(PetitionRefusal.REASON_FOR_OPENING_IS_MISSING)
    with transaction.atomic():
        models.Opening.objects.create(
            case=case, account=eyes.account, office=case.office, reason=reason.strip()[:REASON_MAX], at=at
        )
        found = who_of(case)
        if not found:
            raise Refused(PetitionRefusal.NAME_IS_NOT_HERE)
    return papers.petitioner_of(found)


def rate(code: str, stars: int) -> None:
    """Keep what a petitioner thinks of the handling (21), once. Raises PETITION_CODE_IS_UNKNOWN, RATING_IS_NOT_OPEN."""
    row = models.Case.objects.filter(code_digest=digest_of(code)).first() if code else None
    if row is None:
        raise Refused(PetitionRefusal.PETITION_CODE_IS_UNKNOWN)
    open_ones = models.Case.objects.filter(pk=row.pk, state__in=RATED_FROM, stars=None)
    if not open_ones.update(stars=stars):
        raise Refused(PetitionRefusal.RATING_IS_NOT_OPEN)
