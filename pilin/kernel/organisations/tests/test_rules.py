"""The room's rules as others see them."""

from pilin.kernel.organisations import actions, rules


def test_names_are_exported_in_order() -> None:
    for room in (actions, rules):
        assert all(hasattr(room, name) for name in room.__all__)
        assert room.__all__ == sorted(room.__all__, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
