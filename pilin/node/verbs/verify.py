"""`pilin verify`: check a sealed bundle by the same small script that lies beside every bundle."""

import argparse

from pilin.kernel.federation.audit import verify


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the bundle and the fingerprints that stand on paper."""
    parser.add_argument("bundle", metavar="BUNDLE", help="the bundle's file")
    parser.add_argument(
        "--trust", action="append", default=[], metavar="HEX", help="a key's fingerprint from the paper of the ceremony"
    )


def run(options: argparse.Namespace) -> int:
    """Print the report; return 0 where everything holds, 1 where not, 2 where nothing was read."""
    trusted = [word for fingerprint in options.trust for word in ("--trust", fingerprint)]
    return verify.main([options.bundle, *trusted])
