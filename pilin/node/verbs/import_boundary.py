"""`pilin import-boundary`: read the official line between two sides from a file, and offer it to the other side.

Nothing of it holds before both have signed it on their pages; until then, and where no line was ever imported, every
page shows the schematic strip (示意图，非行政区域界线依据). What does not read is told feature by feature and kept in
quarantine.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from pilin.base import canonical, clock
from pilin.base.clock import Instant
from pilin.base.refusal import Finding, Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import cellar
from pilin.kernel.federation.protocol.documents import OFFER
from pilin.kernel.federation.queries import facts
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Boundary, Datum, OrganisationsRefusal, Spot
from pilin.node import boundaries, files, start
from pilin.node.refusals import NodeRefusal
from pilin.node.words import say, sentence
from pilin.wire import geojson

BAND_M = 200
"""How far from the line both sides are responsible, to each hand, unless the operator says otherwise."""

_MICRO = 1000  # a millionth of a degree in billionths


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file and what it does not say itself."""
    parser.add_argument("file", type=Path, metavar="FILE", help="GeoJSON: the line, and the areas of sides by `code`")
    parser.add_argument("--crs", required=True, choices=[*Datum], help="the system of its coordinates")
    parser.add_argument("--approval-number", required=True, metavar="审图号", help="as printed on the map")
    parser.add_argument("--with", dest="peer", metavar="CODE", help="the other side; needed where there are several")
    parser.add_argument("--band-metres", type=int, default=BAND_M, metavar="N", help="joint band to each hand")


def run(options: argparse.Namespace) -> int:
    """Read, look, and offer; say what is offered."""
    start.check()
    at = clock.now()
    sides = _sides(options.peer)
    data = files.read(options.file)
    boundary = _read(data, options, sides, at)
    bases = agreements.bases_for(OFFER, parties=sides, day=clock.day_of(at))
    if not bases:
        raise Refused(NodeRefusal.NO_CLAUSE_ALLOWS_A_BOUNDARY, sides=boundary.key)
    federation.offer(rules.as_document(boundary), basis=bases[0], parties=sides, at=at)
    say(f"read: {len(boundary.line)} points, {boundary.length_m} m, areas: {', '.join(boundary.areas) or 'none'}")
    say(f"left of the line, from its first point: {boundary.left}; joint band: {boundary.band_m} m to each hand")
    say(f"offered: {boundary.key} {boundary.approval_number}; it holds once the other side has signed it")
    return 0


def _sides(peer: str | None) -> tuple[str, str]:
    """Return the two sides. Raises SIDE_MUST_BE_NAMED where it is not clear who the other one is."""
    peers = facts.peers()
    other = peer or (peers[0] if len(peers) == 1 else "")
    if other not in peers:
        raise Refused(NodeRefusal.SIDE_MUST_BE_NAMED, peers=", ".join(peers) or "-")
    first, second = sorted((facts.me(), other))
    return first, second


def _read(data: bytes, options: argparse.Namespace, sides: tuple[str, str], at: Instant) -> Boundary:
    head = {
        "given_in": str(options.crs),
        "approval_number": rules.approval_number(options.approval_number),
        "file_hash": canonical.digest(data),
    }
    try:
        drawing = geojson.read(data)
    except Refused as refused:
        cellar.quarantine(facts.me(), refused.code.value, data[: geojson.BYTES_MAX], at)
        raise
    band_m = min(max(options.band_metres, 0), rules.BAND_M_MAX)
    found = boundaries.boundary_from(drawing, head, sides=sides, band_m=band_m, known=_known(sides, at))
    return found if isinstance(found, Boundary) else _refuse(found, data, at)


def _known(sides: Sequence[str], at: Instant) -> list[tuple[str, Spot]]:
    """Return the points of places whose side is known; they are kept in millionths of a degree, in WGS84."""
    return [
        (one.side, Spot(one.point.longitude_microdegrees * _MICRO, one.point.latitude_microdegrees * _MICRO))
        for one in organisations.places(day=clock.day_of(at))
        if one.point is not None and one.parties == (one.side,) and one.side in sides
    ]


def _refuse(found: Sequence[Finding], data: bytes, at: Instant) -> NoReturn:
    """Tell every finding by its feature, keep the bytes, and refuse."""
    for finding in found:
        say(f"{finding.where}: {sentence(Refused(finding.code, **finding.facts)).strip()}")
    cellar.quarantine(facts.me(), found[0].code.value, data, at)
    raise Refused(OrganisationsRefusal.BOUNDARY_FILE_IS_NOT_SOUND, findings=len(found))
