"""Checks of directory entries: alone with `check`, beside those already held with `check_among`."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import chain

from pilin.base.ids import is_id
from pilin.base.masking import holds_identity_number
from pilin.base.refusal import Code, Finding
from pilin.kernel.organisations.rules import numbers
from pilin.kernel.organisations.rules.codes import OrganisationsRefusal as Why
from pilin.kernel.organisations.rules.entries import Body, Border, Entry, Group, Level, Office, PairHalf, Place
from pilin.kernel.organisations.rules.reading import digest_of

TEXT_MAX = 200
LONG_TEXT_MAX = 1000
LIST_MAX = 500
VERSION_MAX = 2**31 - 1
MEASURE_M_MAX = 10_000_000

_LONG = frozenset({"note", "source"})
_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KEY = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+/-]{0,39}")

Parts = Iterator[tuple[Code, str]]


@dataclass(frozen=True)
class Author:
    """Who speaks: a side, and every division code that it may speak of (its own where none is given)."""

    side: str
    divisions: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the 6-digit prefixes under which the author's places lie."""
        return self.divisions or (self.side,)


def check(entry: Entry, author: Author) -> list[Finding]:
    """Return everything that is wrong with an entry read alone; `where` is its id, the fact `part` the member."""
    found = chain(
        _identity(entry),
        _sides(entry, author),
        _texts(entry),
        _lists(entry),
        _validity(entry),
        _of_its_kind(entry, author),
    )
    return [Finding(entry.id, code, {"part": part}) for code, part in found]


def check_among(entry: Entry, *, first: Entry, said: str, beside: Mapping[str, Entry]) -> list[Finding]:
    """Return what is wrong with an entry beside others.

    `first` is the entry held under its id, or the first one to come; `said` is the digest first given for its version;
    `beside` are the entries by id as they would then stand. A tie to an unknown entry is no finding: it may yet arrive;
    nor are the ties of a version that a higher one has already replaced.
    """
    ties = _ties(entry, beside) if beside.get(entry.id) == entry else ()
    found = chain(_against_first(entry, first, said), ties)
    return [Finding(entry.id, code, {"part": part}) for code, part in found]


def named_by(entry: Entry) -> tuple[str, ...]:
    """Return the ids of other entries on which this one hangs or which it joins."""
    members = entry.members if isinstance(entry, PairHalf) else ()
    return (*(other for other, _ in entry.hangs_on), *members)


def _identity(entry: Entry) -> Parts:
    if not is_id(entry.id):
        yield Why.ENTRY_ID_IS_NOT_VALID, "id"
    if not 1 <= entry.version <= VERSION_MAX:
        yield Why.ENTRY_VERSION_IS_OUT_OF_RANGE, "version"


def _sides(entry: Entry, author: Author) -> Parts:
    """Yield what is wrong with the sides: an author speaks of its own half only; a joint thing names all its sides."""
    if not all(numbers.is_side(side) for side in (entry.side, *entry.sides)):
        yield Why.SIDE_IS_NOT_SIX_DIGITS, "side"
    if entry.side != author.side or entry.side not in entry.parties:
        yield Why.ENTRY_SPEAKS_OF_ANOTHER_SIDE, "side"
    if entry.sides and (len(entry.sides) < 2 or list(entry.sides) != sorted(set(entry.sides))):
        yield Why.JOINT_ENTRY_MUST_NAME_ITS_SIDES, "sides"
    if not entry.sides and _is_joint(entry):
        yield Why.JOINT_ENTRY_MUST_NAME_ITS_SIDES, "sides"


def _is_joint(entry: Entry) -> bool:
    """Tell whether an entry concerns several sides by its nature: borders, pairs, groups, joint bodies."""
    joint_body = isinstance(entry, Body) and entry.sort.startswith("joint_")
    return joint_body or isinstance(entry, Border | PairHalf | Group)


def _texts(entry: Entry) -> Parts:
    for part, text in _all_texts(entry):
        longest = LONG_TEXT_MAX if part in _LONG else TEXT_MAX
        if not 0 < len(text) <= longest or not _is_plain(text):
            yield Why.ENTRY_TEXT_IS_NOT_PLAIN, part
        if holds_identity_number(text) and part not in {"code", "credit_code"}:
            yield Why.ENTRY_HOLDS_AN_IDENTITY_NUMBER, part


def _all_texts(value: object, inside: str = "") -> Iterator[tuple[str, str]]:
    """Yield (name of the member, text) of every text at any depth of an entry."""
    if isinstance(value, str):
        yield inside, value
    elif isinstance(value, tuple):
        for item in value:
            yield from _all_texts(item, inside)
    elif hasattr(value, "__dataclass_fields__"):
        for field in fields(value):  # type: ignore[arg-type]
            yield from _all_texts(getattr(value, field.name), field.name)


def _is_plain(text: str) -> bool:
    return text.isprintable() and text == text.strip() and unicodedata.is_normalized("NFC", text)


def _lists(entry: Entry) -> Parts:
    """Yield the lists that are too long or name a thing twice."""
    for field in fields(entry):
        items = getattr(entry, field.name)
        if isinstance(items, tuple) and (len(items) > LIST_MAX or len(set(items)) < len(items)):
            yield Why.ENTRY_LIST_IS_NOT_SOUND, field.name


def _validity(entry: Entry) -> Parts:
    if entry.valid_from and entry.valid_to and entry.valid_to <= entry.valid_from:
        yield Why.VALIDITY_MUST_RUN_FORWARD, "valid_to"
    if entry.id in entry.successors:
        yield Why.SUCCESSOR_MUST_BE_ANOTHER, "successors"
    if entry.successors and entry.valid_to is None:
        yield Why.SUCCESSOR_NEEDS_AN_END, "valid_to"
    if not all(is_id(successor) for successor in entry.successors):
        yield Why.ENTRY_ID_IS_NOT_VALID, "successors"


