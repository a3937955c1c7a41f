"""Reads of photographs: those of a project, which of them everybody may see, and one by the hash of its content."""

from collections.abc import Sequence

from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.queries import facts
from pilin.modules.projects.rules.facts import Report, Shown, standing_reports
from pilin.wire import pictures

SHOWN_MAX = 12


def photos_of(reports: Sequence[Report]) -> list[Shown]:
    """Return the photographs of a project in the reports that stand, the latest month first."""
    standing = sorted(standing_reports(reports).values(), key=lambda one: one.month, reverse=True)
    return photos_named(standing)[:SHOWN_MAX]


def photos_named(reports: Sequence[Report]) -> list[Shown]:
    """Return the photographs that reports name, in their order."""
    return [
        Shown(photo.digest, photo.caption, report.month, side, report.joint)
        for report in reports
        for side, half in sorted(report.halves.items(), reverse=True)
        for photo in half.photos
    ]


def photo(shown: Sequence[Shown], digest: str) -> bytes | None:
    """Return one of some photographs; None where it is none of them, not here yet, or no plain picture.

    What the other side sent was drawn by its program, not ours: it is shown only if it is as ours would have made it.
    """
    if digest not in {one.digest for one in shown}:
        return None
    data = federation.blob(digest, reader=facts.me())
    return data if data is not None and pictures.is_plain(data) else None
