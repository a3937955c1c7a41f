"""How well a row is supported, as pages mark it; and what the levels of places are called."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from pilin.kernel.organisations.rules import Level, Standing
from pilin.web import components

_SUPPORTED = (Standing.ARTICLE, Standing.LISTED, Standing.COMPUTED)
_LEVELS: Mapping[Level, str] = {
    Level.COUNTY: gettext_noop("县（市、区）"),
    Level.TOWN: gettext_noop("镇"),
    Level.VILLAGE: gettext_noop("村"),
    Level.GROUP: gettext_noop("村组"),
    Level.SITE: gettext_noop("场所"),
}


def mark_of(standing: Standing) -> components.Standing:
    """Return the word that marks a row: 示例 where it is made up, 未核实 where nobody has verified it, else none."""
    if standing in _SUPPORTED:
        return ""
    return gettext("示例") if standing is Standing.ILLUSTRATIVE else gettext("未核实")


def level_word(level: Level) -> str:
    """Return what a level of places or pairs is called."""
    return gettext(_LEVELS[level])
