"""Words in what the border room holds of both sides."""

from typing import Any, Protocol

from pilin.kernel.matters.tests.stage import THEM, US
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.samples import AT, an_id
from pilin.modules.border import models


class Garden(Protocol):
    """Whoever gives out words."""

    def word(self, name: str) -> str:
        """Return a new word for a field."""


def plant(garden: Garden) -> None:
    """Plant all of it."""
    said: dict[str, Any] = {
        "roles": {"asker": US, "helper": THEM},
        "asserted": {"asked_by": {"asker": garden.word("borderrecord.content")}},
        "agreed": {},
        "done": {"open": "2026-03-02"},
        "opener": "asker",
        "turn": [THEM],
    }
    members = {"kind": "support", "state": "asked", "is_over": False, "opened_by": US, "on": samples.DAY}
    models.Record.objects.create(id=an_id("support"), title=garden.word("borderrecord.title"), content=said, **members)
    _law(garden)
    walked = {"day": samples.DAY, "starts": "20:00", "minutes": 60, "people": 2, "vehicles": 1, "cost": 0}
    models.SquadRecord.objects.create(
        id=an_id("tick"),
        month=an_id("month"),
        round=garden.word("squadrecord.round"),
        account=garden.word("squadrecord.account"),
        digest="d" * 64,
        kept_at=AT,
        **walked,
    )
    _registers(garden)


def _registers(garden: Garden) -> None:
    """Let a camera stand in the register, and somebody have looked into its pictures."""
    shown = ("place", "operator", "purpose", "complain_to")
    kept = ("filing_number", "first_office", "second_office", "written_by")
    models.CameraEntry.objects.create(
        camera=an_id("camera"),
        version=1,
        at_m=21_000,
        used_from=samples.DAY,
        has_sign=True,
        storage_days=60,
        written_at=AT,
        **{name: garden.word(f"camera.{name}") for name in shown},
        **{name: garden.word(f"cameraentry.{name}") for name in kept},
    )
    said = ("article", "paper", "asked_by", "unit", "answered_by", "closed_by", "destroyed_by")
    models.LookUp.objects.create(
        camera=an_id("camera"),
        first=AT,
        last=AT,
        purpose="case",
        asked_at=AT,
        **{name: garden.word(f"lookup.{name}") for name in said},
    )


def _law(garden: Garden) -> None:
    """Plant a stop that both signed and an event that both join: of these, everybody sees what is on the list."""
    roles = {"host": US, "guest": THEM}
    kept = {"roles": roles, "opener": "host", "done": {"open": "2026-03-02"}, "turn": []}
    stop = {name: garden.word(f"lawstop.{name}") for name in ("title", "village", "shows")}
    remark = {"remark": {"guest": garden.word("lawstop.remark")}}
    event: dict[str, Any] = {name: {"host": garden.word(f"lawevent.{name}")} for name in ("place", "topics", "reason")}
    event["materials"] = {"host": [{"id": "m1", "title": garden.word("lawevent.materials")}]}
    for name, state, title, said in (
        ("law_stop", "standing", stop["title"], {"agreed": {**stop, "chainage_m": 900}, "asserted": remark}),
        ("law_event", "joined", garden.word("lawevent.title"), {"agreed": {}, "asserted": event}),
    ):
        members = {"state": state, "is_over": False, "opened_by": US, "on": samples.DAY.replace(year=2099)}
        models.Record.objects.create(id=an_id(name), kind=name, title=title, content={**kept, **said}, **members)
