"""Roles of people as a table: those of today first, each with its office, right, days and state in words."""

from datetime import date
from typing import Any

import pytest

from pilin.base.ids import is_id
from pilin.kernel.organisations.rules import Right, Role
from pilin.kernel.organisations.tests.samples import an_id
from pilin.web.accounts.roles import office_names, roles_table, standing
from pilin.web.components import Light, Tone
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 4)


def role(starts: date, ends: date | None = None, right: Right = Right.ACT, office: str = "desk") -> Role:
    return Role(
        id=an_id(f"{starts}"),
        account="li",
        office=an_id(office),
        right=right,
        starts=starts,
        given_on=starts,
        ends=ends,
    )


OVER = role(date(2024, 1, 1), date(2026, 3, 4))
HELD = role(date(2025, 1, 1), date(2026, 3, 5))
TO_COME = role(date(2026, 3, 5), right=Right.SIGN)


@pytest.mark.parametrize(
    ("one", "light"),
    [
        (OVER, Light(Tone.DONE, "已结束")),
        (HELD, Light(Tone.NORMAL, "现任")),
        (TO_COME, Light(Tone.IDLE, "未到任")),
    ],
)
def test_a_role_that_ended_yesterday_is_over_today(one: Role, light: Light) -> None:
    assert standing(one, DAY) == light


def test_what_holds_today_comes_first_and_what_is_over_last(django_assert_num_queries: Any) -> None:
    samples.staff()
    with django_assert_num_queries(1):
        names = office_names([OVER, TO_COME, HELD])
    table = roles_table([OVER, TO_COME, HELD], names, day=DAY, caption="roles")
    assert [row[2] for row in table.rows] == [HELD.starts, TO_COME.starts, OVER.starts]
    assert table.rows[1] == ("bureau · desk", "签署", TO_COME.starts, None, Light(Tone.IDLE, "未到任"))


def test_an_office_that_is_not_known_is_shown_by_its_id() -> None:
    table = roles_table([role(DAY, office="gone")], {}, day=DAY, caption="roles")
    assert is_id(str(table.rows[0][0]))


def test_every_right_has_its_word() -> None:
    rows = roles_table([role(DAY, right=right) for right in Right], {}, day=DAY, caption="roles").rows
    assert {row[1] for row in rows} == {"查看", "办理", "签署", "检查"}
