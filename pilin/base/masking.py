"""Masking: what free text must not carry unseen. Identity-card numbers never leave it unmasked (architecture, 8).

The check digit of GB 11643-1999 (ISO 7064, MOD 11-2) tells a citizen number from any other eighteen digits.

Hidden marks are characters that nobody sees or that turn the direction of writing: with them a signed text reads
otherwise than it is (Unicode Technical Reports 36 and 55). Private characters stay: rare names are written with them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

MASK = "***"
"""What stands where something was masked."""

LENGTH = 18
"""How many characters a citizen number has; a shorter text holds none."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_CANDIDATE = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_GAP = " "
_APART = f"{_GAP}{{0,3}}"
_NUMERALS = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"  # the first letter of a plate (GA 36)
_SELECTOR = "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # one of them chooses the shape of a letter; a row of them hides bytes
_UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
    "\U000e01f0-\U000e0fff"
)
_SUSPECT = re.compile(f"[{_UNSEEN}{_SELECTOR}]")  # one set of letters is found ten times as fast as the next
_HIDDEN = re.compile(f"[{_UNSEEN}]|(?<=[{_SELECTOR}])[{_SELECTOR}]")
_SEAMS = re.compile(
    "[\xad\u200b-\u200d\u2060\ufeff]"
)  # programs leave them where words are copied; nothing is seen of them


def is_identity_number(text: str) -> bool:
    """Tell whether eighteen characters are a citizen number by their check digit."""
    body, check = text[:17], text[17:].upper()
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return _CHECK[total % 11] == check


def holds_identity_number(text: str) -> bool:
    """Tell whether a text holds a citizen number anywhere."""
    return any(is_identity_number(found) for found in _CANDIDATE.findall(text))


def mask(text: str) -> str:
    """Return the text with every citizen number reduced to its first three and last two characters."""
    return _CANDIDATE.sub(_masked, text)


def _masked(match: re.Match[str]) -> str:
    number = match.group()
    return f"{number[:3]}{'*' * 13}{number[16:]}" if is_identity_number(number) else number


def hidden_mark(text: str) -> tuple[str, str] | None:
    """Return the first hidden mark of a text as `U+202E`, with the words around it; None where there is none."""
    found = _HIDDEN.search(text)
    if found is None:
        return None
    around = text[max(0, found.start() - 10) : found.end() + 10]
    return _named(found), made_visible(around)


def made_visible(text: str) -> str:
    """Return the text with every hidden mark written out, as `⟦U+202E⟧`."""
    return _HIDDEN.sub(lambda mark: f"⟦{_named(mark)}⟧", text) if _SUSPECT.search(text) else text


def without_seams(text: str) -> tuple[str, int]:
    """Return the text without the marks that are left where words are copied, and how many there were.

    Without them it looks as it did: what is signed is what was seen.
    """
    return _SEAMS.subn("", text)


def _named(mark: re.Match[str]) -> str:
    return f"U+{ord(mark.group()):04X}"


class Masked(NamedTuple):
    """A text without what tells who somebody is, and how many places were masked in it."""

    text: str
    places: int


def mask_personal(text: str) -> Masked:
    """Return what residents wrote with citizen numbers, telephone numbers and plates masked, in whatever digits.

    PIPL 28 and 6: what is not needed is not kept. Digits of every script count, Chinese numerals, full-width and ringed
    ones, and those set apart by spaces, hyphens, or marks that nobody sees. Rather one number too many than one too
    few: eighteen digits need a sound check digit or a day of birth, eleven a mobile's beginning.
    """
    plain = "".join(map(_plain, text))
    counted = plain.translate(_NUMERALS)  # a second look, since a numeral may also be the last letter of a name
    spans = sorted(span for said in {plain, counted} for span in _spans(said))
    pieces, last, places = [], 0, 0
    for start, end in spans:
        if start >= last:
            pieces += [text[last:start], MASK]
            places += 1
        last = max(last, _beyond_marks(text, end))
    return Masked("".join([*pieces, text[last:]]), places)


def _spans(plain: str) -> Iterator[tuple[int, int]]:
    """Yield where something that is masked stands; one may begin within another."""
    for form, holds in _PERSONAL:
        for found in form.finditer(plain):
            if holds(found.group(1)):
                yield found.span(1)


def _beyond_marks(text: str, end: int) -> int:
    """Return the end behind the marks that sit on the last digit, as a keycap does."""
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    return end


def _plain(mark: str) -> str:
    """Return one character as the forms below know it: a digit, a capital, a letter as it is, or a gap."""
    digit = unicodedata.digit(mark, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", mark).upper()
    one = folded if len(folded) == 1 else mark
    return one if one.isalnum() or one in MASK else _GAP


def _digits(found: str) -> str:
    return found.replace(_GAP, "")


def _is_citizen(found: str) -> bool:
    """Tell whether eighteen characters are a citizen number by check digit or by day of birth, which slips keep."""
    number = _digits(found)
    return is_identity_number(number) or (number[6:8] in ("19", "20") and _is_day(number[10:14]))


def _is_old_citizen(found: str) -> bool:
    """Tell whether fifteen digits may be a citizen number as given until 1999, with the day of birth in six."""
    return _is_day(_digits(found)[8:12])


def _is_day(text: str) -> bool:
    return 1 <= int(text[:2]) <= 12 and 1 <= int(text[2:]) <= 31


def _is_plate(found: str) -> bool:
    return any(mark.isdigit() for mark in found)


def _always(_found: str) -> bool:
    return True


def _run(first: str, digits: int, *, last: str = r"\d") -> str:
    """Return the pattern of a run that begins with a pattern, with gaps between any two of the digits that follow."""
    return rf"{first}(?:{_APART}\d){{{digits}}}{_APART}{last}"


_PERSONAL: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = tuple(
    (re.compile(rf"(?<!\d)(?=({form})(?!\d))"), holds)
    for form, holds in (
        (_run(r"\d", 16, last=r"[\dX]"), _is_citizen),  # GB 11643-1999
        (_run(r"\d", 13), _is_old_citizen),
        (_run(rf"(?:(?:00{_APART})?8{_APART}6{_APART})?1{_APART}[3-9]", 8), _always),  # a mobile, with or without 86
        (
            _run(rf"0{_APART}(?:[12]{_APART}\d|[3-9]{_APART}\d{_APART}\d){_APART}[1-9]", 5, last=rf"\d(?:{_APART}\d)?"),
            _always,
        ),
        (rf"[{_PROVINCES}]{_APART}[A-Z](?:{_APART}[A-Z0-9]){{5,6}}(?![A-Z])", _is_plate),
    )
)
