"""What the page may load and do: from this service only, and no code but its own files."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from typing import Final

__all__ = ["HEADERS", "policy"]


def policy(rules: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a page that may do only what the rules name."""
    return {
        "Content-Security-Policy": "; ".join(f"{what} {where}" for what, where in rules.items()),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


#: The one inline style that the editor writes: it marks what it expects in a wrong line.
_EDITOR_STYLE: Final = _hash("text-decoration:underline")

#: Headers of every answer that belongs to the page.
HEADERS: Final[Mapping[str, str]] = policy(
    {
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
)
