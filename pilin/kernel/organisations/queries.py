"""Reads of the directory and of our own roles. Each answers in a fixed number of queries, whatever the size."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, F, Manager, OuterRef, Q, QuerySet, Subquery, Value

from pilin.base import canonical, clock
from pilin.kernel.organisations import models, rules

E = TypeVar("E", bound=rules.Entry)
C = TypeVar("C", bound=models.Current)

_ALWAYS = Q()

TABLES: dict[str, Manager[Any]] = {
    "border": models.Border.objects,
    "place": models.Place.objects,
    "body": models.Body.objects,
    "office": models.Office.objects,
    "pair": models.PairHalf.objects,
    "group": models.Group.objects,
}
"""The table of each kind of entry."""


def directory_of(side: str) -> list[rules.Entry]:
    """Return the highest version of every entry of the side, kind by kind, ended ones too."""
    return _all(Q(side=side))


def visible_directory(*, day: date, sides: Sequence[str] | None = None) -> list[rules.Entry]:
    """Return the entries in force on the day, of the given sides or of all, kind by kind."""
    return _all(_on(day) if sides is None else _on(day) & Q(side__in=sides))


def bearing(words: str, *, day: date) -> list[rules.Entry]:
    """Return the entries in force on the day that bear words in a name, or whose code begins so; one query."""
    found = _all(_on(day) & (Q(name__icontains=words) | Q(content__icontains=words)))
    return [entry for entry in found if _bears(entry, words)]


def _bears(entry: rules.Entry, words: str) -> bool:
    named = any(words.casefold() in name.casefold() for name in (entry.name or "", *entry.also))
    return named or str(getattr(entry, "code", None) or "").startswith(words)


def unsigned(side: str) -> list[rules.Entry]:
    """Return the side's own entries whose highest version stands in no signed event yet: what is to be published."""
    return _all(Q(side=side, event_hash=""))


def digest_of_directory(side: str) -> str:
    """Return the SHA-256 over the signed part of a side's directory: [id, version, digest] of each entry, by id.

    Nodes that took the same events of the side find the same digest; what is declared but not signed does not count.
    """
    signed = models.Statement.objects.exclude(event_hash="")
    higher = signed.filter(side=side, entry=OuterRef("entry"), version__gt=OuterRef("version"))
    rows = signed.filter(~Exists(higher), side=side).values_list("entry", "version", "digest").distinct()
    return canonical.digest_of([list(row) for row in sorted(rows)])


def entries(ids: Iterable[str]) -> dict[str, rules.Entry]:
    """Return the known entries of the given ids, by id."""
    return {entry.id: entry for entry in _all(Q(id__in=set(ids)))}


def called(ids: Iterable[str]) -> dict[str, str]:
    """Return what the known entries of the given ids are called, by id; one query."""
    return {name: rules.called(entry) for name, entry in entries(ids).items()}


def history_of(entry_id: str) -> list[rules.Entry]:
    """Return all versions of an entry that were ever recorded, oldest first."""
    found = models.Statement.objects.filter(entry=entry_id).order_by("version", "id")
    return [rules.from_text(text) for text in dict.fromkeys(found.values_list("content", flat=True))]


def successors_of(entry_id: str, *, day: date) -> list[rules.Entry]:
    """Return what carries on an entry on the day, itself while it is in force: see `rules.successors`."""
    return rules.successors(_all(Q()), entry_id, day)


def borders(*, day: date) -> list[rules.Border]:
    """Return the borders that are described on the day; both sides may describe the same one."""
    return _read(rules.Border, models.Border.objects.filter(_on(day)).order_by("key", "side"))


def places(*, day: date, side: str | None = None) -> list[rules.Place]:
    """Return the places in force on the day, by code, of one side or of all; sites, which have no code, come first."""
    found = models.Place.objects.filter(_on(day) if side is None else _on(day) & Q(side=side))
    return _read(rules.Place, found.order_by("code", "id"))


def all_places() -> list[rules.Place]:
    """Return every place in its highest version, those that have ended too, by id; one query."""
    return _read(rules.Place, models.Place.objects.order_by("id"))


def places_along(border: str, *, day: date) -> list[tuple[int, rules.Place]]:
    """Return (chainage in metres, place) along a border such as "310116-330482", from its start."""
    found = models.Place.objects.filter(_on(day), lies_at__border=border).order_by("lies_at__chainage_m", "code", "id")
    rows = found.annotate(metres=F("lies_at__chainage_m")).values_list("metres", "content")
    return [(metres, _as(rules.Place, content)) for metres, content in rows]


def pairs(*, day: date) -> list[rules.Pair]:
    """Return all pairs of which a half is in force on the day, by key."""
    return rules.pairs(_read(rules.PairHalf, models.PairHalf.objects.filter(_on(day))))


def pairs_of(member: str, *, day: date) -> list[rules.Pair]:
    """Return the pairs in which a place or body is a member on the day, each with all its halves in force."""
    keys = models.PairHalf.objects.filter(_on(day), joins__member=member).values("pair")
    found = rules.pairs(_read(rules.PairHalf, models.PairHalf.objects.filter(_on(day), pair__in=keys)))
    return [pair for pair in found if member in pair.members]


def groups(*, day: date, pattern: str | None = None) -> list[rules.Group]:
    """Return the groups in force on the day in the order of their pattern, of one pattern or of all."""
    found = models.Group.objects.filter(_on(day) if pattern is None else _on(day) & Q(pattern=pattern))
    return _read(rules.Group, found.order_by("pattern", "position", "id"))


