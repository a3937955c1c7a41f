"""Photographs as evidence of a finding and of its rectification: notes beside the chain, by the hash of a picture.

A note needs nobody's turn and changes no state, so either side may add one for as long as both hold the finding. It
counts as a photograph only where its text begins with the declaration that it shows works and no faces: whoever sends
a picture without having said so shows nobody anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

DECLARED = "照片（拍的是现场，没有可辨认的人脸、车牌）："
SHOWN_MAX = 24


@dataclass(frozen=True)
class Evidence:
    """A photograph beside a finding: its hash, what it shows, by which side and when it came."""

    digest: str
    caption: str
    side: str
    day: date


def declared(caption: str) -> str:
    """Return the text of the note that names a photograph."""
    return f"{DECLARED}{caption}"


def evidence_of(notes: Iterable[tuple[str, date, Mapping[str, Any]]]) -> list[Evidence]:
    """Return the photographs that notes name, as they came; each picture once. A note is author, day and body."""
    found: dict[str, Evidence] = {}
    for author, day, body in notes:
        text, named = str(body.get("text", "")), body.get("attachments") or []
        if text.startswith(DECLARED):
            for digest in named:
                found.setdefault(str(digest), Evidence(str(digest), text.removeprefix(DECLARED), author, day))
    return [*found.values()][:SHOWN_MAX]
