"""Masking: what free text must not carry unseen. Identity-card numbers never leave it unmasked (architecture, 8).

The check digit of GB 11643-1999 (ISO 7064, MOD 11-2) tells a citizen number from any other eighteen digits.

Hidden marks are characters that nobody sees or that turn the direction of writing: with them a signed text reads
otherwise than it is (Unicode Technical Reports 36 and 55). Private characters stay: rare names are written with them.
"""

import re

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_CANDIDATE = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
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
