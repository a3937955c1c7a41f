"""Papers of a petition: what people write travels beside the matter, sealed; an opinion has its required contents."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pilin.base.masking import mask_personal
from pilin.base.refusal import Refused
from pilin.modules.petitions.rules.codes import PetitionRefusal
from pilin.modules.petitions.rules.intake import Intake, Petitioner

FILE, PAPER = "petitions.file", "petitions.paper"
KINDS = (FILE, PAPER)
CONTENT, WHO, TEXT = "content", "petitioner", "text"
OPINION = ("request", "facts", "opinion", "basis")
"""信访工作条例 32: an opinion says the request, facts and reasons, the opinion with its reasons, the legal basis."""

SORTS: Mapping[str, Sequence[str]] = {
    "objection": ("text",),
    "negotiation": ("text",),
    "conference": ("text",),
    "contact": ("text",),
    "opinion": OPINION,
    "review_opinion": OPINION,
    "final_opinion": OPINION,
}
WRITTEN_BEFORE = {
    "object": "objection",
    "answer": "opinion",
    "review": "review_opinion",
    "decide_final": "final_opinion",
}
"""By step the paper that must have been written before it."""


@dataclass(frozen=True)
class Masked:
    """Texts as they are kept, and how many places were masked in them: people are told."""

    texts: Mapping[str, str]
    places: int


def masked(texts: Mapping[str, str]) -> Masked:
    """Mask identity numbers, telephone numbers and plates before anything is stored or signed (PIPL 6, 28)."""
    found = {name: mask_personal(text.strip()) for name, text in texts.items()}
    return Masked({name: one.text for name, one in found.items()}, sum(one.places for one in found.values()))


def check_paper(sort: str, texts: Mapping[str, str]) -> None:
    """Refuse a paper that lacks something that it must say."""
    lacking = [name for name in SORTS.get(sort, ("sort",)) if not texts.get(name, "").strip()]
    if lacking:
        raise Refused(PetitionRefusal.PAPER_LACKS_CONTENTS, lacking=lacking)


def check_written(step: str, sorts: Sequence[str]) -> None:
    """Refuse a step before its paper is written: an objection has reasons (23(3)), an answer an opinion (32)."""
    wanted = WRITTEN_BEFORE.get(step)
    if wanted is not None and wanted not in sorts:
        raise Refused(PetitionRefusal.OPINION_IS_NOT_WRITTEN, sort=wanted)


def subject_of(transfer: str) -> str:
    """Return under which subject the file and the papers of a transfer are signed."""
    return f"petition/{transfer}"


def write(value: Mapping[str, Any]) -> bytes:
    """Return the bytes of a sealed part."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def content_of(intake: Intake) -> dict[str, Any]:
    """Return what of an intake is sealed: everything but what lists need."""
    names = ("request", "facts", "official", "accused", "representatives")
    return {name: value for name, value in asdict(intake).items() if name in names}


def read(data: bytes) -> dict[str, Any]:
    """Return what a sealed part says. Raises PETITION_PAPER_DOES_NOT_FIT."""
    try:
        found = json.loads(data)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refused(PetitionRefusal.PETITION_PAPER_DOES_NOT_FIT)
    return found


def petitioner_of(found: Mapping[str, Any]) -> Petitioner:
    """Return who tells a petition, as a part says it."""
    return Petitioner(*(str(found.get(name, "")) for name in ("name", "address", "contact")))
