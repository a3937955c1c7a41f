"""`pilin backup-key`: the keys in one file under a passphrase. Make a new one after every `rotate-key`."""

import argparse
from pathlib import Path

from pilin.node import files, keybox, passphrases, start
from pilin.node.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file and where the passphrase is."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write")
    passphrases.argument(parser)


def run(options: argparse.Namespace) -> int:
    """Write the box, and open it once to see that it can be opened."""
    start.check()
    passphrase = passphrases.read(options)
    box = keybox.close(passphrase)
    members = keybox.open_(box, passphrase)
    files.write(options.file, box)
    say(f"{options.file}: {len(members)} files; keep it and the passphrase in two places")
    return 0
