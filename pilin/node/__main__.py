"""The `pilin` command: one verb, its help in plain words, and the module that does it.

A verb's module has `arguments(parser)`, which declares what it takes, and `run(options) -> int`, which returns the exit
status. Modules are imported when their verb is called, after Django is ready: to add a verb, add a line to `VERBS`.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import django
import yaml

from pilin.base.refusal import Refused

SENTENCES = Path(__file__).parents[1] / "web" / "locale" / "refusals.yaml"


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


VERBS = (Verb("manage", "pilin.node.manage", "Run one of Django's own commands, e.g. `pilin manage check`."),)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit status; a refusal is shown as its sentence, with status 2."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilin.node.settings")
    if options.node:
        os.environ["PILIN_NODE"] = options.node
    if options.data_dir:
        os.environ["PILIN_DATA_DIR"] = options.data_dir
    try:
        django.setup()
        return _run(next(verb for verb in VERBS if verb.name == options.verb), options.rest)
    except Refused as refused:
        sys.stderr.write(_sentence(refused))
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
    parser.add_argument("verb", choices=[verb.name for verb in VERBS], metavar="VERB", help="one of the verbs below")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...", help="what the verb takes")
    return parser


def _run(verb: Verb, rest: Sequence[str]) -> int:
    module = cast("VerbModule", import_module(verb.module))
    parser = argparse.ArgumentParser(prog=f"pilin {verb.name}", description=verb.help)
    module.arguments(parser)
    return module.run(parser.parse_args(rest))


def _sentence(refused: Refused) -> str:
    """Return what people read: the sentence in Chinese and in English, and the facts."""
    sentences: Mapping[str, Mapping[str, str]] = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    spoken = sentences.get(refused.code.value, {})
    return "\n".join([*(spoken[language] for language in ("zh", "en") if language in spoken), str(refused), ""])


if __name__ == "__main__":
    sys.exit(main())
