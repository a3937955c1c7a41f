"""Verify a sealed bundle with every node stopped: python verify.py BUNDLE [--trust FINGERPRINT]...

This file stands alone, with the standard library and `cryptography`; who holds a bundle keeps it beside the bundle. It
believes nothing but the keys whose fingerprints it prints: a person compares them with the paper of the ceremony.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

START = "0" * 64
SECTIONS = ("head", "charter", "key", "document", "envelope", "receipt", "part")
REASONS = {
    "spelling": ("损坏或写法不规范", "is damaged or not written in the canonical way"),
    "hash": ("与所记的哈希不符", "does not have the hash that is stated for it"),
    "signature": ("签名不成立，或所用密钥没有凭据", "is not signed by a key that is vouched for"),
    "place": ("所在位置与内容不符", "stands at another place than its content says"),
    "chain": ("与同一通道的其他信封不相接", "does not fit the other envelopes of its lane"),
    "unsigned": ("未经全部当事方签署", "is not signed by all its parties"),
    "parts": ("与事实所列的另存部分不一致", "does not fit the detached parts that the facts name"),
    "trust": ("没有与所给指纹相符的密钥", "bears no key with a fingerprint that was given"),
}
SHAPELESS = (KeyError, TypeError, ValueError, AttributeError, IndexError)
_OUTSIDE = re.compile(rb'\{"author":"(\d+)","hash":"\w+","lane":"(\w+)",.*?,"section":"envelope","seq":(\d+)\}')


class Damaged(Exception):
    """Something does not hold: a row of REASONS, and the name of an envelope or section where it is known."""


def need(reason: str, *held: object) -> None:
    """Go on if everything holds; raise Damaged for the reason otherwise."""
    if not all(held):
        raise Damaged(reason, "")


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def canonical(value: object) -> bytes:
    """Return the canonical bytes of a value: RFC 8785, where integers and ASCII names are all there is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def read(line: bytes) -> Any:
    """Read canonical JSON; raise Damaged for any other spelling of it."""
    try:
        value = json.loads(line.decode())
        need("spelling", canonical(value) == line, _is_plain(value, 0))
    except (ValueError, RecursionError):
        raise Damaged("spelling", "") from None
    return value


def _is_plain(value: object, depth: int) -> bool:
    if isinstance(value, str):
        return value.isascii() or unicodedata.is_normalized("NFC", value)
    if isinstance(value, (dict, list)):
        inside = [*value, *value.values()] if isinstance(value, dict) else value
        named = isinstance(value, list) or all(name.isascii() for name in value)
        return named and depth < 40 and all(_is_plain(item, depth + 1) for item in inside)
    return value is None or (isinstance(value, int) and abs(value) < 2**53)


class Key(NamedTuple):
    """A public key: suite, Base64 text, and the last number of each lane that it may sign; None where it has no end."""

    suite: str
    public: str
    until: Mapping[str, int] | None = None

    @property
    def fingerprint(self) -> str:
        """Return what two people compare; its first 32 digits are the key's name."""
        return sha256(self.suite.encode() + b"\0" + base64.b64decode(self.public))

    def signed(self, signature: str, value: object) -> bool:
        """Tell whether a signature over a value is this key's, in its one spelling."""
        try:
            raw = base64.b64decode(signature, validate=True)
            Ed25519PublicKey.from_public_bytes(base64.b64decode(self.public)).verify(raw, canonical(value))
        except (InvalidSignature, ValueError):
            return False
        return self.suite == "ed25519" and base64.b64encode(raw).decode() == signature


