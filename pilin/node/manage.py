"""`pilin manage`: Django's own commands, for this node."""

import argparse

from django.core.management import execute_from_command_line


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the command's name and whatever it takes."""
    parser.add_argument("command", nargs="?", default="help", help="the command; `help` lists them all")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...", help="what the command takes")


def run(options: argparse.Namespace) -> int:
    """Hand everything to Django."""
    execute_from_command_line(["pilin manage", options.command, *options.rest])
    return 0
