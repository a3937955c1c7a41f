"""What tests of reminders share: a stage with two sides, a node with mail and robots, and matters that press."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from pilin.base import ids
from pilin.base.clock import day_of
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from tests.web.conftest import read, scene, stage

__all__ = ["read", "scene", "stage"]

Press = Callable[..., str]


@pytest.fixture
def press(scene: Stage) -> Press:
    """Return a function that lets a matter of a title press, its end so many days from today; at eight and a half."""
    scene.open_petition()
    today = scene.now.replace(hour=0, minute=30)
    scene.later(days=1, seconds=int((today - scene.now).total_seconds()))
    row = scene.row()
    type(row).objects.update(final=True)
    row.final, named = False, row.kind_name

    def pressing(title: str = "水质会商", *, days: int = 1, turn: str = US, kind: str = "", warned: int = 9) -> str:
        day: date = day_of(scene.now)
        row.pk, row.title, row.turn = ids.new_id(scene.now), title, f",{turn},"
        row.rolled_end, row.warn_on = day + timedelta(days=days), day + timedelta(days=days - warned)
        row.kind_name = kind or named
        row.save(force_insert=True)
        return row.pk

    return pressing


@pytest.fixture
def theirs() -> str:
    """Return the code of the other side."""
    return THEM


@pytest.fixture
def mailing() -> Iterator[Any]:
    """Let this node have a mail server, with mailboxes of one domain."""
    mail = SimpleNamespace(sender="pilin@office.example", domains="office.example")
    members: Any = {"mail": mail}
    with override_settings(NODE=replace(settings.NODE, **members)):
        yield mail


@pytest.fixture
def robots(tmp_path: Path) -> Callable[[str, str], Any]:
    """Return a function that gives this node a DingTalk robot at an address, with a key, and a WeCom one."""

    def entered(address: str, key: str = "SECzq") -> Any:
        ding, wecom = tmp_path / "ding", tmp_path / "wecom"
        ding.write_text(f"{address}/robot/send?access_token=zqtoken\n{key}\n", encoding="utf-8")
        wecom.write_text(f"{address}/cgi-bin/webhook/send?key=zqkey\n", encoding="utf-8")
        members: Any = {"robots": SimpleNamespace(dingtalk_file=ding, wecom_file=wecom)}
        return override_settings(NODE=replace(settings.NODE, **members))

    return entered
