"""What people do at one node, as a program beside the served one: python -m tests.pair.driver, on PILIN_NODE.

It reads a command a line and answers each with one line:

    offer NUMBER    offer so many agreements
    sign            sign everything that the peer offers
    digests         the digest of every committed scope at the settled cut
    steady          offer and sign, one after the other, until the next line comes
"""

import importlib
import sys

import django


def main() -> int:
    django.setup()
    people = importlib.import_module("tests.pair.people")
    while line := sys.stdin.readline().split():
        answer = getattr(people, line[0])(*map(int, line[1:]))
        sys.stdout.write(f"{answer or 'done'}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
