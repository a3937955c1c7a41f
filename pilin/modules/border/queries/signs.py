"""The signs at cameras and the joint patrols of two months, read through the list of public fields; three queries."""

from datetime import date

from pilin.modules.border.queries import cameras
from pilin.modules.border.queries.patrols import months_between
from pilin.modules.border.queries.records import length_m
from pilin.modules.border.rules import signs
from pilin.modules.border.rules.public import PUBLIC_FIELDS
from pilin.modules.border.rules.signs import Signs
from pilin.web.public.fields import only


def public_signs(*, day: date) -> Signs:
    """Return what everybody may see of the line on a day."""
    last, this = signs.two_months(day)
    months, length = months_between(last, this), length_m(day=day)
    return Signs(
        tuple(only(one, PUBLIC_FIELDS) for one in signs.signed(cameras.cameras())),
        tuple(only(signs.patrolled(months, first, length_m=length), PUBLIC_FIELDS) for first in (this, last)),
    )
