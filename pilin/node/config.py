"""The configuration of one node: a TOML file of `nodes/`, read once into frozen dataclasses.

`PILIN_NODE` names the file, by name (`pinghu`) or by path (`/etc/pilin/nodes/pinghu.toml`); unset, it is
`nodes/test.toml`. Relative paths start at the folder that holds `nodes/`; the node's own files lie in its data folder,
which `PILIN_DATA_DIR` may move. An unknown key or a bad value refuses to start: a slip must never become a default.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from pathlib import Path
from typing import Annotated, TypeVar, get_type_hints
from urllib.parse import urlsplit

from pilin.base.refusal import Code, Refused
from pilin.node.reading import LOOPBACK, Reader
from pilin.node.reading import address as _address
from pilin.node.reading import bracketed as _bracketed
from pilin.node.reading import https as _https
from pilin.node.reading import issuer as _issuer
from pilin.node.reading import loopback as _loopback
from pilin.node.reading import matching as _matching
from pilin.node.reading import path as _path
from pilin.node.reading import text as _text
from pilin.node.reading import whole as _whole

T = TypeVar("T")

CHECKOUT = Path(__file__).parents[2]
MIB = 2**20


class ConfigRefusal(Code):
    """Why a node did not start."""

    CONFIG_FILE_IS_MISSING = "config_file_is_missing"
    CONFIG_FILE_IS_NOT_TOML = "config_file_is_not_toml"
    CONFIG_KEY_IS_UNKNOWN = "config_key_is_unknown"
    CONFIG_KEY_IS_MISSING = "config_key_is_missing"
    CONFIG_VALUE_IS_BAD = "config_value_is_bad"


Text = Annotated[str, _text]
DivisionCode = Annotated[str, _matching(r"[1-9]\d{5}")]
Colour = Annotated[str, _matching(r"#[0-9a-f]{6}")]
Engine = Annotated[str, _matching("sqlite|postgresql")]
File = Annotated[Path, _path]
OptionalFile = Annotated[Path | None, _path]
Port = Annotated[int, _whole(1, 65535)]
Days = Annotated[int, _whole(1, 365)]
Address = Annotated[str, _address]
Issuer = Annotated[str, _issuer]
TlsAddress = Annotated[str, _https]
HostName = Annotated[str, _matching(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")]


@dataclass(frozen=True)
class Node:
    """Who the node is. `code` is the six-digit division code (GB/T 2260), `colour` the band on top of each page."""

    code: DivisionCode
    name: Text
    colour: Colour
    province: Text
    data_dir: File


@dataclass(frozen=True)
class Pages:
    """Where people's pages are served. `url` is what browsers see: https, or plain http on this machine only.

    `proxies` is how many proxies of ours stand before them: so many addresses of X-Forwarded-For are believed.
    """

    host: Text = "127.0.0.1"
    port: Port = 8000
    url: Address = ""
    secret_key_file: File = Path("secret_key")
    proxies: Annotated[int, _whole(0, 3)] = 0
    idle_minutes: Annotated[int, _whole(1, 30)] = 30
    session_hours: Annotated[int, _whole(1, 12)] = 10
    session_bound_to: Annotated[str, _matching("network|browser")] = "network"


@dataclass(frozen=True)
class Public:
    """The public site: the host name by which residents reach it on the port of the pages. No table, no site."""

    host: HostName
    url: Address = ""
    contact: Text = ""
    cache_seconds: Annotated[int, _whole(0, 3600)] = 60
    requests_per_minute_max: Annotated[int, _whole(1, 100_000)] = 120


@dataclass(frozen=True)
class Oidc:
    """The provider through which people may sign in. No table, no such way; its secret never stands in the file."""

    issuer: Issuer
    client_id: Text
    client_secret_file: File
    name: Text = "统一身份认证"
    account_claim: Text = "preferred_username"
    scopes: Annotated[str, _matching("openid( [a-z_.]+)*")] = "openid profile"


@dataclass(frozen=True)
class Link:
    """Where other nodes reach this one: the listener's host and port, and the address that peers are told."""

    host: Text = "127.0.0.1"
    port: Port = 8443
    url: TlsAddress = "https://127.0.0.1:8443"


@dataclass(frozen=True)
class Database:
    """The store: a file for sqlite; for postgresql no host, port or user means libpq's environment variables."""

    engine: Engine = "sqlite"
    name: Text = "pilin.sqlite3"
    host: Text = ""
    port: Port = 0
    user: Text = ""
    password_file: OptionalFile = None


