"""The audit of agreements: every row is derived again from the federation's documents, and what differs is named.

It reads the documents as bare JSON and trusts neither the rules nor the state that stands beside a document: agreed is
what every party has signed. Who signed is for the federation's audit to prove.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Model, QuerySet

from pilin.base.refusal import Finding, Refused
from pilin.kernel.agreements import models
from pilin.kernel.agreements.rules import AgreementRefusal
from pilin.kernel.federation.models import Document
from pilin.kernel.federation.protocol.documents import name_of

Row = Mapping[str, Any]

_LISTS = ("kinds", "winding_down_kinds", "matter_kinds", "accounts", "formulas")


def findings() -> list[Finding]:
    """Return what differs between documents and rows; `where` is table and row, the fact `column` what differs."""
    lines = _lines()
    agreements = {line[0].text["id"]: _agreement(line) for line in lines}
    versions = {document.hash: row for line in lines for document, row in _versions(line)}
    clauses = {key: row for line in lines for key, row in _clauses(line)}
    return [
        *_differing("agreements_agreement", agreements, _by(models.Agreement.objects.all(), "id")),
        *_differing("agreements_version", versions, _by(models.Version.objects.all(), "document_id")),
        *_differing("agreements_clause", clauses, _by(models.Clause.objects.all(), "version_id", "number")),
    ]


def _lines() -> list[list[Document]]:
    """Return the agreed documents of each agreement, each on the one before; of two on one the lower hash counts."""
    rows = Document.objects.filter(type__startswith="agreement").order_by("hash")
    signed = [row for row in rows if _is_whole(row) and all(row.answers.get(code) == "signed" for code in row.parties)]
    found: dict[str, list[Document]] = {}
    for row in signed:
        if row.text["type"] == "agreement" and row.text["id"] not in found:
            found[row.text["id"]] = [row]
    for agreement, line in found.items():
        changes = [row for row in signed if row.text.get("agreement") == agreement]
        while after := [row for row in changes if row.text["base"] == line[-1].hash]:
            line.append(after[0])
    return list(found.values())


def _is_whole(row: Document) -> bool:
    """Tell whether a document still is the text that was signed; from another one nothing is derived."""
    try:
        return name_of(row.text, row.parties) == row.hash
    except Refused:
        return False


def _agreement(line: list[Document]) -> Row:
    """Derive the row of an agreement: the last document that speaks of the end of the agreement is right about it."""
    first = line[0].text
    texts = [row.text for row in line]
    terms = [text.get("term", text) for text in texts if "term" in text or "winding_down_days" in text]
    return {
        "title_zh": first["title"]["zh"],
        "title_en": first["title"]["en"],
        "parties": sorted({party["code"] for party in first["parties"]}),
        "from_day": _day(first["from_day"]),
        "last_day": _day(terms[-1]["last_day"]),
        "winding_down_days": terms[-1]["winding_down_days"],
        "terminated": any(row.text["type"] == "agreement.termination" for row in line),
        "head": line[-1].hash,
    }


def _versions(line: list[Document]) -> Iterator[tuple[Document, Row]]:
    for number, document in enumerate(line, start=1):
        text = document.text
        first = _day(text["from_day"]) if "from_day" in text else date.fromisoformat(text["last_day"]) + timedelta(1)
        yield (
            document,
            {
                "agreement_id": line[0].text["id"],
                "number": number,
                "type": text["type"],
                "base": text.get("base", ""),
                "first_day": first,
                "agreed_at": document.ended_at,
            },
        )


def _clauses(line: list[Document]) -> Iterator[tuple[str, Row]]:
    for document in line:
        text = document.text
        for clause in text.get("clauses", ()):
            if isinstance(clause, str):
                continue  # suspended or resumed by its number: no new wording
            days = sorted(filter(None, (text["from_day"], clause["from_day"])))
            row = {
                "title_zh": clause["title"]["zh"],
                "title_en": clause["title"]["en"],
                "first_day": _day(days[-1]),
                "last_day": _day(clause["last_day"]),
                **{name: clause[name] for name in _LISTS},
            }
            yield f"{document.hash} {clause['number']}", row


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _by(rows: QuerySet[Any], *names: str) -> dict[str, Model]:
    return {" ".join(str(getattr(row, name)) for name in names): row for row in rows}


def _differing(table: str, expected: Mapping[str, Row], rows: Mapping[str, Model]) -> Iterator[Finding]:
    """Yield rows that are missing or stand without a document, and the columns that differ."""
    for key in sorted(expected.keys() ^ rows.keys()):
        yield _finding(table, key, "key")
    for key in sorted(expected.keys() & rows.keys()):
        for column, value in expected[key].items():
            if getattr(rows[key], column) != value:
                yield _finding(table, key, column)


def _finding(table: str, key: str, column: str) -> Finding:
    return Finding(f"{table} {key}", AgreementRefusal.AGREEMENT_ROW_DIFFERS_FROM_ITS_DOCUMENTS, {"column": column})
