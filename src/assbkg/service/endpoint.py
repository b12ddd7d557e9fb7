"""Another server's endpoint: its URL, and the credentials sent to it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlencode, urlsplit

from assbkg.errors import UploadError

__all__ = ["PASSWORD", "TOKEN", "Endpoint", "authorisation", "parse_endpoint"]

#: Secrets come from these environment variables, since every user of a computer can read
#: a command line.
PASSWORD: Final = "ASSBKG_PASSWORD"  # noqa: S105 - the name of a variable
TOKEN: Final = "ASSBKG_TOKEN"  # noqa: S105 - the name of a variable

_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Endpoint:
    """Where requests go: an http or https URL without credentials and fragment."""

    url: SplitResult

    def __str__(self) -> str:
        return self.url.geturl()

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: credentials stay within one origin."""
        scheme = self.url.scheme
        return scheme, self.url.hostname or "", self.url.port or _PORTS[scheme]

    def target(self, parameters: Mapping[str, str]) -> str:
        """Return the path and query of a request, with parameters added to those of the URL."""
        query = "&".join(filter(None, (self.url.query, urlencode(parameters))))
        return (self.url.path or "/") + (f"?{query}" if query else "")

    def at(self, path: str) -> Endpoint:
        """Return the endpoint at another path on the same server."""
        return Endpoint(self.url._replace(path=path, query=""))


def parse_endpoint(url: str) -> Endpoint:
    """Parse an http or https URL. Raises `UploadError` for anything else."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise UploadError(f"{url!r} is not a URL: {error}") from error
    if parts.username is not None or parts.password is not None:
        raise UploadError(
            f"the URL of {host} holds credentials, which other users of this computer can read; "
            f"give --user, and the password in {PASSWORD}"
        )
    if not url.isascii() or not url.isprintable() or " " in url:
        raise UploadError(
            f"{url!r} is not a URL: spaces and letters beyond ASCII are written as %20"
        )
    if parts.scheme not in _PORTS or not host or port == 0:
        raise UploadError(
            f"{url!r}: expected an http or https URL, such as http://127.0.0.1:7878/store"
        )
    if parts.fragment:
        raise UploadError(f"{url!r}: a fragment (#{parts.fragment}) is never sent; leave it out")
    return Endpoint(parts)


def authorisation(user: str | None, bearer: bool, environment: Mapping[str, str]) -> str | None:
    """Return the `Authorization` header for a user (Basic) or a bearer token; None for neither.

    Raises `UploadError` when the secret is not in the environment or can't be sent; it
    never shows the secret.
    """
    if user is not None and bearer:
        raise UploadError("give --user or --bearer, not both")
    if user is not None:
        if ":" in user:
            raise UploadError(f"the user {user!r} holds a colon, which HTTP can't send")
        pair = f"{user}:{_secret(PASSWORD, environment)}"
        return "Basic " + b64encode(pair.encode()).decode("ascii")
    if bearer:
        token = _secret(TOKEN, environment)
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise UploadError(f"{TOKEN} holds a space or a character that no token may hold")
        return f"Bearer {token}"
    return None


def _secret(variable: str, environment: Mapping[str, str]) -> str:
    secret = environment.get(variable)
    if not secret:
        raise UploadError(f"{variable} is not set: put the secret in it, not on the command line")
    return secret