@dataclass(frozen=True)
class Metrics:
    """Where the node's figures are told to Prometheus; without a port nowhere. Beyond this machine with a token."""

    host: Text = "127.0.0.1"
    port: Port = 0
    token_file: OptionalFile = None


@dataclass(frozen=True)
class Gateway:
    """Where programs of other institutions reach this node, over plain HTTP of this machine alone. No table, none.

    TLS ends at a proxy on the same machine. `fund_total` and `account_total` say how messages of medical insurance add
    up in the region of the node: whether the sum of the funds holds the personal account, and that a relative's.
    """

    host: Annotated[str, _loopback] = "127.0.0.1"
    port: Port = 8460
    fund_total: Annotated[str, _matching("without_account|with_account")] = "without_account"
    account_total: Annotated[str, _matching("without_relative|with_relative")] = "without_relative"


@dataclass(frozen=True)
class Mail:
    """The mail server of the office, through which people are reminded. No table, no mail; its password lies in a file.

    Mail goes to addresses below `domains` alone (several apart by blanks).
    """

    host: Text
    sender: Annotated[str, _matching(r"[^@\s]+@[^@\s]+")]
    domains: Annotated[str, _matching(r"[a-z0-9.-]+( [a-z0-9.-]+)*")]
    port: Port = 465
    security: Annotated[str, _matching("tls|starttls|none")] = "tls"
    user: Text = ""
    password_file: OptionalFile = None


@dataclass(frozen=True)
class Robots:
    """Robots of groups that are told what presses; each file holds a robot's address and, below it, its key."""

    dingtalk_file: OptionalFile = None
    wecom_file: OptionalFile = None


