"""`pilin create-user`: enter one of our people, give a role in an office, and show a new password once."""

import argparse

from pilin.base import clock
from pilin.kernel.organisations.rules import Person, Right
from pilin.node import accounts, start
from pilin.node.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take who, which right, where, and who appoints."""
    parser.add_argument("account", metavar="NAME", help="the account with which the person signs in")
    parser.add_argument("--name", metavar="TEXT", help="the name that pages show; without it the account's")
    parser.add_argument("--right", choices=[right.value for right in Right], required=True, help="what the role allows")
    parser.add_argument(
        "--office", metavar="OFFICE", help="one of our offices: id, name, or key in the programme's files"
    )
    parser.add_argument(
        "--by",
        metavar="ACCOUNT",
        help="the account that appoints; without it the operator at the machine, while nobody may sign yet",
    )


def run(options: argparse.Namespace) -> int:
    """Enter the person, give the role, show the password."""
    start.check_database()
    at = clock.now()
    password = accounts.create(
        person=Person(account=options.account, display_name=options.name or options.account),
        right=Right(options.right),
        office=accounts.office(options.office, at=at),
        by=options.by,
        at=at,
    )
    say(accounts.told(options.account, password))
    return 0
