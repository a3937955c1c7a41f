"""Where a sentence waits for the next page: in a cookie of this node alone, as its other cookies are."""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class OwnCookie(CookieStorage):
    """Django's cookie under a name that no other node on the machine has; over TLS no other host can set it."""

    def __init__(self, *args: Any, **members: Any) -> None:
        super().__init__(*args, **members)
        self.cookie_name = settings.MESSAGE_COOKIE_NAME


class Storage(FallbackStorage):
    """The cookie, and the session for what is too long for it."""

    storage_classes = (OwnCookie, SessionStorage)
