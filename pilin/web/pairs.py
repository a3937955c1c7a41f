"""Pairs as pages show them: who works with whom, side by side, as each side signed its own half."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from pilin.kernel.organisations.rules import Pair
from pilin.web.components import Cell, Column, Light, Table, Tone
from pilin.web.languages import several
from pilin.web.standings import level_word


def pairs_table(pairs: Sequence[Pair], names: Mapping[str, str], called: Mapping[str, str]) -> Table:
    """Return pairs as a table; `names` are those of members by id, `called` those of sides by code.

    The sides stand in the same order whoever looks.
    """
    sides = sorted({side for pair in pairs for side in pair.sides}, reverse=True)
    titles = [gettext("层级"), *(called.get(side, side) for side in sides), gettext("共同做的事"), gettext("状态")]
    rows = [_row(pair, sides, names) for pair in pairs]
    empty = gettext("尚无结对；各方公布自己的一半并签名后显示。")
    return Table(gettext("结对"), [Column(title) for title in titles], rows, empty)


def _row(pair: Pair, sides: Sequence[str], names: Mapping[str, str]) -> Sequence[Cell]:
    halves = {half.side: several(names.get(member, member) for member in half.members) for half in pair.halves}
    works = dict.fromkeys(work for half in pair.halves for work in half.works)
    whole = (
        Light(Tone.NORMAL, gettext("各方均已公布")) if pair.whole else Light(Tone.WARNING, gettext("有一方尚未公布"))
    )
    return (level_word(pair.level), *(halves.get(side) for side in sides), several(works) or None, whole)
