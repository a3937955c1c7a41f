"""Who may look: nobody of the unit complained of, nobody who withdrew; who sits above the unit may."""

import pytest

from pilin.modules.petitions.rules import codes_of_query, looking
from pilin.modules.petitions.rules.looking import Eyes

LINES = {
    "desk": ["bureau"],
    "branch desk": ["branch"],
    "top desk": ["city"],
    "branch": ["bureau"],
    "bureau": ["city"],
    "new desk": ["merged"],
    "merged": ["bureau", "other", "town"],
}
"""What each belongs to; "merged" carries on the bureau and another body, below a town."""


@pytest.mark.parametrize(
    ("offices", "bodies"),
    [
        (("desk",), {"bureau", "city"}),
        (("branch desk",), {"branch", "bureau", "city"}),
        (("top desk",), {"city"}),
        (("new desk",), {"merged", "bureau", "other", "town", "city"}),
        (("desk", "top desk"), {"bureau", "city"}),
        (("unknown",), set()),
        ((), set()),
    ],
)
def test_an_office_belongs_to_its_body_and_all_above(offices: tuple[str, ...], bodies: set[str]) -> None:
    assert looking.bodies_of(offices, LINES) == bodies


def test_a_circle_of_bodies_ends() -> None:
    assert looking.bodies_of(["a"], {"a": ["x"], "x": ["y"], "y": ["x"]}) == {"x", "y"}


def eyes(office: str, account: str = "zhao") -> Eyes:
    return Eyes(account, (office,), (office,), looking.bodies_of([office], LINES))


@pytest.mark.parametrize(
    ("office", "is_closed"), [("desk", True), ("branch desk", True), ("new desk", True), ("top desk", False)]
)
def test_the_unit_what_is_below_it_and_what_it_became_are_excluded(office: str, *, is_closed: bool) -> None:
    """信访工作条例 30(3), 46(5)."""
    assert looking.is_closed(eyes(office), excluded=["bureau"], recused=[]) is is_closed


def test_one_office_in_the_unit_is_enough() -> None:
    both = Eyes("zhao", ("top desk", "desk"), (), looking.bodies_of(["top desk", "desk"], LINES))
    assert looking.is_closed(both, excluded=["bureau"], recused=[])


def test_who_withdrew_reads_no_more() -> None:
    """信访工作条例 28(3)."""
    assert looking.is_closed(eyes("top desk"), excluded=[], recused=["zhao"])
    assert not looking.is_closed(eyes("top desk", "sun"), excluded=[], recused=["zhao"])


# the code of a petitioner


def test_a_code_is_three_groups_of_four() -> None:
    code = codes_of_query.new_code(lambda size: bytes(range(size)))
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert code != codes_of_query.new_code(lambda size: bytes(range(1, size + 1)))


@pytest.mark.parametrize(
    "typed", ["abcd-0123-wxyz", "ABCD 0123 WXYZ", "abcd0I23wxyz".replace("I", "l"), "abcdo123wxyz"]
)
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert codes_of_query.digest_of(typed) == codes_of_query.digest_of("ABCD-0123-WXYZ")


def test_another_code_has_another_digest() -> None:
    assert codes_of_query.digest_of("ABCD-0123-WXYY") != codes_of_query.digest_of("ABCD-0123-WXYZ")
