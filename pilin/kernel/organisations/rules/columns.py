"""The columns by which the tables search an entry, derived from the entry alone: an audit derives them again."""

from pilin.kernel.organisations.rules.entries import Body, Border, Entry, Group, Office, PairHalf, Place
from pilin.kernel.organisations.rules.reading import text_of

Columns = dict[str, object]


def columns_of(entry: Entry) -> Columns:
    """Return the columns of the entry's row in the table of its kind, but for the event that signed it."""
    common: Columns = {
        "id": entry.id,
        "version": entry.version,
        "side": entry.side,
        "name": entry.name or "",
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
        "content": text_of(entry),
    }
    return common | _own_columns(entry)


def links_of(entry: Entry) -> list[tuple[str | int, ...]]:
    """Return the rows that hang on the entry's row: (border, metres) of a place, (member,) of a half of a pair."""
    if isinstance(entry, Place):
        return [(at.border, at.chainage_m) for at in entry.chainages]
    return [(member,) for member in entry.members] if isinstance(entry, PairHalf) else []


def _own_columns(entry: Entry) -> Columns:
    match entry:
        case Border():
            return {"key": entry.key, "length_m": entry.length_m}
        case Place():
            return {"level": entry.level.value, "code": entry.code or "", "parent": entry.parent or ""}
        case Body():
            named = {"parent": entry.parent or "", "place": entry.place or ""}
            return {"sort": entry.sort, "credit_code": entry.credit_code or "", **named}
        case Office():
            return {"body": entry.body}
        case PairHalf():
            return {"pair": entry.pair, "level": entry.level.value}
        case Group():
            return {"pattern": entry.pattern, "part": entry.part, "position": entry.position}
    raise AssertionError(f"no table for {entry.kind}")
