"""`pilin rotate-key`: a new signing key, told to every peer under the old one.

The node must be stopped for the moment of the change: between the commit and the file, a second process would still
sign with the old key, which the peers no longer take.
"""

import argparse

from pilin.base import clock
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from pilin.node import locks, start
from pilin.node.words import say


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take nothing."""


def run(_options: argparse.Namespace) -> int:
    """Make the key, tell every link, and let it sign."""
    start.check()
    with locks.alone():
        start.settle_staged_keys()
        new = Ed25519Signer.generate()
        federation.rotate(new=new, at=clock.now())
    say(f"the new key signs; its fingerprint is {new.key.fingerprint}")
    say("peers learn of it when the node serves again; make a new `pilin backup-key` now")
    return 0
