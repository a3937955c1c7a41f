"""Places of a policy's document in words: `benefits/outpatient/ratio/2` is the second row of a table of ratios."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from pilin.modules.medical.views.sentences import CARES, FILINGS, PAYERS
from pilin.web.languages import apart

_WORDS: Mapping[str, str] = {
    "deductible": gettext_noop("起付线"),
    "ratio": gettext_noop("支付比例"),
    "ceilings": gettext_noop("限额"),
    "year": gettext_noop("全年"),
    "remote": gettext_noop("异地就医"),
    "layers": gettext_noop("补充待遇"),
    **CARES,
    **FILINGS,
    **PAYERS,
}


def cited(rule: str) -> str:
    """Return where in a policy a rule stands, in words; what has none is told as it is written."""
    return apart(" ".join(_words(place)) for place in rule.split())


def _words(place: str) -> list[str]:
    parts = [part for part in place.split("/") if part not in {"benefits", "steps"}]
    return [gettext("第 %(number)s 行") % {"number": part} if part.isdecimal() else _word(part) for part in parts]


def _word(part: str) -> str:
    return gettext(_WORDS[part]) if part in _WORDS else part
