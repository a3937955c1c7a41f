"""What a message says: how a matter is called, whose turn it is, by when, and where its page is. Nothing else leaves.

A mail bears the titles that people gave to matters; what goes to a robot, in the cloud of another, bears their kinds.
"""

from collections.abc import Iterator, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext

from pilin.base.clock import Instant
from pilin.kernel.federation import queries as federated
from pilin.kernel.matters.rules.pressing import Pressure
from pilin.modules.reminders.rules.wishes import Line, Told
from pilin.web.languages import bracketed, labelled, several, titled

WORDS: Mapping[Pressure, str] = {
    Pressure.NEAR: gettext_noop("临期"),
    Pressure.DUE: gettext_noop("今日到期"),
    Pressure.LATE: gettext_noop("超期"),
    Pressure.THEIRS: gettext_noop("等对方"),
}
ORDER = (Pressure.LATE, Pressure.DUE, Pressure.NEAR, Pressure.THEIRS)
"""What presses most is said first."""


def address(path: str) -> str:
    """Return the whole address of a page, as people's browsers know it."""
    return f"{settings.NODE.pages.url}{path}"


def subject(told: Told, *, is_weekly: bool) -> str:
    """Return what a message is about: how many matters press, and how."""
    said = several(f"{gettext(WORDS[one])} {told.counts[one]}" for one in ORDER if told.counts.get(one))
    name = settings.NODE.node.name
    words = {"name": name, "said": said or gettext("没有临期和超期事项")}
    return (gettext("%(name)s每周摘要：%(said)s") if is_weekly else gettext("%(name)s提醒：%(said)s")) % words


def letter(told: Told, *, at: Instant) -> str:
    """Return the text of a mail."""
    called = _called(at)
    parts = []
    for one in ORDER:
        lines = [line for line in told.lines if line.pressure == one]
        if lines:
            head = bracketed(gettext(WORDS[one]), str(told.counts[one]))
            parts.append("\n".join([head, *_in_a_letter(lines, called)]))
    parts += list(_more(told))
    parts.append(
        gettext("本信由%(name)s节点自动发出，只写名称、轮到谁、截止日和链接。更改或停止：%(where)s")
        % {"name": settings.NODE.node.name, "where": address(reverse("reminders:settings"))}
    )
    return "\n\n".join(parts) + "\n"


def _in_a_letter(lines: list[Line], called: Mapping[str, str]) -> Iterator[str]:
    for line in lines:
        yield f"· {bracketed(_plain(line.title), titled(line.kind_title))}"
        yield f"  {_turn(line, called)}"
        yield f"  {_page(line)}"


def markdown(told: Told, *, at: Instant) -> str:
    """Return the text that a robot gets: kinds in the place of titles, since its cloud is not the office's."""
    called = _called(at)
    lines = [f"### {subject(told, is_weekly=False)}"]
    for one in ORDER:
        lines += [
            f"- {labelled(gettext(WORDS[one]), _linked(line))} {_turn(line, called)}"
            for line in told.lines
            if line.pressure == one
        ]
    return "\n".join([*lines, *_more(told)])


def _more(told: Told) -> Iterator[str]:
    left = told.number - len(told.lines)
    if left:
        said = ngettext("另有 %(n)s 项，见 %(where)s", "另有 %(n)s 项，见 %(where)s", left)
        yield said % {"n": left, "where": address(reverse("reminders:reminders"))}


def _turn(line: Line, called: Mapping[str, str]) -> str:
    holders = several(called.get(code, code) for code in line.turn)
    return gettext("轮到：%(holders)s｜截止：%(day)s") % {"holders": holders, "day": line.ends_on}


def _linked(line: Line) -> str:
    return f"[{titled(line.kind_title)}]({_page(line)})"


def _page(line: Line) -> str:
    return address(reverse("web:matter", args=[line.matter]))


def _called(at: Instant) -> Mapping[str, str]:
    """Return what every side is called, by its code."""
    node = settings.NODE.node
    return {link.peer: link.name for link in federated.links_state(at)} | {node.code: node.name}


def _plain(title: str) -> str:
    """Return a title in one line."""
    return " ".join(title.split())
