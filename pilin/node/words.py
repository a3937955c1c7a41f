"""What the `pilin` command says: refusals in both languages, and plain lines."""

import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

from pilin.base.refusal import Refused

SENTENCES = Path(__file__).parents[1] / "web" / "locale" / "refusals.yaml"


def sentence(refused: Refused) -> str:
    """Return what people read: the sentence in Chinese and in English, and the facts."""
    sentences: Mapping[str, Mapping[str, str]] = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    spoken = sentences.get(refused.code.value, {})
    return "\n".join([*(spoken[language] for language in ("zh", "en") if language in spoken), str(refused), ""])


def say(*lines: str) -> None:
    """Print lines at once: who reads them may be a program that waits."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
