"""`pilin init`: make a new node, or what is still missing of it. Doing it again changes nothing."""

import argparse
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from pilin.base import clock
from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as federation
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import queries
from pilin.kernel.organisations.rules import Person, Right
from pilin.node import accounts
from pilin.node.words import say
from pilin.web import strongbox


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the directory and the first signer."""
    parser.add_argument(
        "--programme", type=Path, metavar="FOLDER", help="declare our half of the directory in this folder's files"
    )
    parser.add_argument("--signer", metavar="NAME", default="signer", help="account of the first who may sign")
    parser.add_argument("--name", metavar="TEXT", help="the name that pages show for it; without it the account's")
    parser.add_argument(
        "--office", metavar="OFFICE", help="the office in which it signs: id, name, or key in the programme's files"
    )


def run(options: argparse.Namespace) -> int:
    """Make tables, keys, certificate and high-water file, then the first signer."""
    at = clock.now()
    call_command("migrate", interactive=False, verbosity=0)
    key = federation.init(at=at)
    strongbox.prepare()
    say(f"{settings.NODE.node.name} {settings.NODE.node.code}: ready in {settings.NODE.node.data_dir}")
    say(f"key fingerprint {key.fingerprint}")
    if options.programme is not None:
        new = organisations.load_programme(options.programme, side=settings.NODE.node.code, at=at)
        say(f"directory: {len(new)} new entries")
    say(_first_signer(options, at))
    return 0


def _first_signer(options: argparse.Namespace, at: Instant) -> str:
    """Make the first signer where nobody may sign; say what was done."""
    if queries.who_may_sign(day=day_of(at)):
        return "somebody may sign already; more people come with `pilin create-user`"
    if options.office is None and not queries.offices(side=settings.NODE.node.code, day=day_of(at)):
        return "nobody may sign yet, since there is no office: declare the directory, then `pilin create-user`"
    person = Person(account=options.signer, display_name=options.name or options.signer)
    office = accounts.office(options.office, at=at)
    password = accounts.create(person=person, right=Right.SIGN, office=office, by=None, at=at)
    return accounts.told(options.signer, password)
