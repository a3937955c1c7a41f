"""What people read when something is refused or an alarm is raised: a sentence in their language, and the facts.

A sentence may name facts in braces (`{minutes}`); facts that it does not name stand below it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

import yaml
from django.forms import Form
from django.utils.translation import gettext, gettext_noop

from pilin.base.refusal import Refused
from pilin.web import languages
from pilin.web.wording import KINDS, LANES, SCOPES, word

_FOLDER = Path(__file__).parent / "locale"
_HASH = re.compile(r"[0-9a-f]{64}")
_PLACE = re.compile(r"\{([a-z_]+)\}")

_WORDS = {"lane": LANES, "scope": SCOPES, "kind": KINDS}
_FACTS = {
    "account": gettext_noop("账号"),
    "after": gettext_noop("起于"),
    "author": gettext_noop("作者"),
    "basis": gettext_noop("依据"),
    "by": gettext_noop("办理人"),
    "commitment": gettext_noop("对账承诺"),
    "clause": gettext_noop("所据条款"),
    "code": gettext_noop("代码"),
    "day": gettext_noop("日期"),
    "document": gettext_noop("所涉文件"),
    "inc": gettext_noop("世代"),
    "kind": gettext_noop("类型"),
    "lane": gettext_noop("通道"),
    "peer": gettext_noop("对方"),
    "reason": gettext_noop("原因"),
    "scope": gettext_noop("范围"),
    "seconds": gettext_noop("秒"),
    "seq": gettext_noop("序号"),
    "subject": gettext_noop("所属事项"),
    "up_to": gettext_noop("止于"),
    "version": gettext_noop("版本"),
}
"""Facts by their name in the code; one that is not listed is shown under that name."""


@dataclass(frozen=True)
class Spoken:
    """A sentence, the facts that it leaves out as (name, value), and the code for those who look after the node."""

    sentence: str
    facts: tuple[tuple[str, str], ...]
    code: str

    def __str__(self) -> str:
        return self.sentence


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Return all sentences by code and language (`zh`, `en`): those of refusals, and of alarms that are none."""
    found: dict[str, Mapping[str, str]] = {}
    for name in ("alarms", "refusals"):
        found |= yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def say(code: str, facts: Mapping[str, object] | None = None) -> Spoken:
    """Return the sentence of a code with its facts filled in; a code without one says so and what to do."""
    unknown = gettext("原因代码为 {code}，本节点没有相应说明。请转告运维人员。")
    text = sentences().get(code, {}).get(languages.spoken()) or unknown
    known = {"code": code} if "{code}" in text else {}
    known |= {name: _value(name, _text(value)) for name, value in (facts or {}).items()}
    named = set(_PLACE.findall(text))
    sentence = _PLACE.sub(lambda match: known.get(match[1], "—"), text)
    rest = ((gettext(_FACTS.get(name, name)), value) for name, value in known.items() if name not in named)
    return Spoken(sentence, tuple(rest), code)


def _text(value: object) -> str:
    """Return a fact as text: a title that was signed in both languages in the reader's."""
    return languages.titled(cast("languages.Titled", value)) if isinstance(value, Mapping) else str(value)


def _value(name: str, text: str) -> str:
    """Return a fact as people read it: words for lanes, scopes and kinds, hashes by their head."""
    if _HASH.fullmatch(text):
        return f"{text[:12]}…"
    return word(_WORDS[name], text) if name in _WORDS else text


def spoken(refused: Refused) -> Spoken:
    """Return what people read of a refusal."""
    return say(refused.code.value, refused.facts)


def refuse_in(form: Form, refused: Refused, *, field: str | None = None) -> None:
    """Put a refusal where it happened: at a field of the form, or at its top."""
    form.add_error(field, spoken(refused).sentence)