class Ring:
    """The keys that charters and rotations vouch for: (node, other node of the link) -> name of the key -> key."""

    def __init__(self) -> None:
        self.keys: dict[tuple[str, str], dict[str, Key]] = {}

    def charter(self, text: Mapping[str, Any], signatures: Mapping[str, Any]) -> None:
        """Admit the keys of both cards of a charter that both nodes signed."""
        keys = {card["code"]: Key(card["suite"], card["public"]) for card in text["parties"]}
        need("signature", len(keys) == 2, keys.keys() == signatures.keys())
        need("signature", all(key.signed(signatures[code]["sig"], text) for code, key in keys.items()))
        need("signature", all(key.fingerprint[:32] == signatures[code]["kid"] for code, key in keys.items()))
        for (code, key), other in zip(keys.items(), reversed(keys), strict=True):
            self.keys.setdefault((code, other), {}).setdefault(key.fingerprint[:32], key)

    def rotation(self, event: Mapping[str, Any]) -> None:
        """Admit the new key of a rotation on one link, which ends the key that signed it."""
        fact, body = event["fact"], event["fact"]["body"]
        (peer,) = set(fact["parties"]) - {fact["author"]}
        old, new = self.signer(fact, event, event["sig"], (fact["author"], peer)), Key(body["suite"], body["public"])
        said = {name: body[name] for name in ("suite", "public", "until")} | {"node": fact["author"], "peer": peer}
        need("signature", fact["kind"] == "link.key", new.signed(body["possession"], said))
        need("signature", old.until in (None, body["until"]))
        ring = self.keys[fact["author"], peer]
        ring[event["kid"]] = old._replace(until=body["until"])
        ring.setdefault(new.fingerprint[:32], new)

    def signer(self, value: object, by: Mapping[str, Any], signature: str, link: tuple[str, str]) -> Key:
        """Return the key that signed a value: one of a node (link[0]) on its link with link[1], or on any with ""."""
        for (node, peer), ring in self.keys.items():
            key = ring.get(by["kid"]) if node == link[0] and link[1] in ("", peer) else None
            if key is not None and key.suite == by["suite"] and key.signed(signature, value):
                return key
        raise Damaged("signature", "")

    def event(self, event: Mapping[str, Any]) -> None:
        """Check the signature of an event by a key that its author has or had, and of one that it carries in."""
        fact = event["fact"]
        self.signer(fact, event, event["sig"], (fact["author"], ""))
        for member in fact["body"].values():
            if isinstance(member, dict) and "fact" in member and sha256(canonical(member["fact"])) == fact["re"]:
                self.event(member)

    def line(self, line: Mapping[str, Any]) -> None:
        """Check the signature of {envelope, sig} or {header, sig} by a key of its sender that may still sign it."""
        (sent,) = (line[name] for name in line if name != "sig")
        key = self.signer(sent, sent, line["sig"], (sent["from"], sent["to"]))
        need("signature", key.until is None or sent.get("seq", 0) <= key.until[sent.get("lane", "work")])


def opened(data: bytes) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Any]]:
    """Return the lines by section, and the seal, where every byte is as it was sealed; else raise Damaged."""
    before, newline, last = data[:-1].rpartition(b"\n")
    try:
        value = read(last if data.endswith(b"\n") else b"")
        seal, counts = value["seal"], [value["seal"]["sections"][name]["lines"] for name in SECTIONS]
        need("spelling", value.keys() == {"seal", "section", "sig"}, value["section"] == "seal", min(counts) >= 0)
        need("signature", Key(seal["suite"], seal["public"]).signed(value["sig"], seal))
    except (Damaged, *SHAPELESS):
        raise Damaged("signature", "seal") from None
    rest, sections = before.split(b"\n"), {}
    for name, count in zip(SECTIONS, [*counts[:-1], None], strict=True):
        lines, rest = rest[:count], rest[count:] if count is not None else []
        if sha256(b"".join(line + b"\n" for line in lines)) != seal["sections"][name]["sha256"]:
            raise _culprit(name, lines)
        sections[name] = [read(line) for line in lines]
    if sha256(before + newline) != seal["sha256"] or len(sections["part"]) != counts[-1] or len(sections["head"]) != 1:
        raise Damaged("hash", "seal")
    return sections, seal


def _culprit(section: str, lines: Sequence[bytes]) -> Damaged:
    """Name the line of a damaged section at which the damage shows, or the section where no single line shows it."""
    for number, line in enumerate(lines, 1):
        try:
            value = read(line)
            need("spelling", value["section"] == section)
            need("hash", section != "envelope" or sha256(canonical(value["line"])) == value["hash"])
        except (Damaged, *SHAPELESS):
            outside = _OUTSIDE.match(line) if section == "envelope" else None
            place = b"%b %b/%b" % outside.groups() if outside else b"%d" % number
            return Damaged("hash", f"{section} {place.decode()}")
    return Damaged("hash", section)


