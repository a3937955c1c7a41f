"""Chance out of a seed: the same name draws the same, whatever else is drawn meanwhile in other threads."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A row of draws that its name fixes for ever."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._drawn = 0

    def below(self, bound: int) -> int:
        """Return a number from 0 to one less than the bound."""
        self._drawn += 1
        digest = hashlib.sha256(f"{self._name}/{self._drawn}".encode()).digest()
        return int.from_bytes(digest[:8]) % bound

    def one_of(self, among: Sequence[T]) -> T:
        """Return one of several."""
        return among[self.below(len(among))]
