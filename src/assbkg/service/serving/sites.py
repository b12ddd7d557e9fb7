"""Where the service is: the address that it gives for itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from assbkg.errors import AssbkgError

__all__ = ["Site", "is_loopback", "name_of", "public_site"]

#: A host and a port: a name, an address, or an address of IPv6 in brackets.
_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{0,5})?")


@dataclass(frozen=True)
class Site:
    """The URL by which others reach the service, without a slash at its end; empty if not given.

    The service answers for any host. It keeps nothing from pages of elsewhere: whatever name a
    page has lead here, it learns no more than any page may ask.
    """

    public_url: str = ""

    def address(self, scope: Mapping[str, Any]) -> str:
        """Return the service's URL, without a slash at its end.

        It is the public one, or else that of the socket which took the request: no header of a
        request has a say in it.
        """
        if self.public_url:
            return self.public_url
        host, port = scope.get("server") or ("localhost", None)
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}" if port in (None, 80) else f"http://{shown}:{port}"


def public_site(url: str) -> Site:
    """Return the site that others reach by a URL, if there is one. Raises `AssbkgError`."""
    if url:
        _require_url(url)
    return Site(url.rstrip("/"))


def name_of(host: str) -> str | None:
    """Return the name or address in a Host header, without its port; None if it is ill-formed.

    >>> name_of("Graph.example:80"), name_of("[::1]:7878"), name_of("a b")
    ('graph.example', '::1', None)
    """
    found = _HOST.fullmatch(host)
    return found[1].strip("[]").lower() if found else None


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address means this computer alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _require_url(url: str) -> None:
    """Raise `AssbkgError` for a URL that can't stand before paths."""
    try:
        parts = urlsplit(url)
        host = name_of(parts.netloc)
    except ValueError:
        parts, host = urlsplit(""), None
    clean = url.isascii() and url.isprintable() and not re.search(r'[\s<>"{}|^`\\]', url)
    if parts.scheme not in ("http", "https") or not host or not clean or parts.query:
        raise AssbkgError(
            f"{url!r} is not a URL of a service: expected http or https, a host, perhaps a "
            "port and "
            "a path, as in https://battery.example/graph/"
        )
    if parts.fragment:
        raise AssbkgError(f"{url!r} has a fragment; a service has none")
