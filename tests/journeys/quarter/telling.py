"""The telling of a quarter: who does what at whose pages, and after each step the lights as both nodes show them."""

from dataclasses import dataclass
from time import monotonic, sleep

from tests.journeys.quarter.sides import LOOK_SECONDS, PATIENCE_SECONDS, Side

_LAMPS = "[...document.querySelectorAll('{}')].map(one => one.innerText.replace(/\\s+/g, ' ').trim()).join('｜')"
_LIGHT = "section.lamp, section.lamp ~ section[aria-labelledby=h-readings]"


@dataclass(eq=False)
class Quarter:
    """Both sides, and the plan of which the lights are compared."""

    us: Side
    them: Side
    plan: str = ""

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.us, self.them

    def go_on(self, day: str) -> None:
        """Let it be the morning of a day; whoever was signed in meanwhile has to sign in again."""
        self.us.clock.set(day)
        for side in self.sides:
            side.sign_in()

    def both(self, matter: str, step: str, *, first: Side) -> None:
        """Let both sides sign, one after the other."""
        first.take(matter, step)
        self.other(first).take(matter, step)

    def other(self, side: Side) -> Side:
        return self.them if side is self.us else self.us

    def show(self, path: str, *words: str) -> None:
        """Wait until a page shows words on both nodes."""
        for side in self.sides:
            side.until(path, *words)

    def same_lights(self, step: str, *words: str, beside: str = "") -> None:
        """Wait until both nodes show the light of the project, its reasons and its check code, and the wall, alike.

        `words` stand in the light on both; `beside` is the page of another matter whose light is compared as well.
        """
        until = monotonic() + PATIENCE_SECONDS
        while True:
            ours, theirs = (self._seen(side, beside) for side in self.sides)
            if ours == theirs and all(word in " ".join(ours) for word in words):
                return
            assert monotonic() < until, (step, words, ours, theirs)
            sleep(LOOK_SECONDS)

    def _seen(self, side: Side, beside: str) -> list[str]:
        """Return what a side's node shows: the light of the project with reasons, those of the wall and of a matter."""
        looked = ((f"/projects/{self.plan}/light/", _LIGHT), ("/projects/wall/", "#wall-sheet .light"))
        looked = (*looked, *(((beside, ".state .light"),) if beside else ()))
        found = []
        for path, where in looked:
            side.open(path)
            found.append(str(side.tab.tell(_LAMPS.format(where))))
        return found
