"""What the page may load and do: from this service only, and no code but its own files."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from typing import Final

__all__ = ["HEADERS"]


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


#: The one inline style that the editor writes: it marks what it expects in a wrong line.
_EDITOR_STYLE: Final = _hash("text-decoration:underline")

_POLICY: Final[Mapping[str, str]] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": f"'self' 'unsafe-hashes' {_EDITOR_STYLE}",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

#: Headers of every answer that belongs to the page.
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "; ".join(f"{what} {where}" for what, where in _POLICY.items()),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
