"""What the `pilin` command says: refusals in the language of whoever called it, and plain lines."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

from pilin.base.refusal import Refused

LANGUAGE = "PILIN_LANGUAGE"
LANGUAGES = ("zh", "en")
SENTENCES = Path(__file__).parents[1] / "web" / "locale" / "refusals.yaml"
_SAID_BY = (LANGUAGE, "LC_ALL", "LC_MESSAGES", "LANG")


def languages(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the languages of an environment: of these variables the first that is set decides, as POSIX has it.

    Chinese for a Chinese locale, English for any other; both where none is set, or the one that means none.
    """
    locale = next(filter(None, (environment.get(name) for name in _SAID_BY)), "C")
    if locale.partition(".")[0] in ("C", "POSIX"):
        return LANGUAGES
    return ("zh",) if locale.startswith("zh") else ("en",)


def sentence(refused: Refused) -> str:
    """Return what people read: the sentence in their language or in both, and below it the code with its facts."""
    sentences: Mapping[str, Mapping[str, str]] = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    spoken = sentences.get(refused.code.value, {})
    chosen = (spoken[language] for language in languages(os.environ) if language in spoken)
    return "\n".join([*chosen, str(refused), ""])


def say_both(zh: str, en: str) -> None:
    """Print a line in Chinese and below it in English: who is shown something may read either."""
    say(zh, f"  {en}")


def say(*lines: str) -> None:
    """Print lines at once: who reads them may be a program that waits."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
