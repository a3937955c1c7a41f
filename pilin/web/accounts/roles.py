"""Roles of people as pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext

from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Role
from pilin.web.access import right_word
from pilin.web.components import Cell, Column, Light, Table, Tone


def office_names(roles: Sequence[Role]) -> dict[str, str]:
    """Return the names of the offices of roles by id, of those in force and of others; one query."""
    return with_bodies(role.office for role in roles)


def with_bodies(offices: Iterable[str]) -> dict[str, str]:
    """Return the names of offices by id, each behind its body's, since bodies call offices alike; one query."""
    return {office: _with_body(*names) for office, names in organisations.offices_called(offices).items()}


def _with_body(body: str, office: str) -> str:
    return office if not body or office.startswith(body) else f"{body} · {office}"


def roles_table(roles: Sequence[Role], names: Mapping[str, str], *, day: date, caption: str) -> Table:
    """Return roles as a table: what holds today first, then what is to come, then what has ended."""
    columns = [
        Column(gettext("岗位")),
        Column(gettext("权限")),
        Column(gettext("起"), "day"),
        Column(gettext("止（当日起无效）"), "day"),
        Column(gettext("状态")),
    ]
    ordered = sorted(roles, key=lambda role: (_place(role, day), role.starts))
    rows: list[Sequence[Cell]] = [
        (names.get(role.office, role.office), right_word(role.right), role.starts, role.ends, standing(role, day))
        for role in ordered
    ]
    empty = gettext("这里将列出岗位任命：由有权的人在“人员”页给出，写明起止日期。")
    return Table(caption, columns, rows, empty)


def standing(role: Role, day: date) -> Light:
    """Return how a role stands on a day, as a light."""
    if role.holds_on(day):
        return Light(Tone.NORMAL, gettext("现任"))
    return Light(Tone.IDLE, gettext("未到任")) if role.starts > day else Light(Tone.DONE, gettext("已结束"))


def _place(role: Role, day: date) -> int:
    return 0 if role.holds_on(day) else 1 if role.starts > day else 2
