"""A month for the officer for personal information and the procuratorate (社区矫正法 8, 62): who opened what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pilin.modules.care import models, rules
from pilin.modules.care.queries.reading import Told, openings

_LONGEST = timedelta(days=31)


@dataclass(frozen=True)
class Month:
    """The openings of a month by both bodies, the emergencies late for review, and the digest of the list."""

    first: date
    openings: Sequence[Told]
    late: int
    erased: int
    sent: int

    @property
    def digest(self) -> str:
        """Return the digest over the list, which both nodes find alike."""
        return rules.digest_of([[told.row.event, told.row.envelope_id] for told in self.openings])


def month(first: date, *, day: date) -> Month:
    """Return a month as it stands on a day."""
    until = (first + _LONGEST).replace(day=1)
    found = openings(since=first, until=until)
    late = [one for one in found if one.row.review_by and not one.row.reviewed_at and one.row.review_by < day]
    within = {"gte": first, "lt": until}
    sent = models.Envelope.objects.filter(**{f"sent_at__date__{name}": value for name, value in within.items()})
    erased = models.Envelope.objects.filter(**{f"erased_at__date__{name}": value for name, value in within.items()})
    return Month(first, found, len(late), erased.count(), sent.count())
