"""References: which other matters a matter names, in fields that everybody sees."""

from collections.abc import Iterator

from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.kinds import FieldRule, Kind, Value, fits


def references(kind: Kind, matter: Matter) -> set[tuple[str, str]]:
    """Return (field, id of the matter that it names) of all that any party asserts or all agreed."""
    found = set()
    for name, rule in kind.fields.items():
        if rule.sees == ("all",):
            said = (matter.agreed.get(name), *matter.asserted.get(name, {}).values())
            found |= {(name, other) for value in said for other in _named(rule, value)}
    return found


def _named(rule: FieldRule, value: Value) -> Iterator[str]:
    """Yield the ids in a value of a field, through records and lists of them."""
    if rule.type == "matter" and isinstance(value, str) and fits(rule, value):
        yield value
    if rule.type == "list" and isinstance(value, (list, tuple)):
        for item in value:
            yield from _members(rule, item)
    if rule.type == "record":
        yield from _members(rule, value)


def _members(rule: FieldRule, value: Value) -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in rule.members.items():
            yield from _named(member, value.get(name))
