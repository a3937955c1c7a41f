"""`pilin restore-key`: bring lost keys back. A key of which there is no copy is replaced by a new ceremony."""

import argparse
from pathlib import Path

from pilin.node import files, keybox, locks, passphrases
from pilin.node.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file and where the passphrase is."""
    parser.add_argument("file", type=Path, metavar="FILE", help="what `pilin backup-key` wrote")
    passphrases.argument(parser)


def run(options: argparse.Namespace) -> int:
    """Open the box and write the keys. Raises NODE_IS_SERVING, KEYS_ARE_THERE_ALREADY or KEY_BACKUP_DOES_NOT_OPEN."""
    members = keybox.open_(files.read(options.file), passphrases.read(options))
    with locks.alone():
        keybox.put_back(members)
    say(f"{len(members)} files are back; without a high-water file the node recovers from its peers at the next start")
    return 0
