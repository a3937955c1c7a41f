"""信息资源联享: what may be asked of a catalogue, by when it is answered, and the receipt of what was given; pure.

上海市数据条例 27(2): no new channel of sharing is built. The file travels by the official one; a request, its answer
and the receipt are what stands here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules import clocks
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.patrols import check_number
from pilin.modules.border.rules.records import CATALOGUE, REQUEST, Record

DAYS_MAX = 30
"""The most working days that a catalogue may give for an answer: the house's own bound, no law's."""
SPAN_MAX = timedelta(days=60)
"""How far an answer may lie after its request: thirty working days never take longer, whatever holidays there are."""
CLOSED = "closed"
GIVEN = ("in_use", "overdue", "ended")
"""The states in which both sides have signed the receipt."""
_ANSWERS = ("grant", "refuse")
_NUMBER = re.compile(r"\d|[〇零一二三四五六七八九十百]\s*条")


@dataclass(frozen=True)
class Receipt:
    """What was given, why, until when it may be used, and by whom: signed by both, without the file itself."""

    given: str
    why: str
    kept_until: date
    given_by: str


@dataclass(frozen=True)
class Tally:
    """How a side asked and answered: what it asked, and what it was asked, granted, refused, and answered late."""

    asked: int = 0
    received: int = 0
    granted: int = 0
    refused: int = 0
    late: int = 0
    in_use: int = 0
    overdue: int = 0


def check_item(fields: Mapping[str, Any]) -> None:
    """Refuse an item without the number of an article, or with an answer in no time or in ages.

    上海市数据条例 38: the catalogue names what is shared, and on what ground.
    """
    if "article" in fields:
        check_article(str(fields["article"]))
    if "days" in fields:
        check_number("days", fields["days"], DAYS_MAX, least=1)


def check_article(text: str) -> None:
    """Refuse a ground that names no article. Raises ARTICLE_HAS_NO_NUMBER.

    上海市数据条例 39: who asks names the scene and the ground; "by law" alone is none.
    """
    if _NUMBER.search(text) is None:
        raise Refused(BorderRefusal.ARTICLE_HAS_NO_NUMBER, said=text[:40])


def check_asked_for(item: Record | None, *, holder: str) -> Record:
    """Return the item that is asked for; refuse what the other side does not list, took off, or does not share."""
    if item is None or item.kind != CATALOGUE or item.opened_by != holder or item.refused_by:
        raise Refused(BorderRefusal.ITEM_IS_NOT_OF_THE_OTHER_SIDE)
    if item.is_over:
        raise Refused(BorderRefusal.ITEM_IS_WITHDRAWN, item=item.title, why=item.text("reason"))
    if item.text("category") == CLOSED:
        raise Refused(BorderRefusal.ITEM_IS_NOT_SHARED, item=item.title, article=item.text("article"))
    return item


def check_day(day: str, today: date) -> None:
    """Refuse a day that has passed. Raises DAY_HAS_PASSED."""
    if date.fromisoformat(day) < today:
        raise Refused(BorderRefusal.DAY_HAS_PASSED, day=day)


def check_receipt(fields: Mapping[str, Any], *, until: str, today: date) -> None:
    """Refuse a receipt for longer than was asked, or for a day that has passed.

    上海市数据条例 39, 40(2): no more than the scene needs, and for that scene alone.
    """
    kept = str(fields["kept_until"])
    if until and kept > until:
        raise Refused(BorderRefusal.KEPT_LONGER_THAN_ASKED, day=kept, until=until)
    check_day(kept, today)


def answer_day(days: int, calendar: Calendar, today: date) -> date:
    """Return the day by which a request of today is to be answered, by the working days of its item.

    民法典 201: the day of the request is not counted.
    """
    return clocks.deadline(today, min(max(days, 1), DAYS_MAX), "working", calendar).rolled_end


def check_answer_by(said: object, *, asked_on: date) -> None:
    """Refuse a day of answering before the request, or beyond what any catalogue gives. ANSWER_DAY_IS_OUT_OF_RANGE.

    上海市数据条例 38: the catalogue says in how many working days it is answered, thirty at most here. The page of who
    asks computes the day; a program that writes another would make us late at once, or never.
    """
    day, last = day_of(said), asked_on + SPAN_MAX
    if day is not None and not asked_on <= day <= last:
        facts = {"day": day.isoformat(), "asked": asked_on.isoformat(), "last": last.isoformat()}
        raise Refused(BorderRefusal.ANSWER_DAY_IS_OUT_OF_RANGE, **facts)


def answered_on(request: Record) -> date | None:
    """Return the day on which a request was answered, yes or no."""
    days = [request.done[name] for name in _ANSWERS if name in request.done]
    return date.fromisoformat(max(days)) if days else None


def is_late(request: Record) -> bool:
    """Tell whether a request was answered after its day, or its clock ran out without any answer."""
    answered, due = answered_on(request), day_of(request.value("answer_by"))
    return request.state == "unanswered" or (answered is not None and due is not None and answered > due)


def receipt_of(request: Record) -> Receipt | None:
    """Return the receipt of a request that both sides signed; None before that.

    上海市数据条例 40(2): used for the purpose that was named, and passed on to nobody; so the receipt says it.
    """
    said, day = request.agreed, day_of(request.agreed.get("kept_until"))
    if request.kind != REQUEST or request.state not in GIVEN or day is None:
        return None
    return Receipt(str(said["given"]), str(said["why"]), day, str(said["given_by"]))


def tallies(requests: Sequence[Record], sides: Sequence[str]) -> Mapping[str, Tally]:
    """Return how each side asked and answered. What a side did not accept at all counts as asked alone."""
    return {side: _tally(requests, side) for side in sides}


def _tally(requests: Sequence[Record], side: str) -> Tally:
    mine = [one for one in requests if one.opened_by == side]
    told = [one for one in requests if one.role_of(side) == "holder" and not one.refused_by]
    return Tally(
        asked=len(mine),
        received=len(told),
        granted=sum("grant" in one.done for one in told),
        refused=sum(one.state == "refused" for one in told),
        late=sum(map(is_late, told)),
        in_use=sum(one.state == "in_use" for one in mine),
        overdue=sum(one.state == "overdue" for one in mine),
    )


def day_of(value: object) -> date | None:
    """Return a day that somebody wrote; None where it is none."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
