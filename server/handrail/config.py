"""Settings, read once from the environment; every bad value is reported at once, before anything starts."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from handrail.letters.mail import Tls


class BadConfig(Exception):
    """One line for each setting that must be changed. Never repeats a secret."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: what it is for and what it is when absent, as the README tells it."""

    name: str
    default: str
    means: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "HANDRAIL_DATA", "data", "Folder for the embedded database, keys and certificates; made with owner-only rights"
    ),
    Setting("HANDRAIL_DATABASE_URL", "", "`postgresql+asyncpg://…`; empty: SQLite in the data folder, one process"),
    Setting("HANDRAIL_DATABASE_URL_FILE", "", "File that holds the database URL instead, since it has a password"),
    Setting("HANDRAIL_BUS_URL", "", "`nats://…` for hints between nodes; empty: this node alone"),
    Setting("HANDRAIL_BUS_URL_FILE", "", "File that holds the bus URL instead, since it has a password"),
    Setting(
        "HANDRAIL_KEY_FILE",
        "",
        "32 random bytes that wrap all data keys, mode 600; empty: `master.key` in the data folder, made on first run",
    ),
    Setting(
        "HANDRAIL_SIGNING_KEYS",
        "",
        "Folder of the keys that sign tokens and letters, the same for every node; empty: the data folder",
    ),
    Setting("HANDRAIL_HOST", "127.0.0.1", "Address to listen on; a public one needs an https public origin"),
    Setting("HANDRAIL_PORT", "8080", "Port to listen on, 0–65535; 0 picks a free one"),
    Setting(
        "HANDRAIL_PUBLIC_ORIGIN",
        "",
        "Origin people see, e.g. `https://rooms.example`; fixed at first run; empty: `http://localhost:PORT`",
    ),
    Setting(
        "HANDRAIL_CHECK_ORIGIN", "", "Neutral origin of the page where readers check letters; empty: the public origin"
    ),
    Setting(
        "HANDRAIL_MAIL_URL",
        "",
        "Mail server that sends letters: `smtp://HOST:587` (STARTTLS), `smtps://HOST:465` (TLS), `smtp+plain://` for "
        "this machine alone; empty: letters are downloaded, never sent",
    ),
    Setting("HANDRAIL_MAIL_USER", "", "Name to sign in there with; empty: nobody signs in"),
    Setting("HANDRAIL_MAIL_PASSWORD_FILE", "", "File that holds the password to it"),
    Setting("HANDRAIL_MAIL_SENDER", "", "Address that letters come from, at a domain whose name says nothing"),
    Setting(
        "HANDRAIL_LETTER_PROCESSES",
        "0",
        "Processes that make letters beside the server, 0–16, each with about 200 MB; 0: threads of the server do",
    ),
    Setting("HANDRAIL_ALLOWED_ORIGINS", "", "Further origins whose pages may ask, separated by spaces"),
    Setting("HANDRAIL_TRUSTED_PROXY", "", "Address of the one reverse proxy whose `X-Forwarded-For` counts"),
    Setting("HANDRAIL_LOG_LEVEL", "info", "`debug`, `info`, `warning` or `error`"),
)

_DEFAULTS: Mapping[str, str] = MappingProxyType({setting.name: setting.default for setting in SETTINGS})
_LEVELS = ("debug", "info", "warning", "error")
_HIGHEST_PORT = 65_535
_MOST_PROCESSES = 16


