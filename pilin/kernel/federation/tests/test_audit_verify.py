"""The stand-alone script: it agrees with our canonical bytes, runs alone, and no seal makes a forged line hold."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base import canonical
from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import keyring
from pilin.kernel.federation.audit import bundle, verify
from pilin.kernel.federation.protocol.suite import Ed25519Signer, Signer
from pilin.kernel.federation.tests import audit_story
from pilin.kernel.federation.tests.audit_story import MATTER, THEM, US, Story

SCRIPT = Path(verify.__file__)
VECTORS = json.loads((Path(__file__).parents[4] / "tests/vectors/canonical.json").read_text("utf-8"))
CODE_LINES_MAX = 250
Sections = dict[str, list[Any]]


class Sealed:
    """A bundle of a short story, and who could sign it anew."""

    def __init__(self, story: Story) -> None:
        self.data = bundle.write(MATTER, at=story.at)
        self.signer: Signer = keyring.signers()[-1]
        self.neighbour: Signer = story.nodes[THEM].signers[0]

    @property
    def lines(self) -> Sections:
        """Return the lines by section, to be altered."""
        opened: Sections = json.loads(json.dumps(verify.opened(self.data)[0]))
        return opened

    @property
    def names(self) -> dict[str, str]:
        """Return how the first and the last envelope are called, and the places after the last two."""
        *_, before, last = lines = self.lines["envelope"]
        places = {"first": (lines[0], 0), "last": (last, 0), "between": (before, 1), "beyond": (last, 1)}
        return {name: f"{line['author']} {line['lane']}/{line['seq'] + n}" for name, (line, n) in places.items()}


@pytest.fixture(scope="module")
def sealed(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Sealed]:
    with audit_story.kept(django_db_blocker, tmp_path_factory.mktemp("home")):
        yield Sealed(audit_story.short())


def seal(lines: Sections, signer: Signer) -> bytes:
    """Seal altered lines as the node itself could: by its own newest key."""
    texts = {name: [verify.canonical(line) + b"\n" for line in lines[name]] for name in verify.SECTIONS}
    body = b"".join(line for section in texts.values() for line in section)
    counts = {n: {"lines": len(found), "sha256": verify.sha256(b"".join(found))} for n, found in texts.items()}
    key = {"suite": signer.key.suite, "public": signer.key.public, "kid": signer.key.kid}
    inner = {"sections": counts, "sha256": verify.sha256(body), **key}
    line = {"section": "seal", "seal": inner, "sig": signer.sign(verify.canonical(inner))}
    return body + verify.canonical(line) + b"\n"


def problems(data: bytes, *trust: str) -> list[tuple[str, str]]:
    return verify.Examination(*verify.opened(data), trust).problems


def signed(inner: dict[str, Any], name: str, signer: Signer) -> dict[str, Any]:
    """Return {name: inner, sig} as the signer would have sent it."""
    inner |= {"kid": signer.key.kid, "suite": signer.key.suite}
    return {name: inner, "sig": signer.sign(verify.canonical(inner))}


def hashed(line: dict[str, Any]) -> None:
    line["hash"] = verify.sha256(verify.canonical(line["line"]))


# Forgeries that a seal covers: what each alters, the problem it leaves, and the reason


def another_text(lines: Sections, _: Sealed) -> None:
    lines["envelope"][0]["line"]["envelope"]["event"]["fact"]["body"]["text"] = "forged"
    hashed(lines["envelope"][0])


def another_hash(lines: Sections, _: Sealed) -> None:
    lines["envelope"][0]["hash"] = "0" * 64


def another_number(lines: Sections, _: Sealed) -> None:
    lines["envelope"][-1]["seq"] += 1


def another_order(lines: Sections, _: Sealed) -> None:
    lines["envelope"].reverse()


def another_link(lines: Sections, _: Sealed) -> None:
    lines["envelope"][-1]["peer"] = "999999"


def an_envelope_put_between(lines: Sections, sealed: Sealed) -> None:
    line = lines["envelope"][-1]
    inner = {**line["line"]["envelope"], "prev": "0" * 64, "seq": lines["envelope"][-2]["seq"] + 1}
    line |= {"seq": inner["seq"], "line": signed(inner, "envelope", sealed.signer)}
    hashed(line)


def a_number_for_a_retired_key(lines: Sections, sealed: Sealed) -> None:
    first = Ed25519Signer((keyring.folder() / sorted(p.name for p in keyring.folder().glob("*.key"))[0]).read_bytes())
    line = lines["envelope"][-1]
    line["line"] = signed(line["line"]["envelope"], "envelope", first)
    hashed(line)


def no_signature_of_the_neighbour(lines: Sections, _: Sealed) -> None:
    lines["document"][0]["events"].pop(0)


def a_signature_under_another_text(lines: Sections, _: Sealed) -> None:
    lines["document"][0]["hash"] = "0" * 64


def nobody_signed(lines: Sections, _: Sealed) -> None:
    lines["document"][0]["events"] = []


def a_note_as_signature(lines: Sections, _: Sealed) -> None:
    lines["document"][0]["events"][0] = lines["envelope"][0]["line"]["envelope"]["event"]


def a_charter_of_one(lines: Sections, _: Sealed) -> None:
    lines["charter"][0]["signatures"].pop(THEM)


def another_charter(lines: Sections, _: Sealed) -> None:
    lines["charter"][0]["text"]["date"] = "2020-01-01"
    lines["charter"][0]["hash"] = verify.sha256(verify.canonical(lines["charter"][0]["text"]))


def a_charter_under_another_hash(lines: Sections, _: Sealed) -> None:
    lines["charter"][0]["hash"] = "0" * 64


def a_key_from_nowhere(lines: Sections, sealed: Sealed) -> None:
    lines["key"][0]["public"] = Ed25519Signer.generate().key.public


def a_rotation_by_nobody(lines: Sections, _: Sealed) -> None:
    lines["key"][-1]["event"]["fact"]["body"]["public"] = Ed25519Signer.generate().key.public


def another_receipt(lines: Sections, _: Sealed) -> None:
    lines["receipt"][0]["line"]["header"]["lanes"]["work"]["got"] += 1


def a_receipt_of_another(lines: Sections, _: Sealed) -> None:
    lines["receipt"][0]["peer"] = "999999"


def a_receipt_for_another_envelope(lines: Sections, sealed: Sealed) -> None:
    header = lines["receipt"][0]["line"]["header"]
    header["lanes"]["work"] |= {"got": lines["envelope"][-1]["seq"], "got_head": "0" * 64}
    lines["receipt"][0]["line"] = signed(header, "header", sealed.neighbour)


def no_part(lines: Sections, _: Sealed) -> None:
    lines["part"] = []


def a_part_of_nothing(lines: Sections, _: Sealed) -> None:
    lines["part"].append({**lines["part"][0], "name": "forged"})


def a_part_with_another_content(lines: Sections, _: Sealed) -> None:
    lines["part"][0] |= {"state": "included", "salt": "00", "data": "eA=="}


def a_part_in_no_state(lines: Sections, _: Sealed) -> None:
    lines["part"][0]["state"] = "lost"


def fewer_parties(lines: Sections, _: Sealed) -> None:
    lines["head"][0]["parties"] = [US]


def another_subject(lines: Sections, _: Sealed) -> None:
    lines["head"][0]["subject"] = "matter/other"


def another_version(lines: Sections, _: Sealed) -> None:
    lines["head"][0]["v"] = 2


def another_section(lines: Sections, _: Sealed) -> None:
    lines["receipt"][0]["section"] = "part"


Forgery = Callable[[Sections, Sealed], None]
FORGERIES: list[tuple[Forgery, str, str]] = [
    (another_text, "envelope {first}", "signature"),
    (another_hash, "envelope {first}", "hash"),
    (another_number, "envelope {beyond}", "place"),
    (another_order, "envelope {first}", "place"),
    (another_link, "envelope {last}", "place"),
    (an_envelope_put_between, "envelope {between}", "chain"),
    (a_number_for_a_retired_key, "envelope {last}", "signature"),
    (no_signature_of_the_neighbour, "document 1", "unsigned"),
    (a_signature_under_another_text, "document 1", "hash"),
    (nobody_signed, "document 1", "unsigned"),
    (a_note_as_signature, "document 1", "hash"),
    (a_charter_of_one, "charter 1", "signature"),
    (another_charter, "charter 1", "signature"),
    (a_charter_under_another_hash, "charter 1", "hash"),
    (a_key_from_nowhere, "key 1", "signature"),
    (a_rotation_by_nobody, "key 3", "signature"),
    (another_receipt, "receipt 1", "signature"),
    (a_receipt_of_another, "receipt 1", "place"),
    (a_receipt_for_another_envelope, "receipt 1", "chain"),
    (no_part, "seal", "parts"),
    (a_part_of_nothing, "seal", "parts"),
    (a_part_with_another_content, "part 1", "parts"),
    (a_part_in_no_state, "part 1", "parts"),
    (fewer_parties, "seal", "place"),
    (another_subject, "seal", "place"),
    (another_version, "head 1", "spelling"),
    (another_section, "receipt 1", "place"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("forge", "where", "reason"), FORGERIES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_seal_does_not_make_a_forgery_hold(sealed: Sealed, forge: Forgery, where: str, reason: str) -> None:
    lines = sealed.lines
    assert problems(seal(lines, sealed.signer)) == []
    names = sealed.names
    forge(lines, sealed)
    assert (where.format(**names), reason) in problems(seal(lines, sealed.signer))


@pytest.mark.django_db
def test_every_reason_is_provoked_and_spoken(sealed: Sealed) -> None:
    assert {reason for _, _, reason in FORGERIES} | {"trust"} == verify.REASONS.keys()


@pytest.mark.django_db
def test_a_seal_by_a_stranger_does_not_hold(sealed: Sealed) -> None:
    assert problems(seal(sealed.lines, Ed25519Signer.generate())) == [("seal", "signature")]


HARMLESS: list[tuple[str, str, object]] = [
    ("key", "event", None),
    ("key", "event", []),
    ("key", "event", {}),
    ("key", "event", 0),  # the charter vouches for the first key
    ("envelope", "line", None),  # its hash alone was kept
]


@pytest.mark.django_db
@pytest.mark.parametrize("junk", [None, [], {}, 0, True, "x", ["x"], {"x": 1}], ids=repr)
def test_no_junk_under_a_seal_breaks_the_script(sealed: Sealed, junk: object) -> None:
    for section in verify.SECTIONS:
        for member in sealed.lines[section][0]:
            lines = sealed.lines
            lines[section][0][member] = junk
            found = verify.Examination(*verify.opened(seal(lines, sealed.signer)))
            if lines != sealed.lines and member != "made_at" and (section, member, junk) not in HARMLESS:
                assert found.problems, (section, member)
            assert all(isinstance(line, str) for line in verify.told(found))


@pytest.mark.django_db
def test_trust_needs_the_fingerprint_of_the_paper(sealed: Sealed) -> None:
    for signer in (sealed.neighbour, keyring.signers()[0]):
        spoken = " ".join(signer.key.fingerprint[n : n + 4] for n in range(0, 64, 4)).upper()
        assert problems(sealed.data, spoken) == []
    assert ("charter 1", "trust") in problems(sealed.data, sealed.signer.key.fingerprint)
    assert ("charter 1", "trust") in problems(sealed.data, "0" * 64)
    both = [sealed.neighbour.key.fingerprint, keyring.signers()[0].key.fingerprint]
    assert problems(sealed.data, *both) == []
    for strange in ("0" * 64, sealed.signer.key.fingerprint):  # every one that is given must be there
        assert problems(sealed.data, strange, *both) == [(f"charter {strange[:16]}", "trust")]


# The script as people run it


@pytest.mark.django_db
def test_the_script_runs_alone_and_reports(sealed: Sealed, tmp_path: Path) -> None:
    file = tmp_path / "bundle"
    file.write_bytes(sealed.data)
    done = subprocess.run([sys.executable, "-I", SCRIPT, file], capture_output=True, cwd=tmp_path, check=False)
    report = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    for told in (MATTER, f"{THEM} 签署的事实 facts signed: 2", "全部成立 everything holds", "被拒 refused: 1"):
        assert told in report
    assert sealed.neighbour.key.fingerprint in report


@pytest.mark.django_db
def test_the_script_names_what_does_not_hold(sealed: Sealed, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "bundle"
    file.write_bytes(sealed.data.replace("同意".encode(), "反对".encode(), 1))
    assert verify.main([str(file)]) == 1
    assert f"不成立 DOES NOT HOLD: envelope {sealed.names['first']}" in capsys.readouterr().out
    file.write_bytes(sealed.data)
    assert verify.main([str(file), "--trust", "0" * 64]) == 1
    assert verify.main([str(file), "--trust", sealed.neighbour.key.fingerprint]) == 0


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path, capsys: Any) -> None:
    with pytest.raises(SystemExit) as caught:
        verify.main([str(tmp_path / "nothing")])
    assert caught.value.code == 2
    assert "nothing" in capsys.readouterr().err


def test_the_script_needs_nothing_of_ours() -> None:
    tree = ast.parse(SCRIPT.read_text("utf-8"))
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {str(name).partition(".")[0] for name in named} - sys.stdlib_module_names == {"cryptography"}


def test_the_script_is_short_enough_to_be_read() -> None:
    texts = {node.lineno for node in ast.walk(ast.parse(SCRIPT.read_text("utf-8"))) if isinstance(node, ast.Expr)}
    lines = enumerate(SCRIPT.read_text("utf-8").splitlines(), 1)
    code = [line for number, line in lines if line.strip() and number not in texts and not line.strip().startswith("#")]
    assert len(code) <= CODE_LINES_MAX


# A second implementation of the canonical bytes


@pytest.mark.parametrize("vector", VECTORS["written"], ids=lambda vector: vector["name"])
def test_the_script_writes_the_vectors(vector: dict[str, Any]) -> None:
    expected = bytes.fromhex(vector["hex"]) if "hex" in vector else vector["text"].encode()
    assert verify.canonical(vector["value"]) == expected
    assert verify.read(expected) == vector["value"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["name"])
def test_the_script_refuses_what_is_not_canonical(vector: dict[str, Any]) -> None:
    with pytest.raises(verify.Damaged):
        verify.read(vector["text"].encode("utf-8", "surrogatepass"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner),
)


@given(VALUES)
def test_both_implementations_write_the_same(value: Any) -> None:
    try:
        expected = canonical.encode(value)
    except Refused:
        return
    assert verify.canonical(value) == expected
    assert verify.read(expected) == value


@given(st.binary(max_size=20) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_both_implementations_read_the_same(data: bytes) -> None:
    try:
        expected: Any = canonical.decode(data)
    except Refused:
        with pytest.raises(verify.Damaged):
            verify.read(data)
    else:
        assert verify.read(data) == expected
