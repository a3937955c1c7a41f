"""A real OpenID Connect provider for tests: django-oauth-toolkit in a process, with settings and a database of its own.

    python -m tests.support.provider PORT FOLDER CLIENT_ID SECRET REDIRECT_URI [ACCOUNT...]

It listens on loopback. People sign in there by HTTP basic authentication, so that a test needs no form.
"""

import base64
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.apps import apps
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

PASSWORD = "a pass phrase of the provider"
CLIENT_ID = "pilin"
SECRET = "a secret between the two"
PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class Provider:
    """A provider that runs."""

    issuer: str
    folder: Path

    def sign_in(self, url: str, account: str, password: str = PASSWORD) -> str:
        """Follow an address of the provider as a person does who signs in there; return where it leads then."""
        host, _, path = url.removeprefix("http://").partition("/")
        connection = HTTPConnection(host, timeout=10)
        word = base64.b64encode(f"{account}:{password}".encode()).decode()
        connection.request("GET", f"/{path}", headers={"Authorization": f"Basic {word}"})
        answer = connection.getresponse()
        answer.read()
        return str(answer.headers.get("Location", ""))


@contextmanager
def running(folder: Path, redirect_uri: str, *accounts: str) -> Iterator[Provider]:
    """Start a provider that knows some accounts, and stop it afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.support.provider", str(port), str(folder), CLIENT_ID, SECRET, redirect_uri]
    with (folder / "provider.log").open("wb") as log:
        process = subprocess.Popen([*command, *accounts], stdout=log, stderr=log)
    try:
        _wait(port, folder)
        yield Provider(f"http://127.0.0.1:{port}/o", folder)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _wait(port: int, folder: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError((folder / "provider.log").read_text(encoding="utf-8"))


def basic(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Sign in whoever brings a name and a password of the provider's own people."""

    def respond(request: Any) -> Any:
        kind, _, word = request.headers.get("Authorization", "").partition(" ")
        if kind == "Basic" and request.path.endswith("/authorize/"):
            name, _, password = base64.b64decode(word).decode().partition(":")
            user = authenticate(request, username=name, password=password)
            request.user = user or request.user
        return get_response(request)

    return respond


def configure(port: int, folder: Path) -> None:
    """Give the provider settings of its own."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    settings.configure(
        SECRET_KEY="of the provider alone",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.support.provider_urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "tests.support.provider.basic",
        ],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": pem,
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o",
            "PKCE_REQUIRED": True,
            "SCOPES": {"openid": "who one is", "profile": "one's name"},
            "OAUTH2_VALIDATOR_CLASS": "tests.support.provider_urls.Claims",
        },
    )
    django.setup()


def serve(port: int, folder: Path, client: tuple[str, str, str], accounts: list[str]) -> None:
    """Make the tables, the client and the people, and serve until told to stop."""
    configure(port, folder)
    call_command("migrate", verbosity=0)
    for account in accounts:
        get_user_model().objects.create_user(account, password=PASSWORD)
    client_id, secret, redirect_uri = client
    application: Any = apps.get_model("oauth2_provider", "Application")  # type: ignore[misc]
    application.objects.create(
        client_id=client_id,
        client_secret=secret,
        redirect_uris=redirect_uri,
        client_type="confidential",
        authorization_grant_type="authorization-code",
        algorithm="RS256",
        skip_authorization=True,
    )
    make_server("127.0.0.1", port, get_wsgi_application(), handler_class=WSGIRequestHandler).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]), (sys.argv[3], sys.argv[4], sys.argv[5]), sys.argv[6:])
