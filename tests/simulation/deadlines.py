"""Clocks in the story: kinds with periods, and a calendar that both nodes signed; no deadline is lost, none differs."""

from datetime import timedelta

from pilin.kernel.federation.protocol import documents
from pilin.kernel.matters.rules import chain, clocks
from tests.simulation import promises
from tests.simulation.rooms import kind_text
from tests.simulation.special import Calm

CALENDAR = {
    "type": "calendar",
    "jurisdiction": "310000",
    "years": {"2026": {"holidays": ["2026-03-10", "2026-03-11"], "workdays": ["2026-03-14"]}},
}
CLOCK = {
    "name": "reply",
    "title": {"zh": "答复期限", "en": "reply"},
    "statute": "信访工作条例",
    "article": "34",
    "jurisdiction": "310000",
    "length": 5,
    "unit": "working",
    "warn_days": 2,
    "start": {"state": "table"},
    "stops": ["lift", "sign"],
}


def agree(story, text):
    """Both nodes sign a text; return its hash."""
    story.tell(story.a, documents.offer(text, basis="charter", parties=story.parties))
    story.world.run(20)
    document = next(d for d in story.b.tables.documents.values() if d.text == text)
    story.tell(story.b, documents.sign(document))
    story.world.run(30)
    return document.hash


def clocked(roles):
    """The simulation's kind with a period of five working days on what lies on the table."""
    text = kind_text(roles)
    return {**text, "name": "clocked", "clocks": [CLOCK]}


def deadlines(seed):
    """Matters with periods run for weeks through faults and a restore; each period ends, and equally on both nodes."""
    story = Calm(seed)
    story.calendar = agree(story, CALENDAR)
    story.kind = agree(story, clocked(list(story.roles)))
    opener = story.world.nodes[story.roles["party0"]]
    for _ in range(4):
        opened(story, opener)
        story.world.run(20)
    story.back_up(opener)
    for _ in range(6):
        story.act()
        story.world.run(30)
    if story.chance.random() < 0.5:
        story.lose_disk(opener)
    for _ in range(4):
        story.world.skip(timedelta(days=3))
        story.world.run(120)
        expire(story, opener)
        story.world.run(60)
    story.quieten()
    return [*promises.broken(story), *lost(story)]


def opened(story, node):
    fields = {"text": f"text {story.chance.randrange(1000)}"}
    ids = {"matter": story.new_id(node), "kind": story.kind, "roles": story.roles, "calendar": story.calendar}
    story.tell(node, chain.opening(**ids, fields=fields, basis="clause"))


def expire(story, node):
    """The orderer's daily round: let every period run out whose last day has passed."""
    for file in list(node.tables.matters.values()):
        clock = file.matter.clocks.get("reply")
        if clock is not None and clock.status == "running" and node.now.date() > clock.rolled_end:
            draft = chain.timing(file, "expire", "reply", basis="clause", calendar=story.calendar)
            story.tell(node, draft)


def lost(story):
    """Yield every clock that differs, was counted wrongly, or is still running after its end."""
    calendar = clocks.parse_calendar(CALENDAR)
    for name, file in story.a.tables.matters.items():
        other = story.b.tables.matters.get(name)
        if other is None or other.matter.clocks != file.matter.clocks:
            yield f"clocks of {name} differ"
        for clock in file.matter.clocks.values():
            end = clocks.deadline(clock.start, CLOCK["length"], CLOCK["unit"], calendar)
            if clock.rolled_end != end.rolled_end or clock.status == "running":
                yield f"deadline of {name} is {clock}"
