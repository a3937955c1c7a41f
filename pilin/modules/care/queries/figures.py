"""Figures of a quarter: only from ten cases up, and never below the whole of a side."""

from datetime import date

from django.utils.translation import gettext

from pilin.modules.care import models, rules


def figures(start: date, end: date) -> tuple[tuple[str, int], ...]:
    """Return what may be told of a quarter (the last day excluded): nothing of fewer than ten envelopes."""
    rows = models.Envelope.objects.filter(sent_at__date__gte=start, sent_at__date__lt=end)
    told = [rules.counted(gettext("帮扶联系单"), rows.count())]
    told += [rules.counted(gettext("其中已清除"), rows.exclude(erased_at=None).count())]
    return tuple((one.label, one.number) for one in told if one.number is not None)