_MAIL_PORTS = {Tls.START: 587, Tls.WRAPPED: 465, Tls.OFF: 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in to be sent, and as whom."""

    host: str
    port: int
    tls: Tls
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Config:
    """What this process was told. `database_url` and `bus_url` may hold passwords, so they are not shown."""

    data: Path
    database_url: str = field(repr=False)
    bus_url: str = field(repr=False)
    key_file: Path
    signing_folder: Path | None
    host: str
    port: int
    public_origin: str
    check_origin: str
    mail: MailServer | None
    letter_processes: int
    allowed_origins: frozenset[str]
    trusted_proxy: str
    log_level: str

    @property
    def token_keys(self) -> Path:
        """The keys of access tokens: what one node issues, every node must know."""
        return (self.signing_folder or self.data) / "tokens.key"

    @property
    def letter_key(self) -> Path:
        """The key and certificates of letters."""
        return (self.signing_folder or self.data) / "letters.pem"

    @property
    def over_tls(self) -> bool:
        """Whether people reach this server over TLS."""
        return self.public_origin.startswith("https://")

    def at_port(self, port: int) -> Config:
        """These settings once the port is known, where any free one was asked for."""
        if self.port:
            return self
        before, after = "http://localhost:0", f"http://localhost:{port}"
        return replace(
            self,
            port=port,
            public_origin=after if self.public_origin == before else self.public_origin,
            check_origin=after if self.check_origin == before else self.check_origin,
            allowed_origins=frozenset(after if origin == before else origin for origin in self.allowed_origins),
        )

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Config:
        """The settings in `environ`, defaults filled in.

        Raises:
            BadConfig: names every setting that cannot be used, and why.
        """
        unknown = sorted(
            name
            for name in environ
            if name.startswith("HANDRAIL_") and name not in _DEFAULTS and name != "HANDRAIL_HOME"
        )
        wrong = [f"{name} is not a setting" for name in unknown]
        given = {name: environ.get(name, "") or default for name, default in _DEFAULTS.items()}
        for name in ("HANDRAIL_DATABASE_URL", "HANDRAIL_BUS_URL"):
            if path := given[f"{name}_FILE"]:
                try:
                    given[name] = Path(path).read_text("utf-8").strip()
                except (OSError, UnicodeDecodeError):
                    wrong.append(f"{name}_FILE cannot be read")

        def check(name: str, holds: Callable[[str], bool], needs: str) -> str:
            value = given[name]
            if value and not holds(value):
                wrong.append(f"{name} {needs}")
            return value

        data = Path(given["HANDRAIL_DATA"])
        port_text = check(
            "HANDRAIL_PORT", lambda value: value.isdigit() and int(value) <= _HIGHEST_PORT, "must be 0–65535"
        )
        port = int(port_text) if port_text.isdigit() else 0
        database_url = check(
            "HANDRAIL_DATABASE_URL",
            lambda value: value.startswith(("postgresql+asyncpg://", "sqlite+aiosqlite:///")),
            "must start with postgresql+asyncpg:// (or be empty for SQLite)",
        )
        bus_url = check(
            "HANDRAIL_BUS_URL",
            lambda value: value.startswith(("nats://", "tls://")),
            "must start with nats:// or tls://",
        )
        public = (
            check("HANDRAIL_PUBLIC_ORIGIN", is_origin, "must be an origin such as https://rooms.example")
            or f"http://localhost:{port}"
        )
        check_origin = (
            check("HANDRAIL_CHECK_ORIGIN", is_origin, "must be an origin such as https://check.example") or public
        )
        further = frozenset(given["HANDRAIL_ALLOWED_ORIGINS"].split())
        if not all(is_origin(origin) for origin in further):
            wrong.append("HANDRAIL_ALLOWED_ORIGINS must be origins separated by spaces")
        host = given["HANDRAIL_HOST"]
        if not is_loopback(host) and not public.startswith("https://"):
            wrong.append("HANDRAIL_HOST is public, so HANDRAIL_PUBLIC_ORIGIN must be https (put TLS in front)")
        if bus_url and not database_url.startswith("postgresql"):
            wrong.append("HANDRAIL_BUS_URL is for several nodes, which need Postgres in HANDRAIL_DATABASE_URL")
        mail = _mail_server(given, check_origin, wrong)
        processes = check(
            "HANDRAIL_LETTER_PROCESSES",
            lambda value: value.isdigit() and int(value) <= _MOST_PROCESSES,
            f"must be 0–{_MOST_PROCESSES}",
        )
        check("HANDRAIL_LOG_LEVEL", lambda value: value in _LEVELS, "must be one of " + ", ".join(_LEVELS))
        if wrong:
            raise BadConfig("\n".join(wrong))
        return cls(
            data=data,
            database_url=database_url or f"sqlite+aiosqlite:///{data / 'handrail.sqlite'}",
            bus_url=bus_url,
            key_file=Path(given["HANDRAIL_KEY_FILE"]) if given["HANDRAIL_KEY_FILE"] else data / "master.key",
            signing_folder=Path(given["HANDRAIL_SIGNING_KEYS"]) if given["HANDRAIL_SIGNING_KEYS"] else None,
            host=host,
            port=port,
            public_origin=public,
            check_origin=check_origin,
            mail=mail,
            letter_processes=int(processes) if processes.isdigit() else 0,
            allowed_origins=further | {public, check_origin},
            trusted_proxy=given["HANDRAIL_TRUSTED_PROXY"],
            log_level=given["HANDRAIL_LOG_LEVEL"],
        )


def _mail_server(given: Mapping[str, str], links_at: str, wrong: list[str]) -> MailServer | None:
    """The mail server, if one is set; what is unsafe about it is added to `wrong`.

    A letter and the secret of its link never travel in the clear (45 CFR 164.312(e)).
    """
    url, sender, user = (given[f"HANDRAIL_MAIL_{part}"] for part in ("URL", "SENDER", "USER"))
    if not url:
        wrong += [
            f"{name} is of no use without HANDRAIL_MAIL_URL"
            for name in ("HANDRAIL_MAIL_SENDER", "HANDRAIL_MAIL_USER", "HANDRAIL_MAIL_PASSWORD_FILE")
            if given[name]
        ]
        return None
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if (
        parts.scheme not in {one.value for one in Tls}
        or not host
        or parts.path
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        wrong.append("HANDRAIL_MAIL_URL must be smtp://HOST:PORT or smtps://HOST:PORT, without a name or password")
        return None
    tls = Tls(parts.scheme)
    if tls is Tls.OFF and not is_loopback(host):
        wrong.append("HANDRAIL_MAIL_URL may be smtp+plain only towards this machine: letters would travel in the clear")
    local, _, domain = sender.rpartition("@")
    if (
        not local
        or "." not in domain
        or not sender.isascii()
        or not sender.isprintable()
        or set(sender) & set(' ,;<>"')
    ):
        wrong.append("HANDRAIL_MAIL_SENDER must be the e-mail address that letters come from")
    if not links_at.startswith("https://") and not is_loopback(urlsplit(links_at).hostname or ""):
        wrong.append("HANDRAIL_CHECK_ORIGIN must be https where letters are sent: their links lead there")
    if bool(user) != bool(given["HANDRAIL_MAIL_PASSWORD_FILE"]):
        wrong.append("HANDRAIL_MAIL_USER and HANDRAIL_MAIL_PASSWORD_FILE are set together or not at all")
    return MailServer(host, port or _MAIL_PORTS[tls], tls, sender, user, _mail_password(given, wrong))


def _mail_password(given: Mapping[str, str], wrong: list[str]) -> str:
    path = given["HANDRAIL_MAIL_PASSWORD_FILE"]
    try:
        return Path(path).read_text("utf-8").strip() if path else ""
    except (OSError, UnicodeDecodeError):
        wrong.append("HANDRAIL_MAIL_PASSWORD_FILE cannot be read")
        return ""


def is_origin(value: str) -> bool:
    """Whether `value` is scheme, host and maybe port, and nothing more (RFC 6454 §6.2)."""
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and value == f"{parts.scheme}://{parts.netloc}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
