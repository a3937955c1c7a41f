"""What people do at one node, as a program beside the served one: python -m tests.pair.driver, on PILIN_NODE.

It reads a command a line and answers each with one line:

    offer NUMBER    offer so many agreements
    sign            sign everything that the peer offers
    digests         the digest of every committed scope at the settled cut
    steady          offer and sign, one after the other, until the next line comes
    parties.VERB …  what the people of any number of nodes do: see `parties`
"""

import importlib
import os
import sys

import django


def main() -> int:
    django.setup()
    commands = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    while line := commands.readline().decode().split():
        module, _, verb = line[0].rpartition(".")
        people = importlib.import_module(f"tests.pair.{module or 'people'}")
        answer = getattr(people, verb)(*(line[1:] if module else map(int, line[1:])))
        sys.stdout.write(f"{answer or 'done'}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
