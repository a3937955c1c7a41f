"""What somebody with the code of a petition may know: where it stands and by when, and nothing of anybody."""

from pilin.kernel.matters.rules.clocks import Calendar
from pilin.modules.petitions import models
from pilin.modules.petitions.queries.cases import areas_of, calendar_in_force
from pilin.modules.petitions.queries.law import periods
from pilin.modules.petitions.rules.codes_of_query import digest_of
from pilin.modules.petitions.rules.following import course_of
from pilin.modules.petitions.rules.periods import next_promise, side_by_side
from pilin.modules.petitions.rules.public import PublicPetition

RATED_FROM = ("answered", "reviewing", "reviewed", "final_review", "final_hearing", "ended", "settled", "filed")


def public_state(code: str) -> PublicPetition | None:
    """Return what the code of a petition tells; None where nothing bears it. Two queries."""
    row = models.Case.objects.filter(code_digest=digest_of(code)).first() if code else None
    if row is None:
        return None
    calendar: Calendar = calendar_in_force()
    runs = side_by_side(periods(), course_of(row.course, row.received_on), calendar)
    promise = None if row.is_over else next_promise(runs, areas_of(row))
    return PublicPetition(
        state=row.state,
        received_on=row.received_on,
        due=promise.rolled_end if promise else None,
        side=row.handler or row.sender,
        may_rate=row.state in RATED_FROM and row.stars is None,
    )
