"""What journeys share: a node that is served, a neighbour, and a browser in which somebody is signed in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from pilin.kernel.federation import models as federation
from pilin.kernel.matters.tests.conftest import stage
from pilin.kernel.matters.tests.stage import THEM, Stage
from pilin.web.tests import samples
from tests.support.chromium import PLAIN_COOKIES, Tab, chromium

__all__ = ["stage"]

SignIn = Callable[..., Tab]


@pytest.fixture
def address(stage: Stage, live_server: Any) -> str:
    """Serve our node; the neighbour has a name, and there is staff."""
    federation.Link.objects.filter(peer=THEM).update(name="金山区")
    samples.staff()
    return str(live_server.url)


@pytest.fixture
def sign_in(address: str, tmp_path: Path) -> Iterator[SignIn]:
    """Return a function that signs an account in by the form; the pages of the tests are not behind TLS."""
    with override_settings(**PLAIN_COOKIES), chromium(tmp_path) as tab:

        def signed_in(account: str, *, width: int = 1440, is_phone: bool = False) -> Tab:
            tab.width(width, is_phone=is_phone)
            tab.open(f"{address}/")
            tab.submit("main form", account=account, password=samples.PASSWORD)
            if account in samples.SECRETS:
                tab.submit("main form", code=samples.code(account))
            return tab

        yield signed_in
