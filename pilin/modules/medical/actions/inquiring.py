"""Inquiries about insured persons: asked of the agency that insures them, which may be ourselves, and answered.

The same function answers a hospital of ours about a person of ours, and the other agency about one of ours.
"""

from typing import Any

from pilin.base import ids
from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused, Remedy
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Draft
from pilin.kernel.federation.queries import facts
from pilin.modules.medical.actions import apart, informing
from pilin.modules.medical.actions.settling import WAIT_SECONDS
from pilin.modules.medical.actions.visiting import Said, agency_of
from pilin.modules.medical.rules import inquiry as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.inquiry import About, Answer, Inquiry, Letter, Wanted

Told = dict[str, Any]


class Clerk:
    """Who answers inquiries on this node, and how the rules speak of them."""

    @property
    def code(self) -> str:
        """Return this node's code."""
        return facts.me()

    def write(self, letter: Letter, at: Instant) -> None:
        """Tell a fact in the running transaction."""
        federation.tell([draft_of(letter)], at=at)

    def replied(self, re: str, kind: str) -> bool:
        """Tell whether we answered a fact by one of a kind."""
        return federation.replied(re, kind)

    def answer(self, inquiry: Inquiry, at: Instant) -> Answer:
        """Return what we answer, or the code with which we decline. Raises INQUIRY_IS_NOT_HERE."""
        held = federation.contents(events=[inquiry.event], name=rules.ASKED)
        if inquiry.event not in held:
            raise Refused(MedicalRefusal.INQUIRY_IS_NOT_HERE)
        try:
            told = informing.answer(inquiry, rules.read_wanted(held[inquiry.event]), at)
        except Refused as refused:
            return Answer(refused.code.value)
        return Answer(contents=(_detached(rules.TOLD, rules.write_told(told), inquiry, at),))


def draft_of(letter: Letter) -> Draft:
    """Return what the federation tells of an inquiry."""
    one = letter.inquiry
    return Draft(
        letter.kind, "ledger", one.basis, letter.body, (letter.to,),
        subject=f"inquiry/{one.id}", re=letter.re, lane="ask", contents=tuple(letter.contents),
    )  # fmt: skip


def inquire(*, about: About, wanted: Wanted, said: Said, insured: str = "") -> Told:
    """Ask the agency that insures a person, or answer ourselves where we do; return what is told.

    Raises INSURED_PLACE_HAS_NO_AGENCY, SETTLEMENT_HAS_NO_BASIS, INSURED_AGENCY_IS_OUT_OF_REACH,
    INSURED_AGENCY_DECLINES with its reason, and of our own persons that reason itself.
    """
    agency = insured or agency_of(said.insured)
    here = facts.me()
    one = Inquiry(ids.new_id(said.at), here, agency, said.institution.code, about, "")
    if agency == here:
        return rules.read_told(rules.write_told(informing.answer(one, wanted, said.at)))
    found = agreements.bases_for(rules.INQUIRE, parties=[here, agency], day=day_of(said.at))
    if not found:
        raise Refused(MedicalRefusal.SETTLEMENT_HAS_NO_BASIS, insured=agency)
    one = Inquiry(one.id, here, agency, one.institution, about, found[0])
    part = _detached(rules.ASKED, rules.write(wanted), one, said.at)
    answer = federation.ask(draft_of(rules.ask(one, (part,))), at=said.at, wait_seconds=WAIT_SECONDS)
    if answer is None or answer.kind != rules.INQUIRED:
        raise Refused(MedicalRefusal.INSURED_AGENCY_IS_OUT_OF_REACH, insured=agency)
    if not answer.body.get("accepted"):
        raise Refused(MedicalRefusal.INSURED_AGENCY_DECLINES, insured=agency, reason=str(answer.body.get("reason")))
    held = federation.contents(events=[answer.hash], name=rules.TOLD)
    return rules.read_told(held.get(answer.hash, b""))


def find_person(*, wanted: Wanted, said: Said, hint: str = "") -> tuple[str, Told]:
    """Return the agency that insures somebody and what it tells of him.

    The envelope says where he is insured, or the token of his voucher does (`hint`); an identity card says nothing, so
    we look at home and then ask each neighbour. Raises PERSON_IS_UNKNOWN, and INSURED_AGENCY_IS_OUT_OF_REACH where one
    that might know him did not answer.
    """
    place = said.insured or hint
    agencies = [agency_of(place)] if place else [facts.me(), *facts.peers()]
    missed = Refused(MedicalRefusal.PERSON_IS_UNKNOWN)
    for agency in agencies:
        try:
            return agency, inquire(about=About.PERSON, wanted=wanted, said=said, insured=agency)
        except Refused as refused:
            if not _is_elsewhere(refused):
                raise
            missed = refused if refused.code.remedy is Remedy.RETRY_LATER else missed
    raise missed


def _is_elsewhere(refused: Refused) -> bool:
    """Tell whether somebody may be insured elsewhere although one agency did not say who he is."""
    unknown = MedicalRefusal.PERSON_IS_UNKNOWN
    declined = refused.code is MedicalRefusal.INSURED_AGENCY_DECLINES and refused.facts.get("reason") == unknown.value
    silent = refused.code in (MedicalRefusal.INSURED_AGENCY_IS_OUT_OF_REACH, MedicalRefusal.SETTLEMENT_HAS_NO_BASIS)
    return declined or silent or refused.code is unknown


def _detached(name: str, data: bytes, inquiry: Inquiry, at: Instant) -> Any:
    return apart.detached(name, data, inquiry, at, passing=True)
