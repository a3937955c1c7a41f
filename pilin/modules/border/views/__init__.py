"""The pages of the border room, part by part."""

from pilin.modules.border.views.duties import show_duties
from pilin.modules.border.views.front import show_border
from pilin.modules.border.views.place import which_side

__all__ = [
    "show_border",
    "show_duties",
    "which_side",
]
