"""The entry of the pattern: what the source names, and as many unnamed groups and corridors as it counts."""

from collections.abc import Mapping
from typing import Any

PATTERN = "pattern"


def draft(reference: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an entry as first offered: unnamed groups and corridors bear their number."""
    unnamed = reference["unnamed"]
    numbered = {
        name: [{"id": str(number), "name": unnamed} for number in range(1, reference[name] + 1)]
        for name in ("groups", "corridors")
    }
    plain = ("title", "domains", "project_fields", "belt")
    return {**{name: reference[name] for name in plain}, **numbered}


def named(rows: Any) -> list[str]:
    """Return the names of groups or corridors with what stands beside them, in their order."""
    beside = ((row, row.get("bodies") or row.get("note")) for row in rows or ())
    return [f"{row['name']}（{more}）" if more else str(row["name"]) for row, more in beside]
