"""What tests of the desk share: a stage with two sides, a reader of pages, and an agreement in force."""

import pytest

from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.matters.tests.stage import Stage
from tests.web.conftest import read, scene, stage

__all__ = ["read", "scene", "stage"]


@pytest.fixture
def agreement(stage: Stage) -> str:
    """Let both sides sign the sample agreement; return its id."""
    stage.agree(texts.agreement().as_json())
    return texts.ID