def document_of(fact: Mapping[str, Any]) -> str:
    """Return the hash of the document that a document's fact is about: an offer bears the text, the others the hash."""
    said = fact["body"].get("document")
    offered = fact["kind"] == "document.offer"
    return sha256(canonical({"parties": fact["parties"], "text": said})) if offered else str(said)


class Examination:
    """What the lines of an opened bundle vouch for, and what of it does not hold: `problems` are (where, reason)."""

    def __init__(
        self, sections: Mapping[str, list[dict[str, Any]]], seal: Mapping[str, Any], trust: Sequence[str] = ()
    ) -> None:
        self.head, self.ring = sections["head"][0], Ring()
        self.trust = {fingerprint.replace(" ", "").lower() for fingerprint in trust}
        self.borne: set[str] = set()
        self.hashes: dict[tuple[Any, ...], str] = {}
        self.facts: dict[str, Mapping[str, Any]] = {}
        self.doubts: dict[tuple[str, str], str] = {}
        self.parts: dict[tuple[str, str, str], str] = {}
        self.problems: list[tuple[str, str]] = []
        self.hashed = 0
        for section in SECTIONS:
            for number, line in enumerate(sections[section], 1):
                self._guarded(section, str(number), line)
        refusals = [fact for fact in self.facts.values() if fact.get("kind") == "link.refusal"]
        self.refused = {(fact.get("re"), fact["author"]) for fact in refusals}
        self._guarded("seal", "", {**seal, "section": "seal"})
        self.problems += [(f"charter {strange[:16]}", "trust") for strange in sorted(self.trust - self.borne)]
        self.problems += [(where, "signature") for doubt, where in self.doubts.items() if doubt not in self.refused]

    def _guarded(self, section: str, place: str, line: Mapping[str, Any]) -> None:
        try:
            place = f"{line['author']} {line['lane']}/{line['seq']}" if section == "envelope" else place
            need("place", line["section"] == section)
            getattr(self, f"_{section}")(line)
        except (Damaged, *SHAPELESS) as error:
            reason = str(error.args[0]) if isinstance(error, Damaged) else "spelling"
            self.problems.append((f"{section} {place}".strip(), reason))

    def _head(self, line: Any) -> None:
        need("spelling", line["v"] == 1, line["node"] in line["parties"], line["subject"], line["made_at"])

    def _charter(self, line: Any) -> None:
        need("hash", sha256(canonical(line["text"])) == line["hash"])
        self.ring.charter(line["text"], line["signatures"])
        keys = {Key(card["suite"], card["public"]).fingerprint for card in line["text"]["parties"]}
        self.borne |= keys
        need("trust", not self.trust or keys & self.trust)

    def _key(self, line: Any) -> None:
        if line["event"]:
            self.ring.rotation(line["event"])
        keys = self.ring.keys.get((line["node"], line["peer"]), {})
        need("signature", Key(line["suite"], line["public"]).fingerprint[:32] in keys)

    def _document(self, line: Any) -> None:
        facts = [event["fact"] for event in line["events"]]
        for event, fact in zip(line["events"], facts, strict=True):
            self.ring.event(event)
            need("hash", fact["kind"] in ("document.offer", "document.sign"))
            need("hash", line["hash"] == document_of(fact))
        signers = sorted({fact["author"] for fact in facts})
        need("unsigned", signers, all(fact["parties"] == signers for fact in facts))

    def _envelope(self, line: Any) -> None:
        place = (line["peer"], line["lane"], line["author"], line["seq"])
        need("place", next(reversed(self.hashes), ()) < place)
        before, self.hashes[place] = self.hashes.get((*place[:3], place[3] - 1)), line["hash"]
        self.hashed += line["line"] is None  # its text held an identity number: only the hash is kept
        if line["line"] is not None:
            sent = line["line"]["envelope"]
            need("hash", sha256(canonical(line["line"])) == line["hash"])
            need("place", {sent["from"], sent["to"]} == {self.head["node"], place[0]})
            need("place", (sent["lane"], sent["from"], sent["seq"]) == place[1:])
            self.ring.line(line["line"])
            need("chain", sent["prev"] == (START if place[3] == 1 else before or sent["prev"]))
            self._fact(sent, f"envelope {place[2]} {place[1]}/{place[3]}")

    def _fact(self, sent: Any, where: str) -> None:
        """Take in a fact. One that its sender did not sign is no damage where the receiver refused it."""
        fact = sent["event"]["fact"]
        name = sha256(canonical(fact))
        try:
            need("signature", fact["author"] == sent["from"], sent["to"] in fact["parties"])
            self.ring.event(sent["event"])
            self.facts[name] = fact
        except Damaged:
            self.doubts[name, sent["to"]] = where

    def _receipt(self, line: Any) -> None:
        header, peer = line["line"]["header"], line["peer"]
        need("place", (header["from"], header["to"]) == (peer, self.head["node"]))
        self.ring.line(line["line"])
        for lane, said in header["lanes"].items():
            for author, name in ((header["to"], "got"), (peer, "put")):
                head = said[f"{name}_head"]
                need("chain", self.hashes.get((peer, lane, author, said[name]), head) == head)

    def _part(self, line: Any) -> None:
        need("parts", line["state"] in ("included", "withheld", "erased"))
        self.parts[line["event"], line["name"], line["hash"]] = line["state"]
        if line["state"] == "included":
            salted = bytes.fromhex(line["salt"]) + base64.b64decode(line["data"])
            need("parts", sha256(salted) == line["hash"])

    def _seal(self, seal: Any) -> None:
        refused = {name for name, _ in self.refused}
        named = {(name, part["name"], part["hash"]) for name, fact in self.facts.items() for part in fact["parts"]}
        need("parts", {part for part in named if part[0] not in refused} <= self.parts.keys() <= named)
        about = {name for name, fact in self.facts.items() if fact["subject"] == self.head["subject"]} | refused
        need("place", all(name in about or fact["re"] in about for name, fact in self.facts.items()))
        need("place", all(set(fact["parties"]) <= set(self.head["parties"]) for fact in self.facts.values()))
        name = Key(seal["suite"], seal["public"]).fingerprint[:32]
        need("signature", any(name in ring for (node, _), ring in self.ring.keys.items() if node == self.head["node"]))


