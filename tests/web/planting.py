"""A node in which every text bears a word of its own, so that a page tells which fields it shows.

A word such as `zq0007x` stands for one field; `Garden.of` knows which. Whoever adds a table that public pages could
touch plants it in `full`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from django.contrib.auth.models import User

from pilin.kernel.agreements.rules import Words
from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.federation import models as federation
from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger.rules import Account, AccountKind
from pilin.kernel.ledger.tests import samples as money
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import CLAUSE, PLAN, THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import models as people
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Chainage, Entry, Level, Standing
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.samples import AT, EVENT, an_id
from pilin.modules.desk.models import SavedFilter
from pilin.modules.medical import models as care
from pilin.modules.programme import models as deliberation
from pilin.modules.projects import actions as projects
from pilin.modules.projects.models import Draft, Opinion, Record
from pilin.modules.projects.rules.facts import Half, Milestone
from pilin.modules.projects.rules.lists import Item, Yearly
from pilin.modules.projects.tests import seeding
from tests.web import planting_border, planting_care, planting_office

T = TypeVar("T")
WORD = re.compile(r"zq\d{4}x")
BOTH = (THEM, US)
STRUCTURE = {
    *("entry.id", "entry.side", "entry.sides", "entry.successors", "place.code", "place.parent", "chainage.border"),
    *("body.parent", "body.place", "body.members", "body.credit_code", "office.body", "pairhalf.pair"),
    *(
        "pairhalf.members",
        "group.members",
        "agreement.id",
        "amendment.agreement",
        "amendment.base",
        "party.code",
        "clause.number",
        "clause.kinds",
    ),
    *("clause.winding_down_kinds", "clause.matter_kinds", "clause.accounts", "clause.formulas"),
}
"""Fields that hold together what is said, and are no texts."""


@dataclass
class Garden:
    """Every word that was planted, with the field in which it stands."""

    of: dict[str, str] = field(default_factory=dict)

    def word(self, name: str) -> str:
        """Return a new word for a field."""
        word = f"zq{len(self.of):04}x"
        self.of[word] = name
        return word

    def planted(self, value: T) -> T:
        """Return a dataclass of which every text is a word of its own."""
        names = {one.name: f"{type(value).__name__}.{one.name}".lower() for one in fields(value)}  # type: ignore[arg-type]
        free = {name: full for name, full in names.items() if not {full, f"entry.{name}"} & STRUCTURE}
        return replace(value, **{name: self._replaced(getattr(value, name), full) for name, full in free.items()})  # type: ignore[type-var]

    def _replaced(self, held: Any, name: str) -> Any:
        if isinstance(held, str) and not isinstance(held, Enum):
            return self.word(name)
        if isinstance(held, tuple):
            return tuple(self._replaced(item, name) for item in held)
        return self.planted(held) if hasattr(held, "__dataclass_fields__") else held

    def shown(self, html: str) -> set[str]:
        """Return the fields whose words stand on a page."""
        return {self.of[word] for word in WORD.findall(html)}


def full(stage: Stage) -> Garden:
    """Fill a node with everything that it can hold about a programme."""
    garden = Garden()
    _directory(garden)
    _people(garden)
    _agreements(garden, stage)
    _matters(garden, stage)
    _records(garden, stage)
    _projects(garden)
    medical(garden)
    _books(garden)
    _of_the_house(garden)
    planting_office.plant(garden)
    planting_care.plant(garden)
    planting_border.plant(garden)
    return garden


def _directory(garden: Garden) -> None:
    """Let each side say everything that an entry can say: joint things by us, halves and places by both."""
    lies = {side: (_chainage(metres),) for side, metres in ((US, 6_900), (THEM, 7_800))}
    ours: list[Entry] = [
        samples.border(side=US, sides=BOTH, note="note"),
        samples.body("planted bureau", side=US, also=("other",), note="note", place=an_id(f"town {US}")),
        samples.office("planted desk", side=US, body=an_id("planted bureau"), note="note"),
        samples.group("named", side=US, sides=BOTH, note="note", title="title"),
        samples.group("unnamed", side=US, sides=BOTH, title="title", position=3),
        samples.group("joint", side=US, sides=BOTH, title="title", members=(an_id("planted bureau"),), position=4),
    ]
    found = {side: [*_own(side, lies[side]), *(ours if side == US else [])] for side in BOTH}
    planted = {side: [_bare(garden.planted(entry)) for entry in entries] for side, entries in found.items()}
    declared = organisations.declare(entries=planted[US], author=rules.Author(US), at=AT)
    taken = organisations.take(entries=planted[THEM], author=rules.Author(THEM), event_hash=EVENT, at=AT)
    wrong = [*declared, *taken]
    assert wrong == [], wrong


def _own(side: str, lies: tuple[Chainage, ...]) -> Iterable[Entry]:
    """Return what each side says of itself: its county, a town at the border, and its half of a pair."""
    town = {"also": ("other",), "note": "note", "sort": "sort", "chainages": lies}
    yield samples.place(f"county {side}", side=side, code=f"{side}000000", level=Level.COUNTY, note="note")
    yield samples.place(f"town {side}", side=side, code=f"{side}100000", **town)
    half = {"members": (an_id(f"town {side}"),), "works": ("light",), "note": "note"}
    yield samples.half(f"half {side}", side=side, sides=BOTH, **half)


def _bare(entry: Entry) -> Entry:
    """Take their names from the groups that are to be without one."""
    unnamed = isinstance(entry, rules.Group) and entry.position > 2
    return replace(entry, name=None) if unnamed else entry


def _chainage(metres: int) -> Chainage:
    border = "-".join(BOTH)
    return Chainage(border=border, chainage_m=metres, standing=Standing.COMPUTED, note="note")


def _people(garden: Garden) -> None:
    account, name = garden.word("person.account"), garden.word("person.display_name")
    organisations.enrol(people=[rules.Person(account=account, display_name=name)], at=AT)
    User.objects.create_user(
        account,
        email=f"{garden.word('user.email')}@office.example",
        first_name=garden.word("user.first_name"),
        last_name=garden.word("user.last_name"),
    )


def _agreements(garden: Garden, stage: Stage) -> None:
    """Let an agreement be signed and amended, and offer another one that nobody signs."""
    signed = stage.agree(garden.planted(texts.agreement()).as_json())
    amendment = texts.amendment(base=signed, from_day=texts.days(30), clauses=(texts.clause("3"),))
    stage.agree(garden.planted(amendment).as_json())
    offered = garden.planted(replace(texts.agreement(), id=texts.OTHER_ID))
    title = Words(zh=garden.word("offer.title"), en=garden.word("offer.title"))
    stage.offer(replace(offered, title=title).as_json())


def _matters(garden: Garden, stage: Stage) -> None:
    """Let a plan be offered, refused with a reason, and noted upon."""
    stage.open_plan(**_of_plan(garden))
    stage.meet()
    reason = {"refused_milestone": garden.word("plan.refused_milestone"), "reason": garden.word("plan.reason")}
    stage.they_take("refuse_milestone", fields=reason)
    stage.they_tell(chain.noting(stage.theirs, garden.word("note.text"), basis=CLAUSE))
    stage.meet()


def _records(garden: Garden, stage: Stage) -> None:
    """Let what lists show of topics and meetings stand there, too."""
    said = {
        "roles": {"initiator": US, "responder": THEM},
        "asserted": {"position": {"initiator": garden.word("record.content")}},
        "agreed": {},
        "opener": "initiator",
        "turn": [THEM],
    }
    members = {"title": garden.word("record.title"), "kind": "topic", "state": "raised", "is_over": False}
    deliberation.Record.objects.create(matter_id=stage.matter, opened_by=US, content=said, **members)
    decided = [{"id": "1", "text": garden.word("record.decisions")}]
    held = {"title": garden.word("record.title"), "kind": "meeting", "state": "agreed", "is_over": True}
    content = {**said, "agreed": {"decisions": decided}}
    first, meeting = stage.matter, stage.open_plan(**_of_plan(garden))
    stage.matter = first
    deliberation.Record.objects.create(matter_id=meeting, opened_by=US, content=content, day=samples.DAY, **held)


def _projects(garden: Garden) -> None:
    """Let a plan be in force with everything that it can say, reported by both sides, and stand on a yearly list."""
    milestone = Milestone("m1", garden.word("milestone.title"), date(2026, 12, 31), garden.word("milestone.measures"))
    more = {"proposer": garden.word("plan.proposer"), "risks": [garden.word("plan.risks")]}
    leads = {side: garden.word("plan.leads") for side in BOTH}
    title, aims = garden.word("plan.title"), (garden.word("plan.aims"),)
    members: dict[str, Any] = {"milestones": (milestone,), "leads": leads, "particulars": more, "aims": aims}
    plan = seeding.plan(0, samples.DAY)
    halves = {side: Half(percent=10, **_said(garden)) for side in BOTH}
    report = next(iter(seeding.reports(0, samples.DAY, 1)))
    projects.put_reports([replace(report, halves=halves)])
    projects.rebuild([replace(plan, title=title, **members)], at=AT)
    item = Item("1", plan.id, garden.word("item.title"))
    name = garden.word("yearly.title")
    projects.keep_list(Yearly(seeding.id_of(0, of=2), 2026, name, "in_force", US, 12, (item,), (item,)))
    note = {"title": garden.word("draft.title"), "note": garden.word("draft.note")}
    Draft.objects.create(key="planted", position=1, fields={}, read_at=AT, **note)
    said = {"asserted": {"text": {"sender": garden.word("supervision.content")}}, "agreed": {}, "done": {}}
    content = {**said, "roles": {"sender": US, "receiver": THEM}, "opener": "sender", "turn": [THEM]}
    found = {"title": garden.word("supervision.title"), "content": content}
    sides = {"opened_by": US, "holder": THEM}
    Record.objects.create(id=an_id("supervised"), kind="urging", state="sent", is_over=False, **sides, **found)
    _livelihood(garden)


def _livelihood(garden: Garden) -> None:
    """Let a livelihood project be under way, and a resident have said something of it."""
    said = {
        "worry": {"initiator": garden.word("publiclivelihood.worry")},
        "wish": {"initiator": garden.word("livelihood.wish")},
    }
    content = {"asserted": said, "agreed": {}, "done": {}, "opener": "initiator", "turn": []}
    members = {"id": an_id("livelihood"), "kind": "livelihood", "title": garden.word("publiclivelihood.title")}
    roles = {"roles": {"initiator": US, "responder": THEM}}
    sides = {"opened_by": US, "holder": US, "content": {**content, **roles}}
    Record.objects.create(state="under_way", is_over=False, **members, **sides)
    Opinion.objects.create(project=an_id("livelihood"), stars=5, words=garden.word("opinion.words"))


def medical(garden: Garden) -> None:
    """Let somebody be insured, be treated elsewhere, and a settlement stand: of all this nothing is public."""
    person = care.Person.objects.create(number=garden.word("person.number"))
    days, types = {"from_day": samples.DAY}, {"insurance": "310", "type": "1101"}
    identities = [garden.word("insurance.identities")]
    insurance = care.Insurance.objects.create(person=person, identities=identities, **types, **days)
    care.Filing.objects.create(person=person, kind=garden.word("filing.kind"), area="310116", **days)
    sums = {garden.word("year.sums"): 1}
    year = care.Year.objects.create(insurance=insurance, starts_on=samples.DAY, sums=sums)
    known = {"care": THEM, "insured": US, "insurance": "310", "day": samples.DAY, "total_fen": 1, "state": "posted"}
    held = {"institution": garden.word("settlement.institution"), "basis": garden.word("settlement.basis")}
    one = care.Settlement.objects.create(
        id=an_id("planted"), event="", asked_at=AT, moved_at=AT, settled_on=samples.DAY, **known, **held
    )
    brought = {"sums": sums, "amounts": {}, "account_fen": 0, "deductible_fen": 0}
    visit = garden.word("computation.visit")
    care.Computation.objects.create(settlement=one, insurance=insurance, year=year, visit=visit, **brought)
    _care_place(garden)


def _care_place(garden: Garden) -> None:
    """Let a hospital of ours treat somebody, from the program that speaks for it to a line that is settled."""
    days = {"from_day": samples.DAY}
    hospital = {"code": garden.word("institution.code"), "name": garden.word("institution.name")}
    institution = care.Institution.objects.create(level=2, area=US, **hospital, **days)
    caller = care.Caller.objects.create(dialect="tif", name=garden.word("caller.name"), secret=b"sealed")
    caller.institutions.add(institution)
    item = {"item": garden.word("entry.item"), "name": garden.word("entry.name")}
    entry = care.CatalogueEntry.objects.create(grade="01", charge="09", **item, **days)
    texts = {name: garden.word(f"carevisit.{name}") for name in ("number", "own_number", "msgid", "person")}
    known = {"insured": THEM, "insurance": "310", "inpatient": False, "state": "open", "begun_at": AT}
    visit = care.CareVisit.objects.create(
        institution=institution, diseases=[garden.word("carevisit.diseases")], **texts, **known
    )
    asked = {name: garden.word(f"caresettlement.{name}") for name in ("number", "msgid")}
    settled = care.CareSettlement.objects.create(
        settlement=an_id("cared"), visit=visit, institution=institution, asked_at=AT, **asked
    )
    amounts = dict.fromkeys(("amount", "full_self", "over_limit", "prior_self", "in_scope"), 1)
    care.FeeLine.objects.create(
        visit=visit, number=garden.word("feeline.number"), day=samples.DAY, unit_price=1, quantity=1, approval="0",
        entry=entry, selfpay_bp=0, settled=settled, **{f"{name}_fen": fen for name, fen in amounts.items()},
    )  # fmt: skip
    answered = {name: garden.word(f"answered.{name}") for name in ("institution", "msgid")}
    care.Answered.objects.create(infno="2207", came_at=AT, **answered)
    _clearing(garden)


def _clearing(garden: Garden) -> None:
    """Let a day be stated, differ and be remarked upon, and a month be cleared."""
    of = {"peer": THEM, "day": samples.DAY, "round": 1}
    sums = dict.fromkeys(("count", "total_fen", "fund_fen", "account_fen"), 1)
    stated = {"lines": [garden.word("daypart.lines")], "totals": sums, "event": garden.word("daypart.event")}
    care.DayPart.objects.create(author=US, part=1, parts=1, on=samples.DAY, **of, **stated)
    line = [garden.word("daydifference.lines"), THEM, "390", "posted", 1, 1, 1]
    differs = {"settlement": an_id("planted"), "lines": {US: None, THEM: line}}
    turn = {"care": THEM, "turn": US, "due": samples.DAY, "found_on": samples.DAY}
    care.DayDifference.objects.create(sort="amounts_differ", **of, **differs, **turn)
    said = {name: garden.word(f"dayremark.{name}") for name in ("settlement", "text", "event")}
    care.DayRemark.objects.create(author=US, act="explain", on=samples.DAY, **of, **said)
    care.Correction.objects.create(
        settlement_id=an_id("planted"), fund_fen=1, account_fen=0, event=garden.word("correction.event"), at=AT
    )
    asks = {name: garden.word(f"advancecall.{name}") for name in ("basis", "event")}
    call = {"peer": THEM, "payer": US, "insurance": "390", "amount_fen": 1, "state": "called", "due": samples.DAY}
    care.AdvanceCall.objects.create(id=an_id("call"), **call, **asks)
    hospital = care.Institution.objects.get()
    named = {name: garden.word(f"hospitalfile.{name}") for name in ("number", "name")}
    care.HospitalFile.objects.create(institution=hospital, content=b"sealed", came_at=AT, ends_at=AT, **named)
    asked = {"number": garden.word("application.number"), "category": "11", "month": "2026-03", "applied_at": AT}
    sums = dict.fromkeys(("count", "total_fen", "applied_fen", "account_fen"), 1)
    care.Application.objects.create(institution=hospital, begins=samples.DAY, ends=samples.DAY, **asked, **sums)
    word = {"settlement_id": an_id("cared"), "flag": "1", "msgid": garden.word("monthconfirmed.msgid"), "at": AT}
    care.MonthConfirmed.objects.create(institution=hospital, month="2026-03", **word)
    days = dict.fromkeys(("until", "confirm_by", "pay_by"), samples.DAY)
    kept = {name: garden.word(f"batch.{name}") for name in ("digest", "paid_event", "basis")}
    rows = {"rows": [[garden.word("batch.rows"), "390", 1, 1, 1]]}
    care.Batch.objects.create(
        id=an_id("batch"), peer=THEM, month="2026-03", state="paid", initiator=US, **days, **kept, **rows
    )


def _said(garden: Garden) -> dict[str, Any]:
    """Return what a side says of a month."""
    return {name: garden.word(f"half.{name}") for name in ("done", "problems", "help", "help_from", "next")}


def _books(garden: Garden) -> None:
    """Let money be booked, and one posting be taken back with a reason."""
    debit, credit = (f"{garden.word('account.code')}/{number}" for number in (1, 2))
    accounts = [Account(debit, AccountKind.ASSET, THEM), Account(credit, AccountKind.INCOME)]
    ledger.open_accounts(accounts=accounts, at=AT)
    first, second = (
        dict[str, Any](subject=garden.word("entry.subject"), basis=garden.word("entry.basis")) for _ in range(2)
    )
    ledger.post(postings=[money.posting(1, debit=debit, credit=credit, **first)], at=AT)
    back = money.correction(2, 1, debit=credit, credit=debit, reason=garden.word("entry.reason"), **second)
    ledger.correct(corrections=[back], at=AT)


def _of_the_house(garden: Garden) -> None:
    """Let words stand in what only the office knows: links, alarms, who appointed whom."""
    federation.Link.objects.update(name=garden.word("link.name"), url=f"https://{garden.word('link.url')}.example")
    facts = {"reason": garden.word("alarm.facts")}
    closed = {"closed_by": garden.word("alarm.closed_by"), "closed_at": AT, "first_at": AT, "last_at": AT}
    federation.Alarm.objects.create(code="clock_skew", peer=THEM, facts=facts, **closed)
    people.Role.objects.update(appointed_by=garden.word("role.appointed_by"))
    kept = {"account": garden.word("savedfilter.account"), "name": garden.word("savedfilter.name")}
    SavedFilter.objects.create(query={"words": garden.word("savedfilter.query")}, saved_at=AT, **kept)


def _of_plan(garden: Garden) -> dict[str, Any]:
    milestone = {"id": garden.word("plan.milestones.id"), "title": garden.word("plan.milestones.title")}
    leads = {role: garden.word(f"plan.leads.{role}") for role in PLAN["leads"]}
    aims = [garden.word("plan.aims")]
    return {"title": garden.word("plan.title"), "aims": aims, "milestones": [milestone], "leads": leads}
