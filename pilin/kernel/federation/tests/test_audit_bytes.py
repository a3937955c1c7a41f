"""Every byte of a bundle counts: altered, taken out, or with whole lines moved, the damage is found and named."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from pilin.kernel.federation.audit import bundle, verify
from pilin.kernel.federation.tests import audit_story
from pilin.kernel.federation.tests.audit_story import MATTER

pytestmark = pytest.mark.django_db

SEED = 20260302
BYTES_MAX = 20_000


@pytest.fixture(scope="module")
def sealed(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[bytes]:
    """A bundle of a short story."""
    with audit_story.kept(django_db_blocker, tmp_path_factory.mktemp("home")):
        yield bundle.write(MATTER, at=audit_story.short().at)


def damage(data: bytes) -> str:
    """Return what the script names as damaged; the empty text where it finds nothing."""
    try:
        return "".join(where for where, _ in verify.Examination(*verify.opened(data)).problems[:1])
    except verify.Damaged as damaged:
        return str(damaged.args[1])


class Places:
    """Which envelope or section each byte of a bundle belongs to."""

    def __init__(self, data: bytes) -> None:
        self.lines = data.splitlines(keepends=True)
        self.owners = [line for line in self.lines for _ in line]
        self.starts = [number for line in self.lines for number in range(len(line))]

    def sections(self, position: int) -> tuple[str, ...]:
        """Return the section of a byte; a line's end belongs to the seal too, for the last line runs into that."""
        line, offset = self.owners[position], self.starts[position]
        section = line.rpartition(b'"section":"')[2].partition(b'"')[0].decode()
        return (section, "seal") if line[offset:] == b"\n" else (section,)

    def expected(self, position: int) -> tuple[str, ...]:
        """Return how the name of damage at a byte begins: the envelope that it lies in, else the section."""
        line, offset, sections = self.owners[position], self.starts[position], self.sections(position)
        if sections != ("envelope",) or not line.index(b'"line":') < offset < line.index(b',"peer":', len(line) - 80):
            return sections
        value = verify.read(line[:-1])
        return (f"envelope {value['author']} {value['lane']}/{value['seq']}",)


def test_the_bundle_is_small_and_holds_everything(sealed: bytes) -> None:
    assert damage(sealed) == ""
    assert len(sealed) <= BYTES_MAX
    counts = {name: len(lines) for name, lines in verify.opened(sealed)[0].items()}
    assert counts == {"head": 1, "charter": 1, "key": 3, "document": 1, "envelope": 5, "receipt": 1, "part": 1}


def test_every_altered_byte_is_found_and_named(sealed: bytes) -> None:
    chance, places = random.Random(SEED), Places(sealed)
    for position, byte in enumerate(sealed):
        other = byte ^ (1 << chance.randrange(8))
        where = damage(sealed[:position] + bytes([other]) + sealed[position + 1 :])
        expected = places.expected(position) if other != ord("\n") else places.sections(position)
        assert where.startswith(expected), f"seed {SEED}, byte {position}, {other:#x}: {where}"


def test_every_missing_byte_is_found_and_named(sealed: bytes) -> None:
    places = Places(sealed)
    for position in range(len(sealed)):
        where = damage(sealed[:position] + sealed[position + 1 :])
        assert where.startswith(places.expected(position)), f"byte {position}: {where}"


def test_every_missing_or_doubled_line_is_found(sealed: bytes) -> None:
    lines = sealed.splitlines(keepends=True)
    for number, line in enumerate(lines):
        assert damage(b"".join(lines[:number] + lines[number + 1 :])) != "", line
        assert damage(b"".join([*lines[:number], line, *lines[number:]])) != "", line


def test_any_two_lines_that_change_places_are_found(sealed: bytes) -> None:
    lines = sealed.splitlines(keepends=True)
    for first in range(len(lines)):
        for second in range(first):
            moved = list(lines)
            moved[first], moved[second] = lines[second], lines[first]
            assert damage(b"".join(moved)) != "", (first, second)


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\n\n", b"{}\n", b"x", b"[" * 100_000 + b"\n", b'{"seal":{},"section":"seal","sig":""}\n']
)
def test_what_is_no_bundle_has_no_seal(data: bytes) -> None:
    assert damage(data) == "seal"


def test_bytes_after_the_seal_are_found(sealed: bytes) -> None:
    assert damage(sealed + b"\n") == damage(sealed + b"x") == "seal"
    assert damage(sealed + sealed) != ""