def _of_its_kind(entry: Entry, author: Author) -> Parts:
    if not entry.name and not isinstance(entry, PairHalf | Group):
        yield Why.ENTRY_NEEDS_A_NAME, "name"
    if isinstance(entry, Border):
        yield from _border(entry)
    elif isinstance(entry, Place):
        yield from chain(_place(entry), _code(entry, author))
    elif isinstance(entry, Body):
        yield from _body(entry)
    elif isinstance(entry, Office):
        yield from _words("duties", *entry.duties)
    else:
        assert isinstance(entry, PairHalf | Group)
        yield from _joined(entry)


def _border(border: Border) -> Parts:
    if len(border.sides) != 2:
        yield Why.BORDER_MUST_JOIN_TWO_SIDES, "sides"
    if not all(0 < length <= MEASURE_M_MAX for length in (border.length_m, border.stated_length_m or 1)):
        yield Why.MEASURE_IS_OUT_OF_RANGE, "length_m"


def _place(place: Place) -> Parts:
    yield from _words("sort", *((place.sort,) if place.sort else ()))
    if place.level is Level.GROUP:
        yield Why.PLACE_CODE_DOES_NOT_FIT_ITS_LEVEL, "level"
    point = place.point
    if point and (abs(point.latitude_microdegrees) > 90_000_000 or abs(point.longitude_microdegrees) > 180_000_000):
        yield Why.POINT_LIES_OFF_THE_EARTH, "point"
    for at in place.chainages:
        if not all(0 <= metres <= MEASURE_M_MAX for metres in (at.chainage_m, at.distance_m or 0)):
            yield Why.MEASURE_IS_OUT_OF_RANGE, "chainages"
    borders = [at.border for at in place.chainages]
    if not all(_joins_two(border) for border in borders) or len(set(borders)) < len(borders):
        yield Why.BORDER_MUST_JOIN_TWO_SIDES, "chainages"


def _joins_two(border: str) -> bool:
    """Tell whether a border's key is two side codes in order, e.g. "310116-330482"."""
    one, _, other = border.partition("-")
    return numbers.is_side(one) and numbers.is_side(other) and one < other


def _code(place: Place, author: Author) -> Parts:
    if place.code is None:
        return
    if not numbers.is_place_code(place.code):
        yield Why.PLACE_CODE_IS_NOT_TWELVE_DIGITS, "code"
        return
    if not place.code.startswith(author.codes):
        yield Why.PLACE_CODE_LIES_OUTSIDE_THE_SIDE, "code"
    if numbers.level_of_code(place.code) is not place.level:
        yield Why.PLACE_CODE_DOES_NOT_FIT_ITS_LEVEL, "code"


def _body(body: Body) -> Parts:
    yield from _words("sort", body.sort)
    if body.credit_code is not None and not numbers.is_credit_code(body.credit_code):
        yield Why.CREDIT_CODE_IS_NOT_VALID, "credit_code"
    if body.as_of is not None and not 1 <= body.as_of <= 9999:
        yield Why.MEASURE_IS_OUT_OF_RANGE, "as_of"


def _joined(entry: PairHalf | Group) -> Parts:
    if isinstance(entry, PairHalf):
        if not entry.members or entry.level is Level.SITE:
            yield Why.MEMBERS_MUST_BE_NAMED, "members"
        yield from _keys("pair", entry.pair)
        return
    yield from _keys("pattern", entry.pattern, entry.part)
    if not entry.name and not entry.title:
        yield Why.ENTRY_NEEDS_A_NAME, "title"
    if not 1 <= entry.position <= LIST_MAX:
        yield Why.MEASURE_IS_OUT_OF_RANGE, "position"


def _words(part: str, *words: str) -> Parts:
    if not all(_WORD.fullmatch(word) for word in words):
        yield Why.WORD_IS_NOT_A_CODE_WORD, part


def _keys(part: str, *keys: str) -> Parts:
    if not all(_KEY.fullmatch(key) for key in keys):
        yield Why.WORD_IS_NOT_A_CODE_WORD, part


def _against_first(entry: Entry, first: Entry, said: str) -> Parts:
    if first.side != entry.side:
        yield Why.ENTRY_BELONGS_TO_ANOTHER_SIDE, "side"
    if first.kind != entry.kind:
        yield Why.ENTRY_KEEPS_ITS_KIND, "kind"
    if said != digest_of(entry):
        yield Why.VERSION_SAYS_SOMETHING_ELSE, "version"


def _ties(entry: Entry, known: Mapping[str, Entry]) -> Parts:
    for other_id, kind in entry.hangs_on:
        other = known.get(other_id)
        if other and other.kind != kind:
            yield Why.ENTRY_HANGS_ON_THE_WRONG_KIND, other_id
        elif other and entry.side not in other.parties:
            yield Why.ENTRY_HANGS_ON_ANOTHER_SIDE, other_id
    for other_id in entry.members if isinstance(entry, PairHalf) else ():
        other = known.get(other_id)
        if other and entry.side not in other.parties:
            yield Why.ENTRY_HANGS_ON_ANOTHER_SIDE, other_id
    if _reaches_itself(entry, known):
        yield Why.ENTRY_HANGS_ON_ITSELF, entry.id


def _reaches_itself(entry: Entry, known: Mapping[str, Entry]) -> bool:
    """Tell whether the way up along the ties of `known` leads back to the entry."""
    waiting, seen = [other for other, _ in entry.hangs_on], set[str]()
    while waiting:
        step = waiting.pop()
        if step == entry.id:
            return True
        if step not in seen and step in known:
            seen.add(step)
            waiting.extend(other for other, _ in known[step].hangs_on)
    return False
