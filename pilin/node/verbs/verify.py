"""`pilin verify`: check a sealed bundle, or a collection of them, by the same small script that lies beside each."""

import argparse
import io
from pathlib import Path

from pilin.kernel.federation.audit import collection, verify
from pilin.node import files
from pilin.node.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the bundle and the fingerprints that stand on paper."""
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="the file of a bundle or of a collection")
    parser.add_argument(
        "--trust", action="append", default=[], metavar="HEX", help="a key's fingerprint from the paper of the ceremony"
    )


def run(options: argparse.Namespace) -> int:
    """Print the report; return 0 where everything holds, 1 where not, 2 where nothing was read."""
    if options.bundle.is_file() and collection.is_collection(data := files.read(options.bundle)):
        return _collection(data)
    trusted = [word for fingerprint in options.trust for word in ("--trust", fingerprint)]
    return verify.main([str(options.bundle), *trusted])


def _collection(data: bytes) -> int:
    """Check every bundle of a collection; the fingerprints are printed when one of its bundles is checked by itself."""
    problems = list(collection.problems(io.BytesIO(data)))
    say(f"索引摘要 digest of the index: {collection.digest_of(io.BytesIO(data))}")
    for name, reason in problems:
        say("不成立 DOES NOT HOLD: {} {} / {}".format(name, *verify.REASONS[reason]))
    if not problems:
        say("全部成立 everything holds")
    return 1 if problems else 0
