"""Where a server is: its origin, whether a password may travel there, and what a one-time link holds."""

from __future__ import annotations

import contextlib
import ipaddress
from urllib.parse import urlsplit

from handrail_client.errors import HandrailError


class UnsafeServer(HandrailError):
    """The address is not https, and not this computer."""


def origin(address: str) -> str:
    """The origin of `address`, which must be https unless it is this computer.

    Raises:
        UnsafeServer: a password or a token would travel in the open.
    """
    parts = urlsplit(address if "://" in address else f"https://{address}")
    if "://" not in address and parts.hostname and _loopback(parts.hostname):
        parts = parts._replace(scheme="http")
    if not parts.hostname or parts.username or parts.scheme not in {"https", "http"}:
        raise UnsafeServer("Give the server's address as https://…")
    if parts.scheme == "http" and not _loopback(parts.hostname):
        raise UnsafeServer("This address is not protected. Use https://…")
    return f"{parts.scheme}://{parts.netloc}"


def _loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


class NotALink(HandrailError):
    """This is no one-time link."""


def open_link(link: str) -> tuple[str, str]:
    """The server's address and the secret of a one-time link, which stands in its fragment.

    Raises:
        NotALink: it has no fragment. The message does not repeat it.
    """
    parts = urlsplit(link.strip())
    if not parts.netloc or not parts.fragment:
        raise NotALink("This is not a complete link. Copy all of it, up to the end.")
    return f"{parts.scheme}://{parts.netloc}", parts.fragment
