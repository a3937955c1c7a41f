"""Operators who sign in (9001) and out (9002): a message that bears their number must bear one that holds.

The number is not required of a message, since each proves its caller; one that is there is no ornament.
"""

from collections.abc import Sequence

from pilin.base.clock import after
from pilin.base.refusal import Refused
from pilin.modules.medical import models
from pilin.modules.medical.actions.visiting import Said, number
from pilin.modules.medical.rules.codes import MedicalRefusal

HOLDS_SECONDS = 24 * 3600
"""How long a sign-in holds; no source says it (assumed: operators sign in each day)."""


def sign_in(*, said: Said, operator: str) -> str:
    """Give a session number to an operator of an institution."""
    row = models.SignIn.objects.create(
        number=number(said.at), institution=said.institution, operator=operator, at=said.at
    )
    return row.number


def sign_out(*, said: Said, session: str, operator: str) -> None:
    """End a session; who signs out twice is content. Raises SIGN_NUMBER_IS_UNKNOWN: of nobody here, or of another."""
    rows = models.SignIn.objects.filter(institution=said.institution, number=session, operator=operator)
    if not rows.exists():
        raise Refused(MedicalRefusal.SIGN_NUMBER_IS_UNKNOWN)
    rows.filter(ended_at=None).update(ended_at=said.at)


def check(*, said: Said) -> None:
    """Refuse a message whose session does not hold. Raises SIGN_NUMBER_IS_UNKNOWN."""
    if unsigned([said]):
        raise Refused(MedicalRefusal.SIGN_NUMBER_IS_UNKNOWN)


def unsigned(several: Sequence[Said]) -> list[Said]:
    """Return those who bear the number of a session that does not hold; one query for any number of them."""
    borne = [said for said in several if said.session]
    if not borne:
        return []
    rows = models.SignIn.objects.filter(number__in={said.session for said in borne}, ended_at=None)
    held = {(row.institution_id, row.number): row.at for row in rows}
    young = after(min(said.at for said in borne), seconds=-HOLDS_SECONDS)
    return [said for said in borne if held.get((said.institution.pk, said.session), young) <= young]
