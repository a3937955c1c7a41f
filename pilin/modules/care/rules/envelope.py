"""What an envelope may say: a kind and a purpose that help, a case number, a few words; never who it is about. Pure.

Name and papers travel by the official channel between the two lawful bodies. There is no kind that watches anybody.
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from types import MappingProxyType

from pilin.base.masking import hidden_mark, mask_personal
from pilin.base.refusal import Refused
from pilin.modules.care.rules.codes import CareRefusal
from pilin.modules.care.rules.limits import LIMITS

KINDS = MappingProxyType(
    {
        "help": "帮扶请求",
        "change_of_place": "执行地变更",
        "approved_crossing": "经批准的经常性跨界",
        "release_support": "解除后衔接帮扶",
    }
)
PURPOSES = MappingProxyType(
    {"work": "就业", "school": "就学", "housing": "住房", "medical_help": "医疗救助", "mediation": "调解"}
)
ARTICLES = MappingProxyType(
    {
        # 社区矫正法 35-43: what helps: work, school, relief, family, mediation
        "help": ("社区矫正法 35", "社区矫正法 36", "社区矫正法 37", "社区矫正法 38", "社区矫正法 40", "社区矫正法 43"),
        # 社区矫正法 27: leaving the city or county, and frequent crossing, are approved; a change of place is decided
        "change_of_place": ("社区矫正法 27",),
        "approved_crossing": ("社区矫正法 27",),
        # 社区矫正法 44, 监狱法 37: what follows the end
        "release_support": ("社区矫正法 44", "监狱法 37"),
    }
)
WORDS_MAX, CASE_MAX = 500, 60
_MINOR = re.compile(r"未成年|未满\s*(?:18|十八)|儿童|少年犯|小学生|初中生")
_AGE = re.compile(r"(?<!\d)(\d{1,2})\s*(?:周)?岁")
_ADULT_YEARS = 18


@dataclass(frozen=True, repr=False)
class Content:
    """What stands in the sealed part; silent about itself, since it may end in a log."""

    kind: str
    purpose: str
    case_number: str
    text: str

    def __repr__(self) -> str:
        return "<Content>"


def check_content(content: Content, article: str) -> None:
    """Raise what keeps a content from being sent, or read.

    CONTENT_NAMES_SOMEBODY for identity, telephone and plate numbers, CONTENT_IS_ABOUT_A_CHILD, ENVELOPE_IS_MALFORMED,
    ARTICLE_IS_NOT_OF_THE_KIND.
    """
    if content.kind not in KINDS or content.purpose not in PURPOSES or not content.case_number.strip():
        raise Refused(CareRefusal.ENVELOPE_IS_MALFORMED)
    if len(content.text) > WORDS_MAX or len(content.case_number) > CASE_MAX or hidden_mark(content.text):
        raise Refused(CareRefusal.ENVELOPE_IS_MALFORMED)
    if article not in ARTICLES[content.kind]:
        raise Refused(CareRefusal.ARTICLE_IS_NOT_OF_THE_KIND, article=article)
    # PIPL 6, 28: what is not needed is not taken; who it is travels by the official channel
    if any(mask_personal(text).places for text in (content.text, content.case_number)):
        raise Refused(CareRefusal.CONTENT_NAMES_SOMEBODY)
    # 社区矫正法 54, PIPL 28: nothing about anybody under eighteen, ever
    if _MINOR.search(content.text) or any(int(years) < _ADULT_YEARS for years in _AGE.findall(content.text)):
        raise Refused(CareRefusal.CONTENT_IS_ABOUT_A_CHILD)


def check_days(sent: date, delete_on: date, *, days_max: int) -> None:
    """Raise ENVELOPE_STAYS_TOO_LONG where the content would stay beyond the longest time (PIPL 19: the shortest)."""
    longest = min(days_max, LIMITS.envelope_days_max)
    if not sent < delete_on <= sent + timedelta(days=longest):
        raise Refused(CareRefusal.ENVELOPE_STAYS_TOO_LONG, days=longest)


def write(content: Content) -> bytes:
    """Return a content as the bytes of its part."""
    return json.dumps(asdict(content), ensure_ascii=False).encode()


def read(data: bytes) -> Content:
    """Return the content of a part. Raises ENVELOPE_IS_MALFORMED."""
    try:
        raw = json.loads(data)
        if all(isinstance(value, str) for value in raw.values()):
            return Content(**raw)
    except (ValueError, TypeError, AttributeError, RecursionError):
        pass
    raise Refused(CareRefusal.ENVELOPE_IS_MALFORMED)
