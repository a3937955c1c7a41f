"""What comes with petitions beside their matters: the file of a transfer, and papers of either side."""

from collections.abc import Sequence

from pilin.base.clock import Instant
from pilin.kernel.federation.actions import Applied, Declined, Delivered
from pilin.kernel.federation.actions import Event as Fact
from pilin.modules.petitions import models
from pilin.modules.petitions.rules import papers
from pilin.modules.petitions.rules.codes import PetitionRefusal


def decide(delivered: Sequence[Delivered], _at: Instant) -> list[Applied | Declined]:
    """Decide files and papers in their order; each belongs to a transfer between the sides, or is declined."""
    return [_decided(item.event) for item in delivered]


def _decided(event: Fact) -> Applied | Declined:
    case = models.Case.objects.filter(matter=str(event.body.get("transfer", ""))[:36] or "-").first()
    if case is None or event.author not in (case.sender, case.peer):
        return Declined(PetitionRefusal.PETITION_PAPER_DOES_NOT_FIT, {})
    if event.subject != papers.subject_of(case.matter):  # under another it could be found by whom it does not exist for
        return Declined(PetitionRefusal.PETITION_PAPER_DOES_NOT_FIT, {})
    if event.kind == papers.FILE:
        return _file(case, event)
    sort = event.body.get("sort")
    if sort not in papers.SORTS:
        return Declined(PetitionRefusal.PETITION_PAPER_DOES_NOT_FIT, {})
    values = {"case": case, "sort": sort, "author": event.author, "at": event.at}
    models.Paper.objects.get_or_create(event=event.hash, defaults=values)
    return Applied(event.hash)


def _file(case: models.Case, event: Fact) -> Applied | Declined:
    """Keep which event bears the file of a case; only who transferred it tells that, and once."""
    if event.author != case.sender or case.event not in ("", event.hash):
        return Declined(PetitionRefusal.PETITION_PAPER_DOES_NOT_FIT, {})
    models.Case.objects.filter(pk=case.pk).update(event=event.hash)
    return Applied(event.hash)
