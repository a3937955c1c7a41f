"""What tests of this room share: our key, and neighbours that are signing keys."""

import pytest

from pilin.kernel.agreements.tests.neighbour import OUR_SIGNER, Neighbour
from pilin.kernel.agreements.tests.samples import THEM, THIRD
from pilin.kernel.federation.actions import keyring


@pytest.fixture
def them(db: None, monkeypatch: pytest.MonkeyPatch) -> Neighbour:
    """Return the other side, linked with us by a charter."""
    monkeypatch.setattr(keyring, "signers", lambda: (OUR_SIGNER,))
    return Neighbour(THEM).introduce()


@pytest.fixture
def third(them: Neighbour) -> Neighbour:
    """Return a third side, linked with us by a charter of its own."""
    return Neighbour(THIRD).introduce()
