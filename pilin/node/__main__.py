"""The `pilin` command: one verb, its help in plain words, and the module that does it.

A verb's module has `arguments(parser)`, which declares what it takes, and `run(options) -> int`, which returns the exit
status. Modules are imported when their verb is called, after Django is ready: to add a verb, add a line to `VERBS`.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

import django

from pilin.base.refusal import Refused
from pilin.node.words import LANGUAGE, LANGUAGES, sentence


@dataclass(frozen=True)
class Verb:
    """One thing that `pilin` can do: `module` does it, `help` says what for."""

    name: str
    module: str
    help: str


class VerbModule(Protocol):
    """What the module of a verb offers."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what the verb takes."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it and return the exit status."""


VERBS = (
    Verb("init", "pilin.node.verbs.init", "Make a new node: its tables, key, certificate and first signer."),
    Verb("serve", "pilin.node.verbs.serve", "Run the node: its pages and its link to other nodes."),
    Verb("doctor", "pilin.node.verbs.doctor", "Look the node over and say in plain words what is wrong with it."),
    Verb("link", "pilin.node.verbs.link", "Hold the key ceremony with another node, by files."),
    Verb(
        "load-programme",
        "pilin.node.verbs.load_programme",
        "Declare our half of a programme and offer the shared part.",
    ),
    Verb("import-boundary", "pilin.node.verbs.import_boundary", "Offer the line between two sides out of a file."),
    Verb("demo", "pilin.node.verbs.demo", "Run two nodes on this machine with the programme loaded."),
    Verb("his", "pilin.node.verbs.his", "Let simulated hospitals live a day of visits at the gateways of all sides."),
    Verb("override", "pilin.node.verbs.override", "Two persons end a recovery that waits for a node out of reach."),
    Verb("create-user", "pilin.node.verbs.create_user", "Enter one of our people and give a role in an office."),
    Verb(
        "backup", "pilin.node.verbs.backup", "Copy the database and the attachments, while the node runs; never keys."
    ),
    Verb("restore", "pilin.node.verbs.restore", "Put a backup in the place of the database."),
    Verb("backup-key", "pilin.node.verbs.backup_key", "Copy the node's keys into one file, under a passphrase."),
    Verb("restore-key", "pilin.node.verbs.restore_key", "Put the keys back from such a file where they are lost."),
    Verb("rotate-key", "pilin.node.verbs.rotate_key", "Give the node a new signing key and tell every peer."),
    Verb("audit", "pilin.node.verbs.audit", "Check every signed and every derived row; name what does not hold."),
    Verb("export", "pilin.node.verbs.export", "Write the sealed bundle of one subject: the evidence, in one file."),
    Verb("export-all", "pilin.node.verbs.export_all", "Write the sealed bundles of all subjects shared with a node."),
    Verb("verify", "pilin.node.verbs.verify", "Check a sealed bundle; no node needs to run."),
    Verb("retell", "pilin.node.verbs.retell", "Let modules make their tables about matters anew."),
    Verb("manage", "pilin.node.manage", "Run one of Django's own commands, e.g. `pilin manage check`."),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit status; a refusal is shown as its sentence, with status 2."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilin.node.settings")
    if options.language:
        os.environ[LANGUAGE] = options.language
    if options.node:
        os.environ["PILIN_NODE"] = options.node
    if options.data_dir:
        os.environ["PILIN_DATA_DIR"] = options.data_dir
    try:
        django.setup()
        return _run(next(verb for verb in VERBS if verb.name == options.verb), options.rest)
    except Refused as refused:
        sys.stderr.write(sentence(refused))
        return 2


def _parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {verb.name:<12}{verb.help}" for verb in VERBS)
    parser = argparse.ArgumentParser(
        prog="pilin",
        description="Run and look after one node of Pilin.",
        epilog=f"verbs:\n{listed}\n\n`pilin VERB --help` tells more about one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--node", metavar="NAME", help="the node: a name in nodes/, or a path to its TOML file")
    parser.add_argument("--data-dir", metavar="FOLDER", help="use this data folder instead of the configured one")
    parser.add_argument("--language", choices=LANGUAGES, help="say refusals in this language, whatever the locale is")
    parser.add_argument("verb", choices=[verb.name for verb in VERBS], metavar="VERB", help="one of the verbs below")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...", help="what the verb takes")
    return parser


def _run(verb: Verb, rest: Sequence[str]) -> int:
    module = cast("VerbModule", import_module(verb.module))
    parser = argparse.ArgumentParser(prog=f"pilin {verb.name}", description=verb.help)
    module.arguments(parser)
    return module.run(parser.parse_args(rest))


if __name__ == "__main__":
    sys.exit(main())
