"""Colours as numbers: contrast by WCAG 2.2 (1.4.3), and a node's colour made fit to bear white text."""

CONTRAST_MIN = 4.5
_STEP = 0.97
Channels = tuple[int, int, int]


def channels(colour: str) -> Channels:
    """Return red, green and blue (0-255) of `#rrggbb`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def deepened(colour: str, *, against: str = "#ffffff") -> str:
    """Return the colour, darkened as little as text of it needs on a background; white text on it stands out then."""
    while contrast(colour, against) < CONTRAST_MIN:
        colour = _written([int(channel * _STEP) for channel in channels(colour)])
    return colour


def tinted(colour: str, share: float) -> str:
    """Return `share` (0 to 1) of a colour in white."""
    return _written([round(255 - (255 - channel) * share) for channel in channels(colour)])


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _written(values: list[int]) -> str:
    return "#" + "".join(f"{value:02x}" for value in values)
