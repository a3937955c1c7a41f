"""The sides that meet on a page: names, order, and who is not ours."""

from pilin.web.sides import Sides

PINGHU, JINSHAN = "330482", "310116"
SIDES = Sides(PINGHU, {JINSHAN: "金山区", PINGHU: "平湖市"}, ())


def test_the_order_is_the_same_whoever_looks() -> None:
    assert SIDES.order == [PINGHU, JINSHAN]
    assert Sides(JINSHAN, SIDES.called, ()).order == SIDES.order


def test_a_side_that_is_not_known_is_called_by_its_code() -> None:
    assert SIDES.name("330421") == "330421"
    assert SIDES.names([PINGHU, "330421"]) == "平湖市、330421"


def test_the_peers_are_the_others() -> None:
    assert SIDES.peers == [JINSHAN]
    assert Sides(JINSHAN, SIDES.called, ()).peers == [PINGHU]


def test_roles_are_named_from_left_to_right() -> None:
    assert list(SIDES.by_role({"partner": JINSHAN, "chair": PINGHU}).items()) == [
        ("chair", "平湖市"), ("partner", "金山区"),
    ]  # fmt: skip
