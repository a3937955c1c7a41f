"""Django's settings of a node: one file for every node; what differs comes from its configuration."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from pilin.node.config import Database, from_environment
from pilin.node.reading import LOOPBACK

NODE = from_environment()
"""The node's configuration; rooms read their limits from `settings.NODE`."""

_PAGES = urlsplit(NODE.pages.url)
_OVER_TLS = _PAGES.scheme == "https"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=20000", "foreign_keys=ON")


def _secret_key(file: Path) -> str:
    """Return the node's secret key. The first start writes it, whole or not at all, for its owner only."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, file)  # two processes may start at once: the first key stays
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii")


def _database(database: Database) -> dict[str, object]:
    if database.engine == "postgresql":
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": database.name,
            "HOST": database.host,
            "PORT": database.port or "",
            "USER": database.user,
            "PASSWORD": _password(database.password_file),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"server_side_binding": True},  # parameters travel beside the statement, not inside it
        }
    return {
        "ENGINE": "pilin.node.sqlite",
        "NAME": database.name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # take the one writer's place at once, not in the middle
            "init_command": "; ".join(f"PRAGMA {pragma}" for pragma in _PRAGMAS),
        },
    }


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").strip()
    return os.environ.get("PILIN_DATABASE_PASSWORD", "")


SECRET_KEY = _secret_key(NODE.pages.secret_key_file)
DEBUG = False
_OWN_HOSTS = {str(_PAGES.hostname), NODE.pages.host, *([NODE.public.host] if NODE.public else [])}
ALLOWED_HOSTS = sorted(_OWN_HOSTS | (LOOPBACK if _PAGES.hostname in LOOPBACK else set()))
ROOT_URLCONF = "pilin.node.urls"
PUBLIC_URLCONF = "pilin.node.public_urls"
WSGI_APPLICATION = "pilin.node.wsgi.application"
WIRING = "pilin.node.wiring.FLOWS"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "pilin.kernel.organisations",
    "pilin.kernel.federation",
    "pilin.kernel.ledger",
    "pilin.kernel.agreements",
    "pilin.kernel.matters",
    "pilin.web",
    *(f"pilin.modules.{name}" for name in NODE.modules),
]

MIDDLEWARE = [
    *(["pilin.node.watch.timing.page_durations"] if NODE.metrics.port else []),
    "pilin.web.public.switch.public_host",  # first: what is asked of the public host goes no further
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pilin.web.middleware.strict_headers",
    "pilin.web.middleware.readers_language",
    "pilin.web.middleware.readable_addresses",
    "pilin.web.middleware.bounded_bodies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pilin.web.middleware.bound_sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pilin.web.marks.marks_made_visible",
    "pilin.web.marks.marks_kept_out",
]

# What a request to the public host passes instead: no session, no account, no form, no cookie.
PUBLIC_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "pilin.web.public.middleware.public_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pilin.web.public.middleware.language_of_the_path",
    "pilin.web.public.middleware.few_at_a_time",
    "pilin.web.middleware.readable_addresses",
    "pilin.web.public.middleware.reading_only",
    "django.middleware.common.CommonMiddleware",
    "pilin.web.public.middleware.kept_a_while",
    "pilin.web.marks.marks_made_visible",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": _database(NODE.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Mail leaves by the office's own server; without a table [mail] nothing is sent.
_MAIL = NODE.mail
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _MAIL else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = (_MAIL.host, _MAIL.port) if _MAIL else ("", 0)
EMAIL_HOST_USER = _MAIL.user if _MAIL else ""
EMAIL_HOST_PASSWORD = _MAIL.password_file.read_text(encoding="utf-8").strip() if _MAIL and _MAIL.password_file else ""
EMAIL_USE_SSL, EMAIL_USE_TLS = (_MAIL.security == "tls", _MAIL.security == "starttls") if _MAIL else (False, False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _MAIL.sender if _MAIL else "nobody@localhost"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Pages of the public site, kept within the process; what a node remembers of anybody is never kept here.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "public": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "public",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

# Chinese until the reader switches; pilin/web/languages.py says why no browser decides.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = f"pilin_language_{NODE.node.code}"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = _OVER_TLS
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = None  # served from where they lie in the package: a node has no building step
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has any use for our styles

# Browsers do not tell ports apart in cookies: two nodes on one machine need two names. Over TLS the prefix makes them
# cookies of this host alone, which no neighbouring name can set (RFC 6265bis, 4.1.3.2).
_PREFIX = "__Host-" if _OVER_TLS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}pilin_session_{NODE.node.code}"
CSRF_COOKIE_NAME = f"{_PREFIX}pilin_csrf_{NODE.node.code}"
MESSAGE_STORAGE = "pilin.web.parting.Storage"
MESSAGE_COOKIE_NAME = f"{_PREFIX}pilin_messages_{NODE.node.code}"
COUNTS_COOKIE_NAME = f"{_PREFIX}pilin_counts_{NODE.node.code}"
SESSION_COOKIE_SECURE = _OVER_TLS
CSRF_COOKIE_SECURE = _OVER_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # strict would lose whoever comes back from another provider
SESSION_COOKIE_AGE = NODE.pages.session_hours * 3600
SESSION_ENGINE = "pilin.web.sessions.store"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_TRUSTED_ORIGINS = [NODE.pages.url]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _OVER_TLS else 0
X_FRAME_OPTIONS = "DENY"
# Only a proxy of ours may say so; it sets the header and passes none on. Without it nothing would be said of HSTS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _OVER_TLS and NODE.pages.proxies else None

# TLS for pages ends at the proxy, which redirects (W008); neighbouring names of the domain are not ours (W005, W021).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "pilin": {"level": "INFO"},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