def tree_of_bodies(*, side: str, day: date) -> list[rules.Branch]:
    """Return the bodies of a side in force on the day as trees, by name."""
    return rules.tree(_read(rules.Body, models.Body.objects.filter(_on(day), side=side)))


def offices_of(body: str, *, day: date) -> list[rules.Office]:
    """Return the offices of a body in force on the day, by name; only the sides of the body may give it offices."""
    held = models.Body.objects.filter(id=body).values_list("content", flat=True)
    sides = {side for content in held for side in _as(rules.Body, content).parties}
    found = models.Office.objects.filter(_on(day), body=body, side__in=sides)
    return _read(rules.Office, found.order_by("name", "id"))


def offices(*, side: str, day: date) -> list[rules.Office]:
    """Return all offices of a side in force on the day, by body and name."""
    return _read(rules.Office, models.Office.objects.filter(_on(day), side=side).order_by("body", "name", "id"))


def offices_and_bodies(side: str, *, given: Q | Exists = _ALWAYS) -> list[rules.Entry]:
    """Return every office and body of a side in its highest version, those that have ended too, by id; one query.

    Nothing is read unless what is `given` holds: whoever needs it only then asks no query more.
    """
    held = [
        table.objects.filter(given, side=side).values_list("id", "content") for table in (models.Office, models.Body)
    ]
    return [rules.from_text(content) for _id, content in held[0].union(held[1], all=True).order_by("id")]


def offices_called(ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the names of the body and of the office, by the office's id, of those that are known; one query.

    Without a name the id stands for an office, and nothing for a body.
    """
    body = models.Body.objects.filter(id=OuterRef("body")).order_by("side").values("name")[:1]
    found = models.Office.objects.filter(id__in=set(ids)).annotate(body_name=Subquery(body)).order_by("id")
    rows = found.values_list("id", "body_name", "name")
    return {office: (body_name or "", name or office) for office, body_name, name in rows}


def people() -> list[rules.Person]:
    """Return our own staff, by account."""
    rows = models.Person.objects.order_by("account").values_list("account", "display_name")
    return [rules.Person(account=account, display_name=name) for account, name in rows]


def roles(*, day: date | None = None, account: str | None = None) -> list[rules.Role]:
    """Return our roles by account and start: those held on the day (or ever), of one account (or of all)."""
    held = Q() if day is None else Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gt=day))
    whose = Q() if account is None else Q(person__account=account)
    found = models.Role.objects.filter(held, whose).select_related("person").order_by("person__account", "starts", "id")
    return [role_of(row) for row in found]


def roles_in_force(*, day: date, account: str | None = None) -> list[rules.Role]:
    """Return the roles held on the day, of one account or of all, in offices that are in force; one query.

    An office that is no longer in force gives no right.
    """
    held = Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gt=day))
    whose = Q() if account is None else Q(person__account=account)
    offices_in_force = models.Office.objects.filter(_on(day)).values("id")
    found = models.Role.objects.filter(held, whose, office__in=offices_in_force).select_related("person")
    return [role_of(row) for row in found.order_by("person__account", "starts", "id")]


def offices_with(right: rules.Right, *, day: date) -> list[str]:
    """Return the names of the offices in force in which somebody holds a right on the day, by name; one query."""
    covering = [held for held in rules.Right if rules.allows(held, right)]
    held = Q(roles__starts__lte=day) & (Q(roles__ends__isnull=True) | Q(roles__ends__gt=day))
    found = models.Office.objects.filter(_on(day), held, roles__right__in=covering).order_by("name", "id")
    return [name or office for office, name in found.values_list("id", "name").distinct()]


def who_may_sign(*, day: date) -> list[rules.Role]:
    """Return the roles that may sign for this node on the day."""
    return [role for role in roles_in_force(day=day) if role.right is rules.Right.SIGN]


def may(account: str, right: rules.Right, *, day: date, office: str | None = None) -> bool:
    """Tell whether an account holds the right on the day, in the given office or in any."""
    held = [role for role in roles_in_force(day=day, account=account) if office in {None, role.office}]
    return any(rules.allows(role.right, right) for role in held)


def role_of(row: models.Role) -> rules.Role:
    """Return a row of roles, with its person loaded, as the rules know it."""
    return rules.Role(
        id=row.id,
        account=row.person.account,
        office=row.office_id,
        right=rules.Right(row.right),
        starts=row.starts,
        ends=row.ends,
        given_on=clock.day_of(clock.instant(row.appointed_at)),
    )


def _on(day: date) -> Q:
    """Return the condition that an entry is in force on the day, as `rules.in_force` says it."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def _all(condition: Q) -> list[rules.Entry]:
    """Return the entries under a condition on the common columns, kind by kind, by id; one query."""
    first, *others = [
        table.filter(condition).annotate(rank=Value(rank)).values_list("rank", "id", "content")
        for rank, table in enumerate(TABLES.values())
    ]
    return [rules.from_text(content) for _, _, content in first.union(*others, all=True).order_by("rank", "id")]


def _read(kind: type[E], found: QuerySet[C]) -> list[E]:
    return [_as(kind, content) for content in found.values_list("content", flat=True)]


def _as(kind: type[E], content: str) -> E:
    entry = rules.from_text(content)
    assert isinstance(entry, kind), f"{entry.kind} in the table of {kind.kind}"
    return entry
