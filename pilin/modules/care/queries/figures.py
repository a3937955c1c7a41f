"""Figures of a quarter for the page of the ten duties: only from ten cases up, and never below the whole of a side."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext

from pilin.modules.care import models, rules
from pilin.modules.care.queries.starting import latest
from pilin.web.flows import DutyFigure

_DUTY = 8  # 特殊人群联管 among the ten


def figures(*, start: date, end: date) -> Sequence[DutyFigure] | None:
    """Return how many envelopes each side sent; a side with fewer than ten is left out, None where the room is off."""
    if latest() is None:
        return None
    rows = models.Envelope.objects.filter(sent_at__date__gte=start, sent_at__date__lt=end)
    sent = Counter(rows.values_list("author", flat=True))
    told = {side: rules.told(number) for side, number in sorted(sent.items())}
    by_side = {side: number for side, number in told.items() if number is not None}
    return [DutyFigure(_DUTY, gettext("帮扶联系单（件）"), by_side, about_people=True)]
