"""What this side does with agreements: it offers them and changes of them, and signs or declines what others offer.

Each verb is one transaction with the federation's own. Agreement documents are signed here and nowhere else: a party
signs at most one text on a version at a time (`rules.rival`), and no change that would look back.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from pilin.base import refdata
from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries, rules
from pilin.kernel.agreements.rules import AgreementRefusal, Version
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import models as federation_models
from pilin.kernel.federation.actions import sessions, shelf
from pilin.kernel.federation.protocol import documents
from pilin.kernel.federation.protocol.documents import Document
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.refusals import LinkRefusal

Opener = Callable[[Event], tuple[rules.Opening, str]]
"""How a room says what a message opens under its clause: what it is, and its name; empty where it is not known yet."""

openers: dict[str, Opener] = {}
"""By message kind; rooms above enter theirs at start-up."""


def offer(*, agreement: rules.Agreement, at: Instant) -> str:
    """Offer an agreement to its other parties, signed by us; return the hash of its document.

    Raises what `rules.check_text` finds first, AGREEMENT_IS_KNOWN_ALREADY or ANOTHER_CHANGE_IS_ON_THE_TABLE.
    """
    return _offered(agreement, agreement.codes, at)


def amend(
    *,
    agreement: str,
    from_day: date,
    clauses: Sequence[rules.Clause] = (),
    term: rules.Term | None = None,
    reason: str,
    at: Instant,
) -> str:
    """Offer to replace or add clauses, and to change the term (None: as it is), from a day on; return the hash."""
    history = _changeable(agreement)
    amendment = rules.Amendment(
        agreement=agreement,
        base=history.head,
        reason=reason,
        from_day=from_day,
        term=term or rules.reads_on(history, None).term,
        clauses=tuple(clauses),
    )
    return _offered(amendment, history.agreement.codes, at)


def suspend(
    *,
    agreement: str,
    from_day: date,
    last_day: date | None = None,
    clauses: Sequence[str] = (),
    reason: str,
    at: Instant,
) -> str:
    """Offer to suspend clauses (none named: all) from a day, until a day or until resumed; return the hash."""
    history = _changeable(agreement)
    suspension = rules.Suspension(
        agreement=agreement,
        base=history.head,
        reason=reason,
        from_day=from_day,
        last_day=last_day,
        clauses=tuple(clauses),
    )
    return _offered(suspension, history.agreement.codes, at)


def resume(*, agreement: str, from_day: date, clauses: Sequence[str] = (), reason: str, at: Instant) -> str:
    """Offer to let suspended clauses (none named: all) hold again from a day on; return the hash."""
    history = _changeable(agreement)
    resumption = rules.Resumption(
        agreement=agreement, base=history.head, reason=reason, from_day=from_day, clauses=tuple(clauses)
    )
    return _offered(resumption, history.agreement.codes, at)


def terminate(*, agreement: str, last_day: date, winding_down_days: int, reason: str, at: Instant) -> str:
    """Offer to end an agreement with a last day and so many days of winding down after it; return the hash."""
    history = queries.need(agreement)
    termination = rules.Termination(
        agreement=agreement,
        base=history.head,
        reason=reason,
        last_day=last_day,
        winding_down_days=winding_down_days,
    )
    return _offered(termination, history.agreement.codes, at)


def sign(*, document_hash: str, at: Instant) -> Event:
    """Sign what another party offers. A second call returns the signature that stands.

    Raises DOCUMENT_IS_NOT_AN_AGREEMENT, DOCUMENT_IS_NOT_OPEN, VERSION_IS_STALE, CHANGE_MUST_LIE_AHEAD where the offer
    came too late, or ANOTHER_CHANGE_IS_ON_THE_TABLE.
    """
    with sessions.session():
        document = _document(document_hash)
        text = rules.from_json(document.text)
        if document.answers.get(queries.our_code()) != "signed":
            _check_open(document)
            _check_place(text)
            _check_turn(text, document_hash, at)
        return federation.sign(document, at=at)


def decline(*, document_hash: str, reason: str, at: Instant) -> Event:
    """Decline what another party offers, with a reason in words. Raises as `sign` does for what is no open offer."""
    with sessions.session():
        document = _document(document_hash)
        if document.answers.get(queries.our_code()) != "declined":
            _check_open(document)
        code = AgreementRefusal.PARTY_DOES_NOT_AGREE.value
        return federation.decline(document, reason_code=code, reason=reason, at=at)


def withdraw(*, document_hash: str, at: Instant) -> Event:
    """Take an own offer back; it is off the table once another party has declined it."""
    with sessions.session():
        document = _document(document_hash)
        _check_open(document)
        return federation.withdraw(document, at=at)


def load_programme(path: Path, *, at: Instant) -> list[rules.Agreement]:
    """Return what this side would offer of the programme in the folder `path`; it offers nothing.

    Left out are agreements that are agreed or that we have signed already, and those that are over on the day of `at`.
    Raises AGREEMENT_DOES_NOT_READ, and what the reference file refuses.
    """
    rows = refdata.load(path / "agreements.yaml").rows("agreements", rules.Row)
    ours = [rules.from_row(row) for row in rows if row.offered_by == queries.our_code()]
    known = {history.agreement.id for history in queries.histories()}
    known |= {signed.text.belongs_to for signed in queries.offers_for_them()}
    today = day_of(at)
    return [one for one in ours if one.id not in known and (one.term.last_day is None or one.term.last_day >= today)]


def _changeable(agreement: str) -> rules.History:
    history = queries.need(agreement)
    if history.is_terminated:
        raise Refused(AgreementRefusal.AGREEMENT_IS_TERMINATED, agreement=agreement)
    return history


def _offered(text: rules.Text, parties: Sequence[str], at: Instant) -> str:
    """Offer a text under the charter of the first of the other parties."""
    with sessions.session() as peer:
        written = text.as_json()
        _check_turn(text, documents.name_of(written, parties), at)
        others = [code for code in parties if code != peer.desk.code]
        if not others:
            raise Refused(AgreementRefusal.AGREEMENT_NEEDS_TWO_PARTIES)
        event = federation.offer(written, basis=peer.desk.need(others[0]).charter, parties=parties, at=at)
    return documents.name_of(event.body["document"], event.parties)


def _document(document_hash: str) -> Document:
    document = shelf.read(federation_models.Document.objects.filter(pk=document_hash).first())
    if document is None or document.type not in rules.TYPES:
        raise Refused(AgreementRefusal.DOCUMENT_IS_NOT_AN_AGREEMENT, document=document_hash)
    return document


def _check_open(document: Document) -> None:
    if document.state != "open":
        raise Refused(LinkRefusal.DOCUMENT_IS_NOT_OPEN, document=document.hash)


def _check_place(text: rules.Text) -> None:
    code = rules.place(queries.history_of(text.belongs_to), text)
    if code is not None:
        raise Refused(code, agreement=text.belongs_to)


def _check_turn(text: rules.Text, document_hash: str, at: Instant) -> None:
    """Refuse a signature that comes too late for its day, or beside another one of ours on the same version."""
    if not rules.lies_ahead(text, day_of(at)):
        raise Refused(AgreementRefusal.CHANGE_MUST_LIE_AHEAD, day=day_of(at).isoformat())
    signed = [Version(offer.hash, offer.text) for offer in queries.offers_for_them()]
    other = rules.rival(Version(document_hash, text), signed)
    if other is not None:
        raise Refused(AgreementRefusal.ANOTHER_CHANGE_IS_ON_THE_TABLE, document=other.hash)
