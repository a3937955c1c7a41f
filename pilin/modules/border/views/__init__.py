"""The pages of the border room, part by part."""

from pilin.modules.border.views.front import show_border

__all__ = [
    "show_border",
]
