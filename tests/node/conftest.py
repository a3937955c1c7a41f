"""What tests of the node share: a data folder of their own, made ready as `pilin init` does it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from pilin.base import clock
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import keyring
from pilin.node.words import LANGUAGE


@pytest.fixture(autouse=True)
def _language_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test speak the language that another one asked for: `--language` stays in the environment."""
    monkeypatch.setenv(LANGUAGE, "")


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """Move the node's own files into a new folder."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    node = replace(settings.NODE, node=replace(settings.NODE.node, data_dir=folder))
    with override_settings(NODE=node):
        yield folder


@pytest.fixture
def ready(data_dir: Path, db: None) -> Path:
    """Give the node its key, certificate and high-water file."""
    federation.init(at=clock.now())
    assert keyring.signers()
    return data_dir
