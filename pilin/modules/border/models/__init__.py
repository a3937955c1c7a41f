"""Tables of the border room, part by part."""

from pilin.modules.border.models.cameras import CameraEntry, LookUp
from pilin.modules.border.models.patrols import SquadRecord
from pilin.modules.border.models.records import Record

__all__ = [
    "CameraEntry",
    "LookUp",
    "Record",
    "SquadRecord",
]
