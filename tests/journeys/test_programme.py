"""A leader who looks for one minute: the whole pattern on one page, on a wide screen, on a phone and on paper."""

import pytest

from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Chainage, Standing
from pilin.kernel.organisations.tests.samples import AT, EVENT, an_id, border, group, half, place
from tests.journeys.conftest import SignIn
from tests.support.chromium import Tab

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

BOTH = (THEM, US)
TOWNS = {US: ("新埭镇", "新仓镇", "广陈镇"), THEM: ("枫泾镇", "吕巷镇", "廊下镇")}
METRES = (6_900, 21_000, 28_400)


def declared(side: str) -> list[rules.Entry]:
    """Return what one side says of itself: its towns along the border, and its half of a pair for each."""
    found: list[rules.Entry] = []
    for number, (name, metres) in enumerate(zip(TOWNS[side], METRES, strict=True)):
        at = (Chainage(border="-".join(BOTH), chainage_m=metres, standing=Standing.COMPUTED),)
        found.append(place(name, side=side, code=f"{side}10{number + 1}000", chainages=at))
        member = {"pair": f"P{number}", "members": (an_id(name),)}
        found.append(half(f"{name}的一半", side=side, sides=BOTH, **member))
    return found


@pytest.fixture
def programme(stage: Stage, address: str) -> str:
    """Let both sides declare their towns and pairs, and us the border and a group; return the page's address."""
    line = border("样例边界", side=US, sides=BOTH, length_m=57_030, starts_at="西端", ends_at="海岸")
    joint = group("共同牵头", side=US, sides=BOTH, part="1", position=1)
    assert organisations.declare(entries=[line, joint, *declared(US)], author=rules.Author(US), at=AT) == []
    assert organisations.take(entries=declared(THEM), author=rules.Author(THEM), event_hash=EVENT, at=AT) == []
    return f"{address}/programme/"


def middle_of(tab: Tab, name: str) -> tuple[float, float]:
    """Return the middle of a label on the strip, in pixels of the window."""
    one = f"[...document.querySelectorAll('.strip-name')].find(text => text.textContent === '{name}')"
    box = tab.tell(f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])({one}.getBoundingClientRect())")
    return float(box[0]), float(box[1])


def test_places_stand_on_their_side_and_in_their_order(programme: str, sign_in: SignIn) -> None:
    tab = sign_in("li")
    tab.open(programme)
    for side in (US, THEM):
        across = [middle_of(tab, name)[0] for name in TOWNS[side]]
        assert across == sorted(across)
    for ours, theirs in zip(TOWNS[US], TOWNS[THEM], strict=True):
        assert middle_of(tab, theirs)[1] < middle_of(tab, ours)[1]
        assert abs(middle_of(tab, theirs)[0] - middle_of(tab, ours)[0]) < 1
    assert tab.tell("document.querySelectorAll('.strip-pair').length") == len(METRES)
    assert tab.troubles == []


def test_what_the_drawing_shows_the_tables_say(programme: str, sign_in: SignIn) -> None:
    tab = sign_in("li")
    tab.open(programme)
    words = tab.words
    assert "示意图，非行政区域界线依据" in words
    assert "共同牵头" in words
    for name in (*TOWNS[US], *TOWNS[THEM]):
        assert words.count(name) >= 3  # on the strip, in its pair, and along the border


def test_on_a_phone_the_strip_is_moved_and_nothing_else_stands_out(programme: str, sign_in: SignIn) -> None:
    tab = sign_in("li", width=390, is_phone=True)
    tab.open(programme)
    assert tab.overflow() == []
    assert tab.tell("(strip => strip.scrollWidth > strip.clientWidth)(document.querySelector('.strip'))")


def test_on_paper_the_strip_fits_the_sheet(programme: str, sign_in: SignIn) -> None:
    tab = sign_in("li", width=680)
    tab.open(programme)
    tab.ask("Emulation.setEmulatedMedia", media="print")
    wide = "document.querySelector('.strip svg').getBoundingClientRect().width"
    assert tab.tell(wide) <= 680
    assert tab.printed().startswith(b"%PDF")
