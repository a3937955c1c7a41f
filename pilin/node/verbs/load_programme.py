"""`pilin load-programme`: put the first programme on the table, each side its own half.

What belongs to this side alone is declared and published: its bodies, offices, places. What is shared is offered to the
other side, which signs it on its pages: first the agreement, then - under its clause on joint rules - the kinds of
matters, the working calendar, and the rules that modules ship. What is one side's own, as its benefit policies are,
that side offers. Calling it again offers only what is not there yet.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import chinese_calendar
import yaml
from django.conf import settings
from django.utils.module_loading import import_string

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.kernel.agreements import actions as agreements
from pilin.kernel.agreements import queries as agreed
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.delivery import directory
from pilin.kernel.federation.protocol.documents import OFFER, name_of
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.organisations import actions as organisations
from pilin.node import calendars, start
from pilin.node.words import say
from pilin.web.cards import cards


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the programme's folder."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the programme's files, e.g. nodes/programme")
    parser.add_argument(
        "--provisional-hours",
        type=int,
        metavar="N",
        help="for demonstrations: let a side act provisionally after N hours of silence instead of the kind's own",
    )


def run(options: argparse.Namespace) -> int:
    """Declare, publish and offer what is due."""
    start.check()
    at = clock.now()
    new = organisations.load_programme(options.folder, side=settings.NODE.node.code, at=at)
    say(f"directory: {len(new)} new entries, {directory.publish(at=at)} told")
    for agreement in agreements.load_programme(options.folder, at=at):
        agreements.offer(agreement=agreement, at=at)
        say(f"agreement offered: {agreement.title.zh}")
    rules = [
        text for card in cards() if card.programme for text in import_string(card.programme)(options.folder, at=at)
    ]
    for name in _offer_rules(options, rules, at):
        say(f"offered: {name}")
    return 0


def _offer_rules(options: argparse.Namespace, rules: Sequence[Mapping[str, Any]], at: Instant) -> Iterator[str]:
    """Offer kinds, the calendar and the modules' rules under the agreement that allows it, where we are to offer."""
    for peer in facts.peers():
        parties = sorted((facts.me(), peer))
        bases = agreed.bases_for(OFFER, parties=parties, day=clock.day_of(at))
        if not bases:
            continue
        for text in (calendars.text(chinese_calendar.constants), *_kinds(options), *rules):
            whose = text.get(
                "side", parties[-1]
            )  # a side's own text it offers itself; of two sides one offers the rest
            if whose != facts.me() or facts.document(name_of(text, parties)) is not None:
                continue
            if text["type"] == "kind":
                matters.offer_kind(text, basis=bases[0], parties=parties, at=at)
            else:
                federation.offer(text, basis=bases[0], parties=parties, at=at)
            yield str(text.get("title", {}).get("zh", text["type"]))


def _kinds(options: argparse.Namespace) -> Iterator[Mapping[str, Any]]:
    for file in sorted((options.folder / "kinds").glob("*.yaml")):
        text = yaml.safe_load(file.read_text(encoding="utf-8"))
        for step in text["steps"]:
            if options.provisional_hours is not None and "provisional" in step:
                step["provisional"] = {"hours": options.provisional_hours}
        yield text
