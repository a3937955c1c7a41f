"""Where a passphrase comes from: a file or the terminal, never the command line, which others can read."""

import argparse
import getpass
from pathlib import Path

from pilin.node import files


def argument(parser: argparse.ArgumentParser) -> None:
    """Take the passphrase's file."""
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="a file with the passphrase; without it you are asked"
    )


def read(options: argparse.Namespace) -> str:
    """Return the passphrase of the file, or ask for it. Raises FILE_IS_NOT_READABLE."""
    if options.passphrase_file is not None:
        return files.read(options.passphrase_file).decode().strip()
    return getpass.getpass("passphrase: ")