@dataclass(frozen=True)
class Limits:
    """What the node takes at most, and how long it waits."""

    frame_bytes_max: Annotated[int, _whole(MIB // 16, 64 * MIB)] = 8 * MIB
    batch_envelopes_max: Annotated[int, _whole(1, 10_000)] = 200
    attachment_bytes_max: Annotated[int, _whole(1, 1024 * MIB)] = 50 * MIB
    fail_closed_hours: Annotated[int, _whole(1, 24 * 365)] = 72
    quarantine_days: Days = 30
    clock_skew_seconds_max: Annotated[int, _whole(1, 3600)] = 120
    waiting_days_max: Days = 30
    access_log_days: Annotated[int, _whole(184, 3650)] = 400
    sign_ins_per_minute_max: Annotated[int, _whole(5, 10_000)] = 30
    care_days_max: Annotated[int, _whole(1, 90)] = 90


@dataclass(frozen=True)
class Config:
    """All that makes one node differ from another; every path in it is absolute."""

    file: Path
    node: Node
    pages: Pages
    link: Link
    database: Database
    limits: Limits
    metrics: Metrics
    modules: tuple[str, ...] = ()
    public: Public | None = None
    oidc: Oidc | None = None
    gateway: Gateway | None = None
    mail: Mail | None = None
    robots: Robots = Robots()


def from_environment(environment: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration that `PILIN_NODE` names. Raises a ConfigRefusal that names file and key."""
    named = environment.get("PILIN_NODE", "test")
    file = Path(named) if named.endswith(".toml") else CHECKOUT / "nodes" / f"{named}.toml"
    moved = environment.get("PILIN_DATA_DIR")
    return load(file, data_dir=Path(moved) if moved else None)


def load(file: Path, *, data_dir: Path | None = None) -> Config:
    """Read one file into a Config; `data_dir` moves the node's own files. Raises a ConfigRefusal."""
    tables = _parsed(file)
    config = Config(
        file=file.absolute(),
        node=_table(file, tables, "node", Node),
        pages=_table(file, tables, "pages", Pages),
        link=_table(file, tables, "link", Link),
        database=_table(file, tables, "database", Database),
        limits=_table(file, tables, "limits", Limits),
        metrics=_metrics(file, tables),
        modules=_modules(file, tables.pop("modules", [])),
        public=_table(file, tables, "public", Public) if "public" in tables else None,
        oidc=_table(file, tables, "oidc", Oidc) if "oidc" in tables else None,
        gateway=_table(file, tables, "gateway", Gateway) if "gateway" in tables else None,
        mail=_mail(file, tables) if "mail" in tables else None,
        robots=_table(file, tables, "robots", Robots),
    )
    if tables:
        raise Refused(ConfigRefusal.CONFIG_KEY_IS_UNKNOWN, file=str(file), key=min(tables))
    return _placed(config, data_dir)


def _parsed(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError:
        raise Refused(ConfigRefusal.CONFIG_FILE_IS_MISSING, file=str(file)) from None
    except ValueError as error:  # not UTF-8, or not TOML
        raise Refused(ConfigRefusal.CONFIG_FILE_IS_NOT_TOML, file=str(file), reason=str(error)) from None


def _table(file: Path, tables: dict[str, object], name: str, kind: type[T]) -> T:
    """Take one table out of the file's and read it key by key."""
    raw = tables.pop(name, {})
    if not isinstance(raw, dict):
        raise _bad(file, name, "a table expected")
    hints = get_type_hints(kind, include_extras=True)
    for key in raw:
        if key not in hints:
            raise Refused(ConfigRefusal.CONFIG_KEY_IS_UNKNOWN, file=str(file), key=f"{name}.{key}")
    for entry in fields(kind):  # type: ignore[arg-type]
        if entry.name not in raw and entry.default is MISSING:
            raise Refused(ConfigRefusal.CONFIG_KEY_IS_MISSING, file=str(file), key=f"{name}.{entry.name}")
    return kind(**{key: _value(file, f"{name}.{key}", hints[key].__metadata__[0], raw[key]) for key in raw})


def _value(file: Path, key: str, read: Reader, raw: object) -> object:
    try:
        return read(raw)
    except ValueError as error:
        raise _bad(file, key, str(error)) from None


def _metrics(file: Path, tables: dict[str, object]) -> Metrics:
    """Read where figures are told: never to other machines without a token."""
    read = _table(file, tables, "metrics", Metrics)
    if read.host not in LOOPBACK and read.token_file is None:
        raise _bad(file, "metrics.host", "beyond this machine a token_file is needed")
    return read


def _mail(file: Path, tables: dict[str, object]) -> Mail:
    """Read the mail server: without TLS it is one on this machine."""
    read = _table(file, tables, "mail", Mail)
    if read.security == "none" and read.host not in LOOPBACK:
        raise _bad(file, "mail.security", "tls or starttls expected; none only on this machine")
    return read


def _modules(file: Path, raw: object) -> tuple[str, ...]:
    named = _matching("[a-z][a-z_]*")
    if not isinstance(raw, list) or len(set(map(str, raw))) != len(raw):
        raise _bad(file, "modules", "a list of different names expected")
    return tuple(str(_value(file, "modules", named, name)) for name in raw)


def _bad(file: Path, key: str, reason: str) -> Refused:
    return Refused(ConfigRefusal.CONFIG_VALUE_IS_BAD, file=str(file), key=key, reason=reason)


def _placed(config: Config, moved: Path | None) -> Config:
    """Make every path absolute, and the pages' address known."""
    root = config.file.parent.parent
    data_dir = moved.absolute() if moved else root / config.node.data_dir
    pages, database, metrics, oidc = config.pages, config.database, config.metrics, config.oidc
    mail, robots = config.mail, config.robots
    lies_in_a_file = database.engine == "sqlite" and database.name != ":memory:"
    return replace(
        config,
        node=replace(config.node, data_dir=data_dir),
        pages=replace(pages, url=pages.url or _url(config), secret_key_file=data_dir / pages.secret_key_file),
        public=config.public and _published(config, config.public),
        oidc=oidc and replace(oidc, client_secret_file=root / oidc.client_secret_file),
        database=replace(
            database,
            name=str(data_dir / database.name) if lies_in_a_file else database.name,
            password_file=database.password_file and root / database.password_file,
        ),
        metrics=replace(metrics, token_file=metrics.token_file and root / metrics.token_file),
        mail=mail and replace(mail, password_file=mail.password_file and root / mail.password_file),
        robots=Robots(
            robots.dingtalk_file and root / robots.dingtalk_file, robots.wecom_file and root / robots.wecom_file
        ),
    )


def _url(config: Config) -> str:
    """Return the pages' address where the file does not give one, which only a node on this machine may do."""
    host = _bracketed(config.pages.host)
    return str(_value(config.file, "pages.url", _address, f"http://{host}:{config.pages.port}"))


def _published(config: Config, public: Public) -> Public:
    """Return the public site with its address, which must bear its own host name and not that of the office's pages."""
    if public.host in {urlsplit(config.pages.url).hostname, config.pages.host}:
        raise _bad(config.file, "public.host", "a host name of its own expected, not that of the pages")
    url = public.url or str(_value(config.file, "public.url", _address, f"http://{public.host}:{config.pages.port}"))
    if urlsplit(url).hostname != public.host:
        raise _bad(config.file, "public.url", f"an address of {public.host} expected")
    return replace(public, url=url)
