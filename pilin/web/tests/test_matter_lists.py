"""How a state is shown: green only what all parties agreed to, done only what they agreed to end."""

import pytest

from pilin.web.components import Light, Tone
from pilin.web.matter_lists import state_light


@pytest.mark.parametrize(
    ("state", "final", "agreed", "tone"),
    [
        ("offered", False, False, Tone.IDLE),
        ("in_force", False, True, Tone.NORMAL),
        ("suspended", False, True, Tone.PAUSED),
        ("resting", False, True, Tone.PAUSED),
        ("suspended", False, False, Tone.IDLE),
        ("completed", True, True, Tone.DONE),
        ("declined", True, False, Tone.IDLE),
    ],
)
def test_shape_and_word_fit_the_state(state: str, final: bool, agreed: bool, tone: Tone) -> None:
    assert state_light(state, "词", final=final, agreed=agreed) == Light(tone, "词")
