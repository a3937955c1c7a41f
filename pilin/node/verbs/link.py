"""`pilin link`: the key ceremony by files, each step a command.

both    pilin link card OUR-CARD                             carry it to the other side
both    pilin link introduce THEIR-CARD --fingerprint ...    as read out over another channel
one     pilin link offer THEIR-CARD PAPER                    carry the paper over
other   pilin link sign PAPER SIGNED-PAPER                   its link is open; carry the paper back
one     pilin link sign SIGNED-PAPER FINAL-PAPER             both links are open; both keep the paper
"""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from pilin.base import canonical, clock
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import queries
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.node import files, start
from pilin.node.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take one step of the ceremony and its files."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = __doc__
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    card = steps.add_parser("card", help="write our card and show its fingerprints")
    card.add_argument("out", type=Path, metavar="CARD", help="the file to write")
    card.set_defaults(do=_card)
    introduce = steps.add_parser("introduce", help="take a peer's card whose key fingerprint was compared")
    introduce.add_argument("card", type=Path, metavar="CARD", help="the peer's card")
    introduce.add_argument("--fingerprint", required=True, metavar="HEX", help="as the peer read it out, in one text")
    introduce.set_defaults(do=_introduce)
    offer = steps.add_parser("offer", help="write the charter with an introduced peer and sign it")
    offer.add_argument("card", type=Path, metavar="CARD", help="the peer's card")
    offer.add_argument("out", type=Path, metavar="PAPER", help="the file to write")
    offer.set_defaults(do=_offer)
    sign = steps.add_parser("sign", help="check a charter, sign it where our signature is missing, and open the link")
    sign.add_argument("paper", type=Path, metavar="PAPER", help="what came from the peer")
    sign.add_argument("out", type=Path, metavar="SIGNED-PAPER", help="the file to write")
    sign.set_defaults(do=_sign)
    steps.add_parser("list", help="show every link").set_defaults(do=_list)


def run(options: argparse.Namespace) -> int:
    """Do the step."""
    start.check()
    options.do(options)
    return 0


def _card(options: argparse.Namespace) -> None:
    shown = federation.card()
    files.write(options.out, canonical.encode(dict(shown)))
    _say_fingerprints(shown)


def _introduce(options: argparse.Namespace) -> None:
    shown = _read_card(options.card)
    peer = federation.introduce(shown, fingerprint=options.fingerprint)
    say(f"{peer} {shown['name']} is introduced; next: `pilin link offer` on one side")
    _say_fingerprints(shown)


def _offer(options: argparse.Namespace) -> None:
    files.write(options.out, federation.offer_charter(_read_card(options.card), at=clock.now()))
    say(f"the charter is offered and signed by us in {options.out}; next: `pilin link sign` on the other side")


def _sign(options: argparse.Namespace) -> None:
    paper = federation.sign_charter(files.read(options.paper))
    files.write(options.out, paper)
    say(f"the charter bears both signatures and our side of the link is open; keep {options.out}")


def _list(_options: argparse.Namespace) -> None:
    for link in queries.links_state(clock.now()):
        heard = clock.write(link.heard_at) if link.heard_at else "never"
        say(f"{link.peer} {link.name}: {link.mode}, {link.url}, last heard {heard}, waiting {link.backlog}")


def _read_card(file: Path) -> Mapping[str, Any]:
    """Read a card's file. Raises FILE_IS_NOT_READABLE or CARD_IS_NOT_READABLE."""
    data = files.read(file).strip()
    try:
        return cast("Mapping[str, Any]", canonical.decode(data))
    except Refused:
        raise Refused(LinkRefusal.CARD_IS_NOT_READABLE, file=str(file)) from None


def _say_fingerprints(shown: Mapping[str, Any]) -> None:
    key, certificate = federation.fingerprints(shown)
    say(f"key fingerprint         {key}", f"certificate fingerprint {certificate}")
