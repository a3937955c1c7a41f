"""医保结算 in the demonstration: what is entered, the day that is lived, and books that must come out equal."""

import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pilin.base.refusal import Refused
from pilin.node.demo import hospitals, stage
from pilin.node.demo.nodes import DemoNode
from pilin.node.demo.stage import Stage
from pilin.node.his import day
from pilin.node.his.tally import Paid, Tally, Way
from pilin.node.refusals import NodeRefusal

HEAD = "care\tinsured\tinsurance\tstanding\tfund_fen\taccount_fen\tbooked_fen\tpending_fen\tpaid_fen\topen"
WAY = Way("310116", "330482", "310")
EQUAL = f"{HEAD}\n310116\t330482\t310\t2\t300\t40\t340\t0\t0\t0\n310116\t330482\t390\t0\t0\t0\t0\t0\t0\t0\n"
PENDING = EQUAL.replace("340\t0\t0\t0", "300\t40\t0\t1", 1)
ANOTHER = EQUAL.replace("2\t300\t40\t340", "1\t150\t20\t170", 1)


class Told:
    """A node whose books are given, one after the other."""

    def __init__(self, code: str, *books: str) -> None:
        self.code, self.name, self.gateway = code, code, f"http://{code}"
        self.books = list(books) or [EQUAL]
        self.told: list[str] = []

    def run(self, *words: str) -> str:
        self.told.append(" ".join(Path(word).name for word in words))
        return self.books.pop(0) if len(self.books) > 1 else self.books[0]

    def serve_hospitals(self) -> None:
        self.told.append("serve_hospitals")


def pair(*books: tuple[str, ...]) -> list[DemoNode]:
    ours, theirs = books or ((), ())
    return cast("list[DemoNode]", [Told("330482", *ours), Told("310116", *theirs)])


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hospitals, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr("pilin.node.demo.hospitals.time.sleep", lambda _seconds: None)


def test_each_side_enters_its_hospitals_and_persons_with_secrets_of_their_own(tmp_path: Path) -> None:
    both = pair()
    home = hospitals.enter(both, tmp_path)
    assert cast("Told", both[0]).told == [
        "manage enter_care_place 330482-hospitals.yaml --illustrative",
        "manage enter_insured_place 330482-insured.yaml",
    ]
    secrets = [file.read_text() for file in sorted(home.glob("*.secret"))]
    assert len(set(secrets)) == 4
    assert min(map(len, secrets)) >= 32
    assert stat.S_ISREG((home / "310116-insured.yaml").stat().st_mode)


def test_books_are_waited_for_until_they_are_equal_and_closed() -> None:
    both = pair((PENDING, ANOTHER, EQUAL), (PENDING, EQUAL, EQUAL))
    assert hospitals.equal_books(both) == {WAY: (2, 300, 40)}


@pytest.mark.parametrize(("ours", "theirs"), [(EQUAL, ANOTHER), (PENDING, PENDING)])
def test_books_that_differ_or_stay_open_are_shown(ours: str, theirs: str) -> None:
    with pytest.raises(Refused) as caught:
        hospitals.equal_books(pair((ours,), (theirs,)))
    assert caught.value.code is NodeRefusal.DEMO_BOOKS_DIFFER
    assert caught.value.facts["what"] == f"{ours}\n{theirs}"


def tallied(*, trouble: str = "", fund: int = 150) -> Tally:
    tally = Tally()
    for number in ("N1", "N2"):
        tally.stands(Paid(number, WAY, fund, 20))
    if trouble:
        tally.minds(trouble)
    return tally


def live(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tally: Tally) -> list[str]:
    """Tell the chapter over a day that came to a tally; return the turns."""
    both, turns = pair(), list[str]()
    monkeypatch.setattr(day, "play", lambda _town, _course: tally)
    told = SimpleNamespace(tell=lambda zh, _en: turns.append(zh))
    hospitals.tell(cast("Stage", told), both, hospitals.enter(both, tmp_path))
    assert all("serve_hospitals" in cast("Told", node).told for node in both)
    return turns


def test_the_day_ends_with_three_books_that_agree(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first, last = live(monkeypatch, tmp_path, tallied())
    assert "4家医院" in first
    assert "2 笔结算有效，共 3.40 元" in last


@pytest.mark.parametrize(
    ("tally", "said"),
    [(tallied(trouble="an identity does not hold"), "an identity"), (tallied(fund=151), "hospitals {Way")],
)
def test_trouble_or_another_sum_ends_the_story(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tally: Tally, said: str
) -> None:
    with pytest.raises(Refused) as caught:
        live(monkeypatch, tmp_path, tally)
    assert caught.value.code is NodeRefusal.DEMO_BOOKS_DIFFER
    assert str(caught.value.facts["what"]).startswith(said)


@pytest.mark.parametrize(("ours", "signer"), [(False, "b"), (True, "a")])
def test_either_side_signs_what_waits_for_it(monkeypatch: pytest.MonkeyPatch, *, ours: bool, signer: str) -> None:
    signed: list[str] = []
    waiting = '<h2>x</h2><form action="/documents/1/"><button value="sign">'

    def browser(name: str) -> Any:
        return SimpleNamespace(
            get=lambda _path: "nothing waits" if signed else waiting,
            fill=lambda *_words, at: signed.append(f"{name} {at}"),
        )

    told = Stage.__new__(Stage)
    told.us, told.them = browser("a"), browser("b")
    told.ours, told.theirs = pair()
    monkeypatch.setattr(stage, "say_both", lambda *_lines: None)
    told.sign_everything("policies", ours=ours)
    assert signed == [f"{signer} /documents/1/"]