def told(found: Examination) -> Iterator[str]:
    """Yield the lines of the report on a bundle."""
    for name, said in (("subject", "事项"), ("parties", "当事方"), ("node", "制作节点"), ("made_at", "制作时间")):
        yield f"{said} {name}: {found.head.get(name)}"
    yield "密钥指纹，请与纸面核对 fingerprints, to be compared with paper:"
    for (node, peer), ring in sorted(found.ring.keys.items()):
        yield from (f"  {node} ({node} - {peer}): {key.suite} {key.fingerprint}" for key in ring.values())
    authors, parts = Counter(fact["author"] for fact in found.facts.values()), Counter(found.parts.values())
    yield f"信封 envelopes: {len(found.hashes)}; 仅存哈希 by hash alone: {found.hashed}"
    yield f"事实 facts: {len(found.facts)}; 被拒 refused: {len(found.refused)}"
    yield from (f"  {author} 签署的事实 facts signed: {count}" for author, count in sorted(authors.items()))
    yield from (f"  另存部分 detached parts, {state}: {count}" for state, count in sorted(parts.items()))


def main(argv: Sequence[str]) -> int:
    """Verify a bundle and print the report; return 0 where everything holds, 1 where not."""
    parser = argparse.ArgumentParser(prog="verify", description="核验封存包 verify a sealed bundle")
    parser.add_argument("bundle", type=Path, help="封存包文件 the bundle's file")
    help_ = "创约时纸面上的密钥指纹，可重复 the fingerprint of a key on the paper of the ceremony; may be repeated"
    parser.add_argument("--trust", action="append", default=[], help=help_)
    given = parser.parse_args(argv)
    lines: list[str] = []
    try:
        found = Examination(*opened(given.bundle.read_bytes()), given.trust)
        problems = found.problems
        lines += told(found)
    except Damaged as damaged:
        problems = [(damaged.args[1], damaged.args[0])]
    except OSError as error:
        parser.error(str(error))
    lines += ["不成立 DOES NOT HOLD: {} {} / {}".format(where, *REASONS[reason]) for where, reason in problems]
    lines += [] if problems else ["全部成立 everything holds"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
