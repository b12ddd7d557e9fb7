"""The files of the page of questions, and what that page may load."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

from assbkg.vocabulary import PREFIXES

__all__ = ["HEADERS", "Asset", "Assets", "json_in_html", "policy", "read_assets"]
_PACKAGE: Final = Path(__file__).resolve().parent
_PAGE: Final = "page.html"
_KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
#: Enough of a SHA-256 that no two versions of the page share an address.
_DIGITS: Final = 16


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


@dataclass(frozen=True)
class Asset:
    """One file: its media type and its bytes."""

    kind: str
    content: bytes


@dataclass(frozen=True)
class Assets:
    """All files by name, and the page that asks for them.

    Every file lies under `/page/<digest>/`, so that modules find one another by relative
    paths, and an address never means other bytes.
    """

    digest: str
    files: Mapping[str, Asset]
    page: bytes


def read_assets() -> Assets:
    """Read the scripts and styles, ours and the editor's, and fill in the page."""
    paths = sorted(
        path
        for folder in ("static", "vendored")
        for path in (_PACKAGE / folder).iterdir()
        if path.suffix in _KINDS
    )
    files = {path.name: Asset(_KINDS[path.suffix], path.read_bytes()) for path in paths}
    whole = hashlib.sha256()
    for name, asset in files.items():
        whole.update(f"{name}\0{len(asset.content)}\0".encode() + asset.content)
    digest = whole.hexdigest()[:_DIGITS]
    template = Template((_PACKAGE / "static" / _PAGE).read_text(encoding="utf-8"))
    page = template.substitute(files=f"/page/{digest}", prefixes=json_in_html(PREFIXES))
    return Assets(digest, files, page.encode())


def json_in_html(value: object) -> str:
    """Return JSON that is safe inside a script element: nothing in it can close the element."""
    return json.dumps(value, ensure_ascii=True).replace("<", "\\u003c")
