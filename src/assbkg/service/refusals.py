"""What an answer other than success means: come back later, look elsewhere, or no."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from typing import Final, NoReturn

from assbkg.errors import UploadError
from assbkg.printable import one_line
from assbkg.service.endpoint import Endpoint

__all__ = ["PassingFault", "refuse", "words_of"]

#: Too many requests; and a gateway or server that is down, overloaded or slow.
_BUSY: Final = frozenset({429, 502, 503, 504})
_REDIRECTS: Final = range(300, 400)
_READ_BYTES: Final = 4096
_SHOWN_CHARACTERS: Final = 400


class PassingFault(Exception):
    """A fault that may be over soon; `after` is the pause that the server asks for."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.after = after


def refuse(endpoint: Endpoint, response: HTTPResponse) -> NoReturn:
    """Raise what an answer other than success means.

    That is `PassingFault` when the server is busy, else `UploadError` with its own words.
    """
    said = f"{response.status} {words_of(response.reason)}".strip()
    if response.status in _REDIRECTS:
        where = words_of(response.getheader("Location", "nowhere"))
        raise UploadError(
            f"{endpoint}: redirects ({said}) to {where}, which was not followed, so that nothing "
            "goes to a host that you did not name; give that URL if it is the right one"
        )
    words = _words(response)
    if response.status in _BUSY:
        raise PassingFault(said + words, _seconds(response.getheader("Retry-After", "")))
    raise UploadError(f"{endpoint}: refused: {said}{words}{_wanted(response)}")


def words_of(text: str) -> str:
    """Return words of another's making in one printable line, cut to what a message holds."""
    line = one_line(text)
    return line if len(line) <= _SHOWN_CHARACTERS else line[:_SHOWN_CHARACTERS] + " …"


def _words(response: HTTPResponse) -> str:
    """What a server says about a refusal."""
    try:
        text = response.read(_READ_BYTES).decode(errors="replace")
    except (OSError, HTTPException):
        return ""
    if "html" in response.getheader("Content-Type", ""):
        text = re.sub(r"<style.*?</style>|<[^>]*>", " ", text, flags=re.DOTALL)
    text = words_of(text)
    return f": {text}" if text else ""


def _wanted(response: HTTPResponse) -> str:
    """The kind of credentials that a server asks for."""
    kind = words_of(response.getheader("WWW-Authenticate", "")).partition(" ")[0]
    return f"; it asks for {kind}: --user logs in with Basic, --bearer with Bearer" if kind else ""


def _seconds(retry_after: str) -> float:
    """How long `Retry-After` asks to wait, by seconds or date; 0 when it says neither."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
        return (until - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return 0.0
