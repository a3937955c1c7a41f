"""Tables of the border room, part by part."""

from pilin.modules.border.models.patrols import SquadRecord
from pilin.modules.border.models.records import Record

__all__ = [
    "Record",
    "SquadRecord",
]
