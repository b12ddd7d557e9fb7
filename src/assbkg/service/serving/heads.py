"""Heads of requests and answers: what each must be like, and the address in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

from assbkg.errors import AssbkgError
from assbkg.service.serving.problems import HttpProblem, Limits, respond_with

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["ALWAYS", "METHODS", "GoodHeads", "SafeHeaders", "Site", "is_loopback", "name_of"]
__all__ += ["public_site"]

ALWAYS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'",
    "Access-Control-Allow-Origin": "*",
}
#: A host and a port: a name, an address, or an address of IPv6 in brackets.
_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{0,5})?")
#: What can be done here; `POST` only where the application says so.
METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
_SHOWN: Final = 100
_CLOSE: Final = {"Connection": "close"}


class SafeHeaders:
    """Middleware that makes answers mere data to a browser, unless they set other headers.

    Any page may read them: they are public, and no credentials are ever asked for.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers added."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


@dataclass(frozen=True)
class Site:
    """The URL by which others reach the service, without a slash at its end; empty if not given.

    The service answers for any host name. It hides nothing from other sites: a page that makes
    a name of its own lead here learns no more than any page may ask.
    """

    public_url: str = ""

    def address(self, scope: Mapping[str, Any]) -> str:
        """Return the service's URL, without a slash at its end.

        It is the public one, or else that of the socket which took the request: no header of a
        request affects it.
        """
        if self.public_url:
            return self.public_url
        host, port = scope.get("server") or ("localhost", None)
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}" if port in (None, 80) else f"http://{shown}:{port}"


def public_site(url: str) -> Site:
    """Return the site with a public URL, if one is given. Raises `AssbkgError` for a wrong one."""
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


class GoodHeads:
    """Middleware that refuses requests whose head is ill-formed or too long.

    `allowed` returns the methods of a path, none for a path that does not exist.
    """

    def __init__(self, app: ASGIApp, limits: Limits, allowed: Callable[[str], set[str]]) -> None:
        self._app = app
        self._limits = limits
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        app = self._app
        if scope["type"] == "http":
            scope = _in_origin_form(scope)
            problem = next(self._problems(scope), None)
            if problem is not None:
                app = respond_with(problem, scope["path"][:_SHOWN])
            elif scope["method"] == "OPTIONS" and not _is_preflight(scope):
                app = self._options(scope["path"])
        await app(scope, receive, send)

    def _options(self, path: str) -> Response:
        """Answer with the methods of a path, or of the whole service."""
        methods = set(METHODS) if path == "*" else self._allowed(path)
        if not methods:
            problem = HttpProblem(HTTPStatus.NOT_FOUND, f"Not Found: OPTIONS {path[:_SHOWN]}")
            return respond_with(problem, path[:_SHOWN])
        return Response(
            status_code=HTTPStatus.NO_CONTENT, headers={"Allow": _listed(methods | {"OPTIONS"})}
        )

    def _problems(self, scope: Scope) -> Iterator[HttpProblem]:
        headers = Headers(scope=scope)
        if scope["http_version"] not in ("1.0", "1.1"):
            yield HttpProblem(
                HTTPStatus.HTTP_VERSION_NOT_SUPPORTED,
                f"the request is in HTTP/{scope['http_version']}",
                "HTTP/1.1",
                _CLOSE,
            )
        yield from self._lengths(scope)
        if "transfer-encoding" in headers and (
            "content-length" in headers or scope["http_version"] == "1.0"
        ):
            detail = "the request gives two lengths for its body"
            expected = "Content-Length, or Transfer-Encoding in HTTP/1.1"
            yield HttpProblem(HTTPStatus.BAD_REQUEST, detail, expected, _CLOSE)
        if headers.get("expect", "100-continue").lower() != "100-continue":
            detail = f"the request expects {headers['expect'][:_SHOWN]!r}"
            yield HttpProblem(HTTPStatus.EXPECTATION_FAILED, detail, "100-continue", _CLOSE)
        yield from self._hosts(headers.getlist("host"))
        yield from self._methods(scope["method"], scope["path"])

    def _lengths(self, scope: Scope) -> Iterator[HttpProblem]:
        url = len(scope["path"]) + len(scope["query_string"])
        if url > self._limits.url_bytes:
            yield HttpProblem(
                HTTPStatus.REQUEST_URI_TOO_LONG,
                f"the URL has {url:,} bytes",
                f"at most {self._limits.url_bytes:,}; a longer query goes into the body of a POST",
            )
        headers = sum(len(name) + len(value) for name, value in scope["headers"])
        if headers > self._limits.header_bytes:
            yield HttpProblem(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                f"the headers have {headers:,} bytes",
                f"at most {self._limits.header_bytes:,}",
            )

    def _hosts(self, hosts: list[str]) -> Iterator[HttpProblem]:
        names = [name_of(host) for host in hosts]
        if len(hosts) > 1 or None in names:
            detail = f"the Host is {', '.join(hosts)[:_SHOWN]!r}"
            yield HttpProblem(HTTPStatus.BAD_REQUEST, detail, "one host, perhaps with a port")

    def _methods(self, method: str, path: str) -> Iterator[HttpProblem]:
        if path != "*" and not path.startswith("/"):
            detail = f"the target of the request is {path[:_SHOWN]!r}"
            yield HttpProblem(HTTPStatus.BAD_REQUEST, detail, "a path that begins with a slash")
        if method not in METHODS or (path == "*" and method != "OPTIONS"):
            yield HttpProblem(
                HTTPStatus.METHOD_NOT_ALLOWED,
                f"{method[:_SHOWN]} is not supported here",
                "GET or POST to /sparql, or GET of /queries, /health or /.well-known/void",
                {"Allow": _listed(self._allowed(path) or set(METHODS))},
            )


def _in_origin_form(scope: Scope) -> Scope:
    """Return a request whose target is a path, also if it was a whole URL.

    As RFC 9112 has it, the host of that URL then stands in place of the Host header.
    """
    for scheme in ("http://", "https://"):
        if scope["path"].lower().startswith(scheme):
            host, slash, rest = scope["path"][len(scheme) :].partition("/")
            _, _, raw = scope["raw_path"][len(scheme) :].partition(b"/")
            kept: list[Any] = [pair for pair in scope["headers"] if pair[0] != b"host"]
            headers = [*kept, (b"host", host.encode("latin-1", "replace"))]
            path, raw_path = slash + rest or "/", b"/" + raw
            return {**scope, "path": path, "raw_path": raw_path, "headers": headers}
    return scope


def _is_preflight(scope: Scope) -> bool:
    """Tell whether OPTIONS is a preflight: a browser asking on behalf of another site."""
    headers = Headers(scope=scope)
    return "origin" in headers and "access-control-request-method" in headers


def _listed(methods: set[str]) -> str:
    return ", ".join(method for method in METHODS if method in methods)
