"""What batches hold in memory: a settlement is marked for one batch, in the transaction in which the batch moves."""

from pilin.modules.medical.rules import clearing
from pilin.modules.medical.rules.clearing import Cleared
from pilin.modules.medical.rules.day_facts import asked_on
from pilin.modules.medical.rules.settlement import POSTED
from tests.simulation.diary import Diary

FREES = (clearing.OPEN, clearing.WITHDRAWN)


def follow(rooms, file):
    """Keep the marks of a batch as its matter stands now."""
    if not {"until", "confirm_by", "pay_by"} <= file.matter.asserted.keys():  # other kinds have days as well
        return
    batch = clearing.batch_of(file.matter)
    if batch.state in FREES:
        for one in [one for one, held in rooms.t.marks.items() if held == batch.id]:
            del rooms.t.marks[one]
    says = batch.initiator == rooms.code or clearing.has_signed(file.matter, rooms.code)
    ours = batch.state == clearing.GENERATED and says
    if batch.count and (ours or batch.state in clearing.HOLDS) and not held(rooms, batch):
        for one in clearable(rooms, batch):
            rooms.t.marks[one.settlement] = batch.id


def clearable(rooms, batch):
    """Return what a batch takes by a node's books: what it has marked, else what is posted and marked for none."""
    return held(rooms, batch) or _cleared(rooms, batch, "")


def held(rooms, batch):
    """Return what is marked for a batch."""
    return _cleared(rooms, batch, batch.id)


def _cleared(rooms, batch, mark):
    sides, diary = {batch.initiator, batch.responder}, Diary(rooms)
    found = []
    for one in sorted(rooms.t.settlements.values(), key=lambda one: one.id):
        fits = {one.care, one.insured} == sides and one.state == POSTED and asked_on(one.id) <= batch.until
        if fits and rooms.t.marks.get(one.id, "") == mark:
            line = diary.line(one)
            found.append(Cleared(one.id, one.insured, one.insurance, line.fund_fen, line.account_fen))
    return found
