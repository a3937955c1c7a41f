"""What tests of the shell share."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest


@pytest.fixture
def behind(settings: Any) -> Callable[[int], None]:
    """Return a function that puts so many proxies before the pages."""

    def put(proxies: int) -> None:
        settings.NODE = replace(settings.NODE, pages=replace(settings.NODE.pages, proxies=proxies))

    return put
