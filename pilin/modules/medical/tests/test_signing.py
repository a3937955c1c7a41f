"""Operators who sign in and out: a number holds for its institution, until it is signed out, for a day."""

from dataclasses import replace

import pytest

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.modules.medical import models
from pilin.modules.medical.actions import signing
from pilin.modules.medical.actions.visiting import Said
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.tests.hospital import THEIRS, contract
from tests.support.neighbour import Neighbour


@pytest.fixture
def said(neighbour: Neighbour) -> Said:
    return Said(contract(), THEIRS, "M-1", Instant(neighbour.now))


def holds(said: Said, session: str, *, seconds: float = 0) -> bool:
    try:
        signing.check(said=replace(said, session=session, at=after(said.at, seconds=seconds)))
    except Refused as refused:
        return refused.code is not MedicalRefusal.SIGN_NUMBER_IS_UNKNOWN
    return True


def test_a_number_is_one_of_its_own_and_as_long_as_the_interface_has_it(said: Said) -> None:
    first, second = (signing.sign_in(said=said, operator="op-1") for _ in range(2))
    assert (len(first), first != second, first[:6]) == (30, True, "330482")
    assert (holds(said, first), holds(said, second)) == (True, True)


@pytest.mark.parametrize(("seconds", "held"), [(0, True), (86_399, True), (86_400, False), (10**7, False)])
def test_it_holds_for_a_day(said: Said, seconds: float, held: bool) -> None:
    assert holds(said, signing.sign_in(said=said, operator="op-1"), seconds=seconds) is held


def test_none_is_asked_for_and_one_that_is_made_up_does_not_hold(said: Said) -> None:
    assert holds(said, "")
    assert not holds(said, "S1")


def test_one_who_leaves_ends_his_own_alone(said: Said) -> None:
    mine, other = (signing.sign_in(said=said, operator=one) for one in ("op-1", "op-2"))
    with pytest.raises(Refused) as caught:
        signing.sign_out(said=said, session=mine, operator="op-2")
    assert caught.value.code is MedicalRefusal.SIGN_NUMBER_IS_UNKNOWN
    signing.sign_out(said=said, session=mine, operator="op-1")
    assert (holds(said, mine), holds(said, other)) == (False, True)


def test_the_first_leaving_counts(said: Said) -> None:
    number = signing.sign_in(said=said, operator="op-1")
    signing.sign_out(said=said, session=number, operator="op-1")
    later = replace(said, at=after(said.at, seconds=60))
    signing.sign_out(said=later, session=number, operator="op-1")
    assert models.SignIn.objects.get().ended_at == said.at


def test_the_number_of_one_hospital_is_not_that_of_another(said: Said) -> None:
    number = signing.sign_in(said=said, operator="op-1")
    other = replace(said, institution=contract("H33048200002"))
    assert not holds(other, number)
    with pytest.raises(Refused):
        signing.sign_out(said=other, session=number, operator="op-1")
